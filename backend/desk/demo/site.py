"""What people of the demo do at their desks and with their phones, one call an act.

Guarantee: each is the entry that the product makes of it, judged as any other; an act that a rule
speaks against ends the filling of the demo.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec

from backend.desk import acting, handing, issuing, label_life
from backend.desk.attesting import photos_stored
from backend.desk.demo.days import Days
from backend.desk.demo.phone import DemoPhone, Fact, Sealed
from backend.desk.demo.pictures import drawn
from backend.desk.demo.unpacking import Unpacked, record_of
from backend.desk.office import Office, china_day
from backend.journal.sealing import Draft
from backend.people import People
from backend.photos import PhotoStore
from backend.rules.consignments import crate_key
from backend.rules.lots import lot_of
from backend.wire.base import Wire
from backend.wire.certificates import CrateClosed, CrateDisplayed, CrateReleased, FormCode
from backend.wire.cosigning import InspectionCosigned
from backend.wire.entry import PhotoRef
from backend.wire.inspections import Opened, ReviewDecided
from backend.wire.isolations import IsolationVisited
from backend.wire.labeldesk import HandOver, ReplaceLabel
from backend.wire.labels import LabelAffixed, LabelRun
from backend.wire.lots import ContainmentStep, LotDecided, LotFrozen, LotLifted
from backend.wire.process import AssignIsolation, DrawSample, IssueForm, OrderTreatment
from backend.wire.travels import CrateScannedIn, GatePlace
from backend.wire.treatments import TreatmentChecked, TreatmentCompleted
from backend.wire.views import Crate, CrateLabel, Declaration, Record

FIRM = "锦州港检疫处理有限公司"
ARTICLE = "《进出境动植物检疫法》第十七条"
SITE = GatePlace(code="JZEXPO", zh="锦州世园会园区", en="Jinzhou Expo site")
NURSERY = GatePlace(
    code="GLP", zh="锦州世园会园区隔离圃", en="Isolation nursery of the Jinzhou Expo"
)


class Site:
    """An office with its people, their phones and a calendar."""

    def __init__(self, office: Office, photos: PhotoStore, days: Days) -> None:
        self.office, self.days = office, days
        self._photos = photos
        self._phones: dict[str, DemoPhone] = {}

    async def enrol(self, people: People, user: str, name: str) -> None:
        self._phones[user] = await DemoPhone.enrolled(self.office, people, self.days, user, name)

    # What is there

    async def crate(self, key: str) -> Crate:
        found = await self.office.journal.look(lambda state: state.get(Crate, key))
        if found is None:
            raise LookupError(key)
        return found

    async def all_of(self, no: str) -> list[str]:
        known = await self.office.journal.look(lambda state: state.get(Declaration, no))
        return [crate_key(no, n) for n in known.crates] if known else []

    async def label_of(self, key: str) -> CrateLabel:
        label = (await self.crate(key)).label
        if label is None:
            raise LookupError(f"no label on {key}")
        return label

    # Entries

    async def desk(self, actor: str, kind: str, *bodies: Wire, kv: int = 1) -> None:
        drafts = [Draft(kind, kv, body) for body in bodies]
        await self.office.journal.record(actor, lambda _: drafts)

    async def phone(self, user: str, *facts: Fact) -> list[Sealed]:
        return await self._phones[user].record(*facts)

    # At the port

    async def label(self, no: str, crates: Sequence[int] | None = None) -> None:
        """Issue and print."""
        issued = await issuing.issue(self.office, "port", no, crates)
        run = LabelRun(
            numbers=issued.numbers,
            copies=[],
            stock="100x150",
            format="pdf",
            dpi=300,
            faces=2,
            start_at=1,
            printer=None,
        )
        await self.desk("port", "label.printed", run, kv=2)

    async def replace(self, key: str, reason: str) -> None:
        asked = ReplaceLabel(sort="damaged", reason=reason)
        number = (await self.label_of(key)).number
        await label_life.replace_label(self.office, "port", number, asked)

    async def affix(self, crates: Sequence[str], place: str) -> None:
        labels = [await self.label_of(key) for key in crates]
        facts = [
            LabelAffixed(
                crate=key, number=label.number, token=label.token, how="scanned", place=place
            )
            for key, label in zip(crates, labels, strict=True)
        ]
        await self.phone("port", *(Fact("label.affixed", 1, body) for body in facts))

    async def hand_over(self, crates: Sequence[str], carrier: str, plate: str, driver: str) -> None:
        asked = HandOver(
            crates=list(crates),
            kind="road",
            carrier=carrier,
            plate=plate,
            driver=driver,
            phone="0416-0000010",
            seal=None,
            remark=None,
        )
        await handing.hand_over(self.office, "port", asked)

    # At the expo

    async def arrive(self, crates: Sequence[str], by: str = "li", gate: str = "东门") -> None:
        facts = []
        for key in crates:
            crate, label = await self.crate(key), await self.label_of(key)
            place = NURSERY if crate.place == NURSERY.zh else SITE
            body = CrateScannedIn(
                crate=key,
                number=label.number,
                token=label.token,
                how="scanned",
                gate=gate,
                place=place,
                latitude=41.0705,
                longitude=121.1419,
                accuracy_m=6,
            )
            facts.append(Fact("crate.arrived", 2, body))
        await self.phone(by, *facts)

    async def inspect(self, told: Unpacked, *, cosign: bool = True) -> str:
        """Unpacked on Wang Fang's phone, co-signed on Li Qiang's; returns the record's id."""
        crate = await self.crate(told.crate)
        taken: list[bytes] = []

        def photograph(subject: str) -> PhotoRef:
            data = drawn(subject, f"{told.crate}  {crate.goods.name}")
            taken.append(data)
            sha256 = hashlib.sha256(data).hexdigest()
            return PhotoRef(sha256=sha256, size=len(data), type="image/jpeg")

        body, photos = record_of(told, crate, self.days(), photograph)
        if told.pest:
            await self._freeze(told, crate)
        [sealed] = await self.phone("wang", Fact("inspection.recorded", 3, body, photos))
        await self._store(taken)
        if cosign:
            signature = InspectionCosigned(
                record=sealed.id,
                sha256=sealed.sha256,
                crate=told.crate,
                result=told.result,
                role="recorder",
                method="own_phone",
                signer="li",
                strokes=None,
            )
            await self.phone("li", Fact("inspection.cosigned", 1, signature))
        return sealed.id

    async def _freeze(self, told: Unpacked, crate: Crate) -> None:
        at = self.days().isoformat()
        suspect = told.pest.suspect if told.pest else None
        body = LotFrozen(
            lot=lot_of(crate),
            crate=crate.id,
            reason=f"发现活虫：{suspect.name if suspect else ''}",
            suspect=suspect,
            steps=[
                ContainmentStep(step="closed", at=at),
                ContainmentStep(step="photographed", at=at),
                ContainmentStep(step="called", at=at),
            ],
            photos=[],
        )
        await self.phone("wang", Fact("lot.frozen", 1, body))

    async def _store(self, taken: Sequence[bytes]) -> None:
        stored = []
        for data in taken:
            sha256 = hashlib.sha256(data).hexdigest()
            status = await self._photos.take(sha256, len(data), _stream(data))
            if status.stored:
                stored.append(status.stored)
        await photos_stored(self.office, stored)

    async def review(self, key: str, decision: str = "accept", reason: str | None = None) -> None:
        crate = await self.crate(key)
        id_ = crate.record or ""
        record = await self.office.journal.look(lambda state: state.get(Record, id_))
        body = ReviewDecided(
            record=id_,
            decision=decision,  # type: ignore[arg-type]  # one of the two, by its callers
            reason=reason,
            opened=Opened(entries=[id_], photos=record.photos if record else []),
        )
        await self.desk("zhao", "review.decided", body)

    # What follows

    async def _act(self, actor: str, act: str, body: Wire) -> str:
        """Returns its number, where it has one."""
        number, _ = await acting.enter(self.office, actor, act, msgspec.json.encode(body))
        return number

    async def decide(self, crates: Sequence[str], reason: str) -> None:
        """The opened crates of their lot decide for these."""
        lot = lot_of(await self.crate(crates[0]))
        body = LotDecided(
            lot=lot, decision="release", crates=list(crates), reason=reason, plan=None
        )
        await self._act("zhao", "lot.decided", body)

    async def lift(self, key: str, reason: str) -> None:
        lot = lot_of(await self.crate(key))
        await self._act("chen", "lot.lifted", LotLifted(lot=lot, reason=reason))

    async def order(
        self, crates: Sequence[str], method: str, object_: str, reason: str, **more: Any
    ) -> str:
        asked: dict[str, Any] = {
            **dict.fromkeys(("agent", "dose", "exposure", "place", "due")),
            "crates": list(crates),
            "article": ARTICLE,
            "reason": reason,
            "record": (await self.crate(crates[0])).record,
            "method": method,
            "object": object_,
            "firm": FIRM,
            **more,
        }
        return await self._act("zhao", "treatments", msgspec.convert(asked, OrderTreatment))

    async def treat(self, order: str, *, check: bool = True) -> None:
        """Done by the firm, in the two hours before now; and looked at, unless that is to come."""
        ended = self.days().isoformat()
        started = self.days().replace(minute=0).isoformat()
        done: dict[str, Any] = {
            **dict.fromkeys(("agent", "dose", "dilution", "total", "exposure", "wind", "report")),
            "order": order,
            "firm": FIRM,
            "operator": "郭强",
            "place": "园区检疫处理间",
            "started_at": started,
            "ended_at": ended,
            "temperature_c": 18,
            "humidity_pct": 52,
            "remark": None,
            "photos": [],
        }
        await self._act("li", "treatment.completed", msgspec.convert(done, TreatmentCompleted))
        if check:
            body = TreatmentChecked(order=order, result="effective", remark=None, photos=[])
            await self._act("zhao", "treatment.checked", body)

    async def release(self, crates: Sequence[str], reason: str) -> None:
        for key in crates:
            await self._act("zhao", "crate.released", CrateReleased(crate=key, reason=reason))

    async def display(self, crates: Sequence[str]) -> None:
        for key in crates:
            stand = (await self.crate(key)).stand
            body = CrateDisplayed(crate=key, stand=stand, remark=None, photos=[])
            await self._act("li", "crate.displayed", body)

    async def close(self, crates: Sequence[str], how: str) -> None:
        for key in crates:
            said: dict[str, Any] = {
                "crate": key,
                "how": how,
                "document": None,
                "remark": None,
                "photos": [],
            }
            await self._act("li", "crate.closed", msgspec.convert(said, CrateClosed))

    async def isolate(self, crates: Sequence[str], plant: str, plot: str, until: str) -> str:
        asked = AssignIsolation(
            crates=list(crates),
            plant=plant,
            site=NURSERY.zh,
            plot=plot,
            area_m2=40,
            keeper="韩梅",
            life="perennial",
            planted=china_day(self.days()).isoformat(),
            until=until,
            watch_for=[],
        )
        return await self._act("zhao", "isolations", asked)

    async def visit(self, registration: str, symptoms: str | None = None) -> None:
        body = IsolationVisited(
            registration=registration,
            on=china_day(self.days()).isoformat(),
            state="symptoms" if symptoms else "good",
            planted=None,
            alive=None,
            symptoms=symptoms,
            traps=[],
            remark=None,
            photos=[],
        )
        await self._act("li", "isolation.visited", body)

    async def draw(self, key: str, what: str, quantity: float, unit: str) -> str:
        crate = await self.crate(key)
        asked = DrawSample(
            crates=[key],
            what=what,
            part=None,
            quantity=quantity,
            unit=unit,
            place=crate.stand,
            how="随机抽取",
            second="li",
            owner=None,
            seal=f"JZ{crate.n:04d}",
            storage="4 ℃ 冷藏",
            bags=1,
            record=crate.record,
            plan=None,
        )
        return await self._act("wang", "samples", asked)

    async def issue(self, form: FormCode, crates: Sequence[str]) -> None:
        asked = IssueForm(form=form, crates=list(crates), order=None, remark=None)
        await self._act("port" if form == "95" else "zhao", "certificates", asked)


async def _stream(data: bytes) -> AsyncIterator[bytes]:
    yield data
