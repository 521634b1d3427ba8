"""A server in this process over real files, with crates, people and phones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from litestar.testing import AsyncTestClient

from backend.api.guards import COOKIE
from backend.app import create_app
from backend.desk.issuing import issue
from backend.desk.office import Office
from backend.journal.sealing import Draft
from backend.people import People
from backend.rules.consignments import crate_key
from backend.rules.release import decide
from backend.rules.state import SYSTEM, D
from backend.settings import Settings, load
from backend.wire.attestations import DeviceEnrolled, RightsGranted
from backend.wire.base import Wire
from backend.wire.declarations import DeclarationAccepted
from tests.kit import DECLARATION, Phone, check, declaration
from tests.kit.office import PEOPLE, Clock

PASSWORD = "correct horse battery"
CRATES = [crate_key(DECLARATION, n) for n in range(1, 41)]
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class Served:
    """Who asks is named with each call; phones have sessions of their own."""

    def __init__(self, client: AsyncTestClient[Any]) -> None:
        self.client = client
        self.office: Office = client.app.state.office
        self._people = client.app.state.people
        self._tokens: dict[tuple[str, str | None], str] = {}

    async def furnish(self) -> None:
        """People, a labelled consignment."""
        for user, (name, roles) in PEOPLE.items():
            body = RightsGranted(user=user, name=name, roles=roles)
            await self.made(SYSTEM, "rights.granted", body)
        lodged = declaration(crates=len(CRATES))
        decisions = decide(lodged, self.office.settings.isolation_places)
        accepted = DeclarationAccepted(declaration=lodged.no, rule=1, decisions=decisions)
        await self.made("zhou", "declaration.lodged", lodged)
        await self.made("zhou", "declaration.accepted", accepted)
        await issue(self.office, "zhou", lodged.no, None)

    async def made(self, actor: str, kind: str, body: Wire) -> None:
        await self.office.journal.record(actor, lambda _: [Draft(kind, 1, body)])

    async def phone(self, user: str = "wang", name: str = "手机") -> Phone:
        phone = Phone(user, Clock())
        body = DeviceEnrolled(dev=phone.dev, jwk=phone.jwk, user=user, name=name, desk=False)
        await self.made(SYSTEM, "device.enrolled", body)
        return phone

    async def enrol(self, phone: Phone, code_url: str) -> Any:
        """The phone claims a code that the desk showed."""
        return await self.client.post("/api/enrolments", json={"jws": phone.claim(code_url)})

    async def _as(self, user: str, dev: str | None) -> dict[str, str]:
        if (user, dev) not in self._tokens:
            self._tokens[user, dev] = (await self._people.open_session(user, dev)).token
        return {**SAME_ORIGIN, "Cookie": f"{COOKIE}={self._tokens[user, dev]}"}

    async def get(self, user: str, path: str, **headers: str) -> Any:
        return await self.client.get(path, headers={**await self._as(user, None), **headers})

    async def post(
        self,
        user: str,
        path: str,
        body: Any = None,
        *,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        headers = {**await self._as(user, None), **(headers or {})}
        if content is not None:
            return await self.client.post(path, content=content, headers=headers)
        return await self.client.post(path, json=body, headers=headers)

    async def push(
        self, phone: Phone, *entries: str, held: Any = None, epoch: str | None = None
    ) -> Any:
        """As that phone; all that it holds where no entries are named."""
        body = {
            "epoch": epoch or self.office.journal.epoch,
            "sent_at": "2013-04-26T09:00:00+08:00",
            "held": held,
            "entries": list(entries or phone.outbox),
        }
        headers = await self._as(phone.user, phone.dev)
        return await self.client.post("/api/entries", json=body, headers=headers)

    async def from_phone(self, phone: Phone, path: str, body: Any) -> Any:
        return await self.client.post(
            path, json=body, headers=await self._as(phone.user, phone.dev)
        )

    async def doc(self, kind: type[D], key: str) -> D:
        found: D = await self.client.app.state.readers.need(kind, key)
        return found


async def _accounts(data: Path) -> None:
    people = People(data / "people.db", hasher=_QUICK)
    await people.open()
    for user in PEOPLE:
        await people.create_user(user, PASSWORD)
    await people.close()


@asynccontextmanager
async def serving(data: Path, settings: Settings | None = None) -> AsyncIterator[Served]:
    """Serve a folder, furnished on first use; afterwards the journal is proved again."""
    fresh = not (data / "journal.db").exists()
    if fresh:
        await _accounts(data)
    app = create_app(settings or load(), data)
    async with AsyncTestClient(app, base_url="https://testserver.local") as client:
        served = Served(client)
        if fresh:
            await served.furnish()
        yield served
    check(data / "journal.db")
