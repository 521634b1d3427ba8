"""Paper for samples: the voucher for the owner (抽/采样凭证), and labels for the bags.

Guarantee: printed from what is in the journal, so a second print is the same as the first.
"""

from typing import Final

from backend.desk.papers import Head, Sheet, pdf_of
from backend.wire.certificates import FormField
from backend.wire.followups import Sample
from backend.wire.lots import SamplingPlan
from backend.wire.views import Crate
from labels.pages import Page, wrap
from labels.paper import A4_MM
from labels.qr import qr_symbol

_ACROSS, _DOWN = 3, 8
_BAG: Final = (A4_MM[0] / _ACROSS, A4_MM[1] / _DOWN)
"""24 labels of 70 × 37 mm on an A4 sheet."""
_CODE_MM: Final = 21.0


class Names:
    """People by their ids, as they sign."""

    def __init__(self, by_id: dict[str, str]) -> None:
        self._by_id = by_id

    def __call__(self, user: str) -> str:
        return self._by_id.get(user, user)


def voucher_pdf(
    sample: Sample, crates: list[Crate], office: tuple[str, str], names: Names
) -> bytes:
    """抽/采样凭证: what was taken, from what, by whom."""
    body = sample.body
    head = Head(*office, "抽/采样凭证", "Sampling Voucher", body.voucher)
    sheet = Sheet(head)
    first = crates[0]
    goods = " ".join(filter(None, (first.goods.name, first.goods.latin)))
    sheet.fields(
        [
            _field("报检号", "Declaration No.", first.declaration),
            _field("箱号", "Crates", "、".join(f"{crate.n}/{crate.total}" for crate in crates)),
            _field("货物", "Goods", goods),
            _field("参展商", "Exhibitor", first.exhibitor),
            _field("样品", "Sample", body.what),
            _field("部位", "Part", body.part),
            _field("数量", "Quantity", f"{body.quantity:g} {body.unit}"),
            _field("抽样地点", "Place", body.place),
            _field("抽样方法", "How drawn", body.how),
            _field("封识号", "Seal No.", body.seal),
            _field("保存条件", "Storage", body.storage),
            _field("样品袋号", "Bags", "　".join(body.bags)),
            _field("抽样方案", "Sampling plan", _plan_words(body.plan)),
        ]
    )
    sheet.closing(
        "兹抽取上列样品供检验检疫。检毕的余样请于规定期限内领回，逾期不领的，由检验检疫机构处理。",
        "The sample named above was taken for inspection and quarantine. What is left of it may be"
        " fetched until the day given with the result; afterwards it is disposed of.",
        [
            ("抽样人", "Drawn by", f"{names(body.lead)}　{names(body.second)}"),
            ("货主或代理人", "Owner or agent", body.owner or ""),
        ],
        sample.drawn.at[:10],
    )
    return pdf_of(sheet.finish(), f"抽/采样凭证 {body.voucher}")


def _field(zh: str, en: str, value: str | None) -> FormField:
    return FormField(zh=zh, en=en, value=value or None)


def _plan_words(plan: SamplingPlan | None) -> str | None:
    if plan is None:
        return None
    return (
        f"批量 {plan.lot_size}，置信度 {plan.confidence_bp / 100:g}%，"
        f"检出水平 {plan.level_bp / 100:g}%；应抽 {plan.required}，实抽 {plan.drawn}"
        + (f"；随机种子 {plan.seed}" if plan.seed else "")
    )


def bags_pdf(sample: Sample, crates: list[Crate]) -> bytes:
    """A label for each bag, 24 on a sheet, with the bag's own code."""
    pages: list[Page] = []
    for place, code in enumerate(sample.body.bags):
        on_page = place % (_ACROSS * _DOWN)
        if on_page == 0:
            pages.append(Page())
        row, column = divmod(on_page, _ACROSS)
        _bag(pages[-1], column * _BAG[0], row * _BAG[1], code, sample, crates)
    return pdf_of(pages, f"样品袋标签 {sample.voucher}")


def _bag(page: Page, x: float, y: float, code: str, sample: Sample, crates: list[Crate]) -> None:
    symbol = qr_symbol(code)
    module = _CODE_MM / symbol.modules
    page.code(symbol, x + 5, y + 8, module)
    text = x + 5 + _CODE_MM + 3
    room = x + _BAG[0] - 4 - text
    page.line("检疫样品", text, y + 8.4, 4.2, bold=True)
    page.line("Quarantine sample", text, y + 11.6, 2.2)
    lines = [
        sample.body.what,
        f"箱 {crates[0].n}/{crates[0].total}　{crates[0].goods.name}",
        sample.drawn.at[:10],
    ]
    at = y + 16.2
    for line in lines:
        for part in wrap(line, room, 2.8)[:2]:
            page.line(part, text, at, 2.8)
            at += 3.8
    page.line(code, x + 5, y + _BAG[1] - 3.2, 3.3, bold=True)
