"""The public status page as HTML: no script, one style sheet, both languages, light and dark.

Guarantee: everything put into it is escaped, and what a visitor typed is shown only in the field
where it can be corrected, so that nobody can make this office's page say something.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from importlib.resources import files
from typing import Final, NamedTuple
from urllib.parse import quote

from backend.api import status_words as words
from backend.api.status_words import Words
from backend.desk.countries import country_names
from backend.desk.office import CHINA
from backend.desk.status import Status
from backend.settings import Settings
from labels.code import TOKEN_MAX_CHARS
from labels.verdict import NOTES, WORDS

_STYLE: Final = files("backend.api").joinpath("status.css").read_text(encoding="utf-8").strip()
_HASH: Final = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_TONES: Final = {
    "valid": "ok",
    "unpacked": "info",
    "not_listed": "caution",
    "key_unknown": "caution",
    "expired": "caution",
    "seen_elsewhere": "caution",
    "wrong_destination": "caution",
    "void": "stop",
    "replaced": "stop",
    "signature_failed": "stop",
    "not_ours": "off",
}
# Shape and word carry the meaning; colour only helps
_SHAPES: Final = {
    "ok": '<circle cx="24" cy="24" r="20"/><path d="m15 24.5 6.5 6.5L33.5 18"/>',
    "info": '<rect x="5" y="5" width="38" height="38" rx="4"/><path d="M24 22v11M24 15v.01"/>',
    "caution": '<path d="M24 5 45 42H3Z"/><path d="M24 19v11M24 36.5v.01"/>',
    "stop": '<path d="M15.5 3h17L45 15.5v17L32.5 45h-17L3 32.5v-17Z"/>'
    '<path d="m16.5 16.5 15 15m0-15-15 15"/>',
    "off": '<circle cx="24" cy="24" r="20"/><path d="M15 24h18"/>',
}


class Asked(NamedTuple):
    """How the page was asked for. `code` is what stood in the address, None for the bare form."""

    lang: str  # "zh" or "en"
    code: str | None
    at: datetime


class Headline(NamedTuple):
    """The first thing seen: a word, what to make of it, and its tone."""

    word: Words
    advice: Words
    tone: str


def status_page(settings: Settings, asked: Asked, status: Status) -> str:
    """The page of one label."""
    code = status.verdict.code
    bare = status.typed and code == "valid"  # nobody has seen that label: more must not be said
    advice = words.TYPED if bare else words.ADVICE[code]
    head = Headline(WORDS[code], advice, _TONES[code])
    sections = [
        _list(words.ALSO, [WORDS[also] for also in status.verdict.also], asked),
        _list(words.NOTES, list(_notes(status)), asked),
        f'<p class="typed">{_both(words.TYPED, asked)}</p>' if status.typed and not bare else "",
        _facts(status, settings, asked),
    ]
    return _page(settings, asked, head, filter(None, sections))


def message_page(
    settings: Settings, asked: Asked, message: tuple[Words, Words], tone: str = "off"
) -> str:
    """The page that says one thing, and asks for a number."""
    return _page(settings, asked, Headline(*message, tone), [])


def _notes(status: Status) -> Iterable[Words]:
    for note in status.verdict.notes:
        zh, en = words.NOTE_FUTURE if note == "issued_after_today" else NOTES[note]
        day = status.verdict.revoked
        yield (f"{zh}（{day}）", f"{en} ({day})") if day else (zh, en)


def _list(title: Words, lines: Sequence[Words], asked: Asked) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{_both(line, asked)}</li>" for line in lines)
    return f'<section class="also"><h2>{_both(title, asked)}</h2><ul>{items}</ul></section>'


def _facts(status: Status, settings: Settings, asked: Asked) -> str:
    """Whose word the facts are is said where they are not the office's own."""
    rows = "".join(
        f"<div><dt>{_both(words.ROWS[name], asked)}</dt><dd>{value}</dd></div>"
        for name, value in _rows(status, settings, asked)
    )
    if not rows:
        return ""
    title = "" if status.crate else f"<h2>{_both(words.CLAIMED, asked)}</h2>"
    return f'<section class="facts">{title}<dl>{rows}</dl></section>'


def _rows(status: Status, settings: Settings, asked: Asked) -> Iterable[tuple[str, str]]:
    """What an outsider may know: what the label itself shows, and where the crate stands."""
    facts, crate = status.facts, status.crate
    if facts is None:
        return
    yield "number", f'<span class="number">{escape(facts.number)}</span>'
    yield "crate", _both(_filled(words.CRATE_OF, n=facts.n, of=facts.of), asked)
    if crate is not None:
        latin = f'<i lang="la">{escape(crate.goods.latin)}</i>' if crate.goods.latin else ""
        kind = _both(words.GOODS_CLASS[crate.goods.class_], asked)
        yield "goods", f'<span lang="zh-CN">{escape(crate.goods.name)}</span> {latin}<br>{kind}'
    else:
        hs = f"{facts.hs:06d}"
        yield "hs", f"{hs[:4]}.{hs[4:]}"
    yield "origin", _both(country_names(facts.origin), asked)
    port = next((port for port in settings.expo.ports if port.code == facts.port), None)
    yield "port", _both((port.zh, port.en), asked) if port else escape(facts.port)
    place = settings.place(facts.destination)
    where = (place.zh, place.en) if place else _filled(words.STAND, code=facts.destination)
    yield "destination", _both(where, asked)
    yield "valid_until", facts.valid_until.isoformat()
    if crate is not None and crate.label is not None and crate.label.number == facts.number:
        yield "state", f"<strong>{_both(words.STATES[crate.state], asked)}</strong>"


def _filled(text: Words, **values: object) -> Words:
    return text[0].format(**values), text[1].format(**values)


def _both(text: Words, asked: Asked) -> str:
    """The visitor's language first, the other one beside it."""
    zh = f'<span lang="zh-CN">{escape(text[0])}</span>'
    en = f'<span lang="en">{escape(text[1])}</span>'
    first, second = (zh, en) if asked.lang == "zh" else (en, zh)
    return f'{first} <span class="other">{second}</span>'


def _one(text: Words, asked: Asked) -> str:
    return escape(text[0] if asked.lang == "zh" else text[1])


def _page(settings: Settings, asked: Asked, head: Headline, sections: Iterable[str]) -> str:
    expo = settings.expo
    title = f"{_one(head.word, asked)} · {_one((expo.office.zh, expo.office.en), asked)}"
    language = "zh-CN" if asked.lang == "zh" else "en"
    body = "\n".join(
        [
            _header(settings, asked),
            "<main>",
            (
                f'<section class="verdict {head.tone}">{_shape(head.tone)}'
                f"<h1>{_both(head.word, asked)}</h1><p>{_both(head.advice, asked)}</p></section>"
            ),
            *sections,
            _contact(settings, asked),
            _form(asked),
            "</main>",
            (
                f"<footer>{_both(words.CHECKED, asked)} "
                f"<time>{asked.at.astimezone(CHINA):%Y-%m-%d %H:%M}</time></footer>"
            ),
        ]
    )
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="robots" content="noindex,nofollow">'
        '<meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="/icons/icon.svg" type="image/svg+xml">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def _header(settings: Settings, asked: Asked) -> str:
    title = settings.expo.label_title
    other, name, tag = ("en", "English", "en") if asked.lang == "zh" else ("zh", "中文", "zh-CN")
    path = f"/L/{quote(asked.code or '', safe='')}"
    return (
        f"<header><p>{_both((title.zh, title.en), asked)}</p>"
        f'<a href="{escape(path)}?lang={other}" hreflang="{tag}" lang="{tag}">{name}</a></header>'
    )


def _shape(tone: str) -> str:
    return (
        '<svg viewBox="0 0 48 48" width="80" height="80" fill="none" stroke="currentColor" '
        'stroke-width="4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f"{_SHAPES[tone]}</svg>"
    )


def _contact(settings: Settings, asked: Asked) -> str:
    office, phone = settings.expo.office, settings.office_phone
    dial = "".join(char for char in phone if char in "+0123456789")
    return (
        f'<section class="contact"><h2>{_both(words.CONTACT, asked)}</h2>'
        f"<p>{_both((office.zh, office.en), asked)}</p>"
        f'<p><a class="phone" href="tel:{dial}">{escape(phone)}</a></p></section>'
    )


_TYPED_MAX = TOKEN_MAX_CHARS + 90
"""Hand scanners type a label's whole address."""


def _form(asked: Asked) -> str:
    typed = asked.code if asked.code is not None and len(asked.code) <= 20 else ""
    title = "" if asked.code is None else f"<h2>{_both(words.ANOTHER, asked)}</h2>"
    return (
        f'<form action="/L/" method="get">{title}'
        f'<label for="number">{_both(words.FIELD, asked)}</label>'
        f'<input id="number" name="number" value="{escape(typed)}" maxlength="{_TYPED_MAX}" '
        'required autocomplete="off" autocapitalize="characters" spellcheck="false" '
        'placeholder="DAL13-000123-D">'
        f'<input type="hidden" name="lang" value="{asked.lang}">'
        f"<button>{_one(words.SEARCH, asked)}</button></form>"
    )
