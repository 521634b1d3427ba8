"""Quarantine and objections: nothing recorded is lost, and somebody else decides."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from backend.desk.attesting import photos_stored
from backend.photos import StoredPhoto
from backend.wire import jws
from backend.wire.attestations import DeviceRevoked, RightsGranted
from backend.wire.entry import PhotoRef
from backend.wire.inspections import Opened, ReviewDecided
from backend.wire.views import Crate, OpenObjection, Photo, Record
from tests.backend.keeping.served import CRATES, Served, serving
from tests.kit import Phone, inspection


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path / "data") as served:
        yield served


def id_of(text: str) -> str:
    found: str = json.loads(jws.split(text).payload)["id"]
    return found


async def quarantined(site: Served, phone: Phone, text: str) -> str:
    """Push an entry that goes to quarantine; its id."""
    answer = (await site.push(phone, text)).json()["answers"][0]
    assert answer["answer"] == "quarantined", answer
    return id_of(text)


async def lost_record(site: Served, crate: str = CRATES[0]) -> tuple[Phone, str]:
    """A record from a phone that was revoked meanwhile."""
    phone = await site.phone()
    await site.made("sun", "device.revoked", DeviceRevoked(dev=phone.dev, reason="遗失"))
    text = phone.record("inspection.recorded", inspection(crate))
    return phone, await quarantined(site, phone, text)


async def admit(site: Served, id_: str, user: str = "zhao") -> Any:
    return await site.post(user, f"/api/quarantine/{id_}/admission", {"reason": "终端已找回"})


async def dismiss(site: Served, id_: str, user: str = "zhao") -> Any:
    return await site.post(user, f"/api/quarantine/{id_}/dismissal", {"reason": "非本人所记"})


async def test_a_record_is_admitted_and_takes_effect_from_there(site: Served) -> None:
    phone, id_ = await lost_record(site)
    (row,) = (await site.get("zhao", "/api/quarantine?state=waiting")).json()["rows"]
    assert (row["id"], row["code"], row["state"]) == (id_, "revoked_device", "waiting")
    assert (row["dev"], row["actor_name"], row["crates"]) == (phone.dev, "王芳", [CRATES[0]])
    assert row["summary"]["zh"].startswith("拆包查验")
    assert (await site.doc(Crate, CRATES[0])).record is None
    assert (await site.get("zhao", "/api/queue")).json()["rows"] == []

    answer = await admit(site, id_)
    assert answer.status_code == 201, answer.text
    assert (answer.json()["state"], answer.json()["decided_by"]) == ("admitted", "zhao")
    record = await site.doc(Record, id_)
    assert (record.state, record.actor, record.dev) == ("submitted", "wang", phone.dev)
    assert record.received_at == row["received_at"], "when it came, not when it was admitted"
    assert (await site.doc(Crate, CRATES[0])).record == id_
    queue = (await site.get("zhao", "/api/queue")).json()["rows"]
    assert [item["record"] for item in queue] == [id_]
    page = (await site.get("zhao", f"/api/crates/{CRATES[0]}")).json()
    assert re.match("准予生效：拆包查验", page["timeline"][-1]["summary"]["zh"])
    again = await admit(site, id_)
    assert (again.status_code, again.json()["code"]) == (409, "already_admitted")
    assert (await site.get("zhao", "/api/status")).json()["quarantined"] == 0


async def test_the_objections_of_an_admitted_record_are_those_of_its_admission(
    site: Served,
) -> None:
    _, id_ = await lost_record(site)
    other = await site.phone("li")
    other.record("inspection.recorded", inspection(CRATES[0], lead="li", recorder="wang"))
    (await site.push(other)).raise_for_status()
    assert (await admit(site, id_)).status_code == 201
    record = await site.doc(Record, id_)
    assert [item.code for item in record.objections] == ["already_inspected"]
    assert (await site.doc(Crate, CRATES[0])).objections == 1
    assert (await site.doc(OpenObjection, f"{id_}/already_inspected")).actor == "wang"


async def test_the_photos_of_an_admitted_record_complete_it(site: Served) -> None:
    phone = await site.phone()
    await site.made("sun", "device.revoked", DeviceRevoked(dev=phone.dev, reason="遗失"))
    photo = PhotoRef(sha256="ab" * 32, size=10, type="image/jpeg")
    text = phone.record("inspection.recorded", inspection(CRATES[0], photos=["ab" * 32]), [photo])
    id_ = await quarantined(site, phone, text)
    arrived = StoredPhoto("ab" * 32, 10, "image/jpeg", Path("elsewhere"))
    await photos_stored(site.client.app.state.office, [arrived])
    assert (await admit(site, id_)).status_code == 201
    assert (await site.doc(Record, id_)).photos_missing == 0
    assert (await site.doc(Photo, "ab" * 32)).records == [id_]


async def test_a_dismissed_entry_stays_without_effect_and_can_still_be_admitted(
    site: Served,
) -> None:
    _, id_ = await lost_record(site)
    dismissed = await dismiss(site, id_)
    assert (dismissed.status_code, dismissed.json()["state"]) == (201, "dismissed")
    assert (await site.doc(Crate, CRATES[0])).record is None
    assert (await dismiss(site, id_)).json()["code"] == "already_dismissed"
    assert (await admit(site, id_)).json()["state"] == "admitted"
    assert (await dismiss(site, id_)).json()["code"] == "already_admitted"
    assert (await site.doc(Crate, CRATES[0])).record == id_


async def test_nobody_decides_on_their_own_entry_and_only_supervisors_decide(
    site: Served,
) -> None:
    both = RightsGranted(user="wang", name="王芳", roles=["inspector", "supervisor"])
    await site.made("sun", "rights.granted", both)
    phone, id_ = await lost_record(site)
    assert (await admit(site, id_, "wang")).json()["code"] == "own_entry"
    assert (await dismiss(site, id_, "wang")).json()["code"] == "own_entry"
    for user in ("li", "sun"):
        assert (await admit(site, id_, user)).status_code == 403
    as_other = phone.record("inspection.recorded", inspection(CRATES[1]), over={"actor": "li"})
    other = await quarantined(site, phone, as_other)
    assert (await admit(site, other, "wang")).json()["code"] == "own_entry", "from their phone"
    assert (await admit(site, other)).status_code == 201


@pytest.mark.parametrize(
    ("kind", "over", "code"),
    [
        ("crate.teleported", {}, "not_understood"),
        ("inspection.recorded", {"kv": 99}, "not_understood"),
        ("inspection.recorded", {"body": {"crate": "1"}}, "not_understood"),
        (
            "rights.granted",
            {"body": {"user": "wang", "name": "x", "roles": ["administrator"]}},
            "made_at_desks_only",
        ),
        (
            "photo.stored",
            {"body": {"sha256": "ab" * 32, "size": 1, "type": "x"}},
            "made_at_desks_only",
        ),
        ("entry.admitted", {}, "made_at_desks_only"),
    ],
)
async def test_what_is_not_understood_or_not_a_phones_to_say_is_not_admitted(
    site: Served, kind: str, over: dict[str, Any], code: str
) -> None:
    phone = await site.phone()
    id_ = await quarantined(site, phone, phone.record(kind, inspection(CRATES[0]), over=over))
    answer = await admit(site, id_)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    (row,) = (await site.get("zhao", "/api/quarantine")).json()["rows"]
    assert row["state"] == "waiting", "and it waits on"
    assert (row["summary"] is None) == (code == "not_understood" or kind == "entry.admitted")
    assert (await dismiss(site, id_)).status_code == 201


async def test_what_was_never_in_quarantine_is_not_found(site: Served) -> None:
    phone = await site.phone()
    text = phone.record("inspection.recorded", inspection(CRATES[0]))
    await site.push(phone)
    for id_ in (id_of(text), "0" * 36, "x"):
        for answer in (await admit(site, id_), await dismiss(site, id_)):
            assert answer.status_code == 404
    empty = await site.post("zhao", f"/api/quarantine/{id_of(text)}/admission", {"reason": ""})
    assert empty.status_code == 400


async def doubled(site: Served) -> str:
    """The id of a record that another one precedes."""
    phones = [await site.phone("wang"), await site.phone("li")]
    texts = [
        phones[0].record("inspection.recorded", inspection(CRATES[0])),
        phones[1].record("inspection.recorded", inspection(CRATES[0], lead="li", recorder="wang")),
    ]
    for phone in phones:
        (await site.push(phone)).raise_for_status()
    return id_of(texts[1])


async def settle(site: Served, entry: str, code: str, user: str = "zhao") -> Any:
    body = {"code": code, "note": "两人同时查验，以先到为准"}
    return await site.post(user, f"/api/objections/{entry}/settlement", body)


async def test_an_objection_is_counted_until_somebody_else_settles_it(site: Served) -> None:
    id_ = await doubled(site)
    assert (await site.doc(Crate, CRATES[0])).objections == 1
    (row,) = (await site.get("li", f"/api/objections?open=true&crate={CRATES[0]}")).json()["rows"]
    assert (row["entry"], row["code"], row["kind"]) == (
        id_,
        "already_inspected",
        "inspection.recorded",
    )
    assert (row["actor_name"], len(row["details"])) == ("李强", 1)
    assert (await site.get("li", f"/api/objections?crate={CRATES[1]}")).json()["rows"] == []
    settled = await settle(site, id_, "already_inspected")
    assert settled.status_code == 201, settled.text
    assert (settled.json()["state"], settled.json()["settled_by"]) == ("settled", "zhao")
    assert (await site.doc(Crate, CRATES[0])).objections == 0
    assert (await site.get("zhao", "/api/objections?open=true")).json()["total"] == 0
    assert (await site.get("zhao", "/api/objections?open=false")).json()["total"] == 1
    again = await settle(site, id_, "already_inspected")
    assert (again.status_code, again.json()["code"]) == (409, "already_settled")
    other = await settle(site, id_, "no_such")
    assert (other.status_code, other.json()["code"]) == (404, "objection_unknown")
    page = (await site.get("zhao", f"/api/crates/{CRATES[0]}")).json()
    assert page["timeline"][-1]["summary"]["zh"].startswith("疑点已处理")


@pytest.mark.parametrize("user", ["li", "wang"])
async def test_no_inspector_of_a_record_settles_what_is_objected_to_it(
    site: Served, user: str
) -> None:
    id_ = await doubled(site)
    assert (await settle(site, id_, "already_inspected", user)).status_code == 403
    both = RightsGranted(user=user, name="两职", roles=["inspector", "supervisor"])
    await site.made("sun", "rights.granted", both)
    refused = await settle(site, id_, "already_inspected", user)
    assert (refused.status_code, refused.json()["code"]) == (409, "own_entry")
    assert (await site.doc(Crate, CRATES[0])).objections == 1


async def test_an_admitted_record_is_reviewed_like_any_other(site: Served) -> None:
    _, id_ = await lost_record(site)
    await admit(site, id_)
    opened = Opened(entries=[id_], photos=[])
    body = ReviewDecided(record=id_, decision="accept", reason=None, opened=opened)
    await site.made("zhao", "review.decided", body)
    assert (await site.doc(Crate, CRATES[0])).state == "released"
