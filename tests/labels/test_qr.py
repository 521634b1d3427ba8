"""QR codes: what they hold, how large they print, and how they look on screens."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from qrcode import util
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

from labels import qr_plan
from labels.code import url_of
from labels.errors import LabelError
from labels.qr import (
    DPI,
    MM_PER_INCH,
    QUIET_MODULES,
    Symbol,
    label_symbol,
    module_dots,
    qr_svg,
    qr_symbol,
    qr_terminal,
)
from tests.labels import kit

URL = url_of("GREENLANE.JZCIQ.GOV.CN", kit.token())
LONGEST = {
    "declaration": 10**15 - 1,
    "n": 9999,
    "of": 9999,
    "serial": 999_999,
    "hs": 999_999,
    "destination": "ABCDEFGH-012",
}


def picture(symbol: Symbol, dots: int = 4) -> Image.Image:
    side = symbol.modules + 2 * QUIET_MODULES
    image = Image.new("L", (side, side), 255)
    for y, x, length in symbol.runs():
        for at in range(x, x + length):
            image.putpixel((at + QUIET_MODULES, y + QUIET_MODULES), 0)
    return image.resize((side * dots, side * dots), Image.Resampling.NEAREST)


def read(image: Image.Image) -> zxingcpp.Barcode:
    found = zxingcpp.read_barcodes(image)
    assert len(found) == 1
    return found[0]


def test_a_label_is_read_at_level_q():
    code = read(picture(label_symbol(URL)))
    assert code.text == URL
    assert code.ec_level == "Q"
    assert label_symbol(URL).modules == 61  # version 11


def test_the_largest_label_on_the_longest_host_still_has_a_code():
    url = url_of("A" * 60, kit.token(**LONGEST))
    symbol = label_symbol(url)
    assert symbol.modules == 65  # version 12
    assert read(picture(symbol)).text == url


def test_a_short_host_gives_the_smaller_version():
    assert label_symbol(url_of("JZ.CN", kit.token(n=1, of=1))).modules == 57


@pytest.mark.parametrize(
    "url", ["http://A.CN/L/AAAA", "https://a.cn/L/AAAA", "https://A.CN/标", ""]
)
def test_what_is_no_label_gets_no_label_code(url: str):
    with pytest.raises(LabelError, match="https"):
        label_symbol(url)


def test_a_url_too_long_for_the_label_is_refused():
    with pytest.raises(LabelError, match="过长"):
        label_symbol("https://" + "A" * 300)


@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize("modules", [57, 61, 65])
def test_a_code_measures_at_least_45_mm_and_no_dot_more_than_needed(modules: int, dpi: int):
    dots = module_dots(modules, dpi)
    assert dots * modules * MM_PER_INCH / dpi >= 45
    assert (dots - 1) * modules * MM_PER_INCH / dpi < 45


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60)
)
def test_any_text_comes_back_from_a_code(text: str):
    assert read(picture(qr_symbol(text))).text == text


def test_an_svg_draws_the_same_modules():
    text = "https://greenlane.example.cn/enrol#ABCDEFGH.0123456789abcdef"
    svg = qr_svg(text, title='开通 "A" <终端>')
    symbol = qr_symbol(text)
    side = symbol.modules + 2 * QUIET_MODULES
    assert f'viewBox="0 0 {side} {side}"' in svg
    assert '<title>开通 "A" &lt;终端&gt;</title>' in svg
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg)
    drawn = [(int(y) - QUIET_MODULES, int(x) - QUIET_MODULES, int(n)) for x, y, n in runs]
    assert drawn == symbol.runs()


@pytest.mark.parametrize("text", ["A", "https://greenlane.example.cn/enrol#ABCDEFGH"])
def test_a_terminal_shows_the_same_modules(text: str):
    symbol = qr_symbol(text)
    lines = qr_terminal(text, colour=False).splitlines()
    rows = []
    for line in lines:
        rows += [[char in "▀█" for char in line], [char in "▄█" for char in line]]
    inside = slice(QUIET_MODULES, QUIET_MODULES + symbol.modules)
    assert tuple(bytes(row[inside]) for row in rows[inside]) == symbol.rows
    assert not any(any(row) for row in rows[:QUIET_MODULES])
    assert not any(any(row) for row in rows[inside.stop :])
    coloured = qr_terminal(text).splitlines()
    assert all(line.startswith("\x1b[30;107m") and line.endswith("\x1b[0m") for line in coloured)


def test_a_text_too_long_for_any_code_is_refused():
    with pytest.raises(LabelError, match="过长"):
        qr_symbol("绿" * 2000)


@settings(max_examples=40, deadline=None)
@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./:", min_size=1, max_size=270))
def test_the_plan_draws_what_the_general_encoder_draws(rest: str):
    symbol = label_symbol("https://" + rest)
    code = QRCode(
        version=(symbol.modules - 17) // 4,
        error_correction=ERROR_CORRECT_Q,
        mask_pattern=qr_plan.MASK,
        border=0,
    )
    code.add_data(util.QRData(b"https://", mode=4))
    code.add_data(util.QRData(rest.encode(), mode=2))
    code.make(fit=False)
    assert symbol.rows == tuple(bytes(map(bool, row)) for row in code.modules)
