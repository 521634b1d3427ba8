"""Why a label that a port issued offline was not entered, and what to do about it."""

from typing import Final

from backend.wire.desk import Bilingual

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "range_unknown": (
        "号段 {detail} 未预留：请核对口岸所用号段。",
        "The range {detail} was never reserved: check which range the port used.",
    ),
    "outside_range": (
        "标识号不在号段 {detail} 内。",
        "The number does not lie in the range {detail}.",
    ),
    "key_revoked": (
        "签发在密钥吊销（{detail}）当日或之后：请收回标识，用新密钥重签。",
        (
            "Issued on or after the key's revocation ({detail}): take the label off and issue anew "
            "with a new key."
        ),
    ),
    "key_not_valid": (
        "签发日期不在密钥有效期（{detail}）内：请核对口岸电脑的日期。",
        "Issued outside the key's validity ({detail}): check the date of the port's computer.",
    ),
    "issued_after_today": (
        "签发日期 {detail} 晚于今天：请核对口岸电脑的日期。",
        "Issued on {detail}, which is later than today: check the date of the port's computer.",
    ),
    "crate_unknown": (
        "没有 {detail} 这一箱：导入报检清单后再次导入本文件。",
        "There is no crate {detail}: import its declaration, then this file again.",
    ),
    "may_not_travel": (
        "该箱不得加贴标识放行（{detail}）：请截留并收回标识。",
        "The crate may not travel under a label ({detail}): hold it and take the label off.",
    ),
    "label_in_force": (
        "该箱已有标识 {detail}：请收回其中一张；要用断网签发的，先作废 {detail} 再导入。",
        (
            "The crate bears label {detail} already: take one of them off; to keep the one issued "
            "offline, void {detail} and bring this file again."
        ),
    ),
    "number_used": (
        "标识号 {detail} 已用于另一箱：请收回标识，改用新号。",
        "The number {detail} is another label's: take this one off and issue a new number.",
    ),
    "facts_differ": (
        "标识内容与报检不符（{detail}）：请核对；标识有误的收回重签。",
        (
            "The label says other than the declaration ({detail}): check; where the label is "
            "wrong, take it off and issue anew."
        ),
    ),
    "twice_in_file": (
        "同一文件内的标识号或箱重复：请核对实物，收回多余标识。",
        "The file has this number or crate twice: look at the crates and take one off.",
    ),
}


def reason_of(code: str, detail: str) -> Bilingual:
    """The sentence for a code; an unknown one is named as it is."""
    zh, en = _WORDS.get(code, ("不符合规则（{detail}）。", "A rule forbids it ({detail})."))
    said = detail or code
    return Bilingual(zh=zh.format(detail=said), en=en.format(detail=said))
