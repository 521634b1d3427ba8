"""All that keeps entries, in any order: views equal a replay, counts equal what they count."""

import asyncio
import json
import random
from pathlib import Path
from typing import Literal

import pytest

from backend.__main__ import main
from backend.desk import devices, keeping, quarantine, restoring
from backend.journal.append import Objected
from backend.people import People
from backend.rules.consignments import crate_key
from backend.views.readers import Readers
from backend.wire import jws
from backend.wire.desk import RevokeDevice
from backend.wire.inspections import Opened, ReviewDecided
from backend.wire.views import Crate, Device, OpenObjection, Quarantine, Record
from tests.kit import DECLARATION, Phone, SiteOffice, check, declaration, inspection

CRATES = [crate_key(DECLARATION, n) for n in range(1, 6)]
STEPS = 120


class Mixture:
    """One office, some phones, and a random next thing to happen."""

    def __init__(self, site: SiteOffice, readers: Readers, people: People, seed: int) -> None:
        self.site, self.readers, self.people = site, readers, people
        self.pick = random.Random(seed)
        self.phones: list[Phone] = [site.phone("wang"), site.phone("li")]
        self.acts = [
            self.inspect,
            self.inspect,
            self.inspect,
            self.arrive,
            self.misspell,
            self.impersonate,
            self.admit,
            self.admit,
            self.dismiss,
            self.settle,
            self.settle,
            self.review,
            self.lose,
        ]

    async def step(self) -> bool:
        """Whether it was allowed."""
        self.site.clock.pass_(minutes=1)
        try:
            await self.pick.choice(self.acts)()
        except Objected:
            return False
        return True

    async def push(self, phone: Phone) -> None:
        await self.site.send(phone.outbox[-3:])

    async def inspect(self) -> None:
        phone = self.pick.choice(self.phones)
        other = "li" if phone.user == "wang" else "wang"
        body = inspection(self.pick.choice(CRATES), lead=phone.user, recorder=other)
        phone.record("inspection.recorded", body)
        await self.push(phone)

    async def arrive(self) -> None:
        phone = self.pick.choice(self.phones)
        crate = self.pick.choice([*CRATES, "210900113009999/1"])
        phone.record("crate.arrived", {"crate": crate, "number": None, "gate": None})
        await self.push(phone)

    async def misspell(self) -> None:
        phone = self.pick.choice(self.phones)
        phone.record("inspection.recorded", {"crate": "x"})
        await self.push(phone)

    async def impersonate(self) -> None:
        phone = self.pick.choice(self.phones)
        body = inspection(self.pick.choice(CRATES))
        phone.record("inspection.recorded", body, over={"actor": "zhou"})
        await self.push(phone)

    async def admit(self) -> None:
        if entries := await self.readers.docs(Quarantine):
            await quarantine.admit(self.site.office, "zhao", self.pick.choice(entries).id, "核实")

    async def dismiss(self) -> None:
        if entries := await self.readers.docs(Quarantine):
            await quarantine.dismiss(self.site.office, "zhao", self.pick.choice(entries).id, "不实")

    async def settle(self) -> None:
        if found := await self.readers.docs(OpenObjection):
            one = self.pick.choice(found)
            await quarantine.settle(self.site.office, "zhao", one.entry, one.code, "已核")

    async def review(self) -> None:
        if records := await self.readers.docs(Record):
            id_ = self.pick.choice(records).id
            decision: Literal["accept", "return"] = self.pick.choice(["accept", "return"])
            opened = Opened(entries=[id_], photos=[])
            body = ReviewDecided(record=id_, decision=decision, reason="核", opened=opened)
            self.site.desk("zhao", "review.decided", body)

    async def lose(self) -> None:
        """A phone is lost, since some moment; its owner gets another, the old one goes on."""
        phone = self.pick.choice(self.phones)
        since = f"2013-04-26T0{self.pick.randint(1, 3)}:{self.pick.randint(10, 59)}:00Z"
        asked = RevokeDevice(reason="遗失", lost_since=self.pick.choice([None, since]))
        await devices.revoke(self.site.office, self.readers, self.people, "sun", phone.dev, asked)
        self.phones.append(self.site.phone(phone.user))


async def _counts_hold(readers: Readers) -> None:
    open_ = [item for item in await readers.docs(OpenObjection) if item.state == "open"]
    for crate in await readers.docs(Crate):
        wanted = sum(len(item.details) for item in open_ if crate.id in item.crates)
        assert crate.objections == wanted, crate.id
    records = {record.id for record in await readers.docs(Record)}
    for entry in await readers.docs(Quarantine):
        takes_effect = entry.state == "admitted" and entry.kind == "inspection.recorded"
        assert (entry.id in records) == takes_effect, "in effect if and only if admitted"


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_in_whatever_order(tmp_path: Path, seed: int) -> None:
    people = People(tmp_path / "data" / "people.db")
    with SiteOffice(tmp_path / "data") as site:
        await site.import_and_label(declaration(crates=len(CRATES)))
        readers = Readers(site.journal.path)
        await readers.open()
        await people.open()
        mixture = Mixture(site, readers, people, seed)
        allowed = sum([await mixture.step() for _ in range(STEPS)])
        assert allowed > STEPS / 2, "most of what happens is allowed"
        await _counts_hold(readers)
        await _doubts_hold(site, readers)
        await readers.close()
        await people.close()
        size = check(site.journal.path)
        keeping.back_up(site.folder, tmp_path / "kept", lambda *_: None)
    restored = restoring.restore(tmp_path / "kept", tmp_path / "new", lambda *_: None)
    assert restored.differing == 0
    assert check(tmp_path / "new" / "journal.db") == size + 1
    for folder in ("data", "kept", "new"):
        assert await asyncio.to_thread(main, ["audit", "verify", str(tmp_path / folder)]) == 0


async def _doubts_hold(site: SiteOffice, readers: Readers) -> None:
    """Every entry that a lost phone delivered since its loss is in doubt, and no other."""
    doubted = {
        item.entry for item in await readers.docs(OpenObjection) if item.code == "after_cutoff"
    }
    cutoffs = {device.dev: device.cutoff for device in await readers.docs(Device)}
    wanted = set()
    async with readers.snapshot() as db:
        rows = await db.execute_fetchall("SELECT pos, dev, jws FROM entry WHERE answer = 'stored'")
    for pos, dev, text in rows:
        cutoff = cutoffs.get(dev)
        if cutoff is not None and pos >= cutoff:
            wanted.add(json.loads(jws.split(text).payload)["id"])
    assert doubted == wanted
