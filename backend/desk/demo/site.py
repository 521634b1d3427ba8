"""What people of the demo do at their desks and with their phones, one call an act.

Guarantee: each is the entry that the product makes of it, judged as any other; an act that a rule
speaks against ends the filling of the demo.
"""

import hashlib
from collections.abc import AsyncIterator, Sequence

from backend.desk import handing, issuing, label_life
from backend.desk.attesting import photos_stored
from backend.desk.demo.days import Days
from backend.desk.demo.phone import DemoPhone, Fact, Sealed
from backend.desk.demo.pictures import drawn
from backend.desk.demo.unpacking import Unpacked, record_of
from backend.desk.office import Office
from backend.journal.sealing import Draft
from backend.people import People
from backend.photos import PhotoStore
from backend.rules.consignments import crate_key
from backend.rules.lots import lot_of
from backend.wire.base import Wire
from backend.wire.cosigning import InspectionCosigned
from backend.wire.entry import PhotoRef
from backend.wire.inspections import Opened, ReviewDecided
from backend.wire.labeldesk import HandOver, ReplaceLabel
from backend.wire.labels import LabelAffixed, LabelRun
from backend.wire.lots import ContainmentStep, LotFrozen
from backend.wire.travels import CrateScannedIn, GatePlace
from backend.wire.views import Crate, CrateLabel, Declaration, Record

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


async def _stream(data: bytes) -> AsyncIterator[bytes]:
    yield data
