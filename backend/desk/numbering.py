"""The numbers that the desk gives: each the next free one, as of the writer's transaction.

Guarantee: a number is asked for inside the journal's transaction, so that no two entries get the
same one; a number never comes back after what bore it was taken back.
"""

from typing import Final

from backend.rules.state import State
from backend.wire.certificates import FormCode
from backend.wire.followups import Certificate, Isolation, Sample, Treatment

_PROVINCES: Final = {
    "11": "BJ", "12": "TJ", "13": "HE", "14": "SX", "15": "NM", "21": "LN", "22": "JL",
    "23": "HL", "31": "SH", "32": "JS", "33": "ZJ", "34": "AH", "35": "FJ", "36": "JX",
    "37": "SD", "41": "HA", "42": "HB", "43": "HN", "44": "GD", "45": "GX", "46": "HI",
    "50": "CQ", "51": "SC", "52": "GZ", "53": "YN", "54": "XZ", "61": "SN", "62": "GS",
    "63": "QH", "64": "NX", "65": "XJ",
}  # fmt: skip
"""GB/T 2260: the first two figures of an office's code, and the initials of its province."""


def next_voucher(state: State, crate: str) -> str:
    """Of the next sample of a crate, e.g. `210900113004200-031-1`."""
    declaration, _, n = crate.partition("/")
    prefix = f"{declaration}-{int(n):03d}-"
    k = 1
    while state.get(Sample, f"{prefix}{k}") is not None:
        k += 1
    return f"{prefix}{k}"


def bags(voucher: str, count: int) -> list[str]:
    """The codes of a sample's bags."""
    return [f"{voucher}/{k}" for k in range(1, count + 1)]


def next_form(state: State, declaration: str, form: FormCode) -> str:
    """Of the next form of its sort of a declaration, e.g. `210900113004200-21-01`."""
    prefix = f"{declaration}-{form}-"
    last = state.last_key(Certificate, prefix)
    if form == "CL":
        ordered = state.last_key(Treatment, prefix)
        last = max(filter(None, (last, ordered)), default=None)
    return f"{prefix}{_after(last, prefix):02d}"


def next_registration(state: State, office_code: str, year: int) -> str:
    """Of the next isolation, e.g. `LN2013001`."""
    prefix = f"{_PROVINCES.get(office_code[:2], 'CN')}{year}"
    return f"{prefix}{_after(state.last_key(Isolation, prefix), prefix):03d}"


def _after(last: str | None, prefix: str) -> int:
    return int(last[len(prefix) :]) + 1 if last else 1
