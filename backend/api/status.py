"""The public status page: what a phone's own camera opens, and where a number can be typed.

Guarantees: needs no rights and gives none; answers any address with a page that says what to do;
a visitor from one address cannot keep others waiting. Nothing here is stored or counted.
"""

import re
from typing import Final, cast

from litestar import MediaType, Response, route
from litestar.params import FromPath, FromQuery

from backend.api import status_words as words
from backend.api.context import AnyRequest, office_of, readers_of
from backend.api.status_html import POLICY, Asked, message_page, status_page
from backend.api.throttle import Throttle
from backend.desk.status import status_of_number, status_of_token
from labels.code import TOKEN_MAX_CHARS, token_of
from labels.errors import MalformedNumber, MistypedNumber, NotOurLabel
from labels.number import parse_number

NUMBER_MAX_CHARS: Final = 40
TOKEN_MIN_CHARS: Final = 41  # whatever is longer than a number can be
_TOKEN: Final = re.compile(r"[A-Z2-7]+\Z")
_PREFERENCE: Final = re.compile(
    r"\s*(zh|en)(?:-[a-z0-9-]+)?\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*\Z"
)
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Vary": "Accept-Language",
    "X-Robots-Tag": "noindex, nofollow",
}


@route(["/L", "/L/{code:path}"], http_method=["GET", "HEAD"], include_in_schema=False)
async def label_status(
    request: AnyRequest,
    code: FromPath[str] = "",
    number: FromQuery[str | None] = None,
    lang: FromQuery[str | None] = None,
) -> Response[str]:
    """One label by its token or number; without either, a form that asks for a number."""
    text = code.strip("/") or (number or "").strip()
    wanted = lang if lang in ("zh", "en") else language(request.headers.get("accept-language", ""))
    office = office_of(request)
    asked = Asked(wanted, text[: TOKEN_MAX_CHARS + 1] or None, office.clock())
    wait = _throttle(request).take(request.client.host if request.client else "?")
    if wait:
        answer = _answer(message_page(office.settings, asked, words.BUSY, "caution"), 429, wanted)
        answer.headers["Retry-After"] = str(wait)
        return answer
    html, status = await _found(request, asked, text)
    return _answer(html, status, wanted)


async def _found(request: AnyRequest, asked: Asked, text: str) -> tuple[str, int]:
    """The page and its HTTP status. A verdict is an answer, so it comes with 200 whatever it is."""
    office, readers = office_of(request), readers_of(request)
    settings = office.settings
    text = _bare(text)
    if not text:
        return message_page(settings, asked, words.ASK), 200
    if TOKEN_MIN_CHARS <= len(text) <= TOKEN_MAX_CHARS and _TOKEN.match(text):
        return status_page(settings, asked, await status_of_token(office, readers, text)), 200
    if len(text) > NUMBER_MAX_CHARS:
        return message_page(settings, asked, words.MALFORMED), 400
    try:
        number = parse_number(text)
    except MistypedNumber:
        return message_page(settings, asked, words.MISTYPED, "caution"), 400
    except MalformedNumber:
        return message_page(settings, asked, words.MALFORMED), 400
    status = await status_of_number(office, readers, number)
    if status is None:
        return message_page(settings, asked, words.UNKNOWN, "caution"), 404
    return status_page(settings, asked, status), 200


def _bare(text: str) -> str:
    """The token where a hand scanner or a paste put a label's whole address into the field."""
    try:
        return token_of(text)
    except NotOurLabel:
        return text


def language(accepted: str) -> str:
    """`zh` or `en`, whichever a browser would rather have; Chinese where it names neither."""
    best, liked = "zh", 0.0
    for part in accepted[:200].split(","):
        match = _PREFERENCE.match(part.lower())
        weight = float(match[2] or 1) if match else 0.0
        if match and weight > liked:
            best, liked = match[1], weight
    return best


def _throttle(request: AnyRequest) -> Throttle:
    return cast("Throttle", request.app.state.throttle)


def _answer(html: str, status: int, lang: str) -> Response[str]:
    headers = {**_HEADERS, "Content-Language": "zh-CN" if lang == "zh" else "en"}
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers)
