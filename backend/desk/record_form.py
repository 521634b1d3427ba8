"""The form of the 查验纸质记录单: A4, every question of the crate's lists with boxes to tick.

Guarantee: what is printed is what the sheet's entry says (its lists in their versions), so that a
second print is the same as the first; each page bears the number, and the first a code that says
number and crate to a scanner.
"""

from typing import Final

from backend.desk.papers import LEFT, RIGHT, WIDTH, Column, Head, Sheet, pdf_of
from backend.wire.certificates import FormField
from backend.wire.checklists import Checklist3, ChecklistItem3
from backend.wire.declarations import GoodsClass
from backend.wire.views import Crate, RecordSheet
from labels.pages import Page
from labels.paper import SEAL_MM
from labels.qr import qr_symbol

_CODE_MM: Final = 26.0
_BLANK: Final = "\u3000"
"""A cell to write into."""
_RESULTS: Final = (
    "□合格放行 Release　□送检 Laboratory　□处理 Treatment　□隔离 Isolation　"
    "□退运 Return　□销毁 Destruction"
)
_FINDINGS: Final = 3
CLASSES: Final[dict[GoodsClass, str]] = {
    "plants": "植物 plants",
    "bulbs": "种球 bulbs",
    "seeds": "种子 seeds",
    "cut_flowers": "切花 cut flowers",
    "plant_products": "植物产品 plant products",
    "wood_packaging": "木质包装 wood packaging",
    "growing_media": "栽培介质 growing media",
    "food": "食品 food",
    "animals": "动物 animals",
    "ordinary": "一般展品 ordinary goods",
}


class Row:
    """One question."""

    def __init__(self, n: int, item: ChecklistItem3) -> None:
        self.n, self.item = n, item


_COLUMNS: Final = (
    Column(0.06, "序", "No.", lambda row: str(row.n)),
    Column(0.5, "查验项目", "Item", lambda row: _question(row.item)),
    Column(0.16, "结果", "Answer", lambda _: "□合格 pass\n□不合格 fail\n□不适用 n/a"),
    Column(0.28, "说明", "Remark", lambda _: _BLANK),
)


def _question(item: ChecklistItem3) -> str:
    return ("★" if item.critical else "") + f"{item.zh}\n{item.en}"


def code_of(host: str, sheet: RecordSheet) -> str:
    """What the code says: the address at which the sheet is entered."""
    crate = f"?crate={sheet.body.crate}" if sheet.body.crate else ""
    return f"https://{host}/desk/record-sheets/{sheet.body.no}{crate}"


def record_form(
    sheet: RecordSheet,
    crate: Crate | None,
    lists: list[Checklist3],
    office: tuple[str, str],
    host: str,
) -> bytes:
    """The sheet as PDF. Raises LabelError for what cannot be printed."""
    form = Sheet(Head(*office, "拆包查验纸质记录单", "Unpacking Record on Paper", sheet.body.no))
    _code(form.pages[0], code_of(host, sheet))
    form.fields(_facts(crate, sheet, lists))
    for one in lists:
        _heading(form, f"{one.zh}　{one.en}　第 {one.version} 版 v{one.version}")
        rows = [Row(n, item) for n, item in enumerate(one.items, 1)]
        form.table(_COLUMNS, rows)
    _findings(form)
    _end(form)
    return pdf_of(form.finish(), f"查验纸质记录单 {sheet.body.no}")


def _code(page: Page, text: str) -> None:
    symbol = qr_symbol(text)
    page.code(symbol, RIGHT - _CODE_MM, 14, _CODE_MM / symbol.modules)


def _heading(form: Sheet, text: str) -> None:
    form.gap(3)
    form.need(50)
    form.page.line(text, LEFT, form.y + 3, 3.4, bold=True)
    form.gap(5)


def _facts(crate: Crate | None, sheet: RecordSheet, lists: list[Checklist3]) -> list[FormField]:
    """Of the crate where it is known; else what is to be written."""
    versions = "、".join(f"{one.id} v{one.version}" for one in lists)
    known = crate is not None
    return [
        _field("报检号", "Declaration", crate.declaration if crate else _BLANK),
        _field("箱号", "Crate", f"{crate.n}/{crate.total}" if crate else _BLANK),
        _field("货物", "Goods", _goods(crate) if crate else _BLANK),
        _field("类别", "Class", CLASSES[sheet.body.class_]),
        _field("专用标识号", "Label", crate.label.number if crate and crate.label else _BLANK),
        _field("参展商", "Exhibitor", crate.exhibitor if crate else _BLANK),
        _field("展位", "Stand", crate.stand if crate else _BLANK),
        _field("拆包地点", "Place", _BLANK),
        _field("开始时间", "Begun", "　　年　月　日　时　分"),
        _field("结束时间", "Ended", "　　年　月　日　时　分"),
        _field("检查表版本", "Checklists", versions + ("" if known else "（本类空白单）")),
    ]


def _goods(crate: Crate) -> str:
    return " ".join(filter(None, (crate.goods.name, crate.goods.latin)))


def _field(zh: str, en: str, value: str) -> FormField:
    return FormField(zh=zh, en=en, value=value)


_FOUND: Final = (
    Column(0.06, "序", "No.", str),
    Column(0.34, "名称（或所见）", "Organism", lambda _: _BLANK + "\n" + _BLANK),
    Column(0.18, "部位", "Where", lambda _: _BLANK),
    Column(0.16, "虫态", "Stage", lambda _: _BLANK),
    Column(0.12, "死活", "Alive", lambda _: "□活\n□死"),
    Column(0.14, "数量", "Count", lambda _: _BLANK),
)


def _findings(form: Sheet) -> None:
    _heading(form, "现场发现　Findings（没有的，写“无” write “none”）")
    form.table(_FOUND, range(1, _FINDINGS + 1))
    form.gap(3)
    room = "\n".join([_BLANK] * 3)
    form.fields([_field("评定", "Result", _RESULTS), _field("备注", "Remark", room)])


_SIGNERS: Final = (
    ("主检检疫人员", "Lead inspector", "姓名、签字、日期"),
    ("记录人", "Recorder", "姓名、签字、日期"),
    ("货主或代理人见证", "Witness", "签字；拒签的写明理由 or why not"),
)


def _end(form: Sheet) -> None:
    """Who signs, each in a box, and room for the seal; all of it on one page."""
    height = 16.0
    form.need(len(_SIGNERS) * height + SEAL_MM + 10)
    form.gap(4)
    page, top = form.page, form.y
    for zh, en, hint in _SIGNERS:
        page.rule(LEFT, form.y, WIDTH)
        page.line(zh, LEFT + 1.6, form.y + 6, 3.8, bold=True)
        page.line(en, LEFT + 1.6, form.y + 9.6, 2.4)
        page.line(hint, LEFT + 40, form.y + 13, 2.4)
        form.gap(height)
    page.rule(LEFT, form.y, WIDTH)
    for x in (LEFT, LEFT + 38, RIGHT):
        page.post(x, top, form.y - top)
    note = (
        "手机不能用时填写本单。两名检疫人员签字后，交工作台扫描补录；原件存档，编号只补录一次。",
        (
            "For a phone that died. Signed by two inspectors, scanned and entered once at the "
            "desk; the original is kept."
        ),
    )
    form.gap(6)
    page.line(note[0], LEFT, form.y, 3.0)
    page.line(note[1], LEFT, form.y + 4, 2.3)
    page.line("（盖章处 Seal）", RIGHT - SEAL_MM, form.y + SEAL_MM / 2, 3.0)
    form.gap(SEAL_MM)
