"""An office in a folder of its own, with people in it and a clock that stands until it is moved."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from backend.desk.issuing import issue
from backend.desk.keyring import Keyring
from backend.desk.office import Office
from backend.journal.journal import Journal, Keys
from backend.journal.sealing import DeskKey, Draft
from backend.rules.release import decide
from backend.rules.state import SYSTEM, D, State
from backend.settings import load
from backend.views.devices import claimed_devices
from backend.wire.attestations import DeviceEnrolled, Jwk, RightsGranted, Role
from backend.wire.base import Wire
from backend.wire.declarations import DeclarationAccepted, DeclarationLodged
from backend.wire.sync import Stored, Verdict
from backend.wire.views import Device
from tests.kit.phone import Phone

PEOPLE: dict[str, tuple[str, list[Role]]] = {
    "zhou": ("周海", ["port"]),
    "wang": ("王芳", ["inspector"]),
    "li": ("李强", ["inspector"]),
    "zhao": ("赵敏", ["supervisor"]),
    "sun": ("孙洁", ["administrator"]),
}


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2013, 4, 26, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **interval: float) -> None:
        self.now += timedelta(**interval)


class SiteOffice:
    """Journal and desk, without HTTP. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self._open()
        self.grant(PEOPLE)

    def _open(self) -> None:
        keyring = Keyring(self.folder / "keys")
        path = self.folder / "journal.db"
        keys = Keys(DeskKey(keyring.get("desk")), keyring.log())
        settings = load()
        self.journal = Journal(path, keys, settings.expo.host, self.clock)
        self.office = Office(settings, self.journal, keyring, self.clock)
        self.office.furnish()

    def reopen(self) -> None:
        """As after a restart."""
        self.journal.close()
        self._open()

    def __enter__(self) -> "SiteOffice":
        return self

    def __exit__(self, *_: object) -> None:
        self.journal.close()

    def grant(self, people: dict[str, tuple[str, list[Role]]]) -> None:
        for user, (name, roles) in people.items():
            body = RightsGranted(user=user, name=name, roles=roles)
            self.desk(SYSTEM, "rights.granted", body)

    def desk(self, actor: str, kind: str, *bodies: Wire, kv: int = 1) -> list[Stored]:
        """Entries made at the desk; raises Objected."""
        return self.journal.plan(actor, lambda _: [Draft(kind, kv, body) for body in bodies])

    def phone(self, user: str = "wang") -> Phone:
        """A phone enrolled for somebody."""
        phone = Phone(user, self.clock)
        body = DeviceEnrolled(
            dev=phone.dev, jwk=phone.jwk, user=user, name=f"{user}的手机", desk=False
        )
        self.desk(SYSTEM, "device.enrolled", body)
        return phone

    async def push(self, *phones: Phone) -> list[Verdict]:
        """Push all that these phones hold, sent before or not."""
        return await self.send([text for phone in phones for text in phone.outbox])

    async def send(self, entries: Sequence[str]) -> list[Verdict]:
        """Push the given strings."""

        def keys(state: State) -> dict[str, Jwk]:
            devices = (state.get(Device, dev) for dev in claimed_devices(entries))
            return {device.dev: device.jwk for device in devices if device}

        return await self.journal.push(entries, await self.journal.look(keys))

    async def doc(self, kind: type[D], key: str) -> D:
        """A document that must be there."""
        found = await self.journal.look(lambda state: state.get(kind, key))
        assert found is not None, f"no {kind.view} {key}"
        return found

    async def import_and_label(self, body: DeclarationLodged) -> None:
        """Lodge, accept and label a consignment, as a port does."""
        self.desk("zhou", "declaration.lodged", body)
        decisions = decide(body, self.office.settings.isolation_places)
        accepted = DeclarationAccepted(declaration=body.no, rule=1, decisions=decisions)
        self.desk("zhou", "declaration.accepted", accepted)
        await issue(self.office, "zhou", body.no, None)
