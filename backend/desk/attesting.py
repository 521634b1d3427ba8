"""What the server itself attests, as entries signed by the desk."""

from collections.abc import Sequence

from backend.desk.office import Office
from backend.journal.sealing import Draft
from backend.photos import StoredPhoto
from backend.rules.state import SYSTEM, State
from backend.wire.attestations import PhotoStored
from backend.wire.views import Photo


async def photos_stored(office: Office, photos: Sequence[StoredPhoto]) -> None:
    """Journal that the photos' bytes are on disk; of each once, however often they arrive."""

    def plan(state: State) -> list[Draft]:
        new = [photo for photo in photos if not _attested(state, photo.sha256)]
        return [
            Draft("photo.stored", 1, PhotoStored(sha256=p.sha256, size=p.size, type=p.type))
            for p in new
        ]

    await office.journal.record(SYSTEM, plan)


async def unattested(office: Office, photos: Sequence[StoredPhoto]) -> list[StoredPhoto]:
    """Those of the photos on disk that no entry speaks of."""

    def missing(state: State) -> list[StoredPhoto]:
        return [photo for photo in photos if not _attested(state, photo.sha256)]

    return await office.journal.look(missing)


def _attested(state: State, sha256: str) -> bool:
    known = state.get(Photo, sha256)
    return known is not None and known.stored_at is not None
