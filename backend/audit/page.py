"""The page of an evidence bundle: what it holds, in both languages, with no script.

Guarantee: a pure function of the entries, so that whoever verifies can make it again and compare.
Everything of an entry is shown, readable first and then as it was signed.
"""

import json
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

from backend.audit import pictures
from backend.audit.evidence import NO_OBJECTIONS, Evidence, Opened
from backend.audit.pagewords import WORDS, both, said
from backend.wire.disclosures import read
from backend.wire.jws import NotJwsError

_STYLE: Final = (
    """\
body{font:16px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1c2420;
background:#fff;max-width:60rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:2px solid #2f6b4f}
section.entry{border:1px solid #c9d3cd;border-radius:6px;padding:.5rem 1rem;margin:1rem 0}
section.entry h3{margin:.2rem 0;font-size:1.05rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.5rem 0}
dt{color:#55625b}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #c9d3cd;padding:.2rem .5rem;
text-align:left;vertical-align:top}tr.fail{background:#fbe9e7}
img{max-width:100%;height:auto;max-height:28rem}figure{margin:1rem 0}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.8rem;background:#f4f6f5;padding:.6rem}
.en{color:#55625b}@media print{details{display:none}}
"""
    + pictures.STYLE
)


def page(evidence: Evidence, entries: Sequence[Opened], note: str, vkey: str) -> str:
    """The page as HTML."""
    chosen = set(evidence.history)
    history = [entry for entry in entries if entry.item.pos in chosen]
    rest = [entry for entry in entries if entry.item.pos not in chosen]
    known = _Known(entries)
    body = [
        f"<h1>{both('title')} · {escape(evidence.crate)}</h1>",
        _paragraph(WORDS["about"]),
        _crate(evidence, history),
        _list("proved_title", WORDS["proved"]),
        _list("limits_title", WORDS["limits"]),
        _paragraph(WORDS["verify"]),
        f"<h2>{both('checkpoint')}</h2>",
        _facts([("checkpoint", f"{evidence.checkpoint_at}"), ("key", vkey)]),
        f"<pre>{escape(note)}</pre>",
        f"<h2>{both('history')}</h2>",
        *(_entry(entry, known) for entry in history),
        f"<h2>{both('photos')}</h2>",
        *pictures.gallery(evidence.photos, entries),
        f"<h2>{both('support')}</h2>",
        *(_entry(entry, known) for entry in rest),
    ]
    title = escape(f"{WORDS['title'][0]} {evidence.crate}")
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " img-src 'self' file:; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{_STYLE}</style></head><body>\n"
        + "\n".join(body)
        + "\n</body></html>\n"
    )


class _Known:
    """Names and questions that the entries themselves give."""

    def __init__(self, entries: Iterable[Opened]) -> None:
        self.people: dict[str, str] = {}
        self.devices: dict[str, str] = {}
        self.questions: dict[str, tuple[str, str]] = {}
        for entry in entries:
            body = entry.body
            if entry.envelope.kind == "rights.granted":
                self.people[str(body.get("user"))] = str(body.get("name"))
            elif entry.envelope.kind == "device.enrolled":
                self.devices[str(body.get("dev"))] = str(body.get("name"))
            elif entry.envelope.kind == "checklist.published":
                for item in body.get("items", []):
                    self.questions[item["id"]] = (item["zh"], item["en"])

    def person(self, user: object) -> str:
        name = self.people.get(str(user))
        return f"{name}（{user}）" if name else str(user)

    def device(self, dev: str) -> str:
        name = self.devices.get(dev)
        return f"{name}（{dev}）" if name else dev


def _paragraph(words: Sequence[str]) -> str:
    return f'<p>{escape(words[0])}<br><span class="en" lang="en">{escape(words[1])}</span></p>'


def _list(title: str, items: Iterable[Sequence[str]]) -> str:
    rows = "".join(f"<li>{said(words)}</li>" for words in items)
    return f"<h2>{both(title)}</h2><ul>{rows}</ul>"


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{both(key)}</dt><dd>{escape(said)}</dd>" for key, said in facts)
    return f"<dl>{rows}</dl>"


def _crate(evidence: Evidence, history: Sequence[Opened]) -> str:
    """What the declaration says of the crate."""
    number = int(evidence.crate.rpartition("/")[2])
    for entry in history:
        body = entry.body
        if entry.envelope.kind != "declaration.lodged":
            continue
        line = next((line for line in body["crates"] if line["n"] == number), None)
        if line is None or line["goods"] >= len(body["goods"]):
            continue
        goods = body["goods"][line["goods"]]
        name = f"{goods['name']} {goods['latin'] or ''}".strip()
        who = f"{body['exhibitor']} {body['exhibitor_original'] or ''}".strip()
        facts = [("goods", name), ("exhibitor", who), ("country", body["country"])]
        return _facts([*facts, ("stand", body["stand"])])
    return ""


def _entry(entry: Opened, known: _Known) -> str:
    item, envelope = entry.item, entry.envelope
    names = WORDS["kinds"].get(envelope.kind, [envelope.kind, envelope.kind])
    verdict = WORDS[item.answer]
    judged = f"{verdict[0]} {verdict[1]}" + (f" ({item.code})" if item.code else "")
    facts = [
        ("signed_by", f"{known.person(envelope.actor)} · {known.device(entry.dev)}"),
        ("at", envelope.at),
        ("received", item.received_at),
        ("verdict", judged),
    ]
    if item.objections != NO_OBJECTIONS:
        facts.append(("objections", item.objections))
    values = _values(entry)
    if values:
        facts.append(("personal", values))
    payload = json.dumps(_payload(entry), ensure_ascii=False, indent=1)
    return (
        f'<section class="entry"><h3>#{item.pos} {said(names)}</h3>{_facts(facts)}'
        f"{_inspection(entry, known)}<details><summary>{both('full')}</summary>"
        f"<pre>{escape(payload)}</pre></details></section>"
    )


def _values(entry: Opened) -> str:
    """Personal values beside the entry; one that cannot be read is left to the verification."""
    found = []
    for text in entry.item.disclosures:
        try:
            item = read(text)
        except NotJwsError:
            continue
        found.append(f"{item.name}: {item.value}")
    return "; ".join(found)


def _payload(entry: Opened) -> dict[str, Any]:
    envelope = entry.envelope
    return {
        "id": envelope.id,
        "seq": envelope.seq,
        "kind": f"{envelope.kind} {envelope.kv}",
        "body": entry.body,
        "photos": [ref.sha256 for ref in envelope.photos],
    }


def _inspection(entry: Opened, known: _Known) -> str:
    """Answers and findings of an inspection, in words."""
    body = entry.body.get("record", entry.body)
    if not isinstance(body, dict) or "answers" not in body:
        return ""
    facts = [("result", " ".join(WORDS["results"].get(body["result"], [body["result"]])))]
    if body.get("remark"):
        facts.append(("remark", body["remark"]))
    rows = "".join(_answer(answer, known) for answer in body["answers"])
    table = f"<table>{rows}</table>" if rows else ""
    found = "".join(f"<li>{escape(_finding(item))}</li>" for item in body["findings"])
    findings = f"<h4>{both('findings')}</h4><ol>{found}</ol>" if found else ""
    return f"{_facts(facts)}{findings}{table}"


def _answer(answer: dict[str, Any], known: _Known) -> str:
    mark = answer["mark"]
    question = known.questions.get(answer["item"], (answer["item"], ""))
    return (
        f'<tr class="{escape(mark)}"><td>{said(question)}</td>'
        f"<td>{said(WORDS['marks'].get(mark, [mark, mark]))}</td>"
        f"<td>{escape(answer['remark'] or '')}</td></tr>"
    )


def _finding(item: dict[str, Any]) -> str:
    facts = [item["name"], item["eppo"], item["found_at"], item["stage"], item["alive"]]
    facts += [item["count"], item["remark"]]
    return " · ".join(str(fact) for fact in facts if fact is not None)
