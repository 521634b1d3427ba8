"""What labels are printed on: sizes in mm, and where the faces go on a page.

Guarantees: around each face at least `MARGIN_MIN_MM` of white is left, which the quiet zone of the
code and the seal rely on. Every stock has one form of face, drawn at one scale.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from labels.errors import LabelError

FORM_SIZES_MM = {"tall": (94.0, 140.0), "square": (94.0, 94.0)}
FACE_WIDTH_MM, FACE_HEIGHT_MM = FORM_SIZES_MM["tall"]
MARGIN_MIN_MM = 3.0

Form = Literal["tall", "square"]


@dataclass(frozen=True, slots=True)
class Stock:
    """A kind of label paper. `places` are the top left corners of the faces on one page.

    `roll`: label paper that a thermal printer feeds, one face after the other.
    """

    name: str
    about: str
    width: float
    height: float
    places: tuple[tuple[float, float], ...]
    cuts: tuple[tuple[float, float, float, float], ...] = ()  # x1, y1, x2, y2 of marks for cutting
    form: Form = "tall"
    scale: float = 1.0

    @property
    def roll(self) -> bool:
        return len(self.places) == 1

    @property
    def face_size(self) -> tuple[float, float]:
        """Width and height of a face as printed, in mm."""
        width, height = FORM_SIZES_MM[self.form]
        return width * self.scale, height * self.scale

    def free_places(self, start_at: int = 1) -> Iterator[tuple[int, tuple[float, float]]]:
        """Pages from 0 and places in the order of printing, from `start_at` of the first page.

        Raises LabelError when there is no such place.
        """
        if not 1 <= start_at <= len(self.places):
            raise LabelError(
                f"标签纸 {self.name} 每页有 {len(self.places)} 个位置，没有第 {start_at} 个。",
                f"A page of {self.name} has {len(self.places)} places: there is no place "
                f"{start_at} to start at.",
            )
        return self._places(start_at)

    def _places(self, start_at: int) -> Iterator[tuple[int, tuple[float, float]]]:
        page, skip = 0, start_at - 1
        while True:
            for place in self.places[skip:]:
                yield page, place
            page, skip = page + 1, 0


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
            name="100x100",
            about="热敏或热转印标签 100 × 100 mm，内容从简 / thermal label, a face that says less",
            width=100.0,
            height=100.0,
            places=((3.0, 3.0),),
            form="square",
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
        Stock(
            name="a4-2",
            about="A4 不干胶纸横放，每页两面，放大到 A5 / landscape A4 of two faces in A5",
            width=297.0,
            height=210.0,
            places=((8.45, 7.0), (156.95, 7.0)),
            cuts=((148.5, 0.0, 148.5, 6.0), (148.5, 204.0, 148.5, 210.0)),
            scale=1.4,
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
