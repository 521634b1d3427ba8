"""Where every word of the large face stands.

Guarantees: whatever a Face holds is printed whole, inside its own space, with characters of 2 mm or
more, or it is refused with the field and the reason; the code stands on whole printer dots with
its quiet zone clear. Printers only draw what is laid out here, so all of them print the same label.

    title      CIQ, the expo, its name in English
    number     the label number, the isolation flag
    bound for  destination in the largest letters, crate n/N
    goods      Chinese and scientific name
    papers     country of origin, declaration
    code       the QR code; port, officer, dates, and room for the round seal over them
    warning    not to be opened or damaged
"""

from __future__ import annotations

from labels.canvas import Area, Canvas, Layout, place_code
from labels.face import FIELD_NAMES, WARNING_EN, WARNING_ZH, Face, check_words, date_zh
from labels.qr import label_symbol
from labels.stock import FACE_HEIGHT_MM, FACE_WIDTH_MM, MARGIN_MIN_MM

SEAL_MM = 42.0  # diameter of the round seal

_W, _H = FACE_WIDTH_MM, FACE_HEIGHT_MM
_PAD = 1.5  # between a rule or an edge and the text beside it
_CODE_ZONE = Area(-MARGIN_MIN_MM, 74.0, 57.0, 57.0)  # its quiet zone uses the margin of the stock
_SIDE = Area(55.0, 74.0, _W - 55.0, 57.0)
_SEAL = Area(54.5, 88.0, SEAL_MM, SEAL_MM)
_SPLIT = "检验检疫"  # where a title is divided into the expo's name and the label's own


def lay_out(face: Face, dpi: int = 300) -> Layout:
    """Where everything on `face` stands, in mm from its top left corner, for a printer of `dpi`.

    Raises FaceError when a text does not fit or has a character that the font lacks.
    """
    check_words(face)
    canvas = Canvas(FIELD_NAMES)
    _title(canvas, face)
    _number(canvas, face)
    _bound_for(canvas, face)
    _goods(canvas, face)
    _papers(canvas, face)
    _side(canvas, face)
    _warning(canvas)
    code = place_code(label_symbol(face.url), _CODE_ZONE, dpi)
    return Layout(tuple(canvas.fills), tuple(canvas.texts), code, _SEAL)


def _title(canvas: Canvas, face: Face) -> None:
    left, title = 0.0, face.title_zh
    if title.startswith("CIQ"):
        canvas.fill(0, 0, 20, 16)
        canvas.text("CIQ", Area(1, 1, 18, 14), 9.4, bold=True, white=True, centre=True)
        left, title = 21.5, title[3:].strip()
    expo, split, own = title.partition(_SPLIT)
    width = _W - left
    if expo and split:
        expo_area = Area(left, 0, width, 5.4)
        canvas.text(expo, expo_area, 4.8, bold=True, field="title_zh", spread=True)
        own_area = Area(left, 5.4, width, 7.4)
        canvas.text(split + own, own_area, 6.6, bold=True, field="title_zh", spread=True)
    else:
        area = Area(left, 0, width, 12.8)
        canvas.text(title, area, 6.2, bold=True, lines=2, field="title_zh")
    canvas.text(face.title_en, Area(left, 12.9, width, 3.3), 2.3, field="title_en")
    canvas.fill(0, 16.6, _W, 0.6)


def _number(canvas: Canvas, face: Face) -> None:
    room = _W
    if face.isolation:
        room -= 24
        canvas.fill(room + 1, 18.2, 23, 9.2)
        inside = Area(room + 2, 18.6, 21, 5.4)
        canvas.text("隔离检疫", inside, 4.9, bold=True, white=True, centre=True)
        inside = Area(room + 2, 24.0, 21, 3.0)
        canvas.text("ISOLATION", inside, 2.5, bold=True, white=True, centre=True)
    canvas.caption(0, 18.0, "标识号 Label No.", room)
    area = Area(0, 20.6, room - 2, 7.2)
    canvas.text(face.number, area, 8.8, bold=True, caps=True, field="number")
    canvas.fill(0, 28.4, _W, 0.25)


def _bound_for(canvas: Canvas, face: Face) -> None:
    split = 60.0
    canvas.caption(0, 29.2, "目的地 Destination", split - _PAD)
    code = Area(0, 32.8, split - _PAD, 14.0 if face.place_zh else 17.4)
    canvas.text(face.destination, code, 24.0, bold=True, caps=True, field="destination")
    if face.place_zh:
        place = Area(0, 47.2, split - _PAD, 4.4)
        canvas.text(face.place_zh, place, 3.6, field="place_zh")
    canvas.fill(split, 28.4, 0.25, 23.6)
    left = split + _PAD
    canvas.caption(left, 29.2, "箱号 Crate", _W - left)
    crate = f"{face.n}/{face.of}"
    canvas.text(crate, Area(left, 32.8, _W - left, 14.0), 16.0, bold=True, caps=True)
    said = f"第{face.n}箱，共{face.of}箱"
    canvas.text(said, Area(left, 47.2, _W - left, 4.4), 3.4)
    canvas.fill(0, 52.0, _W, 0.25)


def _goods(canvas: Canvas, face: Face) -> None:
    canvas.caption(0, 52.8, "货物 Goods", _W)
    two = bool(face.goods_latin) and face.goods_latin != "/"
    canvas.text(
        face.goods_zh,
        Area(0, 55.5, _W, 6.1 if two else 9.9),
        5.4,
        bold=True,
        lines=2,
        field="goods_zh",
    )
    if two:
        canvas.text(face.goods_latin, Area(0, 61.7, _W, 3.9), 3.4, lines=2, field="goods_latin")
    canvas.fill(0, 65.8, _W, 0.25)


def _papers(canvas: Canvas, face: Face) -> None:
    split = 53.5
    origin = f"{face.origin_zh} {face.origin_en} ({face.origin})"
    canvas.caption(0, 66.4, "原产地 Origin", split)
    canvas.text(origin, Area(0, 69.0, split, 4.65), 3.7, bold=True, lines=2, field="origin_zh")
    canvas.caption(split + _PAD, 66.4, "报检号 Declaration", _W - split - _PAD)
    area = Area(split + _PAD, 69.0, _W - split - _PAD, 4.65)
    canvas.text(face.declaration, area, 3.7, bold=True, field="declaration")
    canvas.fill(0, _CODE_ZONE.y - 0.25, _W, 0.25)


def _side(canvas: Canvas, face: Face) -> None:
    """Port, officer and dates; the seal goes over the last of them."""
    x, y, width = _SIDE.x, _SIDE.y, _SIDE.width
    port = f"{face.port_zh} {face.port_en}".strip()
    canvas.caption(x, y + 1.4, "签发口岸 Port of issue", width)
    canvas.text(port, Area(x, y + 4.0, width, 4.6), 3.9, bold=True, lines=2, field="port_zh")
    canvas.caption(x, y + 10.2, "有效期至 Valid until", width)
    canvas.text(date_zh(face.valid_until), Area(x, y + 12.8, width, 6.0), 5.0, bold=True)
    canvas.caption(x, y + 21.2, "签发人 Officer", width)
    if face.officer:
        canvas.text(face.officer, Area(x, y + 23.8, width, 4.8), 4.0, field="officer")
    else:
        canvas.fill(x, y + 28.6, width - 6, 0.2)
    canvas.caption(x, y + 31.2, "签发日期 Date of issue", width)
    canvas.text(date_zh(face.issued), Area(x, y + 33.8, width, 4.8), 4.0)
    canvas.caption(x, y + 51.6, "（盖章处 Seal）", width, centre=True)


def _warning(canvas: Canvas) -> None:
    top = 131.5
    canvas.fill(0, top, _W, _H - top)
    zh, en = Area(1, top + 0.5, _W - 2, 4.7), Area(1, top + 5.2, _W - 2, 2.8)
    canvas.text(WARNING_ZH, zh, 4.0, bold=True, white=True, centre=True)
    canvas.text(WARNING_EN, en, 2.3, white=True, centre=True)
