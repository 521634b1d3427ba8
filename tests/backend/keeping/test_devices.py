"""A phone is lost: what it delivered since then is marked, what comes later waits, nothing goes."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from backend.desk import devices
from backend.journal.sealing import Draft
from backend.wire import jws
from backend.wire.attestations import MAX_DOUBTED, DeviceRevokedFrom
from backend.wire.views import Crate, Device, OpenObjection, Record
from tests.backend.keeping.served import CRATES, Served, serving
from tests.kit import Phone, inspection


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path / "data") as served:
        yield served


def id_of(text: str) -> str:
    found: str = json.loads(jws.split(text).payload)["id"]
    return found


async def inspect(site: Served, phone: Phone, crate: str) -> tuple[str, dict[str, Any]]:
    """A record pushed: its id, its answer."""
    text = phone.record("inspection.recorded", inspection(crate))
    (answer,) = (await site.push(phone, text)).json()["answers"]
    return id_of(text), answer


async def revoke(site: Served, phone: Phone, since: str | None, user: str = "sun") -> Any:
    body = {"reason": "遗失", "lost_since": since}
    return await site.post(user, f"/api/devices/{phone.dev}/revocation", body)


async def test_what_a_lost_phone_delivered_is_in_doubt_until_somebody_looked(
    site: Served,
) -> None:
    phone, other = await site.phone(), await site.phone("li")
    before, _ = await inspect(site, phone, CRATES[0])
    after, answer = await inspect(site, phone, CRATES[1])
    arrived = phone.record("crate.arrived", {"crate": CRATES[2], "number": None, "gate": None})
    (accepted,) = (await site.push(phone, arrived)).json()["answers"]
    assert accepted["answer"] == "stored"
    innocent, _ = await inspect(site, other, CRATES[3])
    revoked = await revoke(site, phone, answer["received_at"])
    assert revoked.status_code == 201, revoked.text
    assert revoked.json()["cutoff"] == answer["pos"]
    record = await site.doc(Record, after)
    assert [item.code for item in record.objections] == ["after_cutoff"]
    assert (await site.doc(Crate, CRATES[1])).objections == 1
    for id_, crate in ((before, CRATES[0]), (innocent, CRATES[3])):
        assert (await site.doc(Record, id_)).objections == []
        assert (await site.doc(Crate, crate)).objections == 0
    assert (await site.doc(Crate, CRATES[2])).objections == 1, "not records alone"

    doubt = await site.doc(OpenObjection, f"{after}/after_cutoff")
    assert (doubt.dev, doubt.actor, doubt.state) == (phone.dev, "wang", "open")
    settled = await site.post(
        "zhao", f"/api/objections/{after}/settlement", {"code": "after_cutoff", "note": "属实"}
    )
    assert settled.status_code == 201
    assert (await site.doc(Crate, CRATES[1])).objections == 0


async def test_what_it_delivers_later_waits_and_the_list_counts_it(site: Served) -> None:
    phone = await site.phone()
    await revoke(site, phone, "2013-01-01T00:00:00+08:00")
    ids = [(await inspect(site, phone, CRATES[n])) for n in range(3)]
    assert {answer["code"] for _, answer in ids} == {"revoked_device"}
    rows = (await site.get("zhao", "/api/devices")).json()
    assert [(row["dev"], row["quarantined"]) for row in rows] == [(phone.dev, 3)]
    for id_, _ in ids[:2]:
        await site.post("zhao", f"/api/quarantine/{id_}/admission", {"reason": "已找回"})
    (row,) = (await site.get("zhao", "/api/devices")).json()
    assert row["quarantined"] == 1, "admitted one by one"
    assert (await site.doc(Crate, CRATES[1])).record == ids[1][0]


@pytest.mark.parametrize("since", [None, "2099-01-01T00:00:00Z"])
async def test_without_a_loss_in_the_past_nothing_is_doubted(
    site: Served, since: str | None
) -> None:
    phone = await site.phone()
    id_, _ = await inspect(site, phone, CRATES[0])
    size = await site.office.journal.size()
    revoked = await revoke(site, phone, since)
    assert revoked.json()["cutoff"] == (None if since is None else size)
    assert (await site.doc(Record, id_)).objections == []
    assert (await site.get("zhao", "/api/status")).json()["objections"] == 0


async def test_a_zone_in_the_moment_of_the_loss_counts(site: Served) -> None:
    phone = await site.phone()
    _, answer = await inspect(site, phone, CRATES[0])
    day, time = answer["received_at"].split("T")
    eastern = f"{day}T{time[:-1]}+08:00"  # eight hours before that reading in UTC
    assert (await revoke(site, phone, eastern)).json()["cutoff"] == answer["pos"]
    other = await site.phone()
    _, answer = await inspect(site, other, CRATES[1])
    western = answer["received_at"][:-1] + "-08:00"
    assert (await revoke(site, other, western)).json()["cutoff"] > answer["pos"]


async def test_only_administrators_revoke_once_and_only_what_is_known(site: Served) -> None:
    phone = await site.phone()
    assert (await revoke(site, phone, None, "zhao")).status_code == 403
    assert (await revoke(site, phone, "yesterday")).status_code == 400
    assert (await revoke(site, phone, None)).status_code == 201
    again = await revoke(site, phone, None)
    assert (again.status_code, again.json()["code"]) == (409, "device_already_revoked")
    stranger = Phone("wang", site.office.clock)
    unknown = await revoke(site, stranger, None)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "device_unknown")
    signed_out = await site.push(phone)
    assert signed_out.status_code in (200, 401)


@pytest.mark.parametrize("lost", [True, False])
async def test_a_key_is_enrolled_once_and_stays_revoked(site: Served, lost: bool) -> None:
    phone = await site.phone()
    if lost:
        await revoke(site, phone, None)
    code = (await site.post("sun", "/api/people/li/enrolment-codes", {})).json()["url"]
    again = await site.enrol(phone, code)
    assert again.status_code == 409
    assert again.json()["code"] == ("device_revoked" if lost else "device_known")
    device = await site.doc(Device, phone.dev)
    assert (device.user, device.revoked_at is not None) == ("wang", lost)
    _, answer = await inspect(site, phone, CRATES[0])
    assert answer["answer"] == ("quarantined" if lost else "stored")

    phone.take_new_key()
    assert (await site.enrol(phone, code)).status_code == 201, "the code was not used up"
    assert (await site.doc(Device, phone.dev)).user == "li"


async def test_a_crash_between_revocation_and_doubts_is_made_good_at_the_next_start(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    async with serving(data) as site:
        phone = await site.phone()
        id_, answer = await inspect(site, phone, CRATES[0])
        body = DeviceRevokedFrom(dev=phone.dev, reason="遗失", cutoff=answer["pos"])
        await site.office.journal.record("sun", lambda _: [Draft("device.revoked", 2, body)])
    for _ in range(2):
        async with serving(data) as site:
            record = await site.doc(Record, id_)
            assert [item.code for item in record.objections] == ["after_cutoff"], "once"
            assert (await site.doc(Device, phone.dev)).cutoff == answer["pos"]


async def test_a_phone_that_delivered_much_is_doubted_in_several_entries(site: Served) -> None:
    phone = await site.phone()
    texts = [
        phone.record("inspection.recorded", inspection(CRATES[n % len(CRATES)]))
        for n in range(MAX_DOUBTED + 5)
    ]
    for start in range(0, len(texts), 50):
        (await site.push(phone, *texts[start : start + 50])).raise_for_status()
    revoked = await revoke(site, phone, "2013-01-01T00:00:00Z")
    assert revoked.status_code == 201
    found = [
        item
        for item in await site.client.app.state.readers.docs(OpenObjection)
        if item.code == "after_cutoff"
    ]
    assert len(found) == len(texts)
    size = await site.office.journal.size()
    await devices.complete(site.office, site.client.app.state.readers)
    assert await site.office.journal.size() == size, "nothing is marked twice"
