"""How each of the twelve consignments ends: what follows at the desk after the unpacking."""

from collections.abc import Sequence
from typing import Any

import msgspec

from backend.wire.views import Crate
from tests.e2e.bureau import Bureau
from tests.kit import inspection
from tests.kit.field import FieldPhone

NL, FR, NZ, LAVENDER, KP, TH, PG, PINE, EC, MX, IT, SC = (f"2109001130042{n:02}" for n in range(12))


def of(declaration: str, *numbers: int) -> list[str]:
    return [f"{declaration}/{n}" for n in numbers]


def run(declaration: str, first: int, last: int) -> list[str]:
    return of(declaration, *range(first, last + 1))


def stand(bureau: Bureau, crates: Sequence[str], state: str) -> None:
    """All of these crates have come to that."""
    states = bureau.states(crates[0].split("/")[0])
    found = {key: states[int(key.split("/")[1])] for key in crates}
    assert set(found.values()) == {state}, found


def passes(bureau: Bureau, crates: Sequence[str], *words: str) -> None:
    """Released, with the certificate that says so."""
    stand(bureau, crates, "released")
    said = bureau.paper(bureau.issue("21", crates))
    for word in ("入境货物检验检疫证明", "准予放行", *words):
        assert word in said, (word, said)


def goes(bureau: Bureau, crates: Sequence[str], how: str, order: str, *words: str) -> None:
    """Gone for good, with the notice that ordered it; it bears no certificate."""
    said = bureau.paper(order)
    for word in ("检疫处理通知单", *words):
        assert word in said, (word, said)
    stand(bureau, crates, "rejected")
    bureau.close(crates, how)
    stand(bureau, crates, "closed")
    assert {bureau.crate(key)["closed"] for key in crates} == {how}
    refused = bureau.ask(
        "zhao", "certificates", form="21", crates=list(crates), order=None, remark=None
    )
    assert (refused.status, refused.json()["code"]) == (409, "crate_closed")


def opened(phone: FieldPhone, bureau: Bureau, crates: Sequence[str]) -> None:
    """Opened by the kit's phone, found sound, and accepted."""
    for key in crates:
        goods = msgspec.convert(bureau.crate(key)["goods"], Crate.__annotations__["goods"])
        phone.record("inspection.recorded", inspection(key, goods=goods))
    assert phone.push() is not None
    for key in crates:
        bureau.accept(key)


def bulbs(bureau: Bureau, _: FieldPhone) -> None:
    """1: the lot of Narcissus is destroyed; tulips pass, and have their season in the nursery."""
    lot = f"{NL}/NL/bulbs/Narcissus pseudonarcissus"
    narcissus, tulips = run(NL, 46, 60), run(NL, 1, 30)
    refused = bureau.ask(
        "zhao",
        "acts/lot.decided",
        lot=lot,
        decision="release",
        crates=narcissus[1:],
        reason="—",
        plan=None,
    )
    assert (refused.status, refused.json()["code"]) == (409, "lot_frozen")
    order = bureau.order(narcissus, "destruction", "水仙种球", "检出鳞球茎茎线虫活虫")
    bureau.treat(order)
    goes(bureau, narcissus, "destroyed", order, "责令销毁", "水仙种球", "鳞球茎茎线虫")
    bureau.decide(f"{NL}/NL/bulbs/Tulipa gesneriana", "release", tulips[1:])
    stand(bureau, tulips, "isolation")
    registration = bureau.isolate(tulips, "Tulipa gesneriana", "annual", "2013-09-30")
    bureau.visit(registration, "2013-05-06")
    bureau.post(
        "zhao",
        "acts/isolation.ended",
        registration=registration,
        outcome="release",
        reason="一个生长季未见异常",
    )
    passes(bureau, tulips, "郁金香种球", "6,000 粒")


def roses(bureau: Bureau) -> None:
    """2, at the port: let go to the nursery against the transfer notice."""
    said = bureau.paper(bureau.issue("95", run(FR, 1, 10)))
    for word in ("检疫调离通知单", "隔离圃", "法国蔷薇", "FR-2013-17731"):
        assert word in said, (word, said)


def laboratory(bureau: Bureau, _: FieldPhone) -> None:
    """2: the test for Phytophthora ramorum is negative; isolation for one season."""
    blank = dict.fromkeys(("part", "how", "owner", "seal", "storage", "plan"))
    said = {"what": "法国蔷薇枝条", "quantity": 5, "unit": "段", "place": "N04", "bags": 1}
    record = bureau.record(f"{FR}/1")["id"]
    drawn = bureau.post(
        "wang", "samples", crates=of(FR, 1), second="li", record=record, **blank, **said
    )
    voucher = drawn["voucher"]
    early = {"crate": f"{FR}/1", "reason": "—"}
    waits = bureau.ask("zhao", "acts/crate.released", **early)
    assert (waits.status, waits.json()["code"]) == (409, "laboratory_awaited")
    test = {"item": "栎树猝死病菌", "method": "SN/T 2080"}
    sent = {"voucher": voucher, "laboratory": "辽宁局技术中心", "tests": [test]}
    bureau.post("wang", "acts/sample.sent", **sent, condition=None, due="2013-05-09")
    bureau.post("zhao", "acts/sample.resulted", **_negative(voucher, test))
    bureau.release(of(FR, 1))
    bureau.isolate(of(FR, 1), "Rosa gallica", "perennial", "2014-05-01")
    stand(bureau, of(FR, 1), "isolation")
    assert bureau.crate(f"{FR}/1")["standing"]["isolation"] == "assigned"


def _negative(voucher: str, test: dict[str, str]) -> dict[str, Any]:
    found = {**test, "found": "not_detected", "value": None, "eppo": None, "organism": None}
    return {
        "voucher": voucher,
        "report": "LN-13-0451",
        "reported": "2013-05-08",
        "results": [found],
        "conclusion": "pass",
        "remark": None,
        "analyst": "孟凡",
        "checker": None,
        "rest": "returned",
        "fetch_by": "2013-06-08",
        "photos": [],
    }


def fern(bureau: Bureau, _: FieldPhone) -> None:
    """3: passes, and goes to the nursery by that."""
    stand(bureau, of(NZ, 1), "isolation")
    bureau.decide(f"{NZ}/NZ/plants/Alsophila dealbata", "release", run(NZ, 2, 6))
    registration = bureau.isolate(run(NZ, 1, 6), "Alsophila dealbata", "perennial", "2015-03-27")
    bureau.visit(registration, "2013-05-05")
    stand(bureau, run(NZ, 1, 6), "isolation")


def soil(bureau: Bureau, _: FieldPhone) -> None:
    """4: of the 18 pots with soil most are washed, what cannot be is destroyed; the rest passes."""
    washing = bureau.order(of(LAVENDER, 1), "washing", "带土 15 盆", "盆底带土", scope="part")
    burning = bureau.order(
        of(LAVENDER, 1), "destruction", "无法洗净 3 盆", "盆底带土", scope="part"
    )
    stand(bureau, of(LAVENDER, 1), "treatment")
    said = bureau.paper(burning)
    for word in ("无法洗净 3 盆", "仅此部分"):
        assert word in said, (word, said)
    assert "责令销毁" not in said
    bureau.treat(washing)
    early = bureau.ask("zhao", "acts/crate.released", crate=f"{LAVENDER}/1", reason="—")
    assert (early.status, early.json()["code"]) == (409, "treatment_open")
    bureau.treat(burning)
    bureau.release(of(LAVENDER, 1))
    bureau.decide(f"{LAVENDER}/JP/plants/Lavandula angustifolia", "release", run(LAVENDER, 2, 15))
    passes(bureau, run(LAVENDER, 1, 15), "薰衣草", "300 盆")


def aphids(bureau: Bureau, _: FieldPhone) -> None:
    """5: Myzus persicae is not regulated; it is sprayed all the same, and passes."""
    begonias = run(KP, 1, 9)
    [found] = bureau.record(f"{KP}/1")["body"]["findings"]
    assert found["regulation"]["regulated"] is False
    bureau.lift(f"{KP}/KP/plants/Begonia × tuberhybrida 'Kimjongilhwa'", "桃蚜不属检疫性有害生物")
    order = bureau.order(begonias, "spray", "金正日花全株", "叶背有桃蚜", agent="吡虫啉 2000 倍液")
    bureau.treat(order)
    assert "喷洒药剂" in bureau.paper(order)
    bureau.release(begonias)
    passes(bureau, begonias, "金正日花", "207 盆")


def mealybugs(bureau: Bureau, _: FieldPhone) -> None:
    """6: 7 live nymphs of Planococcus minor: treated, looked at again, treated again, passes."""
    lot = f"{TH}/TH/plants/Renanthera coccinea"
    [found] = bureau.record(f"{TH}/1")["body"]["findings"]
    assert (found["regulation"]["regulated"], found["count"]) == (True, 7)
    order = bureau.order(of(TH, 1), "dip", "火焰兰植株", "检出大洋臀纹粉蚧活若虫 7 头")
    bureau.treat(order, "repeat", "effective")
    held = bureau.ask("zhao", "acts/crate.released", crate=f"{TH}/1", reason="—")
    assert (held.status, held.json()["code"]) == (409, "lot_frozen")
    bureau.lift(lot, "除害处理有效，复查未见活虫")
    bureau.release(of(TH, 1))
    bureau.decide(lot, "release", run(TH, 2, 6))
    assert "大洋臀纹粉蚧" in bureau.paper(order)
    passes(bureau, run(TH, 1, 6), "火焰兰", "TH-13-55120")


def returned(bureau: Bureau, declaration: str, last: int, reason: str) -> None:
    crates = run(declaration, 1, last)
    order = bureau.order(crates, "return", "全部货物", reason)
    goes(bureau, crates, "returned", order, "退运出境", reason)


def held(bureau: Bureau, _: FieldPhone) -> None:
    """7, 8 and 12: held at the port, never under the label; two are returned, and the tortoise has
    its quarantine where it entered."""
    refused(bureau, PG, "濒危")
    returned(bureau, PG, 2, "无濒危物种允许进口证明书")
    refused(bureau, PINE, "禁止")
    returned(bureau, PINE, 15, "松材线虫疫区的松属植物，禁止进境")
    refused(bureau, SC, "动物")
    stand(bureau, of(SC, 1), "held")
    assert bureau.crate(f"{SC}/1")["label"] is None


def refused(bureau: Bureau, declaration: str, word: str) -> None:
    """No label for any crate, with the reason; nor is one let in at the gate."""
    before = bureau.states(declaration)
    assert set(before.values()) == {"held"}
    said = bureau.post("zhou", "labels", declaration=declaration, crates=None)
    assert said["numbers"] == []
    assert {item["crate"] for item in said["not_issued"]} == set(of(declaration, *before))
    reasons = {item["reason"]["zh"] for item in said["not_issued"]}
    assert all(word in reason for reason in reasons), reasons
    arrival = {"crate": f"{declaration}/1", "number": None, "token": None, "how": "typed"}
    answer = bureau.ask("wang", "arrivals", **arrival, gate=None, place=None)
    assert (answer.status, answer.json()["code"]) == (409, "crate_held")


def flowers(bureau: Bureau, phone: FieldPhone) -> None:
    """9: the box with larvae is destroyed; every other box of roses is opened, and passes; the
    Gypsophila passes by its lot."""
    lot = f"{EC}/EC/cut_flowers/Rosa hybrida"
    order = bureau.order(of(EC, 1), "destruction", "玫瑰切花 1 箱", "检出三叶斑潜蝇活幼虫")
    bureau.treat(order)
    goes(bureau, of(EC, 1), "destroyed", order, "三叶斑潜蝇")
    bureau.lift(lot, "受害箱已销毁，其余逐箱拆查")
    rest = {"lot": lot, "crates": run(EC, 2, 10), "reason": "—", "plan": None}
    refused = bureau.ask("zhao", "acts/lot.decided", **rest, decision="release")
    assert (refused.status, refused.json()["code"]) == (409, "lot_undecided")
    bureau.decide(lot, "open", run(EC, 2, 10))
    opened(phone, bureau, [*run(EC, 2, 10), f"{EC}/11"])
    bureau.decide(f"{EC}/EC/cut_flowers/Gypsophila paniculata", "release", run(EC, 12, 18))
    passes(bureau, run(EC, 2, 18), "玫瑰切花", "满天星切花", "EC-13-118834")


def crates_of_wood(bureau: Bureau, _: FieldPhone) -> None:
    """10: a valid IPPC mark, and live Xyleborus: the crates are destroyed, the art is fumigated."""
    crates = run(MX, 1, 22)
    assert bureau.crate(crates[0])["goods"]["ippc"] == "MX-1184-HT"
    reason = "木质包装检出材小蠹活虫"
    boxes = bureau.order(crates, "destruction", "木质包装箱 22 只", reason, scope="part")
    art = bureau.order(crates, "fumigation", "木雕 40 件", reason, agent="溴甲烷", dose="48 g/m³")
    stand(bureau, crates, "treatment")
    bureau.treat(art)
    bureau.treat(boxes)
    bureau.lift(f"{MX}/MX/plant_products/Bursera spp.", "包装已销毁，木雕熏蒸有效")
    bureau.release(crates)
    assert "木质包装箱 22 只" in bureau.paper(boxes)
    assert "溴甲烷" in bureau.paper(art)
    passes(bureau, crates, "木雕", "Bursera spp.")


def same_day(bureau: Bureau, _: FieldPhone) -> None:
    """11: nothing to treat, plywood exempt: passes on the day on which it arrived."""
    asked = {item["id"] for item in bureau.record(f"{IT}/1")["body"]["checklists"]}
    assert asked == {"all", "ordinary"}
    bureau.decide(f"{IT}/IT/ordinary/石雕与陶瓷", "release", run(IT, 2, 7))
    bureau.decide(f"{IT}/IT/food/橄榄油", "release", of(IT, 9))
    crate = bureau.crate(f"{IT}/1")
    assert crate["arrived"]["received_at"][:10] == crate["since"][:10]
    passes(bureau, run(IT, 1, 9), "石雕与陶瓷", "橄榄油", "12 瓶")


STORIES = (
    bulbs,
    laboratory,
    fern,
    soil,
    aphids,
    mealybugs,
    held,
    flowers,
    crates_of_wood,
    same_day,
)
