"""Reading labels from pictures: scans, photos, and the PDF that is about to be printed.

Guarantees: every QR code found is given once, in the order in which it was found; a file that is no
picture, or one so large that it would exhaust the machine, is refused with the reason.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

from labels.errors import PictureError
from labels.printers import tspl, zpl

PIXELS_MAX = 80_000_000
PAGES_MAX = 5_000
SIDE_MAX_PIXELS = 8_000
PDF_DPI = 300
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")


def codes_in(data: bytes, pages_done: Callable[[int], object] | None = None) -> list[str]:
    """The text of every distinct QR code in a picture or PDF. Raises PictureError.

    `pages_done` is called with the number of pages read so far.
    """
    found: dict[str, None] = {}
    for count, picture in enumerate(pictures(data), 1):
        found.update(dict.fromkeys(_codes(picture)))
        if pages_done is not None:
            pages_done(count)
    return list(found)


def count_codes(data: bytes, dpi: int = PDF_DPI) -> Counter[str]:
    """How often each code is printed by a file of labels in any format. Raises PictureError."""
    read: Counter[str] = Counter()
    for picture, times in _pictures(data, dpi):
        for code in _codes(picture):
            read[code] += times
    return read


def _codes(picture: Image.Image) -> list[str]:
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=kinds)]


def pictures(data: bytes, dpi: int = PDF_DPI) -> Iterator[Image.Image]:
    """The picture in `data`, or its pages: a PDF at `dpi`, ZPL, TSPL. Raises PictureError."""
    return (picture for picture, _ in _pictures(data, dpi))


def _pictures(data: bytes, dpi: int) -> Iterator[tuple[Image.Image, int]]:
    """Pages and how often each is printed."""
    head = data[:1024].lstrip()
    if head.startswith(b"%PDF"):
        yield from ((page, 1) for page in _pages(data, dpi))
    elif head.startswith((b"^XA", b"SIZE ")):
        pages = zpl.bitmaps(data) if head.startswith(b"^XA") else tspl.bitmaps(data)
        for page in islice(pages, PAGES_MAX):
            yield page.bitmap.picture().convert("L"), page.times
    else:
        yield _picture(data), 1


def _picture(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > PIXELS_MAX:
                raise _too_large()
            return picture.convert("L")
    except UnidentifiedImageError:
        raise PictureError(
            "文件不是可识别的图片（PNG、JPEG、TIFF、BMP、GIF、WebP）或 PDF。",
            "The file is neither a picture (PNG, JPEG, TIFF, BMP, GIF, WebP) nor a PDF.",
        ) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except (OSError, SyntaxError, ValueError) as error:
        raise _damaged(str(error)) from None


def _pages(data: bytes, dpi: int) -> Iterator[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _damaged(str(error)) from None
    try:
        if len(document) > PAGES_MAX:
            raise PictureError(
                f"PDF 超过 {PAGES_MAX} 页：请分成几个文件。",
                f"The PDF has more than {PAGES_MAX} pages: split it.",
            )
        for page in document:
            points = max(page.get_size())
            scale = min(dpi / 72, SIDE_MAX_PIXELS / max(points, 1))
            yield page.render(scale=scale, grayscale=True).to_pil()
            page.close()
    finally:
        document.close()


def _too_large() -> PictureError:
    return PictureError(
        f"图片超过 {PIXELS_MAX // 1_000_000} 百万像素：请缩小后再读。",
        f"The picture has more than {PIXELS_MAX // 1_000_000} megapixels: make it smaller.",
    )


def _damaged(reason: str) -> PictureError:
    return PictureError(f"文件已损坏，无法读取：{reason}。", f"The file is damaged: {reason}.")
