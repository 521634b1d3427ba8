"""An audit in words, for people: what was proved, what was found, and what nobody can prove."""

import base64
from typing import Final

from backend.audit.bundle_check import BundleReport
from backend.audit.findings import Findings, Lang
from backend.audit.verify import Report

STAGES: Final[dict[str, tuple[str, str]]] = {
    "checkpoints": ("存证节点", "checkpoints"),
    "entries": ("记录", "entries"),
    "photos": ("照片", "photos"),
    "views": ("视图重放", "views"),
}
_LIMITS_ZH = "说明：仅凭本文件夹无法证明日志从未整体回退；请用 --held 加入终端交来的存证节点。"
_LIMITS_EN = """Note: a folder alone cannot prove that its log was never rolled back as a whole;
add checkpoints that phones handed in, with --held."""


_UNKNOWN_KEY = (
    "说明：公钥取自证据包本身，谁都能造一个。请向办公室或已注册终端索取公钥，用 --vkey 核对。",
    (
        "Note: the key is the bundle's own, and anybody can make one. Ask the office or an "
        "enrolled phone for the log's key and give it with --vkey."
    ),
)
_INCOMPLETE = (
    "说明：证据包证明所列记录属实存证，不能证明没有遗漏；完整核对须对整部日志进行。",
    (
        "Note: the bundle proves the entries in it, not that none was left out; that takes an "
        "audit of the whole journal."
    ),
)


def words(report: Report, lang: Lang) -> str:
    """The report, one line a fact."""
    place = 0 if lang == "zh" else 1
    lines = [line[place] for line in _facts(report)] + _found(report.findings, lang)
    if not report.held:
        lines.append(_LIMITS_ZH if lang == "zh" else _LIMITS_EN.replace("\n", " "))
    lines.append(_verdict(report.findings)[place])
    return "\n".join(lines)


def bundle_words(report: BundleReport, lang: Lang) -> str:
    """The report on an evidence bundle."""
    place = 0 if lang == "zh" else 1
    lines = [line[place] for line in _bundle_facts(report)] + _found(report.findings, lang)
    if not report.vkey_given:
        lines.append(_UNKNOWN_KEY[place])
    lines.append(_INCOMPLETE[place])
    lines.append(_verdict(report.findings)[place])
    return "\n".join(lines)


def _found(findings: Findings, lang: Lang) -> list[str]:
    """Findings, then notes, then how many more there are."""
    place = 0 if lang == "zh" else 1
    lines = [f"✗ {item.said(lang)}" for item in findings.kept if not item.note]
    lines += [f"· {item.said(lang)}" for item in findings.kept if item.note]
    return lines + [_more(code, count)[place] for code, count in findings.more().items()]


def _facts(report: Report) -> list[tuple[str, str]]:
    root = base64.b64encode(report.root).decode()
    return [
        (f"日志 {report.origin}", f"Log {report.origin}"),
        (f"公钥 {report.vkey}", f"Key {report.vkey}"),
        (f"大小 {report.size}，根 {root}", f"Size {report.size}, root {root}"),
        (_checked_zh(report), _checked_en(report)),
    ]


def _checked_zh(report: Report) -> str:
    facts = [
        f"记录 {report.size} 条（{report.devices} 个密钥）",
        f"存证节点 {report.checkpoints} 个",
        f"终端所持存证节点 {report.held} 个",
        f"照片 {report.photos} 张" if report.photos_checked else "照片未核对",
        "视图与重放已比对" if report.views_checked else "视图未核对",
    ]
    return f"已核对：{'，'.join(facts)}；用时 {report.seconds:.1f} 秒。"


def _checked_en(report: Report) -> str:
    facts = [
        f"{report.size} entries by {report.devices} keys",
        f"{report.checkpoints} checkpoints",
        f"{report.held} held by phones",
        f"{report.photos} photos" if report.photos_checked else "photos left out",
        "views held against a replay" if report.views_checked else "views left out",
    ]
    return f"Checked: {', '.join(facts)}; {report.seconds:.1f} s."


def _bundle_facts(report: BundleReport) -> list[tuple[str, str]]:
    root = base64.b64encode(report.root).decode()
    return [
        (f"证据包：箱 {report.crate}", f"Evidence of crate {report.crate}"),
        (f"日志 {report.origin}", f"Log {report.origin}"),
        (f"公钥 {report.vkey}", f"Key {report.vkey}"),
        (
            f"存证节点：大小 {report.size}，根 {root}，{report.checkpoint_at}",
            f"Checkpoint: size {report.size}, root {root}, {report.checkpoint_at}",
        ),
        (
            (
                f"已核对：经过 {report.history} 条，连同佐证共 {report.entries} 条，照片"
                f" {report.photos} 张；用时 {report.seconds:.1f} 秒。"
            ),
            (
                f"Checked: {report.history} entries of its history, {report.entries} with those"
                f" they lean on, {report.photos} photos; {report.seconds:.1f} s."
            ),
        ),
    ]


def _more(code: str, count: int) -> tuple[str, str]:
    return (f"（另有 {count} 处同类问题：{code}）", f"({count} more of the same kind: {code})")


def _verdict(findings: Findings) -> tuple[str, str]:
    if findings.good:
        return ("✓ 全部相符。", "✓ All of it holds.")
    return ("✗ 发现问题，见上。", "✗ There are findings, see above.")
