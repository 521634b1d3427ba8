"""Files with labels in them, and files with something else."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from labels.errors import PictureError
from labels.qr import QUIET_MODULES, label_symbol
from labels.read import PIXELS_MAX, codes_in
from tests.labels import kit
from tests.labels.test_qr import URL, picture


def saved(image: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_every_usual_picture_is_read(form: str, mode: str):
    assert codes_in(saved(picture(label_symbol(URL)).convert(mode), form)) == [URL]


def test_each_code_is_given_once():
    other = URL[:-191] + kit.token(serial=124)
    one, two = picture(label_symbol(URL)), picture(label_symbol(other))
    sheet = Image.new("L", (one.width * 3, one.height), 255)
    for at, each in enumerate((one, two, one)):
        sheet.paste(each, (at * one.width, 0))
    assert sorted(codes_in(saved(sheet, "PNG"))) == sorted([URL, other])


def test_a_picture_without_a_code_gives_none():
    assert codes_in(saved(Image.new("L", (300, 300), 255), "PNG")) == []


def test_a_code_whose_quiet_zone_is_painted_over_shows_why_it_is_kept_clear():
    image = picture(label_symbol(URL), dots=2)
    edge = 2 * QUIET_MODULES
    side = image.width
    for box in ((0, 0, side, edge), (0, 0, edge, side), (side - edge, 0, side, side)):
        image.paste(0, box)
    assert codes_in(saved(image, "PNG")) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "不是可识别的图片"),
        (b"hello", "不是可识别的图片"),
        (b"%PDF-1.7\nnonsense", "已损坏"),
        (saved(Image.new("L", (300, 300), 255), "PNG")[:60], "已损坏"),
        (saved(Image.new("1", (PIXELS_MAX // 1000 + 1, 1000)), "PNG"), "百万像素"),
    ],
)
def test_what_is_no_picture_is_refused(data: bytes, reason: str):
    with pytest.raises(PictureError, match=reason):
        codes_in(data)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked():
    header = saved(Image.new("1", (8, 8)), "PNG")
    huge = header[:16] + (40_000).to_bytes(4, "big") * 2 + header[24:]
    with pytest.raises(PictureError):
        codes_in(huge)
