"""What labels are printed on: sizes in mm, and where the faces go on a page.

Guarantees: around each face at least `MARGIN_MIN_MM` of white is left, which the quiet zone of the
code and the seal rely on.
"""

from __future__ import annotations

from dataclasses import dataclass

from labels.errors import LabelError

FACE_WIDTH_MM, FACE_HEIGHT_MM = 94.0, 140.0
MARGIN_MIN_MM = 3.0


@dataclass(frozen=True, slots=True)
class Stock:
    """A kind of label paper. `places` are the top left corners of the faces on one page."""

    name: str
    about: str
    width: float
    height: float
    places: tuple[tuple[float, float], ...]
    cuts: tuple[tuple[float, float, float, float], ...] = ()  # x1, y1, x2, y2 of marks for cutting


STOCKS = {
    stock.name: stock
    for stock in (
        Stock(
            name="100x150",
            about="热敏或热转印标签 100 × 150 mm，每页一面 / thermal label, one face a page",
            width=100.0,
            height=150.0,
            places=((3.0, 5.0),),
        ),
        Stock(
            name="a4-4",
            about="A4 不干胶纸，每页四面，按标线裁切 / A4 sheet of four faces, cut at the marks",
            width=210.0,
            height=297.0,
            places=((6.0, 5.0), (110.0, 5.0), (6.0, 152.0), (110.0, 152.0)),
            cuts=(
                (105.0, 0.0, 105.0, 6.0),
                (105.0, 291.0, 105.0, 297.0),
                (0.0, 148.5, 6.0, 148.5),
                (204.0, 148.5, 210.0, 148.5),
                (105.0, 145.5, 105.0, 151.5),
                (102.0, 148.5, 108.0, 148.5),
            ),
        ),
    )
}


def stock_of(name: str) -> Stock:
    """The stock of that name. Raises LabelError with the names there are."""
    stock = STOCKS.get(name)
    if stock is None:
        known = "、".join(STOCKS)
        raise LabelError(
            f"没有“{name}”这种标签纸，可用：{known}。",
            f"There is no stock {name!r}; there are {', '.join(STOCKS)}.",
        )
    return stock
