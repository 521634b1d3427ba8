"""交接清单: released crates are handed to a carrier, and the list that goes with them.

The list is made from its entry and its crates alone, so that it can be printed again at any time.
"""

import io
from collections.abc import Sequence
from datetime import datetime

import aiosqlite

from backend.desk.countries import country_names
from backend.desk.handover_form import Line, Sheet, draw
from backend.desk.office import CHINA, Office
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.state import State
from backend.settings import Settings
from backend.views.queries import name_of
from backend.views.readers import doc
from backend.wire.labeldesk import HandOver
from backend.wire.travels import CrateHandedOver, HandedCrate
from backend.wire.views import Crate, Handover, Objection
from labels.paper import printable

REDACTED = "已遮盖 redacted"


async def hand_over(office: Office, actor: str, asked: HandOver) -> str:
    """Journal that crates left with a carrier; returns the number of the list.

    Raises Objected: `crate_unknown`, `not_released_at_port`, `already_handed`, `several_ports`;
    LabelError for a word that cannot be printed.
    """
    for word in (asked.carrier, asked.plate, asked.driver, asked.seal, asked.remark):
        printable(word)
    no = ""

    def plan(state: State) -> list[Draft]:
        nonlocal no
        body = _body(state, asked, office.today().year % 100, office.settings)
        no = body.no
        return [Draft("crate.handed", 2, body)]

    await office.journal.record(actor, plan)
    return no


def _body(state: State, asked: HandOver, year: int, settings: Settings) -> CrateHandedOver:
    crates = [_crate(state, key) for key in asked.crates]
    port = crates[0].port
    other = next((crate for crate in crates if crate.port != port), None)
    if other is not None:
        raise Objected([Objection(code="several_ports", detail=other.id)])
    last = state.last_key(Handover, f"{port}{year:02d}-J")
    count = int(last.rpartition("J")[2]) + 1 if last else 1
    return CrateHandedOver(
        no=f"{port}{year:02d}-J{count:04d}",
        port=port,
        destination=settings.expo.title.zh,
        carrier=asked.carrier,
        plate=asked.plate,
        driver=asked.driver,
        phone=asked.phone,
        seal=asked.seal,
        remark=asked.remark,
        kind=asked.kind,
        crates=[
            HandedCrate(crate=crate.id, number=crate.label.number)
            for crate in crates
            if crate.label
        ],
    )


def _crate(state: State, key: str) -> Crate:
    crate = state.get(Crate, key)
    if crate is None:
        raise Objected([Objection(code="crate_unknown", detail=key)])
    if crate.state != "port_released" or crate.label is None:
        code = "already_handed" if crate.handover else "not_released_at_port"
        raise Objected([Objection(code=code, detail=key)])
    return crate


async def pdf_of(settings: Settings, db: aiosqlite.Connection, handover: Handover) -> bytes:
    """The list as an A4 PDF. Raises LabelError."""
    body = handover.body
    crates = [await doc(db, Crate, item.crate) for item in body.crates]
    port = next((one for one in settings.expo.ports if one.code == body.port), None)
    sheet = Sheet(
        office_zh=settings.expo.office.zh,
        office_en=settings.expo.office.en,
        no=body.no,
        day=datetime.fromisoformat(handover.at).astimezone(CHINA).date(),
        port=f"{port.zh} {port.en}" if port else body.port,
        destination=body.destination,
        carrier=body.carrier,
        plate=body.plate,
        driver=body.driver or REDACTED,
        phone=body.phone if body.driver else REDACTED,
        kind=body.kind,
        seal=body.seal,
        remark=body.remark,
        officer=await name_of(db, handover.by),
        lines=_lines([crate for crate in crates if crate], body.crates),
    )
    out = io.BytesIO()
    draw(sheet, out)
    return out.getvalue()


def _lines(crates: Sequence[Crate], handed: Sequence[HandedCrate]) -> list[Line]:
    numbers = {item.crate: item.number for item in handed}
    return [
        Line(
            number=numbers[crate.id],
            declaration=crate.declaration,
            of=f"{crate.n}/{crate.total}",
            goods=crate.goods.name,
            latin=crate.goods.latin or "",
            origin=country_names(crate.goods.origin)[0],
            stand=crate.stand,
            gross_kg=crate.gross_kg,
            isolation=crate.outcome == "label_isolation",
        )
        for crate in crates
    ]
