"""What anyone may know: the expo, its promises, and whether the server is up."""

from litestar import get

from backend import __version__
from backend.api.context import AnyRequest, office_of
from backend.desk.workdays import clock_plan
from backend.wire.clocks import ClockPlan
from backend.wire.desk import Expo, Health


@get("/api/expo")
async def expo(request: AnyRequest) -> Expo:
    return office_of(request).settings.expo


@get("/api/clocks")
async def clocks(request: AnyRequest) -> ClockPlan:
    """What is promised within which time, and the days on which the office works."""
    return clock_plan(office_of(request))


@get("/api/health")
async def health(request: AnyRequest) -> Health:
    """Answers once the journal is open and writes."""
    journal = office_of(request).journal
    return Health(
        status="ok", version=__version__, epoch=journal.epoch, entries=await journal.size()
    )
