"""Bodies of certificate.* entries, and of what becomes of a crate in the end."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import (
    Country,
    CrateKey,
    Day,
    DeclarationNo,
    FormNo,
    LabelNumber,
    LongText,
    Sha256,
    Text,
    Wire,
)

FormCode = Literal["21", "95", "CL"]
"""21 入境货物检验检疫证明 · 95 检疫调离通知单 · CL 检疫处理通知单."""


class FormLine(Wire):
    """One row of a form's table: crates with the same goods. `weight_kg` is net."""

    goods: Text
    latin: Text | None
    origin: Country
    crates: Annotated[list[Annotated[int, Meta(ge=1, le=9999)]], Meta(min_length=1)]
    quantity: Annotated[float, Meta(ge=0)]
    unit: Text
    weight_kg: Annotated[float, Meta(ge=0)]
    labels: list[LabelNumber]


class FormField(Wire):
    """A box of a form under its heading; a null value is printed as "/"."""

    zh: Text
    en: Text
    value: LongText | None


class CertificateIssued(Wire):
    """certificate.issued 1: everything that stands on the paper, so that it can be printed again
    as it was. `signed` is who signs, by name."""

    number: FormNo
    form: FormCode
    declaration: DeclarationNo
    crates: Annotated[list[CrateKey], Meta(min_length=1, max_length=1000)]
    day: Day
    fields: Annotated[list[FormField], Meta(max_length=30)]
    lines: Annotated[list[FormLine], Meta(min_length=1, max_length=200)]
    statement_zh: LongText
    statement_en: LongText
    signed: Text
    office_zh: Text
    office_en: Text


class CertificateVoided(Wire):
    """certificate.voided 1: the paper no longer holds."""

    number: FormNo
    reason: LongText


class CrateReleased(Wire):
    """crate.released 1: 合格放行, once the laboratory has answered or the treatment worked."""

    crate: CrateKey
    reason: LongText


class CrateDisplayed(Wire):
    """crate.displayed 1: 展期监管 begins: what was in the crate is on show at `stand`."""

    crate: CrateKey
    stand: Text
    remark: LongText | None
    photos: list[Sha256]


class CrateClosed(Wire):
    """crate.closed 1: gone for good: 退运, 留购 (needs a new declaration, `document`), 销毁."""

    crate: CrateKey
    how: Literal["returned", "bought", "destroyed"]
    document: Text | None
    remark: LongText | None
    photos: list[Sha256]
