"""blabel makes labels: run in an environment of its own, `RECORDS.json OUT.pdf FONT BOLD`."""

import json
import sys
import time
from pathlib import Path

from blabel import LabelWriter  # type: ignore[import-not-found]

TEMPLATE = """
<b class="title">{{ title }}</b><b class="number">{{ number }}</b>
<b class="destination">{{ destination }}</b><b class="crate">{{ crate }}</b>
<b class="goods">{{ goods }}</b><span class="latin">{{ latin }}</span>
<span class="origin">{{ origin }}</span><span class="declaration">{{ declaration }}</span>
<img class="code" src="{{ label_tools.qr_code(url, error_correction=3) }}"/>
<div class="side">{{ port }}<br/>{{ valid_until }}<br/>{{ officer }}<br/>{{ issued }}</div>
<b class="warning">未经检验检疫机构许可，不得擅自开拆或者损毁</b>
"""
STYLE = """
@font-face {{ font-family: label; src: url(file://{font}); }}
@font-face {{ font-family: label; font-weight: bold; src: url(file://{bold}); }}
@page {{ width: 100mm; height: 150mm; padding: 3mm; }}
body {{ font-family: label; font-size: 4mm; }}
b, span, img, div.side {{ position: absolute; }}
.title {{ top: 0; font-size: 4.2mm }} .number {{ top: 18mm; font-size: 8mm }}
.destination {{ top: 30mm; font-size: 20mm }} .crate {{ top: 34mm; left: 62mm; font-size: 14mm }}
.goods {{ top: 55mm }} .latin {{ top: 61mm }} .origin {{ top: 68mm }}
.declaration {{ top: 68mm; left: 54mm }} .code {{ top: 78mm; width: 48mm }}
.side {{ top: 78mm; left: 55mm }} .warning {{ top: 132mm }}
"""


def main(records: str, out: str, font: str, bold: str) -> None:
    rows = json.loads(Path(records).read_text("utf-8"))
    folder = Path(out).parent
    template, style = folder / "template.html", folder / "style.css"
    template.write_text(TEMPLATE, "utf-8")
    style.write_text(STYLE.format(font=font, bold=bold), "utf-8")
    writer = LabelWriter(str(template), default_stylesheets=(str(style),))
    start, wall = time.process_time(), time.perf_counter()
    writer.write_labels(rows, target=out)
    spent = {"processor_s": time.process_time() - start, "wall_s": time.perf_counter() - wall}
    print(json.dumps(spent))


if __name__ == "__main__":
    main(*sys.argv[1:])
