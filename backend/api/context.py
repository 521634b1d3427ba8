"""What handlers find in the application's state."""

from secrets import randbelow
from typing import Any, cast

from litestar import Request

from backend.api.guards import Caller
from backend.api.problems import ProblemError, of_status, problem_response
from backend.api.refusals import REFUSALS
from backend.desk.disputes import Watch
from backend.desk.office import Office
from backend.desk.printing import Runs
from backend.journal.append import Objected
from backend.journal.writer import Busy
from backend.views.devices import DeviceKeys
from backend.views.readers import Readers

AnyRequest = Request[Any, Any, Any]


def office_of(request: AnyRequest) -> Office:
    return cast("Office", request.app.state.office)


def readers_of(request: AnyRequest) -> Readers:
    return cast("Readers", request.app.state.readers)


def runs_of(request: AnyRequest) -> Runs:
    return cast("Runs", request.app.state.runs)


def device_keys_of(request: AnyRequest) -> DeviceKeys:
    return cast("DeviceKeys", request.app.state.device_keys)


def watch_of(request: AnyRequest) -> Watch:
    return cast("Watch", request.app.state.watch)


def caller_of(request: AnyRequest) -> Caller:
    """Who is asking, behind a guard that made sure somebody is."""
    if request.user is None:
        raise of_status(401)
    return cast("Caller", request.user)


_RETRY_S, _SPREAD_S = 2, 14
_WHY: dict[str, tuple[int, str, str]] = {
    **REFUSALS,
    "no_right": (403, "您没有此项权限。", "You have no right to do this."),
    "declaration_unknown": (404, "没有这份报检。", "There is no such declaration."),
    "crate_unknown": (404, "没有这一箱。", "There is no such crate."),
    "crate_held": (
        409,
        "该箱在口岸暂不放行，不得登记到园。",
        "The crate is held at the port and may not come in.",
    ),
    "label_unknown": (404, "没有这个标识号。", "There is no such label number."),
    "record_unknown": (404, "没有这份查验记录。", "There is no such record."),
    "device_unknown": (404, "没有这台终端。", "There is no such device."),
    "label_not_in_force": (409, "该标识已作废或已换发。", "This label is void or replaced."),
    "label_not_good": (
        409,
        "标识核验未通过，不能加贴放行。",
        "The label does not verify and releases nothing.",
    ),
    "no_open_print": (
        409,
        "该标识没有未加贴、未销毁的打印件。",
        "No print of this label is left that is neither affixed nor destroyed.",
    ),
    "never_printed": (409, "该标识没有打印记录。", "This label was never printed."),
    "run_complete": (
        409,
        "这是该次打印的最后一张，无需续打。",
        "That was the last label of its run; there is nothing to go on with.",
    ),
    "run_going": (
        409,
        "这次打印并未中断，不能从头重来。",
        "This run was not interrupted, so there is nothing to begin again.",
    ),
    "label_of_another_crate": (
        409,
        "该标识属于另一箱。",
        "The label belongs to another crate.",
    ),
    "not_released_at_port": (
        409,
        "该箱尚未在口岸放行，不能交接：请先扫箱上标识。",
        "The crate is not released at the port and cannot be handed over: scan its label first.",
    ),
    "already_handed": (409, "该箱已交承运人。", "The crate was handed to a carrier already."),
    "several_ports": (
        409,
        "一份清单只列一个口岸的箱。",
        "One list holds the crates of one port.",
    ),
    "label_in_force": (409, "该箱已有有效标识。", "The crate bears a label already."),
    "may_not_travel": (409, "该箱不得加贴标识放行。", "The crate may not travel under a label."),
    "reviewer_is_inspector": (
        409,
        "复核人不能是本记录的检疫人员。",
        "The reviewer may not be one of its inspectors.",
    ),
    "photos_missing": (
        409,
        "还有照片未传到，暂不能通过。",
        "Photos have not arrived yet, so it cannot be accepted.",
    ),
    "already_reviewed": (409, "该记录已复核过。", "This record was reviewed already."),
    "reason_owed": (409, "退回须写明原因。", "A record is sent back with a reason."),
    "dispute_unknown": (404, "没有这项争议。", "There is no such dispute."),
    "objection_unknown": (404, "没有这项疑点。", "There is no such objection."),
    "not_quarantined": (404, "该记录不在隔离区。", "This entry is not in quarantine."),
    "already_settled": (409, "已有结论。", "This is settled already."),
    "already_admitted": (409, "该记录已准予生效。", "This entry was admitted already."),
    "already_dismissed": (409, "该记录已被驳回。", "This entry was dismissed already."),
    "own_entry": (
        409,
        "本人的记录须由他人处理。",
        "Somebody else must decide on one's own entry.",
    ),
    "made_at_desks_only": (
        409,
        "这类记录只能在管理端作出，终端上的不能准予生效。",
        "Entries of this kind are made at the desk only; one from a phone cannot be admitted.",
    ),
    "not_understood": (
        409,
        "本版本读不懂这条记录；它会一直保留，更新程序后可再办理。",
        "This version cannot read the entry; it is kept, and can be admitted after an update.",
    ),
    "port_unknown": (404, "本届展会没有这个口岸。", "This expo has no such port."),
    "port_key_elsewhere": (
        409,
        "口岸的有效密钥不在本系统，由口岸签发。",
        "No valid key of the port is kept here; the port issues.",
    ),
    "key_unknown": (404, "信任列表中没有这个密钥。", "The trust list has no such key."),
    "key_known": (409, "该密钥已收录。", "This key is listed already."),
    "key_already_revoked": (
        409,
        "该密钥已吊销；只能改为更早的日期。",
        "This key is revoked already; only an earlier day can be set.",
    ),
    "day_wrong": (409, "日期不成立。", "This day cannot be."),
    "no_public_key": (
        409,
        "不是 PEM 公钥（keygen 生成的 .pub.pem 文件）。",
        "This is no public key in PEM (the .pub.pem that keygen writes).",
    ),
    "numbers_run_out": (
        409,
        "本年剩余的标识号不够。",
        "Not so many numbers are left of this year.",
    ),
    "device_known": (
        409,
        "此终端的密钥已登记过，请换新密钥登记。",
        "The key of this device was enrolled before; enrol with a new one.",
    ),
    "device_revoked": (
        409,
        "此终端的密钥已停用，请换新密钥登记。",
        "The key of this device was revoked; enrol with a new one.",
    ),
    "device_already_revoked": (409, "该终端已停用。", "This device is revoked already."),
}


def objected(error: Objected) -> ProblemError:
    """A desk's act that a rule forbids, as a problem; nothing was entered."""
    first = error.objections[0]
    status, zh, en = _WHY.get(first.code, (409, "此操作不符合规则。", "A rule forbids this."))
    said = first.detail and first.code not in ("no_right", "reason_owed")
    return ProblemError(
        status,
        first.code,
        f"{zh[:-1]}（{first.detail}）。" if said else zh,
        f"{en[:-1]} ({first.detail})." if said else en,
        "请刷新后核对。",
        "Reload and check.",
    )


def on_objected(_: AnyRequest, error: Objected) -> Any:
    """Litestar's exception handler for Objected."""

    return problem_response(objected(error))


def on_busy(_: AnyRequest, __: Busy) -> Any:
    """Litestar's exception handler for Busy: come again, not all at the same moment."""
    return problem_response(
        of_status(503, headers={"Retry-After": str(_RETRY_S + randbelow(_SPREAD_S))})
    )
