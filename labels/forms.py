"""From a face and a stock to what is drawn: the form of face that the stock has, at its scale.

Guarantees: enlarged, the code still stands in whole printer dots and keeps its quiet zone.
"""

from __future__ import annotations

from dataclasses import replace

from labels.canvas import Area, Code, Layout, Text
from labels.errors import LabelError
from labels.face import Face
from labels.layout import lay_out
from labels.qr import DPI, MM_PER_INCH
from labels.square import lay_out_square
from labels.stock import STOCKS, Form, Stock

_FORMS = {"tall": lay_out, "square": lay_out_square}
# one stock of each form, so that a face can be tried on all before a label is issued
_EXAMPLES: dict[Form, Stock] = {stock.form: stock for stock in STOCKS.values()}


def lay_out_for(face: Face, stock: Stock, dpi: int) -> Layout:
    """What is drawn of `face` on `stock`, in mm from its corner. Raises FaceError as `lay_out`."""
    layout = _FORMS[stock.form](face, dpi)
    return layout if stock.scale == 1 else scaled(layout, stock.scale, dpi)


def check_face(face: Face) -> None:
    """Raise FaceError when `face` cannot be printed on every stock."""
    for stock in _EXAMPLES.values():
        lay_out_for(face, stock, DPI[0])


def check_dpi(dpi: int) -> None:
    """Raise LabelError for a resolution that no supported printer has."""
    if dpi not in DPI:
        raise LabelError(
            f"打印机分辨率 {dpi} 点/英寸不受支持，可用 203 或 300。",
            f"A printer of {dpi} dpi is not supported: 203 or 300.",
        )


def scaled(layout: Layout, scale: float, dpi: int) -> Layout:
    """The same layout, everything `scale` (1 or more) times as large."""
    dot = MM_PER_INCH / dpi
    code = layout.code
    module = int(code.module * scale / dot + 1e-6) * dot
    shift = (code.module * scale - module) * code.symbol.modules / 2
    return Layout(
        tuple(_grown(area, scale) for area in layout.fills),
        tuple(_larger(text, scale) for text in layout.texts),
        Code(code.symbol, code.x * scale + shift, code.y * scale + shift, module),
        _grown(layout.seal, scale) if layout.seal else None,
    )


def _grown(area: Area, scale: float) -> Area:
    return Area(area.x * scale, area.y * scale, area.width * scale, area.height * scale)


def _larger(text: Text, scale: float) -> Text:
    return replace(
        text,
        x=text.x * scale,
        baseline=text.baseline * scale,
        size=text.size * scale,
        spacing=text.spacing * scale,
    )
