"""What follows an inspection, at the desk: samples, treatments, isolation, lots and their paper."""

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2 as pdfium
import pytest
from litestar.testing import TestClient
from PIL import Image

from backend.app import create_app
from backend.desk.acting import ACTS
from backend.desk.papers import certificate_pdf
from backend.desk.timeline import summary
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.kinds import KINDS
from backend.rules.release import decide
from backend.rules.state import SYSTEM
from backend.settings import load
from backend.wire.attestations import RightsGranted, Role
from backend.wire.declarations import DeclarationAccepted
from backend.wire.followups import Certificate
from backend.wire.views import Crate
from tests.kit import goods
from tests.kit.office import PEOPLE

NO = goods.DECLARATION
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
LOT = f"{NO}/TH/plants/Renanthera coccinea"
ORDER = {
    "crates": [f"{NO}/1"],
    "article": "《进出境动植物检疫法》第十七条",
    "reason": "检出活若虫",
    "record": None,
    "method": "fumigation",
    "object": "植株",
    "agent": "溴甲烷",
    "dose": "32 g/m³",
    "exposure": "2 小时",
    "firm": None,
    "place": None,
    "due": None,
}


class Desk:
    """The API with three crates of orchids that have arrived; whoever is named is signed in."""

    def __init__(self, client: TestClient[Any]) -> None:
        self.client = client
        self.office = client.app.state.office
        everybody: dict[str, tuple[str, list[Role]]] = {
            **PEOPLE,
            "gao": ("高远", ["director"]),
            "xu": ("许文", ["expert"]),
        }
        for user, (name, roles) in everybody.items():
            self.write(SYSTEM, "rights.granted", RightsGranted(user=user, name=name, roles=roles))
        lodged = goods.declaration()
        self.write("zhou", "declaration.lodged", lodged)
        decisions = decide(lodged, [])
        accepted = DeclarationAccepted(declaration=NO, rule=1, decisions=decisions)
        self.write("zhou", "declaration.accepted", accepted)
        labels = {"declaration": NO, "crates": [1, 2]}
        assert self.as_("zhou").post("/labels", labels).status_code == 201
        self.as_("zhao")
        for n in (1, 2, 3):
            self.json("wang", "crate.arrived", crate=f"{NO}/{n}", number=None, gate=None)

    def write(self, actor: str, kind: str, body: Any) -> None:
        self.office.journal.plan(actor, lambda _: [Draft(kind, 1, body)])

    def json(self, actor: str, kind: str, **fields: Any) -> None:
        self.write(actor, kind, msgspec.convert(fields, KINDS[kind, 1].body))

    def inspect(self, n: int, result: str = "release") -> str:
        body = goods.inspection(f"{NO}/{n}", result=msgspec.convert(result, Any))
        stored = self.office.journal.plan("wang", lambda _: [Draft("inspection.recorded", 1, body)])
        return self.entry(stored[0].pos)

    def entry(self, pos: int) -> str:
        rows = self.client.get(f"/api/crates/{NO}/1").json()["timeline"]
        rows += self.client.get(f"/api/crates/{NO}/2").json()["timeline"]
        return next(str(row["id"]) for row in rows if row["pos"] == pos)

    def accept(self, record: str) -> None:
        opened = {"entries": [record], "photos": []}
        self.json(
            "zhao",
            "review.decided",
            record=record,
            decision="accept",
            reason=None,
            opened=opened,
        )

    def as_(self, user: str) -> "Desk":
        self.client.headers["X-Test-User"] = user
        return self

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(f"/api{path}", content=msgspec.json.encode(body))

    def crate(self, n: int) -> Any:
        return self.client.get(f"/api/crates/{NO}/{n}").json()["crate"]

    def text(self, path: str) -> list[str]:
        answer = self.client.get(f"/api{path}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/pdf"
        again = self.client.get(f"/api{path}")
        assert again.content == answer.content
        return pages(answer.content)


def pages(data: bytes) -> list[str]:
    pdf = pdfium.PdfDocument(io.BytesIO(data))
    return [page.get_textpage().get_text_range() for page in pdf]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Sessions are tried elsewhere; here a header says who is signed in."""
    from backend.api import guards

    async def identify(_: Any, connection: Any) -> Any:
        person = await guards.person_of(connection, connection.headers["x-test-user"])
        assert person is not None
        return guards.Caller(person.id, person.name, person.roles, None), None

    monkeypatch.setattr(guards.Callers, "identify", identify)
    with TestClient(create_app(load(), tmp_path)) as client:
        client.headers.update({**SAME_ORIGIN, "X-Test-User": "zhao"})
        yield Desk(client)


def test_a_crate_waits_for_the_laboratory_and_is_then_released(desk: Desk) -> None:
    asked = {
        "crates": [f"{NO}/1"],
        "what": "火焰兰叶片",
        "part": "叶",
        "quantity": 12,
        "unit": "片",
        "place": "S05",
        "how": None,
        "second": "li",
        "owner": "陈伟",
        "seal": None,
        "storage": None,
        "bags": 2,
        "record": None,
        "plan": None,
    }
    drawn = desk.as_("wang").post("/samples", asked)
    assert drawn.status_code == 201, drawn.text
    voucher = drawn.json()["voucher"]
    assert voucher == f"{NO}-001-1"
    assert desk.post("/samples", asked).json()["voucher"] == f"{NO}-001-2"
    record = desk.inspect(1)
    with pytest.raises(Objected, match="laboratory_awaited"):
        desk.accept(record)
    sending = {
        "voucher": voucher,
        "laboratory": "辽宁局技术中心",
        "tests": [{"item": "线虫", "method": "SN/T 2757"}],
        "condition": None,
        "due": "2013-05-15",
    }
    assert desk.post("/acts/sample.sent", sending).status_code == 201
    result = {
        "voucher": voucher,
        "report": "LN-13-0451",
        "reported": "2013-05-14",
        "results": [
            {
                "item": "线虫",
                "method": "SN/T 2757",
                "found": "not_detected",
                "value": None,
                "eppo": None,
                "organism": None,
            }
        ],
        "conclusion": "pass",
        "remark": None,
        "analyst": "孟凡",
        "checker": None,
        "rest": "returned",
        "fetch_by": "2013-06-14",
        "photos": [],
    }
    refused = desk.post("/acts/sample.resulted", result)
    assert (refused.status_code, refused.json()["code"]) == (403, "no_right")
    assert desk.as_("zhao").post("/acts/sample.resulted", result).status_code == 201
    assert desk.post("/acts/sample.resulted", result).json()["code"] == "sample_resulted"
    assert desk.crate(1)["standing"]["samples_waiting"] == 1
    spoilt = {"voucher": f"{NO}-001-2", "reason": "运输破损"}
    assert desk.post("/acts/sample.cancelled", spoilt).status_code == 201
    desk.accept(record)
    assert desk.crate(1)["state"] == "released"
    words = [
        row["summary"]["zh"] for row in desk.client.get(f"/api/crates/{NO}/1").json()["timeline"]
    ]
    assert any("检测合格，报告 LN-13-0451" in said for said in words)
    (page,) = desk.text(f"/samples/{voucher}/pdf")
    assert "抽/采样凭证" in page
    assert voucher in page
    assert "王芳" in page
    (bags,) = desk.text(f"/samples/{voucher}/bags")
    assert f"{voucher}/1" in bags
    assert f"{voucher}/2" in bags


def _run(desk: Desk) -> str:
    """The entry of the firm's last report."""
    [treatment] = desk.client.get(f"/api/crates/{NO}/1/followed").json()["treatments"]
    run: str = treatment["runs"][-1]["act"]["entry"]
    return run


def test_a_treatment_is_ordered_done_checked_and_its_crate_released(desk: Desk) -> None:
    desk.accept(desk.inspect(1, "treatment"))
    made = desk.post("/treatments", ORDER)
    assert made.status_code == 201, made.text
    order = made.json()["order"]
    assert order == f"{NO}-CL-01"
    (page,) = desk.text(f"/certificates/{order}/pdf")
    assert "第十七条" in page.replace("\r\n", "")
    assert "第1页 共1页" in page
    release = {"crate": f"{NO}/1", "reason": "处理验收合格"}
    assert desk.post("/acts/crate.released", release).json()["code"] == "treatment_open"
    check = {
        "order": order,
        "result": "effective",
        "remark": None,
        "photos": [],
        "run": None,
        "place": {"text": "处理间", "latitude": None, "longitude": None, "accuracy_m": None},
        "values": [],
        "attachments": [],
    }
    assert desk.post("/acts/treatment.checked", check).json()["code"] == "treatment_not_done"
    done = {
        "order": order,
        "firm": "锦州港检疫处理有限公司",
        "operator": None,
        "agent": "溴甲烷",
        "dose": "32 g/m³",
        "dilution": None,
        "total": "1.2 kg",
        "exposure": "2 h",
        "place": "处理间",
        "started_at": "2013-04-27T09:00:00+08:00",
        "ended_at": "2013-04-27T11:00:00+08:00",
        "temperature_c": 22.5,
        "humidity_pct": 60,
        "wind": None,
        "report": None,
        "remark": None,
        "photos": [],
    }
    backwards = {**done, "ended_at": "2013-04-27T08:00:00+08:00"}
    refused = desk.post("/acts/treatment.completed", backwards)
    assert refused.json()["code"] == "ended_before_started"
    assert desk.post("/acts/treatment.completed", done).status_code == 201
    first = _run(desk)
    again = {**check, "result": "repeat", "run": first}
    differs = {"what": "dose", "said": "differs", "found": None}
    refused = desk.post("/acts/treatment.checked", {**again, "values": [differs]})
    assert refused.json()["code"] == "found_value_owed"
    assert desk.post("/acts/treatment.checked", again).json()["code"] == "check_remark_owed"
    again |= {"remark": "剂量不足", "values": [{**differs, "found": "20 g/m³"}]}
    assert desk.post("/acts/treatment.checked", again).status_code == 201
    [treatment] = desk.client.get(f"/api/crates/{NO}/1/followed").json()["treatments"]
    assert treatment["runs"][0]["check"] == again
    assert desk.post("/acts/crate.released", release).json()["code"] == "treatment_open"
    assert desk.post("/acts/treatment.completed", done).status_code == 201
    late = desk.post("/acts/treatment.checked", {**check, "run": first})
    assert late.json()["code"] == "treatment_done_anew"
    check["run"] = _run(desk)
    assert desk.post("/acts/treatment.checked", check).status_code == 201
    assert desk.post("/acts/crate.released", release).status_code == 201
    assert desk.crate(1)["state"] == "released"
    followed = desk.client.get(f"/api/crates/{NO}/1/followed").json()
    assert [len(order["runs"]) for order in followed["treatments"]] == [2]


def test_part_of_a_crate_is_destroyed_and_the_rest_released(desk: Desk) -> None:
    desk.accept(desk.inspect(1, "treatment"))
    part = {**ORDER, "method": "destruction", "object": "木箱", "scope": "part"}
    order = desk.post("/treatments", part).json()
    assert order["body"]["scope"] == "part"
    assert desk.crate(1)["state"] == "treatment"
    (page,) = desk.text(f"/certificates/{order['order']}/pdf")
    assert "仅此部分" in page
    assert "责令销毁" not in page
    release = {"crate": f"{NO}/1", "reason": "木箱已销毁"}
    assert desk.post("/acts/crate.released", release).json()["code"] == "treatment_open"
    whole = desk.post("/treatments", {**part, "scope": "whole"}).json()["order"]
    assert desk.crate(1)["state"] == "rejected"
    (page,) = desk.text(f"/certificates/{whole}/pdf")
    assert "责令销毁" in page


def test_an_order_of_version_1_reads_as_one_of_whole_crates(desk: Desk) -> None:
    old = {**ORDER, "method": "return", "order": f"{NO}-CL-01"}
    desk.json("zhao", "treatment.ordered", **old)
    assert desk.crate(1)["state"] == "rejected"
    (order,) = desk.client.get("/api/treatments").json()
    assert order["body"]["scope"] == "whole"
    told = [
        row["summary"]["zh"] for row in desk.client.get(f"/api/crates/{NO}/1").json()["timeline"]
    ]
    assert any("下达检疫处理" in said and "仅" not in said for said in told)


def test_who_inspected_a_crate_does_not_release_it(desk: Desk) -> None:
    desk.accept(desk.inspect(1, "laboratory"))
    everything = RightsGranted(user="wang", name="王芳", roles=["inspector", "supervisor"])
    desk.write(SYSTEM, "rights.granted", everything)
    release = {"crate": f"{NO}/1", "reason": "合格"}
    refused = desk.as_("wang").post("/acts/crate.released", release)
    assert refused.json()["code"] == "reviewer_is_inspector"
    assert desk.as_("zhao").post("/acts/crate.released", release).status_code == 201


def test_a_frozen_lot_holds_every_crate_until_somebody_else_lifts_it(desk: Desk) -> None:
    record = desk.inspect(1)
    freeze = {
        "lot": LOT,
        "crate": f"{NO}/2",
        "reason": "发现活虫",
        "suspect": {"eppo": None, "name": None, "stage": "larva", "alive": "alive", "count": None},
        "steps": [{"step": "closed", "at": "2013-04-26T10:00:00+08:00"}],
        "photos": [],
    }
    assert desk.post("/acts/lot.frozen", freeze).status_code == 201
    with pytest.raises(Objected, match="lot_frozen"):
        desk.accept(record)
    lift = {"lot": LOT, "reason": "专家鉴定为非检疫性"}
    assert desk.post("/acts/lot.lifted", lift).json()["code"] == "own_entry"
    assert desk.as_("wang").post("/acts/lot.lifted", lift).status_code == 403
    rest = {
        "lot": LOT,
        "decision": "release",
        "crates": [f"{NO}/2", f"{NO}/3"],
        "reason": "同批已拆箱合格",
        "plan": None,
    }
    assert desk.as_("zhao").post("/acts/lot.decided", rest).json()["code"] == "lot_frozen"
    assert desk.as_("gao").post("/acts/lot.lifted", lift).status_code == 201
    assert desk.as_("zhao").post("/acts/lot.decided", rest).json()["code"] == "lot_undecided"
    desk.accept(record)
    assert desk.post("/acts/lot.decided", rest).status_code == 201
    assert [desk.crate(n)["state"] for n in (1, 2, 3)] == ["released"] * 3
    (lot,) = desk.client.get("/api/lots").json()
    assert lot["state"] == "free"
    assert lot["freezes"][0]["lift_reason"] == lift["reason"]


def test_isolation_is_visited_each_week_and_ends(desk: Desk) -> None:
    desk.accept(desk.inspect(1, "isolation"))
    asked = {
        "crates": [f"{NO}/1"],
        "plant": "火焰兰",
        "site": "锦州世园会隔离圃",
        "plot": "A-03",
        "area_m2": 12.5,
        "keeper": None,
        "life": "perennial",
        "planted": "2013-04-27",
        "until": "2015-04-27",
        "watch_for": ["南洋臀纹粉蚧"],
    }
    made = desk.post("/isolations", asked)
    assert made.status_code == 201, made.text
    number = made.json()["registration"]
    assert re.fullmatch(r"LN20[0-9]{2}001", number)
    visit = {
        "registration": number,
        "on": "2013-05-04",
        "state": "symptoms",
        "planted": 20,
        "alive": 19,
        "symptoms": None,
        "traps": [{"trap": "T1", "eppo": None, "organism": None, "count": 0}],
        "remark": None,
        "photos": [],
        "place": {"text": "隔离圃", "latitude": None, "longitude": None, "accuracy_m": None},
        "findings": [],
        "attachments": [],
    }
    assert desk.post("/acts/isolation.visited", visit).json()["code"] == "symptoms_owed"
    visit["symptoms"] = "两株叶斑"
    assert desk.post("/acts/isolation.visited", visit).json()["code"] == "symptoms_need_photo"
    visit["state"] = "good"
    assert desk.post("/acts/isolation.visited", visit).status_code == 201
    (isolation,) = desk.client.get("/api/isolations?state=running").json()
    assert isolation["last"] == "2013-05-04"
    end = {"registration": number, "outcome": "release", "reason": "期满未检出"}
    assert desk.post("/acts/isolation.ended", end).status_code == 201
    assert desk.crate(1)["state"] == "released"
    assert desk.post("/acts/isolation.ended", end).json()["code"] == "isolation_ended"


def test_an_oral_opinion_stays_owed_until_the_experts_own(desk: Desk) -> None:
    question: dict[str, Any] = {
        "crate": f"{NO}/1",
        "record": None,
        "finding": None,
        "organism": "粉蚧若虫",
        "question": "是否为南洋臀纹粉蚧？",
        "photos": [],
    }
    assert desk.post("/acts/finding.referred", question).status_code == 201
    (referral,) = desk.client.get("/api/referrals").json()
    opinion = {
        "referral": referral["id"],
        "form": "oral",
        "expert": "许文",
        "eppo": None,
        "organism": "Planococcus minor",
        "status": "identified",
        "text": "电话答复：是。",
    }
    assert desk.post("/acts/opinion.given", opinion).status_code == 201
    assert [item["state"] for item in desk.client.get("/api/referrals").json()] == ["oral"]
    written = {**opinion, "form": "written", "status": "confirmed"}
    assert desk.post("/acts/opinion.given", written).json()["code"] == "not_an_expert"
    assert desk.as_("xu").post("/acts/opinion.given", written).status_code == 201
    assert [item["state"] for item in desk.client.get("/api/referrals").json()] == ["written"]


def test_a_certificate_says_what_was_released_and_prints_the_same_for_ever(desk: Desk) -> None:
    asked = {"form": "21", "crates": [f"{NO}/1"], "order": None, "remark": None}
    assert desk.post("/certificates", asked).json()["code"] == "out_of_place"
    desk.accept(desk.inspect(1))
    made = desk.post("/certificates", asked)
    assert made.status_code == 201, made.text
    number = made.json()["number"]
    (page,) = desk.text(f"/certificates/{number}/pdf")
    for said in ("入境货物检验检疫证明", number, "火焰兰", "准予放行", "赵敏", "第1页 共1页", "/"):
        assert said in page
    assert re.search(r"20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日", page)
    show: dict[str, Any] = {"crate": f"{NO}/1", "stand": "S05", "remark": None, "photos": []}
    assert desk.post("/acts/crate.displayed", show).status_code == 201
    close: dict[str, Any] = {
        "crate": f"{NO}/1",
        "how": "bought",
        "document": None,
        "remark": None,
        "photos": [],
    }
    assert desk.post("/acts/crate.closed", close).json()["code"] == "new_declaration_owed"
    close["document"] = "210900113009001"
    assert desk.post("/acts/crate.closed", close).status_code == 201
    assert desk.crate(1)["closed"] == "bought"
    (again,) = desk.text(f"/certificates/{number}/pdf")
    assert again == page
    void = {"number": number, "reason": "打错"}
    assert desk.post("/acts/certificate.voided", void).status_code == 201
    assert desk.post("/acts/certificate.voided", void).json()["code"] == "certificate_void"


def test_a_transfer_notice_needs_labels(desk: Desk) -> None:
    asked = {"form": "95", "crates": [f"{NO}/3"], "order": None, "remark": None}
    assert desk.post("/certificates", asked).json()["code"] == "no_label_in_force"
    made = desk.post("/certificates", {**asked, "crates": [f"{NO}/1", f"{NO}/2"]})
    assert made.status_code == 201, made.text
    (page,) = desk.text(f"/certificates/{made.json()['number']}/pdf")
    assert "检疫调离通知单" in page
    assert desk.crate(1)["label"]["number"] in page


def test_a_long_form_goes_on_with_its_number_on_each_page(desk: Desk) -> None:
    desk.accept(desk.inspect(1))
    asked = {"form": "21", "crates": [f"{NO}/1"], "order": None, "remark": "蛀" * 1900}
    number = desk.post("/certificates", asked).json()["number"]
    found = desk.text(f"/certificates/{number}/pdf")
    assert len(found) > 1
    assert all(number in page for page in found)
    assert f"第2页 共{len(found)}页" in found[1]
    assert "".join(found).count("蛀") == 1900


def test_what_cannot_be_printed_is_refused_before_it_is_issued(desk: Desk) -> None:
    desk.accept(desk.inspect(1))
    asked = {"form": "21", "crates": [f"{NO}/1"], "order": None, "remark": "𓀀"}
    refused = desk.post("/certificates", asked)
    assert refused.json()["code"] == "character_unprintable"
    assert desk.client.get("/api/certificates").json() == []


def test_what_is_no_act_or_no_body_is_refused(desk: Desk) -> None:
    assert desk.post("/acts/label.issued", {}).status_code == 404
    assert desk.post("/acts/lot.lifted", {"lot": LOT}).status_code == 400
    assert desk.client.get("/api/certificates/x/pdf").status_code == 404
    assert desk.client.get(f"/api/crates/{NO}/99/followed").status_code == 404


def test_everything_of_a_form_lies_on_its_page(desk: Desk) -> None:
    desk.accept(desk.inspect(1, "treatment"))
    order = desk.post("/treatments", {**ORDER, "reason": "很长的原因，" * 120}).json()["order"]
    form = desk.client.get("/api/certificates").json()[0]
    data = certificate_pdf(msgspec.convert(form, Certificate).body)
    assert order.encode() is not None
    for page in pdfium.PdfDocument(io.BytesIO(data)):
        width, height = page.get_size()
        text = page.get_textpage()
        for n in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(n)
            assert left >= 0
            assert right <= width
            assert 0 <= bottom <= top <= height


def test_a_name_in_a_script_that_cannot_be_printed_is_left_out_of_a_form(desk: Desk) -> None:
    lodged = msgspec.structs.replace(
        goods.declaration(no="210900113004299", crates=1), exhibitor_original="조선화초연구소"
    )
    desk.write("zhou", "declaration.lodged", lodged)
    accepted = DeclarationAccepted(declaration=lodged.no, rule=1, decisions=decide(lodged, []))
    desk.write("zhou", "declaration.accepted", accepted)
    key = f"{lodged.no}/1"
    desk.json("wang", "crate.arrived", crate=key, number=None, gate=None)
    made = desk.post("/treatments", {**ORDER, "crates": [key]})
    assert made.status_code == 201, made.text
    (page,) = desk.text(f"/certificates/{made.json()['order']}/pdf")
    assert "泰国兰花出口商" in page


def test_each_act_is_told_in_both_languages() -> None:
    for kind in ACTS:
        assert (kind, 1) in KINDS
    told = Path(summary.__code__.co_filename).with_name("told_process.py").read_text("utf-8")
    for kind in (*ACTS, "sample.drawn", "treatment.ordered", "isolation.assigned"):
        assert f"case {KINDS[kind, 1].body.__name__}()" in told, kind
    assert Crate.view == "crate"


def test_a_visit_shows_the_photos_that_came_a_moment_before(desk: Desk) -> None:
    """The journal hears of a photo behind its answer; an act that names it waits for that."""
    image = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(image, "JPEG")
    sha256 = hashlib.sha256(image.getvalue()).hexdigest()
    site = {
        "crates": [f"{NO}/1"],
        "plant": "兰花",
        "site": "隔离圃一区",
        "plot": None,
        "area_m2": None,
        "keeper": None,
        "life": "annual",
        "planted": None,
        "until": "2014-05-10",
        "watch_for": [],
    }
    desk.accept(desk.inspect(1, "isolation"))
    number = desk.as_("zhao").post("/isolations", site).json()["registration"]
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(image.getvalue())),
        "Upload-Metadata": f"sha256 {base64.b64encode(sha256.encode()).decode()}",
        "Content-Type": "application/offset+octet-stream",
    }
    sent = desk.client.post(
        "/api/photos", content=image.getvalue(), headers={**headers, **SAME_ORIGIN}
    )
    assert sent.status_code == 201
    visit = {
        "registration": number,
        "on": "2013-05-20",
        "state": "good",
        "planted": None,
        "alive": None,
        "symptoms": None,
        "traps": [],
        "remark": None,
        "photos": [sha256],
        "place": {"text": "隔离圃", "latitude": None, "longitude": None, "accuracy_m": None},
        "findings": [],
        "attachments": [],
    }
    assert desk.as_("wang").post("/acts/isolation.visited", visit).status_code == 201
    [isolation] = desk.client.get(f"/api/crates/{NO}/1/followed").json()["isolations"]
    assert isolation["visits"][0]["body"]["photos"] == [sha256]
    unknown = {**visit, "photos": ["f" * 64]}
    assert desk.as_("wang").post("/acts/isolation.visited", unknown).status_code == 409
