"""What stands on the numbered forms: composed once from what is on record, then journalled.

Guarantee: pure but for the day; a form printed again shows what was journalled, not what the views
say by then.
"""

from collections.abc import Iterator, Sequence

from backend.desk.countries import country_names
from backend.desk.office import Office
from backend.wire.certificates import CertificateIssued, FormField, FormLine
from backend.wire.process import IssueForm
from backend.wire.treatments import TreatmentOrdered2
from backend.wire.views import Crate, Declaration
from labels.pages import missing

_METHODS = {
    "fumigation": ("熏蒸", "fumigation"),
    "heat": ("热处理", "heat treatment"),
    "cold": ("冷处理", "cold treatment"),
    "spray": ("喷洒药剂", "spraying"),
    "dip": ("药剂浸泡", "dipping"),
    "washing": ("清洗除土", "washing"),
    "return": ("退运出境", "return abroad"),
    "destruction": ("销毁", "destruction"),
}
_STATEMENTS = {
    "21": (
        "上述货物业经检验检疫，准予放行。",
        "The above goods have been inspected and quarantined and are hereby released.",
    ),
    "95": (
        (
            "上述货物准予加贴专用标识调离进境口岸，运往上列指定地点实施检验检疫。"
            "未经检验检疫机构许可，不得擅自开拆、调换或者使用。"
        ),
        (
            "The above goods may leave the port of entry under the special label for inspection"
            " and quarantine at the place named. They must not be opened, exchanged or used"
            " without leave of the inspection and quarantine authority."
        ),
    ),
    "CL": (
        (
            "上述货物须在检验检疫机构监督下，由具备资质的单位按上列要求进行检疫处理；"
            "处理完成并经验收合格前，不得移动或者使用。"
        ),
        (
            "The above goods shall be treated as set out above by a licensed firm under the"
            " supervision of the inspection and quarantine authority, and must not be moved or used"
            " before the treatment has been found effective."
        ),
    ),
}
_REMOVED = {
    "return": (
        (
            "上述货物不符合进境检疫要求，责令退运出境。须在检验检疫机构监督下按期办理；"
            "离境前不得拆动、调换或者使用。"
        ),
        (
            "The above goods do not meet the quarantine requirements for entry and shall be"
            " returned abroad in time, under the supervision of the inspection and quarantine"
            " authority. Until they have left they must not be opened, exchanged or used."
        ),
    ),
    "destruction": (
        (
            "上述货物不符合进境检疫要求，责令销毁。须在检验检疫机构监督下，由具备资质的单位"
            "按上列要求进行；销毁前不得移动或者使用。"
        ),
        (
            "The above goods do not meet the quarantine requirements for entry and shall be"
            " destroyed as set out above by a licensed firm under the supervision of the inspection"
            " and quarantine authority. Until then they must not be moved or used."
        ),
    ),
}
"""What a CL says where nothing of its crates may stay."""
_SCOPES = {"whole": "整箱 whole", "part": "仅此部分 this part only"}


def method_words(method: str) -> tuple[str, str]:
    """A treatment's method in Chinese and English."""
    return _METHODS[method]


def lines_of(crates: Sequence[Crate]) -> list[FormLine]:
    """The rows of a form's table: crates with the same goods together, in order of n."""
    groups: dict[object, list[Crate]] = {}
    for crate in sorted(crates, key=lambda crate: crate.n):
        goods = crate.goods
        groups.setdefault((goods.name, goods.latin, goods.origin, goods.unit), []).append(crate)
    return [
        FormLine(
            goods=group[0].goods.name,
            latin=group[0].goods.latin,
            origin=group[0].goods.origin,
            crates=[crate.n for crate in group],
            quantity=sum(crate.quantity for crate in group),
            unit=group[0].goods.unit,
            weight_kg=round(sum(crate.net_kg for crate in group), 3),
            labels=[crate.label.number for crate in group if crate.label],
        )
        for group in groups.values()
    ]


def composed(
    office: Office,
    number: str,
    asked: IssueForm,
    crates: Sequence[Crate],
    declaration: Declaration,
    signed: str,
) -> CertificateIssued:
    """A form 21 or 95."""
    fields = [*_common(office, crates, declaration)]
    if asked.form == "95":
        fields.append(_field("指定地点", "Designated place", declaration.place))
    fields.append(_field("备注", "Remarks", asked.remark))
    return _paper(office, number, asked.form, crates, fields, signed)


def notice(
    office: Office,
    crates: Sequence[Crate],
    declaration: Declaration,
    order: TreatmentOrdered2,
    signed: str,
) -> CertificateIssued:
    """A CL: what a treatment order asks for, and the article that it stands on."""
    zh, en = _METHODS[order.method]
    fields = [
        *_common(office, crates, declaration),
        _field("处理原因", "Reason", order.reason),
        _field("依据", "Legal basis", order.article),
        _field("处理方式", "Method", f"{zh} {en}"),
        _field("处理对象", "Object", f"{order.object}（{_SCOPES[order.scope]}）"),
        _field("药剂", "Agent", order.agent),
        _field("剂量", "Dose", order.dose),
        _field("处理时间", "Exposure", order.exposure),
        _field("处理单位", "Firm", order.firm),
        _field("处理地点", "Place", order.place),
        _field("限期", "To be done by", order.due and day_words(order.due)),
    ]
    whole = _REMOVED.get(order.method) if order.scope == "whole" else None
    return _paper(office, order.order, "CL", crates, fields, signed, whole)


def _paper(
    office: Office,
    number: str,
    form: str,
    crates: Sequence[Crate],
    fields: list[FormField],
    signed: str,
    statement: tuple[str, str] | None = None,
) -> CertificateIssued:
    zh, en = statement or _STATEMENTS[form]
    return CertificateIssued(
        number=number,
        form=form,  # type: ignore[arg-type]  # one of the keys above
        declaration=crates[0].declaration,
        crates=[crate.id for crate in crates],
        day=office.today().isoformat(),
        fields=fields,
        lines=lines_of(crates),
        statement_zh=zh,
        statement_en=en,
        signed=signed,
        office_zh=office.settings.expo.office.zh,
        office_en=office.settings.expo.office.en,
    )


def _field(zh: str, en: str, value: str | None) -> FormField:
    return FormField(zh=zh, en=en, value=value or None)


def _common(
    office: Office, crates: Sequence[Crate], declaration: Declaration
) -> Iterator[FormField]:
    """What every form names: who, from where, by which port, in what."""
    port = next(item for item in office.settings.expo.ports if item.code == declaration.port)
    original = declaration.exhibitor_original
    if original is not None and missing((original,)) is not None:
        original = None  # in a script that the font lacks; the Chinese name says who it is
    exhibitor = " ".join(filter(None, (declaration.exhibitor, original)))
    packages = dict.fromkeys(crate.goods.package for crate in crates)
    permits = dict.fromkeys(crate.goods.permit for crate in crates if crate.goods.permit)
    papers = dict.fromkeys(
        crate.goods.phytosanitary for crate in crates if crate.goods.phytosanitary
    )
    marks = dict.fromkeys(crate.marks for crate in crates if crate.marks)
    yield _field("报检号", "Declaration No.", declaration.no)
    yield _field("报检人", "Declarant", declaration.declarant)
    yield _field("参展商", "Exhibitor", exhibitor)
    yield _field("输出国家", "From", " ".join(country_names(declaration.country)))
    yield _field("进境口岸", "Port of entry", f"{port.zh} {port.en}")
    yield _field("到达日期", "Date of arrival", day_words(declaration.arrival))
    yield _field("包装种类及件数", "Packages", f"{'、'.join(packages)} {len(crates)} 件")
    yield _field("展位", "Stand", declaration.stand)
    yield _field("检疫许可证号", "Permit No.", "、".join(permits))
    yield _field("植物检疫证书号", "Phytosanitary No.", "、".join(papers))
    yield _field("标记及号码", "Marks and No.", _shortened(list(marks)))


def _shortened(marks: list[str]) -> str:
    return "；".join(marks if len(marks) <= 4 else [*marks[:2], "……", marks[-1]])


def day_words(day: str) -> str:
    """2013年5月10日, as on paper."""
    year, month, number = day.split("-")
    return f"{int(year)}年{int(month)}月{int(number)}日"
