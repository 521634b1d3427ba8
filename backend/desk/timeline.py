"""A crate's history in words, from the entries themselves."""

from typing import cast

import aiosqlite
import msgspec

from backend.desk.told_labels import on_the_way
from backend.desk.told_process import afterwards
from backend.rules.kinds import KINDS, understood
from backend.views.bounds import bounds
from backend.views.readers import doc
from backend.wire import jws
from backend.wire.attestations import (
    DeviceConflicted,
    EntryAdmitted,
    EntryDoubted,
    EntryRedacted,
    ObjectionSettled,
)
from backend.wire.base import Wire
from backend.wire.cosigning import InspectionCosigned
from backend.wire.declarations import DeclarationAccepted, DeclarationLodged
from backend.wire.desk import Bilingual, TimelineEntry
from backend.wire.entry import Envelope
from backend.wire.inspections import InspectionAmended, InspectionRecorded, ReviewDecided
from backend.wire.inspections3 import InspectionAmended3, InspectionRecorded3
from backend.wire.keys import IssueEntered
from backend.wire.passing import DraftGiven, DraftTaken
from backend.wire.recordsheets import InspectionTranscribed, SheetPrinted
from backend.wire.reviews import ReviewDecided2
from backend.wire.views import Device, Objection, Person, Quarantine

_OF_CRATE = """
SELECT e.pos, e.dev, e.received_at, e.answer, e.code, e.objections, e.jws
FROM timeline AS t JOIN entry AS e ON e.pos = t.pos
WHERE t.crate = ? ORDER BY e.pos
"""
_PERSONAL = "SELECT count(*) FROM disclosure WHERE pos = ?"
RESULTS = {
    "release": Bilingual(zh="合格放行", en="release"),
    "laboratory": Bilingual(zh="送实验室检测", en="laboratory"),
    "treatment": Bilingual(zh="检疫处理", en="treatment"),
    "isolation": Bilingual(zh="隔离检疫", en="isolation"),
    "return": Bilingual(zh="退运", en="return"),
    "destruction": Bilingual(zh="销毁", en="destruction"),
}
_OUTCOMES = {
    "prohibited": Bilingual(zh="禁止进境", en="prohibited"),
    "port_only": Bilingual(zh="口岸办理", en="kept at the port"),
    "label_isolation": Bilingual(zh="标识放行，隔离检疫", en="label, then isolation"),
    "label": Bilingual(zh="标识放行", en="label"),
}


async def timeline(db: aiosqlite.Connection, crate: str, n: int) -> list[TimelineEntry]:
    """All entries that concern crate n, oldest first."""
    rows = await db.execute_fetchall(_OF_CRATE, (crate,))
    return [await _entry(db, tuple(row), n) for row in rows]


async def _entry(db: aiosqlite.Connection, row: tuple[object, ...], n: int) -> TimelineEntry:
    pos, dev, received_at, answer, code, objections, text = row
    envelope = msgspec.json.decode(jws.split(str(text)).payload, type=Envelope)
    kind = KINDS[envelope.kind, envelope.kv]
    body = kind.read(bytes(envelope.body))
    person = await doc(db, Person, envelope.actor)
    device = await doc(db, Device, str(dev))
    made = await bounds(db, cast(int, pos), envelope.seen)
    personal = await (await db.execute(_PERSONAL, (pos,))).fetchone()
    return TimelineEntry(
        pos=cast(int, pos),
        id=envelope.id,
        kind=envelope.kind,
        at=envelope.at,
        received_at=str(received_at),
        actor=envelope.actor,
        actor_name=person.name if person else envelope.actor,
        dev=str(dev),
        device_name=device.name if device else "",
        answer=str(answer),
        code=str(code) if code else None,
        objections=msgspec.json.decode(str(objections), type=list[Objection]),
        summary=await _told(db, body, n),
        made_after=made.after,
        made_before=made.before,
        seen_ok=made.seen_ok,
        personal=personal[0] if personal else 0,
    )


async def _told(db: aiosqlite.Connection, body: Wire, n: int) -> Bilingual:
    """In one line; an admission tells what it admits."""
    if isinstance(body, EntryAdmitted):
        entry = await doc(db, Quarantine, body.entry)
        found = understood(entry.jws) if entry else None
        inner = summary(found[2], n) if found else Bilingual(zh="", en="")
        return Bilingual(
            zh=f"准予生效：{inner.zh}（{body.reason}）", en=f"Admitted: {inner.en} ({body.reason})"
        )
    return summary(body, n)


def summary(body: Wire, n: int) -> Bilingual:
    """An entry in one line, as it concerns crate n."""
    match body:
        case DeclarationLodged():
            source = body.source.name if body.source else "—"
            return Bilingual(zh=f"报检录入（{source}）", en=f"Declared ({source})")
        case DeclarationAccepted():
            outcome = next((d.outcome for d in body.decisions if n in d.crates), "label")
            said = _OUTCOMES[outcome]
            return Bilingual(
                zh=f"受理：{said.zh}（规则第 {body.rule} 版）",
                en=f"Accepted: {said.en} (rule {body.rule})",
            )
        case IssueEntered():
            officer = body.officer or "—"
            entered = any(item.crate.endswith(f"/{n}") for item in body.left_out)
            return (
                Bilingual(
                    zh=f"口岸断网签发的标识未能录入（签发人 {officer}）",
                    en=f"A label issued offline could not be entered (issued by {officer})",
                )
                if entered
                else Bilingual(
                    zh=f"口岸断网签发（签发人 {officer}），补录",
                    en=f"Issued offline at the port by {officer}, entered afterwards",
                )
            )
        case InspectionRecorded() | InspectionRecorded3():
            return _inspected(body, "拆包查验", "Unpacking inspection")
        case InspectionAmended() | InspectionAmended3():
            again = _inspected(body.record, "更正查验记录", "Record amended")
            return Bilingual(zh=f"{again.zh}：{body.reason}", en=f"{again.en}: {body.reason}")
        case InspectionCosigned():
            return _cosigned(body)
        case DraftGiven() | DraftTaken():
            return _passed(body)
        case SheetPrinted():
            return Bilingual(zh=f"打印纸质记录单 {body.no}", en=f"Record sheet {body.no} printed")
        case InspectionTranscribed():
            said = _inspected(body.record, "补录纸质查验记录", "Entered from paper")
            return Bilingual(zh=f"{said.zh}（{body.sheet}）", en=f"{said.en} ({body.sheet})")
        case ReviewDecided() | ReviewDecided2():
            return _reviewed(body)
        case _:
            return on_the_way(body) or afterwards(body) or _of_the_journal(body)


def _of_the_journal(body: Wire) -> Bilingual:
    """What was decided about entries, rather than about crates."""
    match body:
        case EntryDoubted():
            return Bilingual(
                zh="终端遗失后送达，存疑", en="Delivered after its device was lost: in doubt"
            )
        case ObjectionSettled():
            return Bilingual(zh=f"疑点已处理：{body.note}", en=f"Objection settled: {body.note}")
        case EntryRedacted():
            return Bilingual(
                zh=f"删除个人信息：{body.reason}", en=f"Personal value redacted: {body.reason}"
            )
        case DeviceConflicted():
            return Bilingual(zh="终端记录冲突", en="Conflicting entry of a device")
        case _:
            return Bilingual(zh="其他记录", en="Other entry")


def _inspected(body: InspectionRecorded | InspectionRecorded3, zh: str, en: str) -> Bilingual:
    result = RESULTS[body.result]
    found = len(body.findings)
    return Bilingual(
        zh=f"{zh}，评定{result.zh}" + (f"，现场发现 {found} 项" if found else ""),
        en=f"{en}, result {result.en}" + (f", {found} findings" if found else ""),
    )


def _cosigned(body: InspectionCosigned) -> Bilingual:
    if body.role == "witness":
        return Bilingual(zh="见证人手写签名", en="Signed by the witness by hand")
    if body.method == "finger":
        return Bilingual(
            zh="记录人在主检手机上手写会签", en="Co-signed by hand on the lead's phone"
        )
    return Bilingual(zh="记录人用自己的手机会签", en="Co-signed on the recorder's own phone")


def _passed(body: DraftGiven | DraftTaken) -> Bilingual:
    if isinstance(body, DraftTaken):
        return Bilingual(
            zh=f"接过 {body.giver} 的查验草稿，继续查验",
            en=f"Went on with the inspection that {body.giver} had begun",
        )
    said = f" {body.to}" if body.to else "同事"
    return Bilingual(
        zh=f"查验草稿交给{said}", en=f"Draft of the inspection given to {body.to or 'a colleague'}"
    )


def _reviewed(body: ReviewDecided | ReviewDecided2) -> Bilingual:
    if body.decision == "accept":
        return Bilingual(zh="复核通过", en="Accepted on review")
    n = len(body.items) if isinstance(body, ReviewDecided2) else 0
    of = Bilingual(zh=f"（{n} 项）", en=f" ({n} items)") if n else Bilingual(zh="", en="")
    return Bilingual(zh=f"复核退回{of.zh}：{body.reason}", en=f"Sent back{of.en}: {body.reason}")
