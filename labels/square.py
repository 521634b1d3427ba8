"""Where every word of the small face stands, for labels of 100 × 100 mm.

Guarantees: the same as the large face in `layout.py`, of what it says: the destination, the label
number, n/N, the goods, the code at its full size, and the warning. The place of unpacking, the
declaration and the officer are left to the code and the large face, and there is no room for a
seal.

    title      CIQ and the name of the label
    number     the label number, the isolation flag
    bound for  destination in the largest letters, crate n/N
    goods      Chinese and scientific name
    code       the QR code; origin, port, dates and the warning beside it
"""

from __future__ import annotations

from labels.canvas import Area, Canvas, Layout, place_code
from labels.face import FIELD_NAMES, WARNING_EN, WARNING_ZH, Face, check_words, date_zh
from labels.qr import label_symbol
from labels.stock import FORM_SIZES_MM, MARGIN_MIN_MM

_W, _H = FORM_SIZES_MM["square"]
_PAD = 1.5
_CODE_ZONE = Area(-MARGIN_MIN_MM, 39.0, 57.0, 57.0)  # its quiet zone uses the margin of the stock
_SIDE_X = 55.0
_SIDE_W = _W - _SIDE_X


def lay_out_square(face: Face, dpi: int = 300) -> Layout:
    """Where everything on the small face stands, in mm from its top left corner.

    Raises FaceError when a text does not fit or has a character that the font lacks.
    """
    check_words(face)
    canvas = Canvas(FIELD_NAMES)
    _title(canvas, face)
    _number(canvas, face)
    _bound_for(canvas, face)
    _goods(canvas, face)
    _side(canvas, face)
    _warning(canvas)
    code = place_code(label_symbol(face.url), _CODE_ZONE, dpi)
    return Layout(tuple(canvas.fills), tuple(canvas.texts), code, None)


def _title(canvas: Canvas, face: Face) -> None:
    left, title = 0.0, face.title_zh
    if title.startswith("CIQ"):
        canvas.fill(0, 0, 12, 5.6)
        canvas.text("CIQ", Area(0.6, 0.4, 10.8, 4.8), 5.0, bold=True, white=True, centre=True)
        left, title = 13.2, title[3:].strip()
    area = Area(left, 0, _W - left, 5.6)
    canvas.text(title, area, 4.4, bold=True, lines=2, field="title_zh")
    canvas.fill(0, 6.0, _W, 0.5)


def _number(canvas: Canvas, face: Face) -> None:
    room = _W
    if face.isolation:
        room -= 26
        canvas.fill(room + 1, 6.5, 25, 7.1)
        inside = Area(room + 2, 6.8, 23, 4.1)
        canvas.text("隔离检疫", inside, 3.8, bold=True, white=True, centre=True)
        inside = Area(room + 2, 10.8, 23, 2.6)
        canvas.text("ISOLATION", inside, 2.2, bold=True, white=True, centre=True)
    area = Area(0, 7.2, room - 2, 5.9)
    canvas.text(face.number, area, 8.0, bold=True, caps=True, field="number")
    canvas.fill(0, 13.6, _W, 0.25)


def _bound_for(canvas: Canvas, face: Face) -> None:
    split = 62.0
    canvas.caption(0, 14.3, "目的地 Destination", split - _PAD)
    code = Area(0, 17.2, split - _PAD, 10.0)
    canvas.text(face.destination, code, 13.6, bold=True, caps=True, field="destination")
    canvas.fill(split, 13.6, 0.25, 14.2)
    left = split + _PAD
    canvas.caption(left, 14.3, "箱号 Crate", _W - left)
    crate = f"{face.n}/{face.of}"
    canvas.text(crate, Area(left, 17.2, _W - left, 10.0), 11.0, bold=True, caps=True)
    canvas.fill(0, 27.8, _W, 0.25)


def _goods(canvas: Canvas, face: Face) -> None:
    two = bool(face.goods_latin) and face.goods_latin != "/"
    area = Area(0, 28.3, _W, 6.2 if two else 10.0)
    canvas.text(face.goods_zh, area, 5.0, bold=True, lines=2, field="goods_zh")
    if two:
        area = Area(0, 34.6, _W, 4.0)
        canvas.text(face.goods_latin, area, 3.2, lines=2, field="goods_latin")
    canvas.fill(0, _CODE_ZONE.y - 0.25, _W, 0.25)


def _side(canvas: Canvas, face: Face) -> None:
    origin = f"{face.origin_zh} {face.origin_en} ({face.origin})"
    port = f"{face.port_zh} {face.port_en}".strip()
    items = (
        ("原产地 Origin", origin, "origin_zh", 5.2),
        ("签发口岸 Port of issue", port, "port_zh", 4.65),
        ("有效期至 Valid until", date_zh(face.valid_until), "", 4.8),
        ("签发日期 Date of issue", date_zh(face.issued), "", 4.2),
    )
    y = _CODE_ZONE.y + 0.6
    for caption, text, field, height in items:
        canvas.caption(_SIDE_X, y, caption, _SIDE_W)
        area = Area(_SIDE_X, y + 2.6, _SIDE_W, height)
        canvas.text(text, area, 4.0, bold=True, lines=2, field=field)
        y += height + 3.0


def _warning(canvas: Canvas) -> None:
    top = 70.8
    canvas.fill(_SIDE_X, top, _SIDE_W, _H - top)
    x, width = _SIDE_X + 1.2, _SIDE_W - 2.4
    zh, en = Area(x, top + 0.9, width, 12.6), Area(x, top + 13.9, width, 8.8)
    canvas.text(WARNING_ZH, zh, 3.9, bold=True, white=True, lines=3)
    canvas.text(WARNING_EN, en, 2.3, white=True, lines=4)
