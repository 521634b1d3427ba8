"""What is told of a label's life and of a crate's way, in one line each."""

from backend.wire.base import Wire
from backend.wire.desk import Bilingual
from backend.wire.labels import (
    LabelAffixed,
    LabelEnded,
    LabelIssued,
    LabelPrinted,
    LabelReplaced,
    LabelRun,
    LabelSpoiled,
    LabelVoided,
)
from backend.wire.travels import CrateArrived, CrateHanded, CrateHandedOver, CrateScannedIn

_ENDED = {
    "void": Bilingual(zh="作废", en="voided"),
    "damaged": Bilingual(zh="破损作废", en="damaged, voided"),
    "lost": Bilingual(zh="遗失作废", en="lost, voided"),
}
_REPLACED = {
    "damaged": Bilingual(zh="破损", en="damaged"),
    "lost": Bilingual(zh="遗失", en="lost"),
    "other": Bilingual(zh="换发", en="replaced"),
}
SPOILED = {
    "jam": Bilingual(zh="卡纸", en="paper jam"),
    "damaged": Bilingual(zh="破损", en="damaged"),
    "surplus": Bilingual(zh="多余", en="surplus"),
    "not_printed": Bilingual(zh="未打出", en="never came out"),
}


def on_the_way(body: Wire) -> Bilingual | None:
    """An entry about a label or a crate's way, None for any other."""
    match body:
        case LabelIssued():
            return Bilingual(zh=f"签发标识 {body.number}", en=f"Label {body.number} issued")
        case LabelPrinted():
            copy = Bilingual(zh="（副本）", en=" (copy)") if body.copy else Bilingual(zh="", en="")
            return Bilingual(
                zh=f"打印标识{copy.zh}，{body.stock}", en=f"Label printed{copy.en}, {body.stock}"
            )
        case LabelRun():
            return _printed(body)
        case LabelSpoiled():
            why = SPOILED[body.why]
            note = body.note or ""
            return Bilingual(
                zh=f"销毁打印件一份：{why.zh}" + (f"（{note}）" if note else ""),
                en=f"One print destroyed: {why.en}" + (f" ({note})" if note else ""),
            )
        case LabelAffixed() | CrateHanded() | CrateHandedOver() | CrateArrived() | CrateScannedIn():
            return _moved(body)
        case LabelVoided() | LabelEnded() | LabelReplaced():
            return _withdrawn(body)
        case _:
            return None


def _printed(body: LabelRun) -> Bilingual:
    """Whether it was a copy for one crate is on its page; a run of copies alone says so here."""
    copy = len(body.copies) == len(body.numbers)
    where = body.printer
    how = f"{body.stock}，{body.format.upper()}，{body.dpi} dpi"
    return Bilingual(
        zh=f"打印标识{'（副本）' if copy else ''}，{how}"
        + (f"，{where}" if where else "，存为文件"),
        en=f"Label printed{' (copy)' if copy else ''}, {how.replace('，', ', ')}"
        + (f", {where}" if where else ", to a file"),
    )


def _moved(
    body: LabelAffixed | CrateHanded | CrateHandedOver | CrateArrived | CrateScannedIn,
) -> Bilingual:
    match body:
        case LabelAffixed():
            typed = body.how == "typed"
            at = f"，{body.place}" if body.place else ""
            return Bilingual(
                zh=f"加贴标识 {body.number}，口岸放行{'（手工输入）' if typed else ''}{at}",
                en=f"Label {body.number} affixed, released at the port"
                + (" (typed)" if typed else "")
                + at.replace("，", ", "),
            )
        case CrateHanded() | CrateHandedOver():
            seal = Bilingual(zh=f"，封识 {body.seal}", en=f", seal {body.seal}")
            seal = seal if body.seal else Bilingual(zh="", en="")
            return Bilingual(
                zh=f"交承运人 {body.carrier}（{body.plate}），交接清单 {body.no}{seal.zh}",
                en=f"Handed to {body.carrier} ({body.plate}), list {body.no}{seal.en}",
            )
        case CrateScannedIn():
            at = "，".join(filter(None, (body.gate, body.place.zh if body.place else None)))
            en = ", ".join(filter(None, (body.gate, body.place.en if body.place else None)))
            return Bilingual(
                zh=f"抵园{f'，{at}' if at else ''}", en=f"Arrived{f', {en}' if en else ''}"
            )
        case _:
            return Bilingual(zh="抵园", en="Arrived")


def _withdrawn(body: LabelVoided | LabelEnded | LabelReplaced) -> Bilingual:
    if isinstance(body, LabelReplaced):
        why = _REPLACED[body.sort]
        return Bilingual(
            zh=f"标识 {body.number} {why.zh}，换发为 {body.by}：{body.reason}",
            en=f"Label {body.number} {why.en}, replaced by {body.by}: {body.reason}",
        )
    ended = _ENDED[body.sort if isinstance(body, LabelEnded) else "void"]
    return Bilingual(
        zh=f"标识 {body.number} {ended.zh}：{body.reason}",
        en=f"Label {body.number} {ended.en}: {body.reason}",
    )
