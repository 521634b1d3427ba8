"""Phones, lines, clocks and servers that fail in any order: nothing lost, nothing twice."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults.day import Day
from tests.faults.sizes import lots
from tests.kit.premises import Premises

STEPS = 12


@pytest.mark.slow
@lots(100, 5000, each=250)
def test_whatever_fails_in_a_day_nothing_acknowledged_is_lost(
    premises: Premises, size: int, lot: int
) -> None:
    played = type("PlayedDay", (Day,), {"premises": premises})
    run_state_machine_as_test(
        played,
        settings=settings(
            max_examples=size,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a day is read as it was
        ),
    )
