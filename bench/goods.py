"""What is inspected in the bench: potted orchids by the thousand, and records of them."""

import hashlib

from backend.rules.checklists import for_goods
from backend.wire.checklists import Checklist3, ChecklistItem3
from backend.wire.declarations import CrateLine, DeclarationLodged, Goods
from backend.wire.entry import PhotoRef
from backend.wire.inspections import (
    Answer,
    ChecklistRef,
    InspectionRecorded,
    Place,
    ScannedLabel,
)

PER_DECLARATION = 250
_PORTS = ("BJS", "DLC")
ORCHIDS = Goods(
    class_="plants",
    name="火焰兰",
    latin="Renanthera coccinea",
    hs="060290",
    origin="TH",
    unit="株",
    package="纸箱",
    wood="无",
    ippc=None,
    medium="椰壳",
    use="14",
    phytosanitary="TH-13-55120",
    permit="(2013)JZ-0030",
    cites="II",
    cites_certificate="TH13-0442",
)
_START, _END = "2013-04-26T09:00:00+08:00", "2013-04-26T09:20:00+08:00"


def lodged(place: int, crates: int) -> DeclarationLodged:
    """A consignment of up to 250 crates, which is what one entry holds for stand S05."""
    return DeclarationLodged(
        no=f"21090011300{place:04d}",
        declarant="辽宁外运报检行",
        channel="phone",
        exhibitor="泰国兰花出口商",
        exhibitor_original="Siam Orchid Export Co., Ltd.",
        country="TH",
        stand="S05",
        port=_PORTS[place % len(_PORTS)],
        arrival="2013-04-25",
        place="锦州世园会园区",
        intent="destroy",
        total=crates,
        goods=[ORCHIDS],
        crates=[_crate(n) for n in range(1, crates + 1)],
        source=None,
    )


def _crate(n: int) -> CrateLine:
    return CrateLine(
        n=n,
        goods=0,
        marks=f"JZEXPO13/TH/{n}",
        quantity=20,
        gross_kg=10.7,
        net_kg=9.1,
        value_usd=400.0,
    )


def short_lists() -> list[Checklist3]:
    """Second versions of the checklists for these goods with one question each, as an office
    might publish them: so a whole and unobjectionable record takes about 0.9 KB."""
    return [
        Checklist3(
            id=full.id,
            version=full.version + 1,
            classes=full.classes,
            zh=full.zh,
            en=full.en,
            items=[
                ChecklistItem3(
                    id=f"{full.id}.ok",
                    zh="合格",
                    en="Sound",
                    critical=False,
                    na=False,
                    photo=False,
                    once=None,
                    shows=None,
                    rule=None,
                )
            ],
        )
        for full in for_goods(ORCHIDS)
    ]


def short_record(crate: str, lead: str, recorder: str) -> InspectionRecorded:
    """The record of one crate that answers the short checklists."""
    return _record(crate, lead, recorder, short_lists(), None, [])


def full_record(crate: str, lead: str, recorder: str, number: str) -> InspectionRecorded:
    """A record as phones make them: all questions answered, three photos, the label scanned."""
    label = ScannedLabel(number=number, token=None, verdict="valid", typed=False)
    shas = [photo.sha256 for photo in photos_of(crate)]
    return _record(crate, lead, recorder, for_goods(ORCHIDS), label, shas)


def photos_of(crate: str) -> list[PhotoRef]:
    """Three photos that have not arrived."""
    digests = [hashlib.sha256(f"{crate}{n}".encode()).hexdigest() for n in range(3)]
    return [PhotoRef(sha256=digest, size=400_000, type="image/jpeg") for digest in digests]


def _record(
    crate: str,
    lead: str,
    recorder: str,
    lists: list[Checklist3],
    label: ScannedLabel | None,
    photos: list[str],
) -> InspectionRecorded:
    return InspectionRecorded(
        crate=crate,
        label=label,
        place=Place(text="S05", latitude=None, longitude=None, accuracy_m=None),
        started_at=_START,
        ended_at=_END,
        lead=lead,
        recorder=recorder,
        witness=None,
        checklists=[ChecklistRef(id=item.id, version=item.version) for item in lists],
        answers=[
            Answer(item=question.id, mark="pass", remark=None, photos=[])
            for checklist in lists
            for question in checklist.items
        ],
        findings=[],
        general_photos=photos,
        result="release",
        remark=None,
    )
