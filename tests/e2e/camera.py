"""A camera stream for Chromium: frames in which a printed page lies under the phone.

Chromium's fake device plays a file of concatenated JPEGs in a loop.
"""

import io
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageFilter

WIDTH, HEIGHT = 1280, 720
_DPI = 150
_FRAMES = 20
FLAGS = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def page_image(pdf: bytes, page: int = 0) -> Image.Image:
    """A page of a PDF as a printer at 150 dpi would lay it on paper."""
    document = pdfium.PdfDocument(pdf)
    try:
        image: Image.Image = document[page].render(scale=_DPI / 72).to_pil().convert("RGB")
        return image
    finally:
        document.close()


def _frame(paper: Image.Image, turn: float, shift: int) -> Image.Image:
    """The paper on a brown crate, a little turned, moved and soft, as a hand holds a phone."""
    frame = Image.new("RGB", (WIDTH, HEIGHT), (139, 110, 78))
    smooth = Image.Resampling.BICUBIC
    sheet = paper.rotate(turn, expand=True, fillcolor=(139, 110, 78), resample=smooth)
    code_centre = int(sheet.height * 0.68), int(sheet.width * 0.33)
    top, left = HEIGHT // 2 - code_centre[0] + shift, WIDTH // 2 - code_centre[1] + shift
    frame.paste(sheet, (left, top))
    return frame.filter(ImageFilter.GaussianBlur(0.6))


def film(paper: Image.Image, path: Path) -> Path:
    """Write the stream for `--use-file-for-fake-video-capture`; returns `path` (.mjpeg)."""
    with path.open("wb") as out:
        for number in range(_FRAMES):
            frame = _frame(paper, turn=-4 + 0.4 * number, shift=number - _FRAMES // 2)
            buffer = io.BytesIO()
            frame.save(buffer, "JPEG", quality=85)
            out.write(buffer.getvalue())
    return path
