"""A camera stream for Chromium: frames in which a printed page lies under the phone.

Chromium's fake device plays a file of concatenated JPEGs in a loop.
"""

import io
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFilter

from labels.qr import QUIET_MODULES, label_symbol

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
    """The stream of a page that a hand holds the phone over; returns `path` (.mjpeg)."""
    frames = (
        _frame(paper, turn=-4 + 0.4 * number, shift=number - _FRAMES // 2)
        for number in range(_FRAMES)
    )
    return reel(frames, path)


def code_image(text: str, module_px: int = 5) -> Image.Image:
    """A label's code as it is printed, with its quiet zone."""
    rows = label_symbol(text).rows
    side = len(rows) + 2 * QUIET_MODULES
    small = Image.new("L", (side, side), 235)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                small.putpixel((x + QUIET_MODULES, y + QUIET_MODULES), 25)
    return small.resize((side * module_px, side * module_px), Image.Resampling.NEAREST)


def crate_frame(text: str, chance: random.Random) -> Image.Image:
    """A code on a crate as it is met: turned, a little dirty, dim or in the sun, a bit soft."""
    code = code_image(text)
    for _ in range(chance.randrange(4)):
        x, y = (chance.randrange(code.width) for _ in range(2))
        dirt = (x, y, x + code.width // 24, y + code.height // 40)
        ImageDraw.Draw(code).ellipse(dirt, chance.choice((60, 200)))
    turned = code.rotate(chance.uniform(-25, 25), Image.Resampling.BICUBIC, True, fillcolor=110)
    frame = Image.new("L", (WIDTH, HEIGHT), 110)
    frame.paste(turned, ((WIDTH - turned.width) // 2 + chance.randint(-60, 60), 20))
    light = chance.uniform(0.35, 1.0)
    dimmed = frame.point([round(grey * light) for grey in range(256)])
    return dimmed.filter(ImageFilter.GaussianBlur(chance.uniform(0.6, 1.2))).convert("RGB")


def side_by_side(texts: Sequence[str]) -> Image.Image:
    """Several codes in the square of a frame that is read."""
    frame = Image.new("RGB", (WIDTH, HEIGHT), (139, 110, 78))
    for at, text in enumerate(texts):
        code = code_image(text, module_px=4)
        left = WIDTH // 2 - HEIGHT // 2 + 10 + (HEIGHT // 2) * (at % 2)
        frame.paste(code, (left, 20 + (HEIGHT // 2) * (at // 2)))
    return frame


def reel(frames: Iterable[Image.Image], path: Path, each: int = 1) -> Path:
    """Write pictures as a stream, each held for so many frames; returns `path` (.mjpeg)."""
    with path.open("wb") as out:
        for frame in frames:
            buffer = io.BytesIO()
            frame.save(buffer, "JPEG", quality=85)
            for _ in range(each):
                out.write(buffer.getvalue())
    return path


def flags(path: Path) -> tuple[str, ...]:
    """What makes Chromium take a stream for its camera."""
    return (*FLAGS, f"--use-file-for-fake-video-capture={path}")
