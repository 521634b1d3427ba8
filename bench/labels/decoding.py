"""`python -m bench.labels.decoding [FRAMES]`: how well a code is read that has suffered.

Simulated camera frames of the same labels at levels M, Q and H, printed 48 mm wide each; the same
random numbers spoil all three alike. Writes docs/label-decoding.md.
"""

import math
import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image, ImageChops, ImageDraw, ImageFilter
from qrcode import util
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.main import QRCode

from bench.labels.records import HOST, facts
from bench.phone_decoder import PhoneDecoder
from bench.places import DOCS
from bench.progress import say
from bench.report import machine
from labels.code import seal, url_of
from labels.qr import QUIET_MODULES, label_symbol

FILE = DOCS / "label-decoding.md"
LEVELS = {"M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
_FRAMES = 60
_FRAME_PX = 480
_CODE_PX = 300  # 48 mm, in a frame 77 mm wide
_SHARP = 4  # drawn so many times larger, then scaled down as a lens does
_PAPER, _INK = 235, 30  # grey levels
_MARKS_MAX = 500

_HEAD = """# 二维码识读率 How well codes are read

由 `python -m bench.labels.decoding` 生成。Written by `python -m bench.labels.decoding`.

同一批标识分别以 M、Q、H 三级纠错编码，印成同样大小（48 毫米），在模拟的 {frame} × {frame} 像素
画面中占 {code} 像素，用 zxing-cpp 识读；三级所受的干扰完全相同。每格是 {frames} 个画面中读对的
百分比。最后一列是手机应用自己的解码器（zxing-wasm，在 Chromium 中）读同样的 Q 级画面。

The same labels at levels M, Q and H, printed equally large (48 mm), {code} pixels wide in simulated
camera frames of {frame} × {frame} pixels, read by zxing-cpp. The same disturbance befalls all three
levels. Each cell is the share of {frames} frames that were read rightly. The last column is the
phone's own decoder (zxing-wasm as the app is built, in Chromium) on the same frames of level Q, as
the live camera asks it: without the extra effort that a still photo gets.

"Damage" is the share of the code that spots and scratches touch, black or white, finder patterns
included. Blur and tilt are in pixels of the frame: walking closer undoes them, and nothing undoes
damage. That is why labels use Q: it reads damaged codes like H, and takes blur better than H.

| 干扰 Disturbance | {columns} |
|---|{rules}|
"""

Spoil = Callable[[Image.Image, random.Random], Image.Image]


class Trial(NamedTuple):
    """One kind of suffering."""

    name: str
    spoil: Spoil


def main(arguments: Sequence[str]) -> int:
    frames = int(arguments[0]) if arguments else _FRAMES
    urls = _urls(frames)
    sharp = {level: [_sharp(_rows(url, level)) for url in urls] for level in LEVELS}
    sides = {level: len(_rows(urls[0], level)) for level in LEVELS}
    with PhoneDecoder() as phone:
        lines = [_line(number, trial, urls, sharp, phone) for number, trial in enumerate(_trials())]
    head = _HEAD.format(
        frame=_FRAME_PX,
        code=_CODE_PX,
        frames=frames,
        columns=" | ".join(f"{level}（{side} × {side}）" for level, side in sides.items())
        + " | Q，手机 phone",
        rules="---|" * len(LEVELS) + "---",
    )
    FILE.write_text(head + "\n".join(lines) + f"\n\n{machine()}\n", "utf-8")
    say(f"→ {FILE.name}")
    return 0


def _line(
    number: int,
    trial: Trial,
    urls: Sequence[str],
    sharp: Mapping[str, Sequence[Image.Image]],
    phone: PhoneDecoder,
) -> str:
    """A row of the table: one kind of suffering, at each level and on the phone."""
    spoilt = {
        level: [
            trial.spoil(picture, random.Random(f"{number} {at}"))
            for at, picture in enumerate(pictures)
        ]
        for level, pictures in sharp.items()
    }
    shares = [
        _share(_reads(frame, url) for frame, url in zip(frames, urls, strict=True))
        for frames in spoilt.values()
    ]
    reads = phone.read(spoilt["Q"])
    on_phone = _share(url in read.texts for read, url in zip(reads, urls, strict=True))
    say(f"{trial.name}: {shares} {on_phone}")
    cells = [f"**{share}%**" if share == max(shares) else f"{share}%" for share in shares]
    return f"| {trial.name} | {' | '.join(cells)} | {on_phone}% |"


def _share(read: Iterable[bool]) -> int:
    """In whole percent."""
    all_ = list(read)
    return round(100 * sum(all_) / len(all_))


def _urls(count: int) -> list[str]:
    """Labels signed by a key that is always the same."""
    key = ec.derive_private_key(2013, ec.SECP256R1())
    return [url_of(HOST, seal(one, key)) for one in facts(count)]


def _rows(url: str, level: str) -> Sequence[Sequence[object]]:
    """The modules at a level, in the smallest version; Q as it is printed."""
    if level == "Q":
        return label_symbol(url).rows
    code = QRCode(error_correction=LEVELS[level], mask_pattern=0, border=0)
    code.add_data(util.QRData(b"https://", mode=4))
    code.add_data(util.QRData(url.removeprefix("https://").encode(), mode=2))
    code.make(fit=True)
    return code.modules


def _sharp(rows: Sequence[Sequence[object]]) -> Image.Image:
    """A frame of paper with the code in its middle, `_SHARP` times too large."""
    side = len(rows) + 2 * QUIET_MODULES
    small = Image.new("L", (side, side), _PAPER)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                small.putpixel((x + QUIET_MODULES, y + QUIET_MODULES), _INK)
    size = round(_CODE_PX * _SHARP * side / len(rows))
    frame = Image.new("L", (_FRAME_PX * _SHARP,) * 2, _PAPER)
    code = small.resize((size, size), Image.Resampling.NEAREST)
    frame.paste(code, ((frame.width - size) // 2,) * 2)
    return frame


def _reads(frame: Image.Image, url: str) -> bool:
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return any(code.text == url for code in zxingcpp.read_barcodes(frame, formats=kinds))


def _trials() -> Iterator[Trial]:
    yield Trial("无 none", _combined())
    for degrees in (45, 55, 62, 68):
        yield Trial(f"倾斜 tilt {degrees}°", _combined(tilt=degrees))
    for radius in (1.5, 2.0, 2.2, 2.5):
        yield Trial(f"模糊 blur σ {radius} px", _combined(blur=radius))
    for level in (60, 100, 115):
        yield Trial(f"噪声 noise ±{level}", _combined(noise=level))
    for contrast in (0.2, 0.1, 0.08):
        yield Trial(f"对比度 contrast {contrast:.0%}, ±8", _combined(contrast=contrast, noise=8))
    for share in (0.05, 0.08, 0.10, 0.12, 0.15):
        yield Trial(f"破损 damage {share:.0%}", _combined(damage=share))
    yield Trial("45° + σ 1.5 + ±40", _combined(tilt=45, blur=1.5, noise=40))
    yield Trial("30° + σ 1 + 5%", _combined(tilt=30, blur=1, damage=0.05))


def _combined(
    *, tilt: float = 0, blur: float = 0, noise: int = 0, contrast: float = 1, damage: float = 0
) -> Spoil:
    """Damage on the paper, then the tilt, the lens, the light and the sensor."""

    def spoil(sharp: Image.Image, chance: random.Random) -> Image.Image:
        turned = chance.uniform(-20, 20)
        damaged = _damaged(sharp, damage, chance) if damage else sharp
        seen = damaged.rotate(turned, Image.Resampling.BILINEAR, fillcolor=_PAPER)
        seen = _tilted(seen, tilt) if tilt else seen
        frame = seen.resize((_FRAME_PX, _FRAME_PX), Image.Resampling.BOX)
        frame = frame.filter(ImageFilter.GaussianBlur(max(blur, 0.6)))
        if contrast < 1:
            frame = frame.point([round(128 + (grey - 128) * contrast) for grey in range(256)])
        return _noisy(frame, max(noise, 4), chance)

    return spoil


def _tilted(picture: Image.Image, degrees: float) -> Image.Image:
    """Turned about the upright axis through its middle, seen from three frame widths away."""
    angle, middle, distance = math.radians(degrees), picture.width / 2, 3 * picture.width
    bend = math.tan(angle) / distance
    # x = u / cos / (1 - bend u), y = v / (1 - bend u) for u, v from the middle
    base = 1 + bend * middle
    across = (1 / math.cos(angle) - bend * middle, 0.0, middle * base - middle / math.cos(angle))
    down = (-bend * middle, 1.0, middle * base - middle)
    coefficients = [value / base for value in (*across, *down, -bend, 0.0)]
    return picture.transform(
        picture.size,
        Image.Transform.PERSPECTIVE,
        coefficients,
        Image.Resampling.BILINEAR,
        fillcolor=_PAPER,
    )


def _damaged(picture: Image.Image, share: float, chance: random.Random) -> Image.Image:
    """Scratches and spots, pale and dark, over that share of the code."""
    spoilt, code = picture.copy(), _CODE_PX * _SHARP
    corner = (picture.width - code) // 2
    hurt = Image.new("L", (_CODE_PX, _CODE_PX))  # where, in pixels of the frame
    drawing, marks = ImageDraw.Draw(hurt), ImageDraw.Draw(spoilt)
    for _ in range(_MARKS_MAX):
        x, y = chance.uniform(0, code), chance.uniform(0, code)
        across, down = (chance.uniform(0.02, 0.16) * code for _ in range(2))
        box = (x - across / 2, y - down / 2, x + across / 2, y + down / 2)
        drawing.ellipse([edge / _SHARP for edge in box], 255)
        marks.ellipse([edge + corner for edge in box], chance.choice((_PAPER, _INK)))
        if hurt.histogram()[255] >= share * _CODE_PX * _CODE_PX:
            return spoilt
    raise AssertionError("so many marks must cover more")


def _noisy(frame: Image.Image, level: int, chance: random.Random) -> Image.Image:
    """Grain of up to `level` grey levels up or down, more often a little than much."""
    size = frame.width * frame.height
    one, other = (Image.frombytes("L", frame.size, chance.randbytes(size)) for _ in range(2))
    grain = Image.blend(one, other, 0.5)
    scaled = grain.point([128 + round((grey - 127.5) * level / 128) for grey in range(256)])
    return ImageChops.add(frame, scaled, 1, -128)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
