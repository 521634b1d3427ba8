"""People, phones and their enrolment."""

from datetime import UTC, datetime

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from backend.api.bodies import read_json
from backend.api.context import AnyRequest, caller_of, office_of, readers_of
from backend.api.guards import needs, people_of, signed_in
from backend.api.problems import ProblemError, of_status
from backend.api.sessions import session_cookie
from backend.desk import accounts, devices
from backend.people import NoSuchUserError, UserExistsError
from backend.wire.desk import DeviceRow, EnrolmentCode, NewUser, RevokeDevice
from backend.wire.sync import Enrolled, EnrolmentRequest
from backend.wire.views import Device, Person
from labels.qr import qr_svg


class PeopleController(Controller):
    """/api/people and /api/devices."""

    path = "/api"
    guards = (signed_in,)

    @get("/people")
    async def people(self, request: AnyRequest) -> list[Person]:
        return await readers_of(request).docs(Person)

    @post("/people", guards=[needs("administrator")])
    async def add(self, request: AnyRequest) -> Response[Person]:
        """Errors: 409 `user_exists`."""
        asked = await read_json(request, NewUser)
        new = accounts.NewPerson(asked.id, asked.name, list(asked.roles), asked.password)
        try:
            await accounts.add_person(
                office_of(request), people_of(request), caller_of(request).user, new
            )
        except UserExistsError as error:
            raise ProblemError(
                409,
                "user_exists",
                f"已有用户 {asked.id}。",
                f"There is a user {asked.id} already.",
                "请换一个用户名。",
                "Choose another user name.",
            ) from error
        return Response(await readers_of(request).need(Person, asked.id), status_code=201)

    @get("/devices", guards=[needs("administrator", "supervisor")])
    async def devices(self, request: AnyRequest) -> list[DeviceRow]:
        return await devices.devices(readers_of(request))

    @post("/devices/{dev:str}/revocation", guards=[needs("administrator")])
    async def revoke(self, request: AnyRequest, dev: FromPath[str]) -> Response[Device]:
        """Errors: 400 for a moment that never was, 404 `device_unknown`, 409
        `device_already_revoked`."""
        asked = await read_json(request, RevokeDevice)
        _check_moment(asked.lost_since)
        office, readers, people = office_of(request), readers_of(request), people_of(request)
        await devices.revoke(office, readers, people, caller_of(request).user, dev, asked)
        return Response(await readers_of(request).need(Device, dev), status_code=201)

    @post("/people/{user:str}/enrolment-codes")
    async def code(self, request: AnyRequest, user: FromPath[str]) -> Response[EnrolmentCode]:
        """For oneself; by an administrator for anyone; by a supervisor for those who have no
        more rights than a port or an inspector. Errors: 403, 404."""
        if not await _may_enrol(request, user):
            raise of_status(403)
        try:
            made = await people_of(request).new_code(user)
        except NoSuchUserError as error:
            raise of_status(404) from error
        url = accounts.enrolment_url(office_of(request), made)
        body = EnrolmentCode(
            user=user,
            url=url,
            svg=qr_svg(url),
            expires_at=made.expires_at.isoformat(timespec="milliseconds"),
        )
        return Response(body, status_code=201, headers={"Cache-Control": "no-store"})


def _check_moment(text: str | None) -> None:
    """The 31st of June has the shape of a moment too."""
    try:
        if text is not None:
            datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise of_status(400, found=f"lost_since: {error}") from error


async def _may_enrol(request: AnyRequest, user: str) -> bool:
    caller = caller_of(request)
    if caller.user == user or "administrator" in caller.roles:
        return True
    person = await readers_of(request).doc(Person, user)
    if person is None:
        raise of_status(404)
    return "supervisor" in caller.roles and set(person.roles) <= {"port", "inspector"}


@post("/api/enrolments")
async def enrol(request: AnyRequest) -> Response[Enrolled]:
    """Enrol a phone and sign it in. Errors: 403 `enrolment_refused`, for whatever reason about the
    code; 409 `device_known`, `device_revoked` for a key that was enrolled before, and the code is
    good for another key.
    """
    asked = await read_json(request, EnrolmentRequest)
    people = people_of(request)
    try:
        done = await accounts.enrol(office_of(request), people, asked.jws)
    except accounts.EnrolmentRefusedError as error:
        raise ProblemError(
            403,
            "enrolment_refused",
            "登记码不对、已用过或已过期。",
            "The code is wrong, used or expired.",
            "请在管理端重新生成登记码。",
            "Have the desk show a new code.",
        ) from error
    opened = await people.open_session(done.user, done.dev)
    return Response(
        done,
        status_code=201,
        headers={"Cache-Control": "no-store"},
        cookies=[session_cookie(opened)],
    )
