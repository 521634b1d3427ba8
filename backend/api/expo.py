"""What anyone may know: the expo, and whether the server is up."""

from litestar import get

from backend import __version__
from backend.api.context import AnyRequest, office_of
from backend.wire.desk import Expo, Health


@get("/api/expo")
async def expo(request: AnyRequest) -> Expo:
    return office_of(request).settings.expo


@get("/api/health")
async def health(request: AnyRequest) -> Health:
    """Answers once the journal is open and writes."""
    journal = office_of(request).journal
    return Health(
        status="ok", version=__version__, epoch=journal.epoch, entries=await journal.size()
    )
