"""Redaction over HTTP: who may, what comes back, what is left."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from backend.app import create_app
from backend.settings import load
from backend.wire.inspections import Witness
from backend.wire.views import Record
from tests.backend.audit.test_disclosures import VALUE, id_of, veiled
from tests.backend.test_api import Site
from tests.kit import check


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    app = create_app(load(), tmp_path)
    async with AsyncTestClient(app, base_url="https://testserver.local") as client:
        yield Site(client)
    check(tmp_path / "journal.db")


async def test_an_administrator_redacts_once_and_the_mirror_shows_it(site: Site) -> None:
    phone = await site.enrol("wang")
    text = phone.record("inspection.recorded", veiled(), over={"kv": 2})
    answer = await site.push(f"{text}~{VALUE.text}~")
    assert answer.json()["answers"][0]["answer"] == "stored", answer.text
    pos = answer.json()["answers"][0]["pos"]
    path = f"/api/entries/{id_of(text)}/redaction"
    refused = await site.post(path, {"reason": "当事人要求"})
    assert (refused.status_code, refused.json()["code"]) == (403, "no_right")
    await site.sign_in("sun")
    (row,) = (await site.get(f"/api/log/entries?from={pos}&limit=1")).json()["entries"]
    assert (row["jws"], row["disclosures"]) == (text, [VALUE.text])
    done = await site.post(path, {"reason": "当事人要求"})
    assert done.status_code == 201, done.text
    assert done.json() == {"entry": id_of(text), "values": 1}
    record = await site.client.app.state.readers.need(Record, id_of(text))
    assert record.body.witness == Witness(name=None, signed=True, reason=None)
    (row,) = (await site.get(f"/api/log/entries?from={pos}&limit=1")).json()["entries"]
    assert (row["jws"], row["disclosures"]) == (text, [])
    for other in (path, "/api/entries/01a0b1c2-0000-7000-8000-000000000000/redaction"):
        again = await site.post(other, {"reason": "再次"})
        assert (again.status_code, again.json()["code"]) == (404, "nothing_to_redact")
    assert (await site.post("/api/entries/x/redaction", {"reason": "x"})).status_code == 404
