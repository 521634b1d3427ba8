"""Paper for a phone that died: numbered when printed, entered once, attributed to all concerned."""

import json
from collections.abc import AsyncIterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2
import pytest
import zxingcpp
from msgspec.structs import replace

from backend.journal.sealing import Draft
from backend.rules.state import State
from backend.rules.unpacking import upgraded
from backend.wire import jws
from backend.wire.attestations import PhotoStored
from backend.wire.entry import PhotoRef
from backend.wire.inspections import ChecklistRef, Witness
from backend.wire.recordsheets import InspectionTranscribed
from backend.wire.views import Crate, Record, RecordSheet
from tests.backend.keeping.served import CRATES, Served, serving
from tests.kit import goods

LOT = f"{goods.DECLARATION}/TH/plants/Renanthera coccinea"
SCAN = sha256(b"a picture of the sheet").hexdigest()
BLANK = {"crate": None, "class": "plants"}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as one:
        await one.made(
            "system", "photo.stored", PhotoStored(sha256=SCAN, size=22, type="image/jpeg")
        )
        yield one


async def printed(served: Served, asked: dict[str, Any], user: str = "zhao") -> Any:
    answer = await served.post(user, "/api/record-sheets", asked)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def enter(served: Served, sheet: Any, user: str = "zhao", **over: Any) -> Any:
    lists = [ChecklistRef(**ref) for ref in sheet["body"]["checklists"]]
    body = upgraded(goods.inspection(CRATES[0]), LOT)
    record = msgspec.to_builtins(replace(body, checklists=lists, attachments=[]))
    asked = {"scans": [SCAN], "record": {**record, **over}}
    return await served.post(user, f"/api/record-sheets/{sheet['body']['no']}/record", asked)


async def test_a_sheet_is_entered_once_for_those_who_signed_it(served: Served) -> None:
    sheet = await printed(served, {"crate": CRATES[0], "class": None})
    assert sheet["body"]["crate"] == CRATES[0]
    entered = await enter(served, sheet)
    assert entered.status_code == 201, entered.text
    record = await served.doc(Record, entered.json()["id"])
    no = sheet["body"]["no"]
    assert (record.sheet, record.actor) == (no, "zhao")
    assert (record.body.lead, record.body.recorder) == ("wang", "li")
    assert SCAN in record.photos
    assert (await served.doc(Crate, CRATES[0])).record == record.id
    found = await served.doc(RecordSheet, no)
    assert (found.record, found.entered_by) == (record.id, "zhao")
    again = await enter(served, sheet)
    assert (again.status_code, again.json()["code"]) == (409, "sheet_entered")
    review = {
        "record": record.id,
        "decision": "return",
        "reason": "看不清",
        "items": [],
        "opened": {"entries": [record.id], "photos": []},
    }
    own = await served.post("zhao", "/api/reviews", review)
    assert own.json()["code"] == "reviewer_is_inspector", "who entered it does not review it"
    told = (await served.get("zhao", f"/api/crates/{CRATES[0]}")).json()["timeline"]
    assert [one["kind"] for one in told[-2:]] == ["sheet.printed", "inspection.transcribed"]
    assert no in told[-1]["summary"]["zh"]


async def test_a_phone_that_recorded_the_crate_too_is_the_ordinary_conflict(
    served: Served,
) -> None:
    phone = await served.phone("wang")
    body = upgraded(goods.inspection(CRATES[0]), LOT)
    phone.record("inspection.recorded", body, over={"kv": 3})
    await served.push(phone)
    first = (await served.doc(Crate, CRATES[0])).record
    entered = await enter(served, await printed(served, BLANK))
    assert entered.status_code == 201, entered.text
    codes = {found["code"] for found in entered.json()["objections"]}
    assert "already_inspected" in codes
    assert (await served.doc(Crate, CRATES[0])).record == first


async def test_what_does_not_fit_the_sheet_is_refused(served: Served) -> None:
    other = await printed(served, {"crate": CRATES[1], "class": None})
    assert (await enter(served, other)).json()["code"] == "sheet_of_another_crate"
    bulbs = await printed(served, {"crate": None, "class": "bulbs"})
    assert (await enter(served, bulbs)).json()["code"] == "sheet_of_another_class"
    sheet = await printed(served, BLANK)
    old = [{"id": "all", "version": 1}]
    assert (await enter(served, sheet, checklists=old)).json()["code"] == "sheet_asks_otherwise"
    assert (await enter(served, sheet, lead="zhou")).json()["code"] == "not_an_inspector"
    assert (await enter(served, sheet, recorder="wang")).json()["code"] == "lead_records"
    unknown = {"body": {**sheet["body"], "no": "JL2013-99999"}}
    assert (await enter(served, unknown)).status_code == 404
    assert (await enter(served, sheet, user="zhou")).status_code == 403
    assert (await enter(served, sheet)).status_code == 201


async def test_the_form_has_a_code_numbered_pages_and_every_question(served: Served) -> None:
    sheet = await printed(served, {"crate": CRATES[0], "class": None}, "wang")
    blank = await printed(served, BLANK, "wang")
    numbers = [one["body"]["no"] for one in (sheet, blank)]
    assert int(numbers[1][-5:]) == int(numbers[0][-5:]) + 1
    listed = (await served.get("wang", "/api/record-sheets")).json()
    assert [one["body"]["no"] for one in listed] == numbers[::-1]
    answer = await served.get("wang", f"/api/record-sheets/{numbers[0]}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    document = pypdfium2.PdfDocument(BytesIO(answer.content))
    [code] = zxingcpp.read_barcodes(document[0].render(scale=2).to_pil().convert("L"))
    assert code.text.endswith(f"/desk/record-sheets/{numbers[0]}?crate={CRATES[0]}")
    pages = [page.get_textpage().get_text_range() for page in document]
    for n, text in enumerate(pages, 1):
        assert f"第{n}页 共{len(pages)}页" in text
        assert numbers[0] in text
    whole = "".join("".join(pages).split())
    crate = await served.doc(Crate, CRATES[0])
    assert "".join(crate.goods.name.split()) in whole
    assert whole.count("不合格fail") >= 20
    for word in ("主检检疫人员", "记录人", "货主或代理人见证", "盖章处"):
        assert word in whole
    assert (await served.get("wang", "/api/record-sheets/JL2013-99999/pdf")).status_code == 404


async def test_a_witness_who_was_typed_in_can_be_redacted(served: Served) -> None:
    sheet = await printed(served, BLANK)
    witness = {"name": "范德赫伊", "signed": True, "reason": None}
    entered = await enter(served, sheet, witness=witness)
    assert entered.status_code == 201, entered.text
    record = await served.doc(Record, entered.json()["id"])
    assert record.body.witness == Witness(name="范德赫伊", signed=True, reason=None)
    told = (await served.get("zhao", f"/api/crates/{CRATES[0]}")).json()["timeline"][-1]
    assert (told["id"], told["personal"]) == (record.id, 1)
    lines = await served.get("sun", f"/api/log/entries?from={told['pos']}&limit=1")
    (row,) = lines.json()["entries"]
    assert (json.loads(jws.split(row["jws"]).payload)["kv"], len(row["disclosures"])) == (2, 1)
    gone = await served.post("sun", f"/api/entries/{record.id}/redaction", {"reason": "本人要求"})
    assert (gone.status_code, gone.json()["values"]) == (201, 1)
    record = await served.doc(Record, record.id)
    assert record.body.witness == Witness(name=None, signed=True, reason=None)
    lines = await served.get("sun", f"/api/log/entries?from={told['pos']}&limit=1")
    assert lines.json()["entries"] == [{**row, "disclosures": []}]


async def test_an_older_entry_signs_the_name_itself_and_is_read_for_ever(served: Served) -> None:
    sheet = await printed(served, BLANK)
    lists = [ChecklistRef(**ref) for ref in sheet["body"]["checklists"]]
    body = replace(upgraded(goods.inspection(CRATES[0]), LOT), checklists=lists)
    no = sheet["body"]["no"]
    older = InspectionTranscribed(sheet=no, scans=[SCAN], record=body)
    scan = PhotoRef(sha256=SCAN, size=22, type="image/jpeg")

    def plan(_: State) -> list[Draft]:
        despite = frozenset(("item_unanswered",))
        return [Draft("inspection.transcribed", 1, older, [scan], despite)]

    await served.office.journal.record("zhao", plan)
    found = await served.doc(RecordSheet, no)
    assert found.record is not None
    record = await served.doc(Record, found.record)
    assert record.body.witness == body.witness
    refused = await served.post(
        "sun", f"/api/entries/{record.id}/redaction", {"reason": "本人要求"}
    )
    assert refused.json()["code"] == "nothing_to_redact"
