"""Which key belongs to which device."""

from collections.abc import Iterable

from backend.views.readers import Readers, doc
from backend.wire import jws
from backend.wire.attestations import Jwk
from backend.wire.views import Device

_KEPT_KEYS = 20_000


def claimed_devices(entries: Iterable[str]) -> set[str]:
    """The device ids that these strings claim; what is no JWS claims none."""
    found = set()
    for head in {text.partition(".")[0] for text in entries}:
        try:
            found.add(jws.decode(head).decode("utf-8", "replace").rpartition(':"')[2][:-2])
        except jws.NotJwsError:
            continue
    return found


class DeviceKeys:
    """The keys of known devices, revoked ones included.

    A device is named by its key, so what was read once stays true; whether it may still write is
    asked inside the writer's transaction.
    """

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._known: dict[str, Jwk] = {}

    async def of(self, entries: Iterable[str]) -> dict[str, Jwk]:
        claimed = claimed_devices(entries)
        missing = claimed - self._known.keys()
        if missing:
            if len(self._known) > _KEPT_KEYS:
                self._known.clear()
            async with self._readers.snapshot() as db:
                for dev in missing:
                    if (device := await doc(db, Device, dev)) is not None:
                        self._known[dev] = device.jwk
        return {dev: self._known[dev] for dev in claimed & self._known.keys()}
