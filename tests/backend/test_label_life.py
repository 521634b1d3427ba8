"""A label's life as people live it: printed, jammed, affixed, replaced, handed over, copied."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from backend.wire.views import Crate, CrateLabel
from tests.backend.keeping.served import CRATES, Served, serving
from tests.kit import DECLARATION, Phone

RUN = {"stock": "100x150", "format": "pdf", "dpi": 300, "faces": 2, "start_at": 1}
CARRIER = {
    "kind": "road",
    "carrier": "大连远洋货运有限公司",
    "plate": "辽B·A1234",
    "driver": "张师傅",
}


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as one:
        yield one


async def label_of(served: Served, n: int) -> CrateLabel:
    label = (await served.doc(Crate, CRATES[n - 1])).label
    assert label is not None
    return label


async def numbers_of(served: Served, *crates: int) -> list[str]:
    return [(await label_of(served, n)).number for n in crates]


async def finished(served: Served, answer: Any) -> Any:
    assert answer.status_code == 201, answer.text
    status = answer.json()
    while status["state"] in ("making", "sending"):
        status = (await served.get("zhou", f"/api/labels/prints/{status['id']}")).json()
    return status


async def print_(served: Served, numbers: list[str], **more: Any) -> Any:
    asked = {"numbers": numbers, **RUN, "printer": None, "check": False, **more}
    return await finished(served, await served.post("zhou", "/api/labels/prints", asked))


async def affix(served: Served, text: str) -> Any:
    return await served.post("zhou", "/api/labels/affixing", {"text": text, "place": "3号库"})


async def tally(served: Served) -> Any:
    return (await served.get("zhou", f"/api/labels/of/{DECLARATION}")).json()["tally"]


async def test_a_run_closes_when_every_print_is_affixed_or_destroyed(served: Served) -> None:
    one, two, three = await numbers_of(served, 1, 2, 3)
    assert (await print_(served, [one, two, three]))["copies"] == 0
    assert (await print_(served, [two]))["copies"] == 1
    assert await tally(served) == {"printed": 4, "affixed": 0, "destroyed": 0, "open": 4}
    released = (await affix(served, (await label_of(served, 1)).token)).json()
    assert (released["recorded"], released["crate"]["state"]) == (True, "port_released")
    assert (await affix(served, one)).json()["recorded"] is False  # its other face
    await affix(served, two)
    spoiled = {"numbers": [two], "why": "surplus", "note": None}
    assert (await served.post("zhou", "/api/labels/spoilage", spoiled)).status_code == 204
    again = await served.post("zhou", "/api/labels/spoilage", spoiled)
    assert (again.status_code, again.json()["code"]) == (409, "no_open_print")
    lost = {"reason": "找不到了", "sort": "lost"}
    assert (await served.post("zhou", f"/api/labels/{three}/voiding", lost)).status_code == 201
    assert await tally(served) == {"printed": 4, "affixed": 2, "destroyed": 2, "open": 0}
    crate = await served.doc(Crate, CRATES[2])
    assert [label.state for label in crate.former_labels] == ["lost"]


async def test_a_replaced_label_gives_way_to_its_new_number(served: Served) -> None:
    (old,) = await numbers_of(served, 1)
    await affix(served, old)
    asked = {"sort": "damaged", "reason": "雨水浸湿"}
    made = (await served.post("zhou", f"/api/labels/{old}/replacement", asked)).json()
    crate = await served.doc(Crate, CRATES[0])
    assert crate.label is not None
    assert (crate.label.number, crate.state) == (made["by"], "labelled")
    assert [(one.state, one.replaced_by) for one in crate.former_labels] == [
        ("replaced", made["by"])
    ]
    refused = await affix(served, old)
    assert (refused.status_code, refused.json()["code"]) == (409, "label_not_good")
    assert (await served.post("zhao", "/api/scans", {"text": old})).json()["verdict"] == "replaced"
    assert (await affix(served, made["by"])).json()["crate"]["state"] == "port_released"
    page = (await served.get("zhou", f"/api/crates/{CRATES[0]}")).json()
    said = [item["summary"]["zh"] for item in page["timeline"]]
    assert f"标识 {old} 破损，换发为 {made['by']}：雨水浸湿" in said


async def test_after_a_jam_the_run_goes_on_behind_the_last_good_label(served: Served) -> None:
    numbers = await numbers_of(served, 1, 2, 3, 4)
    await print_(served, numbers)
    resume = {"last_good": numbers[1], "start_at": 1}
    status = await finished(served, await served.post("zhou", "/api/labels/resumptions", resume))
    assert (status["numbers"], status["copies"]) == (numbers[2:], 2)
    assert await tally(served) == {"printed": 6, "affixed": 0, "destroyed": 2, "open": 4}
    last = {"last_good": numbers[3], "start_at": 1}
    over = await served.post("zhou", "/api/labels/resumptions", last)
    assert (over.status_code, over.json()["code"]) == (409, "run_complete")


async def test_every_format_comes_as_its_file(served: Served) -> None:
    numbers = await numbers_of(served, 1, 2)
    for format_, start in (("pdf", b"%PDF"), ("png", b"PK"), ("zpl", b"^XA"), ("tspl", b"SIZE")):
        status = await print_(served, numbers, format=format_, dpi=203, check=True)
        assert status["state"] == "done", status
        assert (await served.get("zhou", status["file"])).content.startswith(start)
    wrong = {"numbers": numbers, **RUN, "stock": "a4-4", "format": "zpl", "printer": None}
    refused = await served.post("zhou", "/api/labels/prints", {**wrong, "check": False})
    assert (refused.status_code, refused.json()["code"]) == (422, "not_printable")


async def test_crates_go_to_a_carrier_with_a_numbered_list(served: Served) -> None:
    body = {"crates": CRATES[:2], **CARRIER, "phone": None, "seal": None, "remark": None}
    early = await served.post("zhou", "/api/handovers", body)
    assert (early.status_code, early.json()["code"]) == (409, "not_released_at_port")
    for number in await numbers_of(served, 1, 2):
        await affix(served, number)
    made = (await served.post("zhou", "/api/handovers", body)).json()
    assert made["no"] == f"BJS{made['no'][3:5]}-J0001"
    crate = await served.doc(Crate, CRATES[0])
    assert (crate.state, crate.handover) == ("in_transit", made["no"])
    again = await served.post("zhou", "/api/handovers", body)
    assert (again.status_code, again.json()["code"]) == (409, "already_handed")
    content = (await served.get("zhao", f"/api/handovers/{made['no']}/pdf")).content
    page = pdfium.PdfDocument(io.BytesIO(content))[0]
    words = page.get_textpage().get_text_range()
    for said in (made["no"], "进境展品检疫监管货物交接清单", "辽B·A1234", "张师傅", "第 1 页"):
        assert said in words
    for number in await numbers_of(served, 1, 2):
        assert number in words


async def test_a_number_that_arrives_twice_is_a_doubt_and_both_are_kept(served: Served) -> None:
    (number,) = await numbers_of(served, 1)
    body = {"crate": CRATES[0], "number": number, "gate": "东门"}
    asked = {**body, "token": None, "how": "typed", "place": None}
    assert (await served.post("wang", "/api/arrivals", asked)).json()["recorded"] is True
    assert (await served.post("wang", "/api/arrivals", asked)).json()["recorded"] is False
    phone = await served.phone("li")
    phone.record("crate.arrived", {**body, "gate": "西门"})
    ((verdict, objections),) = await told(served, phone)
    assert (verdict, objections) == ("stored", ["arrived_twice"])


async def test_a_label_on_another_crate_or_at_another_place_is_a_doubt(served: Served) -> None:
    label = await label_of(served, 1)
    phone = await served.phone("li")
    place = {"code": "GLP", "zh": "锦州世园会园区隔离圃", "en": "Isolation nursery"}
    scan = {"number": label.number, "token": label.token, "how": "scanned", "gate": None}
    where = {"latitude": None, "longitude": None, "accuracy_m": None}
    wrong = {"crate": CRATES[1], **scan, "place": None, **where}
    phone.record("crate.arrived", wrong, over={"kv": 2})
    other = {"crate": CRATES[0], **scan, "token": "A" * 200, "place": place, **where}
    phone.record("crate.arrived", other, over={"kv": 2})
    found = await told(served, phone)
    assert found == [
        ("stored", ["label_of_another_crate"]),
        ("stored", ["label_token_differs", "arrived_elsewhere"]),
    ]


async def told(served: Served, phone: Phone) -> list[tuple[str, list[str]]]:
    """Each entry's answer and what is objected to it."""
    answers = (await served.push(phone)).json()["answers"]
    return [
        (answer["answer"], [one["code"] for one in answer.get("objections", [])])
        for answer in answers
    ]
