"""A sealed queue goes up under whoever is signed in, and stays its maker's."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from backend.rules.unpacking import upgraded
from backend.wire import jws
from backend.wire.lots import LotFrozen
from backend.wire.views import Record
from tests.backend.keeping.served import CRATES, Served, serving
from tests.kit import goods
from tests.kit.phone import Phone

LOT = f"{goods.DECLARATION}/TH/plants/Renanthera coccinea"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as one:
        yield one


async def push_as(served: Served, user: str, *phones: Phone) -> list[Any]:
    """The queues of these phones, under somebody's session."""
    body = {
        "epoch": served.office.journal.epoch,
        "sent_at": "2013-04-26T09:00:00+08:00",
        "held": None,
        "entries": [text for phone in phones for text in phone.outbox],
    }
    answers = await served.post(user, "/api/entries", body)
    assert answers.status_code == 200, answers.text
    return [answer["answer"] for answer in answers.json()["answers"]]


def id_of(text: str) -> str:
    return str(msgspec.json.decode(jws.split(text).payload)["id"])


async def test_what_wang_signed_is_hers_whoever_sends_it(served: Served) -> None:
    phone = await served.phone("wang")
    body = upgraded(goods.inspection(CRATES[0]), LOT)
    record = id_of(phone.record("inspection.recorded", body, over={"kv": 3}))
    freeze = LotFrozen(lot=LOT, crate=CRATES[1], reason="活虫", suspect=None, steps=[], photos=[])
    phone.record("lot.frozen", freeze)
    assert await push_as(served, "li", phone) == ["stored", "stored"]
    found = await served.doc(Record, record)
    assert (found.actor, found.dev, found.body.lead) == ("wang", phone.dev, "wang")
    shown = (await served.get("zhao", f"/api/crates/{CRATES[1]}")).json()
    assert [(e["actor"], e["dev"]) for e in shown["timeline"] if e["kind"] == "lot.frozen"] == [
        ("wang", phone.dev)
    ]
    # and once more under herself, as a phone does that never heard the answer
    assert await push_as(served, "wang", phone) == ["duplicate", "duplicate"]


async def test_the_queues_of_two_people_go_in_one_push(served: Served) -> None:
    """As on one phone that both were enrolled on, one after the other."""
    hers, his = await served.phone("wang"), await served.phone("li")
    hers.record("crate.arrived", {"crate": CRATES[2], "number": None, "gate": None})
    his.record("crate.arrived", {"crate": CRATES[3], "number": None, "gate": None})
    assert await push_as(served, "li", hers, his) == ["stored", "stored"]
    for crate, actor in ((CRATES[2], "wang"), (CRATES[3], "li")):
        shown = (await served.get("zhao", f"/api/crates/{crate}")).json()
        [arrived] = [e for e in shown["timeline"] if e["kind"] == "crate.arrived"]
        assert arrived["actor"] == actor


async def test_nobody_signs_for_another(served: Served) -> None:
    """李强 signed in makes no entry 李强's that 王芳's key signed, nor the other way round."""
    phone = await served.phone("wang")
    body = {"crate": CRATES[2], "number": None, "gate": None}
    phone.record("crate.arrived", body, over={"actor": "li"})
    assert await push_as(served, "li", phone) == ["quarantined"]
