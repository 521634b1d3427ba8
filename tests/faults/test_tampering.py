"""Whoever alters what a phone's checkpoint covers is found out, whatever keys he has."""

import random
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from backend.audit.source import find
from backend.audit.verify import Report, Scope, verify
from tests.faults.forger import ATTACKS, Forger
from tests.faults.load import enrolled, record
from tests.faults.sizes import lots
from tests.kit import check
from tests.kit.premises import Premises
from tests.kit.serving import Serving

_SELF_CONSISTENT = {"sign_again", "swap_a_phones_key", "move_the_time", "roll_back", "fork"}
"""With covered tracks, a database alone cannot tell these; a checkpoint held elsewhere can."""


class Evidence(NamedTuple):
    """A data folder, and what phones brought along: their newest checkpoint."""

    data: Path
    held: Path
    size: int


@pytest.fixture(scope="module")
def evidence(premises: Premises, tmp_path_factory: pytest.TempPathFactory) -> Evidence:
    folder = tmp_path_factory.mktemp("evidence")
    data = premises.copy(folder / "data")
    with Serving(data) as server:
        phones = enrolled(server, premises, ["wang", "li"])
        for phone in phones:
            record(phone, 5)
            phone.push()
        busy, witness = phones
        record(busy, 2)
        busy.push()  # after the witness last synced
        server.restart()
    held = folder / "held.txt"
    held.write_text(witness.notes[-1], encoding="utf-8")
    return Evidence(data, held, witness.heads[-1][1])


def _audited(data: Path, *held: Path) -> Report:
    scope = Scope(held=held, hands=0)
    return verify(find(data), scope, lambda _, __, ___: None)


def test_what_nobody_touched_is_found_in_order(evidence: Evidence) -> None:
    report = _audited(evidence.data, evidence.held)
    assert report.findings.good
    assert report.held == 1
    assert 0 < evidence.size < report.size
    check(evidence.data / "journal.db")


@pytest.mark.slow
@lots(200, 10_000, each=500)
def test_every_attack_on_what_a_phone_covers_is_found(
    evidence: Evidence, tmp_path: Path, size: int, lot: int
) -> None:
    draw = random.Random(f"{size}-{lot}")
    for n in range(size):
        attack, tracks = ATTACKS[n % len(ATTACKS)], draw.random() < 0.5
        data = tmp_path / "forged"
        shutil.copytree(evidence.data, data)
        Forger(data, evidence.size, draw).strike(attack, tracks=tracks)
        report = _audited(data, evidence.held)
        assert not report.findings.good, f"{attack.__name__} went unnoticed, attempt {n}"
        shutil.rmtree(data)


@pytest.mark.parametrize("name", sorted(_SELF_CONSISTENT))
def test_it_takes_the_held_checkpoint_to_find_a_forger_with_all_keys(
    evidence: Evidence, tmp_path: Path, name: str
) -> None:
    data = tmp_path / "forged"
    shutil.copytree(evidence.data, data)
    Forger(data, evidence.size, random.Random(1)).strike(getattr(Forger, name), tracks=True)
    alone, held = _audited(data), _audited(data, evidence.held)
    codes = {finding.code for finding in held.findings.kept} - {
        finding.code for finding in alone.findings.kept
    }
    assert codes & {"held_differs", "held_beyond"}


def test_a_second_log_signed_with_the_same_key_is_found(evidence: Evidence, tmp_path: Path) -> None:
    """A phone that was shown another tree than everybody else holds the proof of it."""
    origin = evidence.held.read_text("utf-8").partition("\n")[0]
    shown = tmp_path / "shown.txt"
    forger = Forger(evidence.data, evidence.size, random.Random(2))
    shown.write_text(forger.false_note(origin, evidence.size), "utf-8")
    assert not _audited(evidence.data, shown).findings.good
