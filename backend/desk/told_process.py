"""What is told of what follows an inspection, in one line each."""

from typing import Final

from backend.desk.forms import method_words
from backend.desk.papers import TITLES
from backend.rules import isolations
from backend.rules.treatments import newest
from backend.wire.base import Wire
from backend.wire.certificates import (
    CertificateIssued,
    CertificateVoided,
    CrateClosed,
    CrateDisplayed,
    CrateReleased,
)
from backend.wire.desk import Bilingual
from backend.wire.findings import FindingReferred, OpinionGiven
from backend.wire.isolations import IsolationAssigned, IsolationEnded, IsolationVisited
from backend.wire.lots import LotDecided, LotFrozen, LotLifted
from backend.wire.samples import SampleCancelled, SampleDrawn, SampleResulted, SampleSent
from backend.wire.treatments import TreatmentChecked, TreatmentCompleted, TreatmentOrdered

_CLOSED: Final = {
    "returned": ("退运", "returned"),
    "bought": ("留购", "retained by purchase"),
    "destroyed": ("销毁", "destroyed"),
}
_STATE: Final = {
    "good": ("正常", "well"),
    "symptoms": ("有症状", "with symptoms"),
    "dying": ("濒死", "dying"),
}
_OUTCOME: Final = {
    "release": ("放行", "release"),
    "treat": ("处理", "treatment"),
    "destroy": ("销毁", "destruction"),
}


def afterwards(body: Wire) -> Bilingual | None:
    """An entry about a lot, a sample, a treatment, an isolation or a form; None for any other."""
    return _lots(body) or _samples(body) or _treated(body) or _isolated(body) or _ended(body)


def _both(zh: str, en: str) -> Bilingual:
    return Bilingual(zh=zh, en=en)


def _lots(body: Wire) -> Bilingual | None:
    match body:
        case LotFrozen():
            return _both(f"批次冻结：{body.reason}", f"Lot frozen: {body.reason}")
        case LotLifted():
            return _both(f"解除冻结：{body.reason}", f"Freeze lifted: {body.reason}")
        case LotDecided() if body.decision == "release":
            return _both(
                f"批次判定：随已拆箱放行（{body.reason}）",
                f"Released with the opened crates of its lot ({body.reason})",
            )
        case LotDecided():
            return _both(f"批次判定：须拆箱（{body.reason}）", f"To be opened ({body.reason})")
        case FindingReferred():
            return _both(f"送专家组：{body.question}", f"Referred to the experts: {body.question}")
        case OpinionGiven():
            spoken = body.form == "oral"
            return _both(
                f"专家意见{'（口头，待补书面）' if spoken else ''}，{body.expert}：{body.text}",
                f"Opinion of {body.expert}{' (oral, written owed)' if spoken else ''}: {body.text}",
            )
        case _:
            return None


def _samples(body: Wire) -> Bilingual | None:
    match body:
        case SampleDrawn():
            return _both(
                f"抽样 {body.voucher}：{body.what}，{body.quantity:g} {body.unit}",
                f"Sample {body.voucher} drawn: {body.what}, {body.quantity:g} {body.unit}",
            )
        case SampleSent():
            tests = "、".join(test.item for test in body.tests)
            return _both(
                f"样品 {body.voucher} 送 {body.laboratory}：{tests}",
                f"Sample {body.voucher} sent to {body.laboratory}: {tests}",
            )
        case SampleResulted():
            fit = body.conclusion == "pass"
            return _both(
                f"样品 {body.voucher} 检测{'合格' if fit else '不合格'}，报告 {body.report}",
                f"Sample {body.voucher} {'passed' if fit else 'failed'}, report {body.report}",
            )
        case SampleCancelled():
            return _both(
                f"样品 {body.voucher} 取消：{body.reason}",
                f"Sample {body.voucher} cancelled: {body.reason}",
            )
        case _:
            return None


def _treated(body: Wire) -> Bilingual | None:
    match body:
        case TreatmentOrdered():
            zh, en = method_words(body.method)
            part = newest(body).scope == "part"
            return _both(
                f"下达检疫处理 {body.order}：{zh}"
                f"{f'，仅{body.object}' if part else ''}（{body.article}）",
                f"Treatment {body.order} ordered: {en}"
                f"{f' of {body.object} only' if part else ''} ({body.article})",
            )
        case TreatmentCompleted():
            return _both(
                f"处理完成 {body.order}，{body.firm}", f"Treatment {body.order} done by {body.firm}"
            )
        case TreatmentChecked():
            works = body.result == "effective"
            return _both(
                f"处理验收 {body.order}：{'合格' if works else '须重做'}",
                f"Treatment {body.order}: {'effective' if works else 'to be repeated'}",
            )
        case _:
            return None


def _isolated(body: Wire) -> Bilingual | None:
    match body:
        case IsolationAssigned():
            return _both(
                f"隔离登记 {body.registration}：{body.site}",
                f"Isolation {body.registration} at {body.site}",
            )
        case IsolationVisited():
            zh, en = _STATE[body.state]
            seen = [body.symptoms] if body.symptoms else []
            seen += [finding.name for finding in isolations.newest(body).findings]
            more = f"：{'；'.join(seen)}" if seen else ""
            return _both(
                f"隔离巡查 {body.on}，{zh}{more}",
                f"Isolation visit on {body.on}, {en}{more.replace('：', ': ').replace('；', '; ')}",
            )
        case IsolationEnded():
            zh, en = _OUTCOME[body.outcome]
            return _both(
                f"隔离结束：{zh}（{body.reason}）", f"Isolation ended: {en} ({body.reason})"
            )
        case _:
            return None


def _ended(body: Wire) -> Bilingual | None:
    match body:
        case CertificateIssued():
            zh, en = TITLES[body.form]
            return _both(f"签发{zh} {body.number}", f"{en} {body.number} issued")
        case CertificateVoided():
            return _both(
                f"单证 {body.number} 作废：{body.reason}",
                f"Form {body.number} voided: {body.reason}",
            )
        case CrateReleased():
            return _both(f"合格放行（{body.reason}）", f"Released ({body.reason})")
        case CrateDisplayed():
            return _both(f"展期监管，展位 {body.stand}", f"On display at stand {body.stand}")
        case CrateClosed():
            zh, en = _CLOSED[body.how]
            more = f"，{body.document}" if body.document else ""
            return _both(f"办结：{zh}{more}", f"Closed: {en}{more.replace('，', ', ')}")
        case _:
            return None
