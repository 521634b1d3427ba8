"""Scanning at the desk: a label's verdict and crate, and arrivals at the gate."""

from litestar import Controller, Response, post

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.guards import needs, signed_in
from backend.api.problems import ProblemError
from backend.desk import arriving
from backend.wire.scans import Arrival, Arrived, Judged, Scan
from backend.wire.views import Crate
from labels.errors import MalformedNumber, MistypedNumber


class ScanController(Controller):
    """Anybody who is signed in may ask; who stands at a gate may let crates in."""

    path = "/api"
    guards = (signed_in,)

    @post("/scans", status_code=200)
    async def scan(self, request: AnyRequest) -> Judged:
        """Errors: 400 `mistyped`, `malformed`; 404 `label_unknown`."""
        asked = await read_json(request, Scan)
        try:
            found = await arriving.judged(office_of(request), readers_of(request), asked.text)
        except (MistypedNumber, MalformedNumber) as error:
            raise bad_number(error) from error
        if found is None:
            raise ProblemError(
                404,
                "label_unknown",
                "没有这个标识号。",
                "There is no such label number.",
                "号码本身没有输错；请核对标识，或按货物查找。",
                "The number itself is well formed; compare the label, or search by goods.",
            )
        return found

    @post("/arrivals", guards=[needs("inspector", "port")])
    async def arrive(self, request: AnyRequest) -> Response[Arrived]:
        """Errors: 404 `crate_unknown`, 409 `crate_held`, 422 `place_unknown`."""
        asked = await read_json(request, Arrival)
        user = caller_of(request).user
        try:
            said = await arriving.arrive(office_of(request), user, asked)
        except arriving.UnknownPlaceError as error:
            raise ProblemError(
                422,
                "place_unknown",
                f"本届世园会没有代码为 {error} 的指定地点。",
                f"This expo has no designated place {error}.",
                "请在闸口页面重新选择所在地点。",
                "Choose the place of this gate again.",
            ) from error
        crate = await readers_of(request).need(Crate, asked.crate)
        arrived = Arrived(crate=crate, recorded=said is not None, objections=said or [])
        return Response(arrived, status_code=201)


def bad_number(error: MistypedNumber | MalformedNumber) -> ProblemError:
    """A number that cannot be one: 400 `mistyped` or `malformed`."""
    code = "mistyped" if isinstance(error, MistypedNumber) else "malformed"
    return ProblemError(
        400, code, error.zh, error.en, "请对照标识再输。", "Compare it with the label."
    )
