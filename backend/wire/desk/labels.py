"""Issuing labels, and why one was not."""

from backend.wire.base import (
    CrateKey,
    DeclarationNo,
    LabelNumber,
    Wire,
)
from backend.wire.desk.problems import Bilingual


class IssueLabels(Wire):
    """Label the crates of a declaration that may travel and bear none; `crates` null means all."""

    declaration: DeclarationNo
    crates: list[int] | None


class NotIssued(Wire):
    crate: CrateKey
    reason: Bilingual


class IssuedLabels(Wire):
    numbers: list[LabelNumber]
    not_issued: list[NotIssued]
