"""What an import would do, did, and could not read."""

from typing import Literal

from backend.wire.base import (
    DeclarationNo,
    PortCode,
    Sha256,
    Wire,
)
from backend.wire.declarations import Outcome, Reason
from backend.wire.views.lists import PestListDoc, PestListPartDoc


class RowError(Wire):
    """A bad cell: row as numbered in the file (the header is row 1), column as headed."""

    row: int
    column: str
    value: str
    zh: str
    en: str


class ImportDecision(Wire):
    outcome: Outcome
    reasons: list[Reason]
    crates: list[int]


class ImportConsignment(Wire):
    """What an import would do, or did, with one declaration of the list."""

    no: DeclarationNo
    exhibitor: str
    country: str
    port: PortCode
    goods: list[str]
    crates: int
    state: Literal["new", "extended", "unchanged"]
    new_crates: int
    decisions: list[ImportDecision]


class ImportReport(Wire):
    """The preview of an import, or with `done` its result. `errors` name each bad cell.

    Nothing is imported while there are errors, unless their rows are left out on purpose;
    `left_out` counts them. Of very many errors the first are listed, `more_errors` counts the rest.
    """

    file: str
    sha256: str
    format: str
    rows: int
    consignments: list[ImportConsignment]
    errors: list[RowError]
    more_errors: int
    left_out: int
    done: bool


class PestListReport(Wire):
    """The preview of an import of a pest list, or with `done` its result.

    `fresh`, `gone` and `changed` (regulated or not) compare with what is published, as
    `name, scientific name`, the first hundred of each; the counts are of all. Nothing is published
    while there are errors, unless their rows are left out on purpose.
    """

    file: str
    digest: Sha256
    format: str
    rows: int
    organisms: int
    regulated: int
    edition_before: str | None
    unchanged: bool
    fresh: list[str]
    fresh_count: int
    gone: list[str]
    gone_count: int
    changed: list[str]
    changed_count: int
    errors: list[RowError]
    more_errors: int
    left_out: int
    done: bool


class PestLists(Wire):
    """The lists of organisms as phones pull them, for a desk that searches as they do."""

    seeds: list[PestListDoc]
    parts: list[PestListPartDoc]


class PestListInForce(Wire):
    """The list in force: which edition, on whose word, how many organisms."""

    id: str
    edition: str
    source_zh: str
    source_en: str
    organisms: int
    regulated: int
