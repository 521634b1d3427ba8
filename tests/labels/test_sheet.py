"""A printed run: every page is read back, at the printer's own resolution."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageFilter

from labels.code import Facts, open_token, seal, token_of, url_of, verify
from labels.cose import point_of
from labels.errors import FaceError, LabelError
from labels.face import Face, face_of
from labels.qr import DPI, MM_PER_INCH
from labels.read import count_codes, pictures
from labels.sheet import write_pdf
from labels.stock import STOCKS, stock_of
from tests.labels import kit

HOST = "GREENLANE.JZCIQ.GOV.CN"


def crate(n: int, of: int) -> Facts:
    return replace(kit.TULIPS, serial=n, n=n, of=of)


def face(n: int = 1, of: int = 12) -> Face:
    facts = crate(n, of)
    return face_of(facts, url_of(HOST, seal(facts, kit.DAL)), goods_zh="郁金香种球")


def printed(
    faces: list[Face], stock: str = "100x150", dpi: int = 300, copies: int = 2
) -> tuple[bytes, int]:
    out = io.BytesIO()
    pages = write_pdf(iter(faces), out, STOCKS[stock], dpi=dpi, copies=copies)
    return out.getvalue(), pages


def codes(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.fixture(scope="module")
def largest() -> list[Face]:
    """A declaration of 176 crates."""
    return [face(n, 176) for n in range(1, 177)]


def test_a_declaration_of_176_crates_reads_back_page_by_page(largest: list[Face]):
    pdf, pages = printed(largest, dpi=203, copies=1)
    assert pages == 176
    read = [codes(picture) for picture in pictures(pdf, 203)]
    assert read == [[one.url] for one in largest]
    for n in (1, 176):
        opened = open_token(token_of(read[n - 1][0]))
        assert verify(opened, point_of(kit.DAL))
        assert opened.facts == crate(n, 176)


def test_both_faces_of_a_crate_follow_each_other_and_read_back_at_300_dpi(largest: list[Face]):
    pdf, pages = printed(largest[::16])
    assert pages == 22
    read = [codes(picture) for picture in pictures(pdf, 300)]
    assert read == [[one.url] for one in largest[::16] for _ in range(2)]


def test_an_a4_sheet_has_two_crates_with_two_faces_each():
    faces = [face(n) for n in range(1, 6)]
    pdf, pages = printed(faces, "a4-4")
    assert pages == 3
    read = [codes(page) for page in pictures(pdf, 300)]
    assert [len(page) for page in read] == [4, 4, 2]
    assert sorted(chain.from_iterable(read)) == sorted([one.url for one in faces] * 2)


@pytest.mark.parametrize("stock", STOCKS)
@pytest.mark.parametrize("dpi", DPI)
def test_every_module_is_whole_dots_and_stands_on_them(stock: str, dpi: int):
    pdf, _ = printed([face()], stock, dpi)
    document = pypdfium2.PdfDocument(pdf)
    height_pt = STOCKS[stock].height / MM_PER_INCH * 72
    seen = 0
    for matrix in code_matrices(document):
        seen += 1
        dots = [value * dpi / 72 for value in (matrix.a, -matrix.d, matrix.e, height_pt - matrix.f)]
        assert dots == pytest.approx([round(value) for value in dots], abs=0.01)
        assert dots[0] == dots[1] >= 6
    assert seen == 2
    document.close()


def code_matrices(document: pypdfium2.PdfDocument) -> Iterator[pypdfium2.PdfMatrix]:
    """Where the codes are: the only paths that are drawn under a matrix of their own."""
    for page in document:
        for one in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
            if one.get_matrix().a != 1:
                yield one.get_matrix()
        page.close()


@pytest.mark.parametrize("stock", STOCKS)
def test_pages_have_the_size_of_the_stock_and_ask_not_to_be_scaled(stock: str):
    pdf, _ = printed([face()], stock)
    document = pypdfium2.PdfDocument(pdf)
    width, height = (points * MM_PER_INCH / 72 for points in document[0].get_size())
    assert (width, height) == pytest.approx((STOCKS[stock].width, STOCKS[stock].height), abs=0.01)
    assert re.search(rb"/PrintScaling\s*/None", pdf)
    document.close()


def test_the_text_can_be_searched_and_its_font_is_in_the_file():
    pdf, _ = printed([face()])
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage().get_text_bounded()
    for part in ("DAL13-000001-X", "郁金香种球", "目的地 Destination", "第1箱，共12箱"):
        assert part in text
    document.close()
    assert pdf.count(b"/FontFile2") == 2
    assert len(pdf) < 120_000


def test_a_worn_label_is_still_read():
    pdf, _ = printed([face()], dpi=203, copies=1)
    (page,) = pictures(pdf, 203)
    tilted = page.rotate(11, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(1.5))
    assert codes(tilted) == [face().url]
    scratched = page.copy()
    scratched.paste(255, (180, 690, 200, 1010))  # 2.5 mm torn off, straight through the code
    assert codes(scratched) == [face().url]


def test_codes_are_counted():
    faces = [face(1), face(2)]
    pdf, _ = printed(faces, copies=2)
    assert count_codes(pdf, 203) == {one.url: 2 for one in faces}


def test_one_label_that_cannot_be_printed_stops_the_run():
    bad = replace(face(2), goods_zh="조선")
    with pytest.raises(FaceError, match="货物名称"):
        write_pdf([face(1), bad], io.BytesIO())


class Pipe:
    """Somewhere to write to that only counts."""

    size = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return len(data)


def test_pages_leave_as_they_are_laid_out():
    pipe: Any = Pipe()
    sizes: list[int] = []
    write_pdf((face(n) for n in range(1, 4)), pipe, progress=lambda _: sizes.append(pipe.size))
    assert sizes[0] < sizes[1] < sizes[2] < pipe.size


def test_the_same_run_gives_the_same_file(largest: list[Face]):
    assert printed(largest[:3]) == printed(largest[:3])


def test_a_used_sheet_is_started_where_it_is_free():
    faces = [face(n) for n in range(1, 3)]
    out = io.BytesIO()
    assert write_pdf(faces, out, STOCKS["a4-4"], start_at=4) == 2
    first, second = (codes(page) for page in pictures(out.getvalue(), 203))
    assert first == [faces[0].url]
    assert len(second) == 3
    with pytest.raises(LabelError, match="没有第 5 个"):
        write_pdf(faces, out, STOCKS["a4-4"], start_at=5)
    with pytest.raises(LabelError, match="没有第 2 个"):
        write_pdf(faces, out, STOCKS["100x100"], start_at=2)


def test_progress_counts_faces():
    seen: list[int] = []
    write_pdf([face(1), face(2), face(3)], io.BytesIO(), progress=seen.append)
    assert seen == [1, 2, 3]


def test_an_empty_run_and_unknown_printers_and_papers_are_refused():
    with pytest.raises(LabelError, match="没有可打印的标识"):
        write_pdf([], io.BytesIO())
    with pytest.raises(LabelError, match="203 或 300"):
        write_pdf([face()], io.BytesIO(), dpi=600)
    with pytest.raises(LabelError, match="100x150"):
        stock_of("letter")


def test_a_thousand_labels_stay_below_10_megabytes():
    one = face()
    facts = [replace(kit.TULIPS, serial=n, issued=date(2013, 4, 28)) for n in range(1, 101)]
    faces = [replace(one, url=url_of(HOST, seal(each, kit.DAL))) for each in facts]
    sizes = [len(printed(faces[:count], copies=1)[0]) for count in (50, 100)]
    assert sizes[1] - sizes[0] < 50 * 6_000
