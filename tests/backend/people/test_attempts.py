"""Guessing passwords gets slower and slower, and only for the one who guesses."""

import pytest

from backend.people import Attempts, TooManyAttemptsError
from backend.people.attempts import FREE_PER_ADDRESS, MAX_KEYS
from tests.backend.people.kit import Clock


@pytest.fixture
def attempts(clock: Clock) -> Attempts:
    return Attempts(clock)


def wait_s(attempts: Attempts, user: str = "li", address: str = "a") -> int:
    """How long the next attempt has to wait; it counts when that is 0."""
    try:
        attempts.begin(user, address)
    except TooManyAttemptsError as error:
        return error.retry_after_s
    return 0


def test_five_are_free_and_then_each_wait_doubles(attempts: Attempts, clock: Clock) -> None:
    assert [wait_s(attempts) for _ in range(6)] == [0, 0, 0, 0, 0, 30]
    waits = []
    for _ in range(7):
        clock.pass_(seconds=wait_s(attempts))
        assert wait_s(attempts) == 0
        waits.append(wait_s(attempts))
    assert waits == [60, 120, 240, 480, 900, 900, 900]


def test_impatience_makes_the_wait_no_longer(attempts: Attempts, clock: Clock) -> None:
    for _ in range(5):
        wait_s(attempts)
    assert {wait_s(attempts) for _ in range(50)} == {30}
    clock.pass_(seconds=29.5)
    assert wait_s(attempts) == 1


def test_a_success_forgets(attempts: Attempts) -> None:
    for _ in range(4):
        wait_s(attempts)
    assert wait_s(attempts) == 0
    attempts.succeeded("li", "a")
    assert [wait_s(attempts) for _ in range(5)] == [0] * 5


def test_nobody_locks_a_colleague_out(attempts: Attempts) -> None:
    for _ in range(6):
        wait_s(attempts, address="elsewhere")
    assert wait_s(attempts) == 0
    assert wait_s(attempts, user="wang", address="elsewhere") == 0


def test_trying_many_names_from_one_address_waits_too(attempts: Attempts) -> None:
    waits = [wait_s(attempts, user=f"user{i}") for i in range(FREE_PER_ADDRESS + 1)]
    assert waits == [0] * FREE_PER_ADDRESS + [30]


def test_successes_do_not_use_up_an_office_behind_one_address(attempts: Attempts) -> None:
    for i in range(4 * FREE_PER_ADDRESS):
        assert wait_s(attempts, user=f"user{i}") == 0
        attempts.succeeded(f"user{i}", "a")


def test_an_hour_of_quiet_forgets(attempts: Attempts, clock: Clock) -> None:
    for _ in range(5):
        wait_s(attempts)
    clock.pass_(hours=1, seconds=31)
    assert [wait_s(attempts) for _ in range(5)] == [0] * 5


def test_memory_is_bounded(attempts: Attempts) -> None:
    for i in range(MAX_KEYS):
        wait_s(attempts, user="li", address=f"a{i}")
    assert len(attempts._tallies) == MAX_KEYS
