"""How many units of a lot to look at (ISPM 31), in whole numbers and therefore exact.

`required` is the smallest n with 1 - C(N-M, n)/C(N, n) >= confidence, where M = max(1, floor(N·p))
units are infested at the level of detection p; beyond lots of 10,000 the binomial limit serves.
Pure; the phone's twin is held to the same by `tests/vectors/sampling`.
"""

from collections.abc import Iterator
from typing import Final

from backend.rules.draw import draw
from backend.wire.lots import SamplingPlan
from backend.wire.views import Objection

WHOLE: Final = 10_000
"""Basis points of a whole."""
LARGEST_FINITE: Final = 10_000
"""The largest lot that is reckoned as drawn without putting back."""


def infested(lot_size: int, level_bp: int) -> int:
    """The units that are infested at the level of detection: at least one."""
    return max(1, lot_size * level_bp // WHOLE)


def required(lot_size: int, confidence_bp: int, level_bp: int) -> int:
    """How many units must be looked at. Raises ValueError outside 1 ≤ confidence ≤ 10,000 and so
    on; a confidence of 100% asks for all but what the infested units leave."""
    if not (lot_size >= 1 and 1 <= confidence_bp <= WHOLE and 1 <= level_bp <= WHOLE):
        raise ValueError("lot size, confidence and level are whole numbers from 1 on")
    low, high = 1, 1
    while high < lot_size and not _suffices(high, lot_size, confidence_bp, level_bp):
        low, high = high + 1, min(2 * high, lot_size)
    while low < high:
        middle = (low + high) // 2
        if _suffices(middle, lot_size, confidence_bp, level_bp):
            high = middle
        else:
            low = middle + 1
    return low


def _suffices(n: int, lot_size: int, confidence_bp: int, level_bp: int) -> bool:
    """Whether to miss every infested unit among n is as unlikely as was asked for."""
    missed_bp = WHOLE - confidence_bp
    if lot_size > LARGEST_FINITE:
        if confidence_bp == WHOLE:
            return n == lot_size
        return bool((WHOLE - level_bp) ** n * WHOLE <= missed_bp * WHOLE**n)
    ill = infested(lot_size, level_bp)
    few, many = min(n, ill), max(n, ill)
    missing, all_ = 1, 1
    for i in range(few):  # C(N-M, n)/C(N, n), from whichever side has fewer factors
        missing *= max(0, lot_size - many - i)
        all_ *= lot_size - i
    return missing * WHOLE <= missed_bp * all_


def problems(plan: SamplingPlan) -> Iterator[Objection]:
    """What is wrong with a plan as recorded: its number, its draw, or how much was done of it."""
    need = required(plan.lot_size, plan.confidence_bp, plan.level_bp)
    if plan.required != need:
        yield Objection(code="sampling_required_wrong", detail=str(need))
    if plan.drawn < need:
        yield Objection(code="sampled_too_few", detail=f"{plan.drawn}/{need}")
    if plan.drawn > plan.lot_size:
        yield Objection(code="sampled_too_many", detail=f"{plan.drawn}/{plan.lot_size}")
    elif plan.seed is not None and plan.units != draw(plan.seed, plan.lot_size, plan.drawn):
        yield Objection(code="sampling_draw_differs", detail=plan.seed)
