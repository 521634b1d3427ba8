"""What handlers find in the application's state."""

from secrets import randbelow
from typing import Any, cast

from litestar import Request

from backend.api.guards import Caller
from backend.api.problems import of_status, problem_response
from backend.desk.disputes import Watch
from backend.desk.office import Office
from backend.desk.printing import Runs
from backend.journal.writer import Busy
from backend.views.devices import DeviceKeys
from backend.views.readers import Readers

AnyRequest = Request[Any, Any, Any]


def office_of(request: AnyRequest) -> Office:
    return cast("Office", request.app.state.office)


def readers_of(request: AnyRequest) -> Readers:
    return cast("Readers", request.app.state.readers)


def runs_of(request: AnyRequest) -> Runs:
    return cast("Runs", request.app.state.runs)


def device_keys_of(request: AnyRequest) -> DeviceKeys:
    return cast("DeviceKeys", request.app.state.device_keys)


def watch_of(request: AnyRequest) -> Watch:
    return cast("Watch", request.app.state.watch)


def caller_of(request: AnyRequest) -> Caller:
    """Who is asking, behind a guard that made sure somebody is."""
    if request.user is None:
        raise of_status(401)
    return cast("Caller", request.user)


_RETRY_S, _SPREAD_S = 2, 14


def on_busy(_: AnyRequest, __: Busy) -> Any:
    """Litestar's exception handler for Busy: come again, not all at the same moment."""
    return problem_response(
        of_status(503, headers={"Retry-After": str(_RETRY_S + randbelow(_SPREAD_S))})
    )
