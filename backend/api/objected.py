"""What a rule speaks against, in words: for one act as a problem, for one of many as a sentence."""

from typing import Any

from backend.api.context import AnyRequest
from backend.api.problems import ProblemError, problem_response
from backend.api.refusals import ACTIONS, REFUSALS, RELOAD
from backend.journal.append import Objected
from backend.wire.desk import Bilingual
from backend.wire.process import WhyNot
from backend.wire.views import Objection

_BARE = ("no_right", "reason_owed")
"""Whose detail says nothing to a person."""


def reason_of(objection: Objection) -> WhyNot:
    """Why not, in both languages, apart from what it is about."""
    _, zh, en = _why(objection)
    return WhyNot(zh=zh, en=en, detail="" if objection.code in _BARE else objection.detail)


def refusal_words(objection: Objection) -> Bilingual:
    """Why not, in both languages, with what it is about."""
    why = reason_of(objection)
    if not why.detail:
        return why
    return Bilingual(zh=f"{why.zh[:-1]}（{why.detail}）。", en=f"{why.en[:-1]} ({why.detail}).")


def objected(error: Objected) -> ProblemError:
    """A desk's act that a rule forbids, as a problem; nothing was entered."""
    first = error.objections[0]
    words = refusal_words(first)
    status, _, _ = _why(first)
    return ProblemError(status, first.code, words.zh, words.en, *ACTIONS.get(first.code, RELOAD))


def on_objected(_: AnyRequest, error: Objected) -> Any:
    """Litestar's exception handler for Objected."""
    return problem_response(objected(error))


def _why(objection: Objection) -> tuple[int, str, str]:
    return REFUSALS.get(objection.code, (409, "此操作不符合规则。", "A rule forbids this."))
