"""The demo's consignments that are bound for the isolation nursery; and a laboratory."""

from backend.desk.demo.afterwards import Expo
from backend.desk.demo.days import Story
from backend.desk.demo.road import FR, NL, NZ, Road, brought, run
from backend.desk.demo.unpacking import Pest, Unpacked
from backend.wire.samples import SampleResulted, SampleSent, TestAsked, TestResult

_LABORATORY = "辽宁局技术中心"


async def bulbs(site: Expo) -> Story:
    """1: Ditylenchus dipsaci in the Narcissus, whose lot is destroyed; the rest is in isolation."""
    days, crates = site.days, run(NL, 1, 60)
    narcissus = run(NL, 46, 60)
    road = Road(
        "03-13 10:05",
        "03-18 14:20",
        "大连港 3 号库",
        "锦州捷运物流",
        "辽G·30127",
        "孟祥",
        "03-19 08:40",
    )
    async for moment in brought(site, NL, crates, road, transfer=True):
        yield moment
    yield days.day("03-19 10:30")
    await site.inspect(Unpacked(f"{NL}/1", "bulbs"))
    yield days.day("03-19 11:10")
    await site.inspect(Unpacked(f"{NL}/31", "bulbs"))
    yield days.day("03-19 14:45")
    pest = Pest("DITYDI", "adult", "root", 40, "水仙鳞茎", "rings")
    fails = {"bulbs.cut_for_rings": "剖检 12 粒，3 粒有褐色环纹"}
    await site.inspect(Unpacked(f"{NL}/46", "bulbs", "destruction", fails, pest, 70))
    yield days.day("03-20 09:15")
    for key in (f"{NL}/1", f"{NL}/31", f"{NL}/46"):
        await site.review(key)
    reason = "水仙种球检出鳞球茎茎线虫活虫，整批销毁"
    order = await site.order(narcissus, "destruction", "水仙种球", reason)
    await site.decide(run(NL, 2, 30), "郁金香已拆箱查验合格")
    await site.decide(run(NL, 32, 45), "风信子已拆箱查验合格")
    yield days.day("03-22 15:40")
    await site.treat(order)
    await site.close(narcissus, "destroyed")
    await site.lift(narcissus[0], "整批已销毁，其余品种无此虫")
    yield days.day("03-25 09:00")
    plants = "Tulipa gesneriana、Hyacinthus orientalis"
    nursery = await site.isolate(run(NL, 1, 45), plants, "A-01", days.date("09-30"))
    for moment in (*(days.day(f"04-{n:02} 09:30") for n in (1, 8, 15, 22)), days.ago(26 * 60)):
        yield moment
        await site.visit(nursery)


async def roses(site: Expo) -> Story:
    """2: Phytophthora ramorum not detected; isolated, and this week's visit is late."""
    days, crates = site.days, run(FR, 1, 10)
    road = Road(
        "02-27 11:00", "03-02 13:30", "浦东机场货站", "沪辽快运", "沪A·71553", "陆建", "03-04 10:10"
    )
    async for moment in brought(site, FR, crates, road, transfer=True):
        yield moment
    yield days.day("03-04 11:20")
    for n in (1, 7):
        await site.inspect(Unpacked(f"{FR}/{n}", "plants", "laboratory"))
    yield days.day("03-04 15:00")
    for n in (1, 7):
        await site.review(f"{FR}/{n}")
    vouchers = [await site.draw(f"{FR}/{n}", "枝条", 5, "段") for n in (1, 7)]
    for voucher in vouchers:
        await site.desk("li", "sample.sent", sending(site, voucher, "栎树猝死病菌", "03-11"))
    yield days.day("03-11 16:20")
    for voucher in vouchers:
        await site.desk("zhao", "sample.resulted", _negative(site, voucher))
    await site.release([f"{FR}/1", f"{FR}/7"], "栎树猝死病菌未检出")
    await site.decide([*run(FR, 2, 6)], "同批送检未检出")
    await site.decide([*run(FR, 8, 10)], "同批送检未检出")
    yield days.day("03-12 09:20")
    plant = "Rosa gallica、R. × damascena"
    nursery = await site.isolate(crates, plant, "B-02", days.date("2014-03-12"))
    for day in ("03-19", "03-26", "04-02", "04-09"):
        yield days.day(f"{day} 10:20")
        await site.visit(nursery, "2 株新梢萎蔫，已取样观察" if day == "04-09" else None)


def sending(site: Expo, voucher: str, test: str, due: str) -> SampleSent:
    tests = [TestAsked(item=test, method="SN/T 2080")]
    return SampleSent(
        voucher=voucher,
        laboratory=_LABORATORY,
        tests=tests,
        condition="完好",
        due=site.days.date(due),
    )


def _negative(site: Expo, voucher: str) -> SampleResulted:
    found = TestResult(
        item="栎树猝死病菌",
        method="SN/T 2080",
        found="not_detected",
        value=None,
        eppo=None,
        organism=None,
    )
    return SampleResulted(
        voucher=voucher,
        report=f"LN-13-{voucher[-5:-2]}",
        reported=site.days.date("03-11"),
        results=[found],
        conclusion="pass",
        remark=None,
        analyst="孟凡",
        checker="苏宁",
        rest="used_up",
        fetch_by=None,
        photos=[],
    )


async def fern(site: Expo) -> Story:
    """3: passed, in isolation, its visit due these days."""
    days, crates = site.days, run(NZ, 1, 6)
    road = Road(
        "03-25 09:40", "03-27 16:00", "浦东机场货站", "沪辽快运", "沪A·71553", "陆建", "03-29 09:05"
    )
    async for moment in brought(site, NZ, crates, road):
        yield moment
    yield days.day("03-29 10:00")
    await site.inspect(Unpacked(f"{NZ}/1", "plants"))
    yield days.day("03-29 14:00")
    await site.review(f"{NZ}/1")
    await site.decide(run(NZ, 2, 6), "已拆箱查验合格")
    nursery = await site.isolate(crates, "Alsophila dealbata", "C-01", days.date("2015-03-29"))
    for moment in (days.day("04-05 09:00"), days.day("04-12 09:00"), days.ago(7 * 24 * 60)):
        yield moment
        await site.visit(nursery)
