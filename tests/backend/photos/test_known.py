"""What may be here: a no is never wrong, and a yes seldom."""

import hashlib

from backend.photos.known import Known

STORED, STRANGE = 100_000, 20_000


def sha(n: int) -> str:
    return hashlib.sha256(str(n).encode()).hexdigest()


def test_whatever_was_stored_is_known_and_hardly_anything_else() -> None:
    known = Known(sha(n) for n in range(STORED - 1))
    known.add(sha(STORED - 1))
    assert all(sha(n) in known for n in range(STORED))
    wrong = sum(sha(n) in known for n in range(STORED, STORED + STRANGE))
    assert wrong < STRANGE / 1000


def test_nothing_is_known_at_first() -> None:
    known = Known([])
    assert sha(1) not in known
    known.add(sha(1))
    assert sha(1) in known
    assert sha(2) not in known
