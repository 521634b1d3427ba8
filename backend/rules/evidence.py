"""Photos and clips that entries own: known by hash before their bytes arrive."""

from msgspec.structs import replace

from backend.rules.state import Fact, State
from backend.wire.views import Photo


def own_photos(state: State, fact: Fact) -> int:
    """Enter the fact as an owner of its photos; returns how many have not arrived."""
    missing = 0
    for ref in fact.photos:
        known = state.get(Photo, ref.sha256)
        photo = known or Photo(
            sha256=ref.sha256,
            size=ref.size,
            type=ref.type,
            stored_at=None,
            stored_pos=None,
            records=[],
        )
        if fact.id not in photo.records:
            state.put(replace(photo, records=[*photo.records, fact.id]))
        missing += photo.stored_at is None
    return missing
