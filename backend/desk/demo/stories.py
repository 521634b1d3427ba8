"""What has happened to the demo's twelve consignments by the day on which somebody looks.

Between them every sort of desk work is there to see: in isolation with a visit due and one late,
at the laboratory, treated and waiting for the check, a lot frozen, a record to review and one sent
back, a doubt, crates on the road and crates that nobody has labelled yet.
"""

from collections.abc import Callable

from backend.desk.demo.afterwards import Expo
from backend.desk.demo.days import Story
from backend.desk.demo.nursery import bulbs, fern, roses, sending
from backend.desk.demo.phone import Fact
from backend.desk.demo.road import IT, KP, LAVENDER, MX, PINE, TH, Road, brought, run
from backend.desk.demo.unpacking import Pest, Unpacked
from backend.wire.findings import FindingReferred, OpinionGiven


async def soil(site: Expo) -> Story:
    """4: soil on 18 pots, washed but for three; released, and the first are on show. The Rudbeckia
    is at the laboratory."""
    days, crates = site.days, run(LAVENDER, 1, 25)
    road = Road(
        "04-05 10:30",
        "04-08 15:10",
        "天津新港 1 号堆场",
        "津辽货运",
        "津B·08813",
        "冯立",
        "04-09 09:20",
    )
    async for moment in brought(site, LAVENDER, crates, road):
        yield moment
    yield days.day("04-09 10:40")
    fails = {"all.no_soil": "18 盆盆底带土", "plants.medium_approved": "盆底混有土壤"}
    await site.inspect(Unpacked(f"{LAVENDER}/1", "plants", "treatment", fails))
    yield days.day("04-09 14:10")
    await site.review(f"{LAVENDER}/1")
    first = [f"{LAVENDER}/1"]
    reason = "盆底带土"
    washing = await site.order(first, "washing", "带土 15 盆", reason, scope="part")
    burning = await site.order(first, "destruction", "无法洗净 3 盆", reason, scope="part")
    yield days.day("04-10 11:30")
    await site.treat(washing)
    await site.treat(burning)
    await site.release(first, "带土盆栽已清洗或销毁，验收合格")
    await site.decide(run(LAVENDER, 2, 15), "已拆箱查验合格")
    await site.issue("21", run(LAVENDER, 1, 15))
    yield days.day("04-16 09:00")
    await site.display(run(LAVENDER, 1, 10))
    yield days.day("04-24 09:50")
    fails = {"plants.virus_symptoms": "3 株叶片有环斑"}
    await site.inspect(Unpacked(f"{LAVENDER}/16", "plants", "laboratory", fails, proof="spots"))
    yield days.day("04-24 14:30")
    await site.review(f"{LAVENDER}/16")
    voucher = await site.draw(f"{LAVENDER}/16", "黑心菊叶片", 12, "片")
    sent = sending(site, voucher, "烟草环斑病毒", "05-04")
    await site.desk("wang", "sample.sent", sent)


async def aphids(site: Expo) -> Story:
    """5: sprayed against Myzus persicae, the check is to come; the Dendrobium waits for review."""
    days, crates = site.days, run(KP, 1, 14)
    begonias = run(KP, 1, 9)
    road = Road(
        "04-19 09:30", "04-22 10:00", "丹东口岸", "丹东通达运输", "辽F·62208", "金浩", "04-23 09:10"
    )
    async for moment in brought(site, KP, crates, road):
        yield moment
    yield days.day("04-23 10:25")
    pest = Pest("MYZUPE", "nymph", "leaf", 25, "金正日花叶背", "aphids")
    fails = {"plants.leaf_undersides": "叶背有蚜虫"}
    await site.inspect(Unpacked(f"{KP}/1", "plants", "treatment", fails, pest))
    yield days.day("04-23 15:30")
    await site.review(f"{KP}/1")
    await site.lift(f"{KP}/1", "桃蚜不属检疫性有害生物，喷药后放行")
    order = await site.order(begonias, "spray", "金正日花全株", "叶背有桃蚜", agent="吡虫啉")
    yield days.day("04-24 16:40")
    await site.treat(order, check=False)
    yield days.ago(95)
    await site.inspect(Unpacked(f"{KP}/10", "plants"))


async def mealybugs(site: Expo) -> Story:
    """6: live Planococcus minor two hours ago, the lot is frozen; a label was seen at two gates,
    and the second truck is on the road."""
    days, here, coming = site.days, run(TH, 1, 6), run(TH, 7, 12)
    yield days.day("04-24 14:00")
    await site.label(TH)
    yield days.day("04-25 10:20")
    await site.affix([*here, *coming], "首都机场货站")
    await site.hand_over(here, "京锦冷链", "京P·55217", "石磊")
    yield days.day("04-25 17:20")
    await site.arrive(here)
    yield days.ago(240)
    await site.hand_over(coming, "京锦冷链", "京P·55219", "贺军")
    yield days.ago(200)
    await site.arrive([f"{TH}/2"], by="wang", gate="北门")  # a photocopy, or a slip: a doubt
    yield days.ago(150)
    pest = Pest("PLANMI", "nymph", "leaf", 7, "火焰兰叶腋", "mealybugs")
    fails = {"plants.stems_axils": "叶腋有白色活若虫 7 头"}
    record = await site.inspect(Unpacked(f"{TH}/1", "plants", "treatment", fails, pest, 40))
    yield days.ago(140)
    asked = FindingReferred(
        crate=f"{TH}/1",
        record=record,
        finding=1,
        organism="大洋臀纹粉蚧",
        question="叶腋若虫 7 头，请鉴定是否为大洋臀纹粉蚧。",
        photos=[],
    )
    [sealed] = await site.phone("wang", Fact("finding.referred", 1, asked))
    told = OpinionGiven(
        referral=sealed.id,
        form="oral",
        expert="林慧",
        eppo="PLANMI",
        organism="大洋臀纹粉蚧",
        status="to_identify",
        text="形态符合，请送样鉴定；整批暂不放行。",
    )
    await site.phone("wang", Fact("opinion.given", 1, told))


async def refused(site: Expo) -> Story:
    """8: pines from where the nematode is: returned. 7 and 12 are held at their ports."""
    days, crates = site.days, run(PINE, 1, 15)
    yield days.day("04-02 16:00")
    reason = "松材线虫疫区的松属植物，禁止进境"
    order = await site.order(crates, "return", "黑松盆景 15 盆", reason, firm=None)
    yield days.day("04-08 10:30")
    await site.treat(order)
    await site.close(crates, "returned")


async def wood(site: Expo) -> Story:
    """10: a valid IPPC mark, and live Xyleborus: crates burnt, art fumigated, released."""
    days, crates = site.days, run(MX, 1, 22)
    road = Road(
        "03-27 10:50",
        "03-29 11:00",
        "大连港 5 号库",
        "锦州捷运物流",
        "辽G·30188",
        "孟祥",
        "04-01 09:30",
    )
    async for moment in brought(site, MX, crates, road):
        yield moment
    yield days.day("04-01 13:40")
    pest = Pest("1XYLBG", "adult", "wood", 4, "木箱侧板", "borers")
    fails = {"wood_packaging.no_live_borer": "IPPC 标识有效，箱板有新鲜蛀屑和活虫"}
    await site.inspect(Unpacked(f"{MX}/1", "wood", "treatment", fails, pest, 55))
    yield days.day("04-01 16:10")
    await site.review(f"{MX}/1")
    reason = "木质包装检出材小蠹活虫"
    more = {"agent": "溴甲烷", "dose": "48 g/m³", "exposure": "24 小时"}
    art = await site.order(crates, "fumigation", "木雕 40 件", reason, **more)
    boxes = await site.order(crates, "destruction", "木质包装箱 22 只", reason, scope="part")
    yield days.day("04-03 17:00")
    await site.treat(art)
    await site.treat(boxes)
    await site.lift(f"{MX}/1", "包装已销毁，木雕熏蒸有效")
    await site.release(crates, "熏蒸验收合格，木质包装已销毁")
    await site.issue("21", crates)
    yield days.day("04-17 10:00")
    await site.display(run(MX, 1, 6))


async def stone(site: Expo) -> Story:
    """11: passed the same day; the oil's record was sent back; three crates wait to be opened, and
    the last two are labelled and still at the port."""
    days = site.days
    first, rest = [*run(IT, 1, 5), f"{IT}/8", f"{IT}/9"], run(IT, 6, 7)
    yield days.day("04-10 09:30")
    await site.label(IT)
    yield days.day("04-11 10:40")
    await site.replace(f"{IT}/5", "标识受潮，条码模糊")
    await site.affix(first, "大连港 2 号库")
    await site.hand_over(first, "锦州捷运物流", "辽G·30127", "孟祥")
    yield days.day("04-12 08:50")
    await site.arrive(first)
    yield days.day("04-12 10:00")
    await site.inspect(Unpacked(f"{IT}/1", "stone"))
    yield days.day("04-12 11:30")
    await site.review(f"{IT}/1")
    await site.decide([f"{IT}/2"], "已拆箱查验合格")
    await site.issue("21", run(IT, 1, 2))
    yield days.day("04-24 10:10")
    await site.inspect(Unpacked(f"{IT}/8", "bottles"), cosign=False)
    yield days.day("04-24 15:20")
    await site.review(f"{IT}/8", "return", "中文标签看不清，请补拍标签近照并核对保质期。")
    yield days.day("04-25 09:40")
    await site.affix([rest[0]], "大连港 2 号库")


STORIES: tuple[Callable[[Expo], Story], ...] = (
    bulbs,
    roses,
    fern,
    soil,
    aphids,
    mealybugs,
    refused,
    wood,
    stone,
)
"""7 and 12 stay as their port holds them, 9 as it was declared."""
