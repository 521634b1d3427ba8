"""What the server itself attests, as entries signed by the desk."""

from backend.desk.office import Office
from backend.journal.sealing import Draft
from backend.rules.state import SYSTEM, State
from backend.wire.attestations import PhotoStored
from backend.wire.views import Photo


async def photo_stored(office: Office, sha256: str, size: int, type_: str) -> None:
    """Journal that a photo's bytes are on disk; once, however often they arrive."""
    body = PhotoStored(sha256=sha256, size=size, type=type_)

    def plan(state: State) -> list[Draft]:
        known = state.get(Photo, sha256)
        if known is not None and known.stored_at is not None:
            return []
        return [Draft("photo.stored", 1, body)]

    await office.journal.record(SYSTEM, plan)
