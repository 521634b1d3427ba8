"""Pages of dots: in every stock, resolution and format, what is read back is what was printed."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from itertools import product
from pathlib import Path

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageFilter

from labels import cose
from labels.code import token_of
from labels.errors import LabelError, PictureError
from labels.forms import lay_out_for
from labels.job import FORMATS, Job, run
from labels.printers import glyphs, packing, raster, tspl, zpl
from labels.printers.bitmap import Bitmap, Strip
from labels.printers.png import png
from labels.printers.raster import Page
from labels.qr import DPI, MM_PER_INCH, QUIET_MODULES
from labels.read import count_codes, pictures
from labels.sheet import write_pdf
from labels.stock import STOCKS
from tests.labels import kit
from tests.labels.printing import codes, face, rastered
from tests.labels.test_face import LONG

ROLLS = [name for name, stock in STOCKS.items() if stock.roll]
PRINTABLE = [
    (stock, form)
    for stock, form in product(STOCKS, FORMATS)
    if STOCKS[stock].roll or form in ("pdf", "png")
]


def crate_by_cwt(token: str) -> list[int]:
    """Crate n of N as a reader of COSE that is not ours verifies and reads them."""
    pem = kit.DAL.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = cwt.COSEKey.from_pem(pem, alg="ES256", kid=cose.kid_of(cose.point_of(kit.DAL)))
    reader = cwt.COSE.new(alg_auto_inclusion=False, kid_auto_inclusion=False)
    payload = reader.decode(bytes(kit.bytes_of(token)), key)
    values = cbor2.loads(payload) if isinstance(payload, bytes) else payload
    return list(values[3:5])


@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize(("stock", "form"), PRINTABLE)
def test_every_format_reads_back_and_verifies(tmp_path: Path, stock: str, form: str, dpi: int):
    faces = [face(1), face(2, **LONG)]
    job = Job(STOCKS[stock], form, dpi, out=tmp_path / "labels")  # type: ignore[arg-type]
    done = run(job, (lay_out_for(one, STOCKS[stock], dpi) for one in faces))
    files = sorted(tmp_path.iterdir())
    assert sorted(done.files) == files
    read: Counter[str] = Counter()
    for file in files:
        read += count_codes(file.read_bytes(), dpi)
    times = 1 if form == "png" and STOCKS[stock].roll else 2
    assert read == {one.url: times for one in faces}
    assert sorted(crate_by_cwt(token_of(url)) for url in read) == [[1, 12], [2, 12]]


@pytest.mark.parametrize("dpi", DPI)
@pytest.mark.parametrize("stock", STOCKS)
def test_each_module_is_a_square_of_whole_dots(stock: str, dpi: int):
    """The symbol measures 45 mm or more, every dot of a module is alike, and white lies around."""
    (page,) = rastered([face()], stock, dpi)
    picture = page.bitmap.picture().convert("L")
    layout = lay_out_for(face(), STOCKS[stock], dpi)
    left, top = STOCKS[stock].places[0]
    dots = dpi / MM_PER_INCH
    x = round(left * dots) + round(layout.code.x * dots)
    y = round(top * dots) + round(layout.code.y * dots)
    side = round(layout.code.module * dots)
    symbol = layout.code.symbol
    assert side * symbol.modules / dots >= 45
    quiet = QUIET_MODULES * side
    whole = symbol.modules * side
    around = (max(x - quiet, 0), max(y - quiet, 0), x + whole + quiet, y + whole + quiet)
    drawn = Image.new("L", picture.size, 255)
    for row, cells in enumerate(symbol.rows):
        for column, dark in enumerate(cells):
            if dark:
                box = (x + column * side, y + row * side)
                drawn.paste(0, (*box, box[0] + side, box[1] + side))
    difference = ImageChops.difference(picture.crop(around), drawn.crop(around))
    assert difference.getbbox() is None


@pytest.mark.parametrize("stock", STOCKS)
def test_dots_and_vectors_show_the_same_label(stock: str):
    """Blurred to a millimetre, PDF and picture do not differ: no word is missing or moved."""
    faces = [face(1, **LONG)]
    (page,) = rastered(faces, stock, 300)
    pdf = io.BytesIO()
    write_pdf(faces, pdf, STOCKS[stock], copies=1)
    (vectors,) = pictures(pdf.getvalue(), 300)
    dots = Image.new("L", vectors.size, 255)
    dots.paste(page.bitmap.picture(), (0, 0))
    near = [one.filter(ImageFilter.BoxBlur(5)) for one in (vectors, dots)]
    difference = ImageChops.difference(*near)
    assert difference.point([0] * 80 + [255] * 176).getbbox() is None


def test_what_was_drawn_before_leaves_no_trace():
    """Bands are kept from label to label; each page is as if it were the only one."""
    faces = [face(1), face(2, **LONG), face(1), face(3, isolation=True)]
    together = [page.bitmap.data for page in rastered(faces, "100x150", 203)]
    for one, data in zip(faces, together, strict=True):
        for cache in (glyphs.line, glyphs.glyph, raster._band, raster._beside):
            cache.cache_clear()
        (alone,) = rastered([one], "100x150", 203)
        assert alone.bitmap.data == data


def test_used_sheets_and_copies():
    pages = rastered([face(1), face(2)], "a4-4", 203, copies=2, start_at=3)
    assert [sorted(codes(page.bitmap.picture().convert("L"))) for page in pages] == [
        [face(1).url] * 2,
        [face(2).url] * 2,
    ]
    assert [page.times for page in rastered([face(1)], "100x100", 203, copies=2)] == [2]


def test_a_png_says_its_size():
    (page,) = rastered([face()], "100x150", 300)
    with Image.open(io.BytesIO(png(page.bitmap, 300))) as picture:
        assert picture.mode == "1"
        assert picture.size == (1181, 1772)
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)


ROWS = st.lists(st.sampled_from([bytes(5), b"\1\2\3\4\5", b"\xff" * 5, b"\0\0\x80\0\0"]))


@given(st.lists(st.tuples(ROWS, st.booleans())))
def test_what_is_packed_in_pieces_inflates_as_one(pieces: list[tuple[list[bytes], bool]]):
    strips = [Strip(b"".join(rows), recurs) for rows, recurs in pieces]
    every = [row for rows, _ in pieces for row in rows]
    assert zlib.decompress(packing.packed(strips)) == b"".join(every)
    filtered = b"".join(b"\0" + bytes(255 - dots for dots in row) for row in every)
    assert zlib.decompress(packing.packed(strips, 5)) == filtered


@given(st.lists(st.binary(min_size=13, max_size=13), min_size=40, max_size=40), st.integers(1, 4))
def test_zpl_holds_every_dot(rows: list[bytes], times: int):
    page = Page(Bitmap(104, 40, [Strip(b"".join(rows), False)]), times)
    (again,) = zpl.bitmaps(zpl.zpl(page))
    assert (again.bitmap.data, again.times) == (page.bitmap.data, times)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 30)), max_size=40))
def test_tspl_leaves_out_only_what_is_white(stretches: list[tuple[bool, int]]):
    strips = [Strip(bytes([dark] * 100 * count), False) for dark, count in stretches]
    missing = 799 - sum(count for _, count in stretches)
    strips = [*strips, Strip(bytes(100 * missing), True)] if missing >= 0 else strips[:26]
    height = sum(len(strip.rows) for strip in strips) // 100
    page = Page(Bitmap(799, height, strips), 2)
    stream = tspl.tspl(page, 100, height * MM_PER_INCH / 203)
    (again,) = tspl.bitmaps(stream)
    assert (again.bitmap.width, again.bitmap.height, again.times) == (799, height, 2)
    assert again.bitmap.data == page.bitmap.data
    sent = sum(count for dark, count in stretches if dark or count < 8)
    assert len(stream) <= 100 * sent + 40 * len(strips) + 100 + 7 * 100


@pytest.mark.parametrize("stock", ROLLS)
def test_a_white_stretch_costs_nothing(stock: str):
    (page,) = rastered([face()], stock, 203)
    stream = tspl.tspl(page, STOCKS[stock].width, STOCKS[stock].height)
    assert len(stream) < len(page.bitmap.data)


def test_damaged_streams_are_refused():
    (page,) = rastered([face()], "100x100", 203)
    good = zpl.zpl(page)
    at = good.index(b":Z64:") + 40
    for bad in (
        good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :],
        good.replace(b"^GFA", b"^GFB"),
        b"^XA^FO20,20^ADN,36,20^FDHello^FS^XZ",
        good.replace(b"^PW799", b"^PW99999"),
    ):
        with pytest.raises(PictureError, match="ZPL"):
            list(zpl.bitmaps(bad))
    stream = tspl.tspl(page, 100, 100)
    for bad in (
        stream[:-20],
        stream + b"BEEP\r\n",
        stream.replace(b"BITMAP 0,", b"BITMAP 0,99", 1),
        b"SIZE 999999 mm,10 mm\r\n",
    ):
        with pytest.raises(PictureError, match="TSPL"):
            list(tspl.bitmaps(bad))


@pytest.mark.parametrize("form", ["zpl", "tspl"])
def test_label_printers_take_no_sheets(tmp_path: Path, form: str):
    with pytest.raises(LabelError, match="100x150、100x100"):
        Job(STOCKS["a4-4"], form, out=tmp_path / "x").check()  # type: ignore[arg-type]
