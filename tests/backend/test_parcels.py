"""Sealed drafts pass through the server: for one person, whole, some hours, and not too many."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.api.throttle import BURST
from backend.desk import parcels
from backend.desk.parcels import ParcelError, Parcels, code_of
from backend.journal.sealing import uuid7
from tests.backend.audit.test_disclosures import REASON, VALUE, id_of, veiled
from tests.backend.keeping.served import CRATES, Served, serving


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as one:
        yield one


def a_point() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def text_of(point: bytes) -> str:
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


async def call(served: Served, user: str, method: str, path: str, content: bytes = b"") -> Any:
    headers = await served._as(user, None)
    return await served.client.request(method, path, content=content, headers=headers)


async def open_box(served: Served, user: str = "li", point: bytes | None = None) -> Any:
    return await served.post(user, "/api/parcels", {"key": text_of(point or a_point())})


async def test_a_parcel_goes_to_its_box_once_and_is_told_to_nobody_else(served: Served) -> None:
    point = a_point()
    box = (await open_box(served, point=point)).json()
    assert (box["code"], box["user"], box["parcels"]) == (code_of(point), "li", [])
    at, name = f"/api/parcels/{box['code']}", uuid7(1_368_000_000_000)
    seen = (await served.get("wang", at)).json()
    assert (seen["key"], seen["user"], seen["parcels"]) == (text_of(point), "li", [])
    for content in (b"sealed", b"sent again after a broken line"):
        sent = await call(served, "wang", "PUT", f"{at}/{name}", content)
        assert sent.status_code == 204, sent.text
    assert (await open_box(served, point=point)).json()["parcels"] == [{"id": name, "size": 6}]
    for method in ("GET", "DELETE"):
        refused = await call(served, "wang", method, f"{at}/{name}")
        assert (refused.status_code, refused.json()["code"]) == (403, "box_of_another")
    assert (await served.get("li", f"{at}/{name}")).content == b"sealed"
    for _ in range(2):
        assert (await call(served, "li", "DELETE", f"{at}/{name}")).status_code == 204
    assert (await served.get("li", f"{at}/{name}")).json()["code"] == "parcel_unknown"


async def test_what_is_no_box_no_key_or_no_inspector_is_refused(served: Served) -> None:
    assert (await open_box(served, "zhao")).status_code == 403
    odd = await served.post("li", "/api/parcels", {"key": "C" * 87})
    assert odd.json()["code"] == "not_a_point"
    for code in ("A" * 16, "..%2f..%2fpeople", "a" * 16):
        assert (await served.get("li", f"/api/parcels/{code}")).status_code == 404
    box = (await open_box(served)).json()["code"]
    for name in ("box.json", "%2e%2e%2fbox.json", "0" * 36):
        assert (await served.get("li", f"/api/parcels/{box}/{name}")).status_code == 404
    point = a_point()
    await open_box(served, "li", point)
    taken = await open_box(served, "wang", point)
    assert taken.json()["code"] == "box_of_another"


async def test_too_large_too_many_and_too_often(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "MAX_PARCEL_BYTES", 1000)
    monkeypatch.setattr(parcels, "MAX_TOTAL_BYTES", 1900)
    box = (await open_box(served)).json()["code"]
    names = iter(uuid7(1_368_000_000_000 + n) for n in range(99))
    folder: Path = served.client.app.state.data / "parcels"

    async def send(size: int) -> Any:
        return await call(served, "wang", "PUT", f"/api/parcels/{box}/{next(names)}", b"x" * size)

    assert (await send(1001)).json()["code"] == "parcel_too_large"
    assert (await send(900)).status_code == 204
    assert (await send(900)).json()["code"] == "parcels_full"
    assert len(list(folder.glob("*/*"))) == 2, "half a parcel was left"
    for _ in range(parcels.MAX_BOXES - 1):
        assert (await open_box(served)).status_code == 201
    assert (await open_box(served)).json()["code"] == "too_many_boxes"
    answers = [await served.get("sun", "/api/parcels/" + "A" * 16) for _ in range(2)]
    assert {one.status_code for one in answers} == {403}, "an administrator inspects nothing"
    often = [await served.get("wang", f"/api/parcels/{box}") for _ in range(BURST)]
    assert often[-1].status_code == 429
    assert int(often[-1].headers["retry-after"]) >= 1


def test_what_nobody_fetched_goes(tmp_path: Path) -> None:
    now = 1_368_000_000.0
    held = Parcels(tmp_path, lambda: now)
    box = held.open_box("li", a_point())
    (tmp_path / box.code / uuid7(1)).write_bytes(b"sealed")
    now += parcels.LIFE_S + 1
    with pytest.raises(ParcelError, match="box_unknown"):
        held.box(box.code)
    assert held.waiting() == []
    assert not (tmp_path / box.code).exists()
    late = held.open_box("li", a_point())
    now += parcels.LIFE_S + 1
    Parcels(tmp_path, lambda: now)
    assert not (tmp_path / late.code).exists(), "a server that starts clears up as well"


async def test_drafts_of_a_redacted_record_wait_no_longer_though_nobody_can_read_them(
    served: Served,
) -> None:
    code = (await open_box(served)).json()["code"]
    phone = await served.phone("wang")
    given = {}
    for crate in CRATES[:2]:
        body = {"crate": crate, "draft": "a" * 64, "way": "server", "to": "li", "photos": []}
        given[crate] = id_of(phone.record("draft.given", body))
    await served.push(phone)
    for name in (*given.values(), uuid7(1_368_000_000_000)):
        assert (await call(served, "wang", "PUT", f"/api/parcels/{code}/{name}", b"x")).is_success
    text = phone.record("inspection.recorded", veiled(), over={"kv": 2})
    await served.push(phone, f"{text}~{VALUE.text}~")
    held = {row["id"] for row in (await served.get("li", f"/api/parcels/{code}")).json()["parcels"]}
    assert len(held) == 3
    gone = await served.post("sun", f"/api/entries/{id_of(text)}/redaction", {"reason": REASON})
    assert gone.status_code == 201, gone.text
    left = {row["id"] for row in (await served.get("li", f"/api/parcels/{code}")).json()["parcels"]}
    assert held - left == {given[CRATES[0]]}
