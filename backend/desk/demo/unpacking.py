"""An unpacking of the demo as its phone signs it: every item answered, photos, what was found."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from backend.journal.clock import instant
from backend.rules.checklists import for_goods
from backend.rules.lots import lot_of
from backend.rules.pests import pests
from backend.rules.waivers import waivers
from backend.wire.entry import PhotoRef
from backend.wire.findings import Finding3, FoundAt, Regulation
from backend.wire.inspections import ChecklistRef, Place, Result, ScannedLabel
from backend.wire.inspections3 import Answer3, Attachment, InspectionRecorded3, NaRule, Weather
from backend.wire.lots import Life, Suspect
from backend.wire.views import Crate

Photograph = Callable[[str], PhotoRef]
"""Takes a picture of a subject, of this crate."""
_LATITUDE, _LONGITUDE = 41.0712, 121.1427


class Pest(NamedTuple):
    """A live one of the list that ships; `picture` is a subject of the demo's pictures."""

    eppo: str
    stage: Life
    found_at: FoundAt
    number: int
    host: str
    picture: str

    @property
    def suspect(self) -> Suspect:
        listed = _listed(self.eppo)
        return Suspect(
            eppo=self.eppo, name=listed, stage=self.stage, alive="alive", count=self.number
        )


class Unpacked(NamedTuple):
    """How a crate was found. `fails` are items that fail, each with its remark; `goods` is the
    subject of the picture of the opened crate, `proof` of what failed with no pest found."""

    crate: str
    goods: str
    result: Result = "release"
    fails: Mapping[str, str] = {}
    pest: Pest | None = None
    minutes: int = 25
    proof: str = "soil"
    remark: str | None = None


def _listed(eppo: str) -> str:
    return next(pest.zh for pest in pests().pests if pest.eppo == eppo)


def record_of(
    told: Unpacked, crate: Crate, ended: datetime, photograph: Photograph
) -> tuple[InspectionRecorded3, list[PhotoRef]]:
    """The record that Wang Fang leads and Li Qiang writes, and the photos that travel with it."""
    before, opened = photograph("crate"), photograph(told.goods)
    proof = photograph(told.pest.picture if told.pest else told.proof) if told.fails else None
    proven = [proof] if proof else []
    asked = for_goods(crate.goods)
    waived = waivers(crate.goods, asked)
    started = ended - timedelta(minutes=told.minutes)
    label = crate.label
    body = InspectionRecorded3(
        crate=crate.id,
        lot=lot_of(crate),
        label=ScannedLabel(number=label.number, token=label.token, verdict="valid", typed=False)
        if label
        else None,
        place=Place(
            text=f"{crate.place} {crate.stand}",
            latitude=_LATITUDE,
            longitude=_LONGITUDE,
            accuracy_m=8,
        ),
        weather=Weather(sky="晴", temperature_c=14, humidity_pct=46),
        started_at=instant(started),
        ended_at=instant(ended),
        lead="wang",
        recorder="li",
        witness=None,
        checklists=[ChecklistRef(id=item.id, version=item.version) for item in asked],
        answers=[
            _answer(item.id, told.fails.get(item.id), waived.get(item.id), proven)
            for checklist in asked
            for item in checklist.items
        ],
        sampling=None,
        findings=[_finding(told.pest, proven)] if told.pest else [],
        general_photos=[before.sha256, opened.sha256],
        attachments=[
            _attached(before, "before", started),
            _attached(opened, "opening", started + timedelta(minutes=4)),
            *(_attached(photo, "sight", ended - timedelta(minutes=6)) for photo in proven),
        ],
        result=told.result,
        remark=told.remark,
    )
    return body, [before, opened, *proven]


def _answer(
    item: str, remark: str | None, rule: NaRule | None, proven: Sequence[PhotoRef]
) -> Answer3:
    failed = remark is not None
    return Answer3(
        item=item,
        mark="fail" if failed else "na" if rule else "pass",
        rule=None if failed else rule,
        remark=remark,
        photos=[photo.sha256 for photo in proven] if failed else [],
        source=None,
    )


def _finding(pest: Pest, proven: Sequence[PhotoRef]) -> Finding3:
    list_ = pests()
    listed = next(one for one in list_.pests if one.eppo == pest.eppo)
    return Finding3(
        no=1,
        eppo=pest.eppo,
        name=listed.zh,
        found_at=pest.found_at,
        host=pest.host,
        stage=pest.stage,
        alive="alive",
        count=pest.number,
        share=None,
        identified_by=None,
        status="preliminary",
        regulation=Regulation(regulated=listed.regulated, list=list_.id, edition=list_.edition),
        disposition=None,
        remark=None,
        photos=[photo.sha256 for photo in proven],
        originals=[],
        clips=[],
    )


def _attached(photo: PhotoRef, phase: str, taken: datetime) -> Attachment:
    return Attachment(
        sha256=photo.sha256,
        sort="photo",
        of=None,
        original=None,
        phase=phase,  # type: ignore[arg-type]  # one of the phases, by its callers
        taken_at=instant(taken),
        latitude=_LATITUDE,
        longitude=_LONGITUDE,
        accuracy_m=8,
        marks=[],
    )
