"""A hundred thousand forgeries, none of them taken for a label."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

from labels.verdict import judge
from tests.faults.sizes import sizes
from tests.labels import kit
from tests.labels.mutants import BENDS, genuine, mutants

TODAY = date(2013, 5, 10)
REFUSED = {"not_ours", "key_unknown", "signature_failed"}


@sizes(20_000, 100_000)
def test_no_bent_label_is_accepted(size: int):
    verdicts: Counter[str] = Counter()
    bends: Counter[str] = Counter()
    for name, token in mutants(Random(size), size):
        code = judge(token, kit.TRUST, TODAY).code
        assert code in REFUSED, (name, token)
        verdicts[code] += 1
        bends[name] += 1
    assert set(verdicts) == REFUSED
    assert len(bends) == len(BENDS)


def test_the_labels_that_are_bent_are_themselves_accepted():
    for token in genuine(Random(1), 200):
        assert judge(token, kit.TRUST, TODAY).code in ("valid", "void", "replaced")
