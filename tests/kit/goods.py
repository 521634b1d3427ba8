"""Consignments and inspections to work with."""

from backend.rules.checklists import for_goods
from backend.wire.declarations import CrateLine, DeclarationLodged, Goods
from backend.wire.inspections import (
    Answer,
    ChecklistRef,
    InspectionRecorded,
    Place,
    Result,
)

DECLARATION = "210900113004205"
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


def declaration(
    no: str = DECLARATION, crates: int = 3, goods: Goods = ORCHIDS
) -> DeclarationLodged:
    """A consignment of Thai orchids for stand S05, entering at Beijing."""
    return DeclarationLodged(
        no=no,
        declarant="辽宁外运报检行",
        channel="phone",
        exhibitor="泰国兰花出口商",
        exhibitor_original="Siam Orchid Export Co., Ltd.",
        country="TH",
        stand="S05",
        port="BJS",
        arrival="2013-04-25",
        place="锦州世园会园区",
        intent="destroy",
        total=crates,
        goods=[goods],
        crates=[
            CrateLine(
                n=n,
                goods=0,
                marks=f"JZEXPO13/TH/{n}",
                quantity=20,
                gross_kg=10.7,
                net_kg=9.1,
                value_usd=400.0,
            )
            for n in range(1, crates + 1)
        ],
        source=None,
    )


def inspection(
    crate: str,
    *,
    goods: Goods = ORCHIDS,
    lead: str = "wang",
    recorder: str = "li",
    result: Result = "release",
    photos: list[str] | None = None,
) -> InspectionRecorded:
    """A record in which everything passes."""
    asked = for_goods(goods)
    return InspectionRecorded(
        crate=crate,
        label=None,
        place=Place(text="S05", latitude=None, longitude=None, accuracy_m=None),
        started_at="2013-04-26T09:00:00+08:00",
        ended_at="2013-04-26T09:20:00+08:00",
        lead=lead,
        recorder=recorder,
        witness=None,
        checklists=[ChecklistRef(id=item.id, version=item.version) for item in asked],
        answers=[
            Answer(item=question.id, mark="pass", remark=None, photos=[])
            for checklist in asked
            for question in checklist.items
        ],
        findings=[],
        general_photos=photos or [],
        result=result,
        remark=None,
    )
