"""pylabels makes labels: run in an environment of its own, `RECORDS.json OUT.pdf FONT BOLD`."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from reportlab.graphics import shapes  # type: ignore[import-untyped]
from reportlab.graphics.barcode.qr import QrCodeWidget  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]

import labels  # pylabels, not the product: this runs where only that one is installed

PLACES = (  # field, left, from the bottom, size, all in mm
    ("title", 3, 140, 4.2),
    ("number", 3, 122, 8),
    ("destination", 3, 103, 20),
    ("crate", 65, 103, 14),
    ("goods", 3, 88, 5),
    ("latin", 3, 82, 3.4),
    ("origin", 3, 76, 3.7),
    ("declaration", 58, 76, 3.7),
    ("port", 58, 66, 3.9),
    ("valid_until", 58, 58, 5),
    ("officer", 58, 50, 4),
    ("issued", 58, 42, 4),
)


def draw(label: Any, _width: float, _height: float, row: dict[str, Any]) -> None:
    for name, left, bottom, size in PLACES:
        font = "bold" if size > 4 else "regular"
        label.add(
            shapes.String(left * mm, bottom * mm, row[name], fontName=font, fontSize=size * mm)
        )
    side = 48 * mm
    label.add(
        QrCodeWidget(row["url"], barLevel="Q", barWidth=side, barHeight=side, x=3 * mm, y=20 * mm)
    )
    label.add(shapes.Rect(3 * mm, 5 * mm, 94 * mm, 8 * mm))
    warning = "未经检验检疫机构许可，不得擅自开拆或者损毁"
    label.add(shapes.String(6 * mm, 7 * mm, warning, fontName="bold", fontSize=4 * mm))


def main(records: str, out: str, font: str, bold: str) -> None:
    rows = json.loads(Path(records).read_text("utf-8"))
    pdfmetrics.registerFont(TTFont("regular", font))
    pdfmetrics.registerFont(TTFont("bold", bold))
    specification = labels.Specification(100, 150, 1, 1, 100, 150)  # type: ignore[attr-defined]
    start, wall = time.process_time(), time.perf_counter()
    sheet = labels.Sheet(specification, draw, border=False)  # type: ignore[attr-defined]
    sheet.add_labels(rows)
    sheet.save(out)
    spent = {"processor_s": time.process_time() - start, "wall_s": time.perf_counter() - wall}
    print(json.dumps(spent))


if __name__ == "__main__":
    main(*sys.argv[1:])
