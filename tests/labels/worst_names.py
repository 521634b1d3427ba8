"""Names as bad as they come, and what must hold of every label that bears one.

A label is printed rightly or refused with a reason: nothing lies over anything else, neither as
boxes nor as dots, nothing is left out, and a refusal names the field and is true.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from labels.canvas import Layout
from labels.errors import FaceError
from labels.face import FIELD_NAMES, Face
from labels.fit import SIZE_MIN_MM
from labels.forms import lay_out_for
from labels.printers import glyphs
from labels.qr import MM_PER_INCH
from labels.stock import STOCKS, Stock
from labels.typeface import typeface
from tests.labels.printing import face
from tests.labels.test_face import HAN, check, words

STOCKS_TRIED = (STOCKS["100x150"], STOCKS["100x100"])
DPI_TRIED = 203
NARROWEST_MM = 38.0  # of the spaces for text
HOSTILE = (
    "",
    " \t\n",
    "郁" * 40,
    "龘靐齉爩" * 10,
    "زهور التوليب الهولندية الحمراء",
    "Тюльпан Геснера «Королева ночи» — луковицы первой категории",
    "튤립 구근 조선화초연구소",
    "🌷🌷🌷 tulips 👨‍🌾",
    "\u202eтекст наоборот\u202c",
    "שתילי ורדים",
    '"" \'\' “”‘’「」《》（）""',
    "A\x00B",
    "A\x1b[2JB",
    "A\u200bB\ufeffC",
    "e\u0301\u0302\u0303\u0304",
    "Ệ" * 30,
    "gjpqy" * 12,
    "W" * 40,
    "W" * 200,
    "-" * 60,
    "，。；：！？" * 8,
    "（" * 20 + "）" * 20,
    "Pelargonium×hortorum'MaverickStar'ssp.extraordinarium",
    "ﬁﬂ ½ ¼ ㎏ ℃ № ™ © ® € £ ¥",
    "<script>alert(1)</script>",
    "^XA^FO0,0^GFA^FS^XZ",
    "\\def\\x{%s%n}{{}}",
    "𠮷野家",
    "ｱｲｳｴｵ ＡＢＣ１２３",
    "ÅÄÖåäößøæœĲĳŁłŘřŐőŰű",
    "Ελληνικά φυτά",
    "  两端  有  空格  ",
)
_ALPHABETS = (
    HAN,
    "abcdefghijklmnopqrstuvwxyz ×'.-",
    "абвгдежзиклмнопрстуфхцчшщъыьэюя ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ",
    "가나다라마바사아자차카타파하",
    "🌷🌹🌺🌻🌼",
    "\"'“”‘’「」\\/&<>",
    "\x00\x01\x07\x1b\x7f\u200e\u200f\u202a\u202e\u2066",
    "ÀÉÎÕÜÇÑØÅĀĒĪŌŪẠẢẤẦỆ",
)


def names(random_: random.Random) -> Iterator[str]:
    """Endless: every hostile one first, then mixtures of alphabets up to 60 characters."""
    yield from HOSTILE
    while True:
        chosen = random_.choices(_ALPHABETS, weights=(12, 6, 3, 1, 1, 1, 2, 1, 3), k=2)
        length = random_.choice((1, 3, 8, 20, 40, 60))
        yield "".join(random_.choice(random_.choice(chosen)) for _ in range(length))


def faces(count: int, seed: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Words of so many labels: goods from all names, the other words mostly tame."""
    random_ = random.Random(seed)
    goods, others = names(random_), names(random.Random(seed + 1))
    for n in range(count):
        tame = random_.random() < 0.7
        said: dict[str, Any] = {
            "goods_zh": next(goods),
            "goods_latin": "Tulipa gesneriana" if tame else next(others),
            "place_zh": "国际展区温室" if tame else next(others),
            "officer": "王建国" if random_.random() < 0.9 else next(others),
            "isolation": random_.random() < 0.3,
        }
        yield n % 12 + 1, said


def try_one(n: int, said: dict[str, Any]) -> bool:
    """Lay a label out on every form; True where it can be printed. Raises AssertionError."""
    one = face(n, **said)
    printable = True
    for stock in STOCKS_TRIED:
        try:
            layout = lay_out_for(one, stock, DPI_TRIED)
        except FaceError as error:
            printable = False
            check_refusal(one, error)
            continue
        check(layout, stock)
        check_words_are_there(one, layout, stock)
        check_dots(layout, stock)
    return printable


def check_refusal(one: Face, error: FaceError) -> None:
    """It names a field of the label, in both languages, and what it says of it is true."""
    assert error.field in FIELD_NAMES
    zh, en = FIELD_NAMES[error.field]
    assert zh in error.zh
    assert en in error.en
    assert (error.zh + error.en).isprintable()
    value = getattr(one, error.field)
    if "是空的，标识上" in error.zh:
        assert not value
    elif "不在标识字库中" in error.zh:
        lacking = typeface().missing(value) or typeface(bold=True).missing(value)
        assert lacking is not None
        assert f"U+{ord(lacking):04X}" in error.zh
    else:
        assert "过长，标识上放不下" in error.zh
        assert len(value) > 40 or error.field != "goods_zh"
        assert typeface().width(value) * SIZE_MIN_MM > NARROWEST_MM


def check_words_are_there(one: Face, layout: Layout, stock: Stock) -> None:
    """All words of the face that this form shows stand on it, none cut short."""
    shown = words(layout)
    left_out = () if stock.form == "tall" else ("place_zh", "officer", "declaration", "title_en")
    for field in fields(one):
        value = getattr(one, field.name)
        if not isinstance(value, str) or field.name in (*left_out, "url", "title_zh"):
            continue
        if field.name == "goods_latin" and value == "/":
            continue
        assert unicodedata.is_normalized("NFC", value)
        assert value.replace(" ", "") in shown, field.name


def check_dots(layout: Layout, stock: Stock) -> None:
    """No dot of a text is a dot of another, or within the code's quiet zone."""
    stride = (round(stock.width * DPI_TRIED / MM_PER_INCH) + 7) // 8
    rows = round(stock.height * DPI_TRIED / MM_PER_INCH)
    left, top = (round(mm * DPI_TRIED / MM_PER_INCH) for mm in stock.places[0])
    taken = quiet(layout, left, top, stride, rows)
    for text in layout.texts:
        first, count, drawn = glyphs.line(text, DPI_TRIED, left, stride)
        assert 0 <= top + first <= top + first + count <= rows, text
        placed = drawn << 8 * stride * (rows - top - first - count)
        assert not placed & taken, text
        taken |= placed


def quiet(layout: Layout, left: int, top: int, stride: int, rows: int) -> int:
    """The dots of the code and its quiet zone, less a dot of rounding on each side."""
    area, dots = layout.code.quiet_area, DPI_TRIED / MM_PER_INCH
    x1 = max(left + round(area.x * dots) + 1, 0)
    x2 = left + round((area.x + area.width) * dots) - 1
    y1, y2 = top + round(area.y * dots) + 1, top + round((area.y + area.height) * dots) - 1
    row = ((1 << x2 - x1) - 1) << 8 * stride - x2
    block = int.from_bytes(row.to_bytes(stride) * (y2 - y1))
    return block << 8 * stride * (rows - y2)
