"""What follows an unpacking in the demo: laboratory, treatment, isolation, paper and the end."""

import hashlib
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from backend.desk import acting
from backend.desk.demo.pictures import drawn
from backend.desk.demo.site import NURSERY, Site
from backend.desk.office import china_day
from backend.rules.lots import lot_of
from backend.wire.base import Wire
from backend.wire.certificates import CrateClosed, CrateDisplayed, CrateReleased, FormCode
from backend.wire.followups import Treatment
from backend.wire.inspections import Place
from backend.wire.isolations import IsolationVisited2
from backend.wire.lots import LotDecided, LotLifted
from backend.wire.process import AssignIsolation, DrawSample, IssueForm, OrderTreatment
from backend.wire.treatments import CheckedValue, TreatmentChecked2, TreatmentCompleted

FIRM = "锦州港检疫处理有限公司"
ARTICLE = "《进出境动植物检疫法》第十七条"
_ORDERED: Final = ("method", "agent", "dose", "exposure")


def somewhere(text: str) -> Place:
    """A place that was written down, as desks do."""
    return Place(text=text, latitude=None, longitude=None, accuracy_m=None)


class Expo(Site):
    """The office with all that it does once a crate was opened."""

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
            await self._check(order)

    async def _check(self, order: str) -> None:
        """All that was ordered was seen as it was ordered."""
        known = await self.office.journal.look(lambda state: state.get(Treatment, order))
        if known is None:
            raise LookupError(order)
        body = TreatmentChecked2(
            order=order,
            result="effective",
            remark=None,
            photos=[],
            run=known.runs[-1].act.entry,
            place=somewhere("园区检疫处理间"),
            values=[
                CheckedValue(what=what, said="agrees", found=None)
                for what in _ORDERED
                if getattr(known.body, what) is not None
            ],
            attachments=[],
        )
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
        photos = []
        if symptoms:
            seen = drawn("plants", f"{registration}  {symptoms}")
            await self._store([seen])
            photos.append(hashlib.sha256(seen).hexdigest())
        body = IsolationVisited2(
            registration=registration,
            on=china_day(self.days()).isoformat(),
            state="symptoms" if symptoms else "good",
            planted=None,
            alive=None,
            symptoms=symptoms,
            traps=[],
            remark=None,
            photos=photos,
            place=somewhere(NURSERY.zh),
            findings=[],
            attachments=[],
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
