"""What a verdict says to a person at a terminal: Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Iterator

from labels.code import Facts
from labels.face import date_zh
from labels.names import countries, port_names
from labels.verdict import NOTES, WORDS, Verdict

_CLAIMED_ONLY = ("key_unknown", "signature_failed")
_SHOWN_CHARS = 60


def told(text: str, verdict: Verdict) -> str:
    """Several lines about one code that was read."""
    return "\n".join(_lines(text, verdict)) + "\n"


def _lines(text: str, verdict: Verdict) -> Iterator[str]:
    zh, en = verdict.words
    yield f"【{zh}】 {en}" + (f"  {verdict.number}" if verdict.number else "")
    for code in verdict.also:
        yield f"  另有 also：{WORDS[code][0]} {WORDS[code][1]}"
    for note in verdict.notes:
        day = f"（{verdict.revoked.isoformat()}）" if verdict.revoked else ""
        yield f"  说明 note：{NOTES[note][0]}{day} {NOTES[note][1]}"
    if verdict.facts is None:
        shown = text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "…"
        yield f"  内容 content：{_printable(shown)}"
        return
    if verdict.code in _CLAIMED_ONLY:
        yield "  以下为二维码自称的内容，未经核实 What follows is only what the code says"
    for name_zh, name_en, value in _facts(verdict.facts):
        yield f"  {name_zh} {name_en}：{value}"


def _facts(facts: Facts) -> Iterator[tuple[str, str, str]]:
    origin = " ".join((*countries().get(facts.origin, ()), f"({facts.origin})"))
    port = " ".join((*port_names(facts.port), f"({facts.port})"))
    hs = f"{facts.hs:06d}"
    yield "报检号", "declaration", f"{facts.declaration:015d}"
    yield "箱号", "crate", f"{facts.n}/{facts.of}"
    yield "目的地", "destination", facts.destination
    yield "原产地", "origin", origin
    yield "HS 编码", "HS code", f"{hs[:4]}.{hs[4:]}"
    yield "签发口岸", "port of issue", " ".join(port.split())
    yield "签发日期", "date of issue", date_zh(facts.issued)
    yield "有效期至", "valid until", date_zh(facts.valid_until)


def _printable(text: str) -> str:
    """Without the control characters that could paint over a terminal."""
    return "".join(char if char.isprintable() else "·" for char in text)
