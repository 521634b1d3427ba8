"""Photos on the page of an evidence bundle: each as it is, with its marks laid over it, and what
its record says of it.

Guarantee: no script and nothing from elsewhere; whatever stands in an entry is escaped. The marks
can be taken off by a press: the photo beneath is the one whose hash was signed.
"""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, Final

from backend.audit.evidence import Opened, Picture, photo_file
from backend.audit.pagewords import WORDS, both, said

STYLE: Final = """\
.marked{position:relative;display:inline-block;max-width:100%}.marked img{display:block}
.over svg,.ring,.word{position:absolute;pointer-events:none}.over svg{inset:0;overflow:visible}
.ring{aspect-ratio:1;box-sizing:border-box;transform:translate(-50%,-50%);border-radius:50%;
border:3px solid #d4001f;box-shadow:0 0 0 2px #fff,inset 0 0 0 2px #fff}
.word{color:#d4001f;font-weight:700;line-height:1.2;transform:translateY(-1em);
text-shadow:0 0 2px #fff,0 0 3px #fff,0 0 4px #fff}
input:checked~.marked .over{display:none}"""
_TIP: Final = (
    '<svg width="0" height="0" style="position:absolute"><defs><marker id="tip"'
    ' viewBox="0 0 10 10" refX="8" refY="5" markerWidth="5" markerHeight="5" orient="auto">'
    '<path d="M0 0L10 5L0 10z" fill="#d4001f" stroke="#fff"/></marker></defs></svg>'
)
About = Mapping[str, Any]
_DESCRIBE: Final = ("inspection.", "isolation.", "treatment.")


def described(entries: Iterable[Opened]) -> dict[str, About]:
    """What the records say of their files, by hash; an amended record last, and so in force."""
    found: dict[str, About] = {}
    for entry in entries:
        if not entry.envelope.kind.startswith(_DESCRIBE) or entry.item.answer != "stored":
            continue
        record = entry.body.get("record", entry.body)
        files = record.get("attachments", []) if isinstance(record, dict) else []
        found.update({file["sha256"]: file for file in files})
    return found


def gallery(photos: Iterable[Picture], entries: Iterable[Opened]) -> list[str]:
    """All photos, those that are not here as words."""
    about = described(entries)
    return [_TIP, *(_photo(photo, about.get(photo.sha256)) for photo in photos)]


def _photo(photo: Picture, about: About | None) -> str:
    name = escape(photo.sha256)
    if not photo.held:
        return f"<p>{name}：{both('absent')}</p>"
    place = escape(photo_file(photo))
    marks = about["marks"] if about else []
    shown = f'<img src="{place}" alt="{name}" loading="lazy">'
    if photo.type.startswith("video/"):
        shown = f'<a href="{place}">{place}</a>'
    elif marks:
        shown = _marked(shown, name, marks)
    return f"<figure>{shown}<figcaption>{_facts(about)}{name}</figcaption></figure>"


def _marked(image: str, name: str, marks: list[About]) -> str:
    drawn = "".join(_drawn(mark) for mark in marks)
    words = "；".join(said(_words(mark)) for mark in marks)
    return (
        f'<input type="checkbox" id="bare-{name}"><label for="bare-{name}"> {both("unmarked")}'
        f'</label><br><div class="marked">{image}<div class="over">{drawn}</div></div>'
        f"<p>{both('photo_marks')} {words}</p>"
    )


def _drawn(mark: About) -> str:
    x1, y1, x2, y2 = (f"{float(mark[end]) * 100:.2f}%" for end in ("x1", "y1", "x2", "y2"))
    if mark["shape"] == "arrow":
        line = f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke-linecap="round"'
        return (
            f'<svg width="100%" height="100%"><line {line} stroke="#fff" stroke-width="7"/>'
            f'<line {line} stroke="#d4001f" stroke-width="4" marker-end="url(#tip)"/></svg>'
        )
    if mark["shape"] == "circle":
        width = abs(float(mark["x2"]) - float(mark["x1"])) * 200
        return f'<div class="ring" style="left:{x1};top:{y1};width:{width:.2f}%"></div>'
    side = "left" if float(mark["x1"]) <= 0.5 else "right"
    far = x1 if side == "left" else f"{(1 - float(mark['x1'])) * 100:.2f}%"
    return f'<div class="word" style="{side}:{far};top:{y1}">{escape(mark["text"] or "")}</div>'


def _words(mark: About) -> list[str]:
    zh, en = WORDS["shapes"][mark["shape"]]
    text = mark["text"]
    return [f"{zh}“{text}”", f"{en} “{text}”"] if text else [zh, en]


def _facts(about: About | None) -> str:
    """When, where and at which point of the work, as far as the record says."""
    if about is None:
        return ""
    facts = []
    if about["phase"]:
        facts.append(said(WORDS["phases"][about["phase"]]))
    if about["taken_at"]:
        facts.append(f"{both('taken')} {escape(about['taken_at'])}")
    if about["latitude"] is not None and about["longitude"] is not None:
        within = f" ± {about['accuracy_m']:.0f} m" if about["accuracy_m"] is not None else ""
        facts.append(f"{about['latitude']:.6f}, {about['longitude']:.6f}{within}")
    return " · ".join(facts) + "<br>" if facts else ""
