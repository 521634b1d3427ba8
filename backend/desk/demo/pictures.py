"""What the demo's phones photograph: drawn here, each with a line that says so.

Guarantee: the same seed gives the same bytes. Nobody can take one for evidence.
"""

import io
import math
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFilter, ImageFont

import labels

SIZE: Final = (1200, 900)
_FONT: Final = Path(labels.__file__).parent / "fonts" / "NotoSansSC-Regular.ttf"
_CARD, _TAPE, _SHADE = (176, 138, 96), (203, 174, 130), (120, 90, 58)
Colour = tuple[int, int, int]
Paint = Callable[[ImageDraw.ImageDraw, random.Random], None]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONT), size)


@cache
def _grain() -> Image.Image:
    chance = random.Random(1)  # noqa: S311 - a picture, no secret
    small = Image.new("L", (300, 225))
    small.putdata([chance.randint(96, 160) for _ in range(300 * 225)])
    return small.resize(SIZE, Image.Resampling.BICUBIC)


def drawn(what: str, caption: str) -> bytes:
    """A JPEG of one of `SUBJECTS`; the caption is its seed as well."""
    chance = random.Random(f"{what} {caption}")  # noqa: S311 - a picture, no secret
    image = Image.new("RGB", SIZE, (92, 98, 104))
    SUBJECTS[what](ImageDraw.Draw(image), chance)
    image = Image.blend(image.filter(ImageFilter.GaussianBlur(1.2)), _grain().convert("RGB"), 0.10)
    strip = ImageDraw.Draw(image)
    strip.rectangle((0, SIZE[1] - 64, *SIZE), fill=(20, 22, 26))
    strip.text((24, SIZE[1] - 54), f"演示图片 DEMO  {caption}", fill="white", font=_font(32))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _crate(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """Closed, with its label and tape."""
    lean = chance.randint(-20, 20)
    draw.polygon([(150, 190), (1050, 170 + lean), (1080, 800), (120, 800)], fill=_CARD)
    draw.rectangle((560, 175, 650, 800), fill=_TAPE)
    draw.rectangle((180, 330, 520, 640), fill="white", outline=(40, 40, 40), width=4)
    draw.text((200, 345), "CIQ 专用标识", fill=(20, 20, 20), font=_font(44))
    for y in range(12):
        for x in range(12):
            if chance.random() < 0.5:
                left, top = 210 + x * 17, 415 + y * 17
                draw.rectangle((left, top, left + 16, top + 16), fill=(20, 20, 20))
    draw.text((720, 420), chance.choice(("↑ ↑", "▲ ▲")), fill=_SHADE, font=_font(110))


def _box(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((90, 70, 1110, 810), fill=_CARD)
    draw.rectangle((140, 120, 1060, 760), fill=_SHADE)


def _filled(fill: Colour, top: Colour, radius: int) -> Paint:
    """An opened crate with its goods in rows."""

    def paint(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
        _box(draw)
        step = int(radius * 1.7)
        for y in range(120 + radius, 760 - radius // 2, step):
            for x in range(140 + radius, 1060 - radius // 2, step):
                at = (x + chance.randint(-9, 9), y + chance.randint(-9, 9))
                _disc(draw, at, radius, fill)
                _disc(draw, (at[0] - radius // 5, at[1] - radius // 5), radius // 2, top)

    return paint


def _disc(draw: ImageDraw.ImageDraw, at: tuple[float, float], radius: float, fill: Colour) -> None:
    x, y = at
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def _leaf(draw: ImageDraw.ImageDraw) -> None:
    points = [
        (600 + 470 * math.cos(t / 50 * math.pi), 410 + 300 * math.sin(t / 50 * math.pi) ** 3)
        for t in range(101)
    ]
    draw.polygon(points, fill=(86, 140, 70))
    draw.line((130, 410, 1070, 410), fill=(150, 190, 120), width=10)
    for x in range(250, 1000, 110):
        for side in (-1, 1):
            draw.line((x, 410, x + 90, 410 + side * 120), fill=(120, 170, 98), width=5)


def _insects(fill: Colour, number: int, radius: int) -> Paint:
    """A leaf with so many of them."""

    def paint(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
        _leaf(draw)
        for _ in range(number):
            x, y = chance.randint(300, 900), chance.randint(330, 490)
            draw.ellipse((x, y, x + 2 * radius, y + radius), fill=fill, outline=(60, 60, 50))

    return paint


def _mines(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    _leaf(draw)
    for _ in range(5):
        x, y = chance.randint(260, 700), chance.randint(340, 470)
        path = [(x, y)]
        for _ in range(24):
            x, y = x + chance.randint(2, 16), y + chance.randint(-14, 14)
            path.append((x, y))
        draw.line(path, fill=(226, 232, 206), width=9, joint="curve")


def _rings(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """A bulb cut across, with the brown rings of stem nematodes."""
    for ring, radius in enumerate(range(340, 40, -30)):
        brown = ring in (2, 3, 6)
        shade = (134, 92, 48) if brown else (240, 232 - ring * 5, 204 - ring * 8)
        _disc(draw, (600 + chance.randint(-4, 4), 420), radius, shade)


def _soil(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    for x in (270, 600, 930):
        draw.polygon([(x - 130, 260), (x + 130, 260), (x + 100, 660), (x - 100, 660)], fill=_TAPE)
        for _ in range(260):
            at = (x + chance.gauss(0, 60), 640 + chance.gauss(0, 34))
            _disc(draw, at, chance.randint(4, 13), (58, 40, 26))


def _borers(draw: ImageDraw.ImageDraw, chance: random.Random) -> None:
    """A board with the IPPC mark, fresh holes and frass."""
    for y in range(90, 800, 118):
        draw.rectangle((60, y, 1140, y + 108), fill=(196, 158 + chance.randint(-9, 9), 108))
    draw.rectangle((120, 130, 560, 330), outline=(60, 30, 10), width=8)
    draw.text((150, 150), "IPPC", fill=(60, 30, 10), font=_font(70))
    draw.text((150, 240), "MX-1184 HT", fill=(60, 30, 10), font=_font(56))
    for _ in range(9):
        at = (chance.randint(620, 1080), chance.randint(140, 740))
        _disc(draw, (at[0] + 8, at[1] + 26), 22, (226, 204, 160))
        _disc(draw, at, 10, (30, 16, 8))


SUBJECTS: Final[dict[str, Paint]] = {
    "crate": _crate,
    "bulbs": _filled((168, 118, 70), (206, 164, 110), 52),
    "plants": _filled((70, 112, 58), (120, 166, 88), 70),
    "flowers": _filled((190, 52, 74), (226, 120, 134), 62),
    "wood": _filled((150, 96, 52), (188, 134, 82), 110),
    "stone": _filled((196, 192, 184), (226, 224, 218), 96),
    "bottles": _filled((74, 92, 40), (128, 148, 70), 56),
    "aphids": _insects((150, 186, 96), 25, 13),
    "mealybugs": _insects((244, 244, 238), 7, 22),
    "spots": _insects((196, 178, 70), 18, 20),
    "mines": _mines,
    "rings": _rings,
    "soil": _soil,
    "borers": _borers,
}
