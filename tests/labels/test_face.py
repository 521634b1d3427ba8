"""The face of a label: all of it inside, nothing over anything, every word readable."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labels.canvas import Area, Layout, Text
from labels.code import url_of
from labels.errors import FaceError
from labels.face import WARNING_ZH, Face, face_of
from labels.fit import SIZE_MIN_MM
from labels.forms import check_face, lay_out_for
from labels.layout import SEAL_MM, lay_out
from labels.names import countries, ports
from labels.qr import DPI, QUIET_MODULES
from labels.stock import MARGIN_MIN_MM, STOCKS, Stock
from labels.typeface import typeface
from tests.labels import kit

HOST = "GREENLANE.JZCIQ.GOV.CN"
SQUARE = STOCKS["100x100"]


def face_area(stock: Stock) -> Area:
    return Area(0, 0, *stock.face_size)


LONG: dict[str, Any] = {
    "goods_zh": "大花蕙兰与蝴蝶兰杂交品种观赏盆栽苗（带苔藓基质）及配套陶瓷花盆展示架和木质底座",
    "goods_latin": "Cymbidium hybridum × Phalaenopsis amabilis 'Queen of the Northern Lights' cv.",
    "place_zh": "锦州世界园林博览会国际展区第十二号隔离圃东侧温室",
    "officer": "阿卜杜热合曼·买买提江",
    "isolation": True,
}


def tulips(**changes: Any) -> Face:
    words: dict[str, Any] = {"goods_zh": "郁金香种球", "goods_latin": "Tulipa gesneriana"}
    facts = replace(kit.TULIPS, **{k: v for k, v in changes.items() if hasattr(kit.TULIPS, k)})
    words |= {"officer": "王建国"} | {
        k: v for k, v in changes.items() if not hasattr(kit.TULIPS, k)
    }
    return face_of(facts, url_of(HOST, kit.token()), **words)


def on_band(text: Text, layout: Layout) -> list[Area]:
    return [fill for fill in layout.fills if fill.holds(text.ink)]


def check(layout: Layout, stock: Stock = STOCKS["100x150"]) -> None:
    """Nothing overlaps, nothing is cut off, white text stands on black and black on white."""
    area, margin = face_area(stock), MARGIN_MIN_MM * stock.scale
    # The white around it belongs to the code too, so its quiet zone may reach into it
    white = Area(-margin, 0, area.width + 2 * margin, area.height + margin)
    for one, other in combinations(layout.texts, 2):
        assert not one.ink.overlaps(other.ink, 0.05), (one, other)
    for text in layout.texts:
        assert area.holds(text.ink, 0.01), text
        assert text.size >= SIZE_MIN_MM
        assert not text.ink.overlaps(layout.code.quiet_area), text
        assert text.white == bool(on_band(text, layout)), text
        touched = [fill for fill in layout.fills if fill.overlaps(text.ink, 0.01)]
        assert touched == on_band(text, layout), text
    for fill in layout.fills:
        assert area.holds(fill, 0.01)
        assert not fill.overlaps(layout.code.quiet_area)
    assert white.holds(layout.code.quiet_area, 0.01)


def words(layout: Layout) -> str:
    return "".join(text.text for text in layout.texts).replace(" ", "")


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize(
    "changes",
    [
        {},
        LONG,
        {"destination": "N01", "n": 1, "of": 60, "isolation": True},
        {"destination": "GARDEN-E-12A", "n": 9999, "of": 9999},
        {"goods_latin": "", "officer": "", "title_zh": "2026国际花卉博览会进境展品标识"},
        {"title_zh": "CIQ展品标识", "title_en": ""},
        {"title_zh": "中国沈阳2006世界园艺博览会检验检疫专用标识", "place_zh": "Å É Ệ gjpqy"},
    ],
)
def test_nothing_overlaps_and_nothing_is_cut_off(changes: dict[str, Any], dpi: int, stock: Stock):
    check(lay_out_for(tulips(**changes), stock, dpi), stock)


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize("host", ["A.CN", HOST, "A" * 60])
def test_every_size_of_code_keeps_its_quiet_zone(host: str, dpi: int, stock: Stock):
    layout = lay_out_for(replace(tulips(), url=url_of(host, kit.token())), stock, dpi)
    check(layout, stock)
    dots = layout.code.module * dpi / 25.4
    assert dots == pytest.approx(round(dots))
    assert layout.code.area.width >= 45
    assert layout.code.quiet_area.width == pytest.approx(
        layout.code.area.width + 2 * QUIET_MODULES * layout.code.module
    )


def test_every_country_fits():
    for code, (zh, en) in countries().items():
        check(lay_out_for(tulips(origin=code), SQUARE, 203), SQUARE)
        layout = lay_out(tulips(origin=code))
        check(layout)
        assert f"{zh}{en}({code})".replace(" ", "") in words(layout)


@pytest.mark.parametrize("code", ports())
def test_every_port_fits(code: str):
    check(lay_out_for(tulips(port=code), SQUARE, 203), SQUARE)
    layout = lay_out(tulips(port=code))
    check(layout)
    assert "".join(ports()[code]).replace(" ", "") in words(layout)


HAN = "".join(chr(point) for point in typeface().glyphs if 0x4E00 <= point < 0xA000)


@settings(max_examples=60, deadline=None)
@given(
    st.text(HAN, min_size=1, max_size=40),
    st.text("abcdefghijklmnopqrstuvwxyz ×'.-", max_size=60),
    st.text(HAN, max_size=24),
)
def test_any_name_of_forty_characters_is_printed_whole(goods: str, latin: str, place: str):
    layout = lay_out(tulips(goods_zh=goods, goods_latin=latin, place_zh=place))
    check(layout)
    assert goods in words(layout)
    assert "".join(latin.split()) in words(layout)
    assert place in words(layout)
    square = lay_out_for(tulips(goods_zh=goods, goods_latin=latin), SQUARE, 203)
    check(square, SQUARE)
    assert goods in words(square)
    assert "".join(latin.split()) in words(square)


def test_the_label_says_all_that_it_must():
    said = words(lay_out(tulips(**LONG)))
    for part in (
        "CIQ",
        "中国锦州2013世界园林博览会",
        "检验检疫专用标识",
        "DAL13-000123-D",
        "210900113004217",
        "3/12",
        "B12-07",
        "大连港DalianPort",
        "荷兰Netherlands(NL)",
        "2013年4月28日",
        "2013年11月1日",
        "隔离检疫",
        "盖章处",
        WARNING_ZH,
    ):
        assert part in said
    assert "，" in WARNING_ZH


def test_the_small_face_says_what_matters():
    said = words(lay_out_for(tulips(**LONG), SQUARE, 203))
    for part in (
        "CIQ",
        "检验检疫专用标识",
        "DAL13-000123-D",
        "B12-07",
        "3/12",
        LONG["goods_zh"],
        LONG["goods_latin"].replace(" ", ""),
        "荷兰Netherlands(NL)",
        "大连港DalianPort",
        "有效期至Validuntil2013年11月1日",
        "隔离检疫",
        WARNING_ZH,
    ):
        assert part in said


def test_a_face_that_fits_one_stock_only_is_found_before_issue():
    check_face(tulips(**LONG))
    with pytest.raises(FaceError, match=r"签发人.*过长"):
        check_face(tulips(officer="王" * 30))


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_the_destination_has_the_largest_letters(stock: Stock):
    for destination in ("N01", "B12-07"):
        layout = lay_out_for(tulips(destination=destination), stock, 300)
        largest = max(layout.texts, key=lambda text: text.ink.height if "/" not in text.text else 0)
        assert largest.text == destination


@pytest.mark.parametrize(
    "stock", [stock for stock in STOCKS.values() if stock.form == "tall"], ids=lambda s: s.name
)
def test_a_seal_of_42_mm_finds_room(stock: Stock):
    layout = lay_out_for(tulips(), stock, 300)
    assert layout.seal
    assert layout.seal.width == layout.seal.height == SEAL_MM * stock.scale >= 42
    assert not layout.seal.overlaps(layout.code.area)
    page = Area(0, 0, stock.width, stock.height)
    for x, y in stock.places:
        assert page.holds(replace(layout.seal, x=x + layout.seal.x, y=y + layout.seal.y))


@pytest.mark.parametrize("stock", STOCKS.values(), ids=STOCKS)
def test_faces_keep_their_margins_on_every_stock(stock: Stock):
    page = Area(0, 0, stock.width, stock.height)
    width, height = stock.face_size
    faces = [
        Area(
            x - MARGIN_MIN_MM,
            y - MARGIN_MIN_MM,
            width + 2 * MARGIN_MIN_MM,
            height + 2 * MARGIN_MIN_MM,
        )
        for x, y in stock.places
    ]
    assert all(page.holds(face, 1e-6) for face in faces)
    assert not any(one.overlaps(other) for one, other in combinations(faces, 2))
    # a mark for cutting may stand in a margin, never on a face
    for x1, y1, x2, y2 in stock.cuts:
        mark = Area(x1 - 0.1, y1 - 0.1, x2 - x1 + 0.2, y2 - y1 + 0.2)
        for x, y in stock.places:
            assert not mark.overlaps(Area(x, y, width, height))


@pytest.mark.parametrize(
    ("field", "text", "named"),
    [
        ("goods_zh", "조선화초연구소", "货物名称.*조.*U\\+C870"),
        ("goods_latin", "Tulipa 🌷", "学名.*U\\+1F337"),
        ("officer", "王\u200b建国", "签发人.*U\\+200B"),
        ("place_zh", "园区\u0301", "目的地名称.*U\\+0301"),
    ],
)
def test_a_character_that_cannot_be_printed_is_named(field: str, text: str, named: str):
    with pytest.raises(FaceError, match=named) as caught:
        lay_out(tulips(**{field: text}))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "text"),
    [("goods_zh", "花" * 120), ("goods_latin", "a" * 200), ("officer", "王" * 30)],
)
def test_a_text_too_long_is_refused_by_name(field: str, text: str):
    with pytest.raises(FaceError, match="过长") as caught:
        lay_out(tulips(**{field: text}))
    assert caught.value.field == field


def test_texts_are_taken_in_composed_form_without_stray_white():
    face = tulips(goods_latin="Rosa  gallica\n 'Duche\u0302sse'")
    assert face.goods_latin == "Rosa gallica 'Duchêsse'"
    check(lay_out(face))
