"""`greenlane audit` as somebody types it."""

import asyncio
from pathlib import Path

import pytest

from backend.__main__ import main
from tests.backend.audit.kit import copy, furnish, overwrite, position


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("honest") / "data"
    asyncio.run(furnish(folder))
    return folder


@pytest.mark.parametrize(
    ("lang", "good", "limit"),
    [("zh", "✓ 全部相符。", "--held"), ("en", "✓ All of it holds.", "--held")],
)
def test_a_sound_folder_in_both_languages(
    honest: Path, capsys: pytest.CaptureFixture[str], lang: str, good: str, limit: str
) -> None:
    assert main(["audit", "verify", str(honest), "--lang", lang]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == good
    assert limit in said.out
    assert said.err == "", "a file is told no progress"


def test_a_finding_is_told_with_its_position_and_the_exit_status(
    honest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = copy(honest, tmp_path / "data")
    at = position(data, "inspection.recorded")
    overwrite(data, at, answer="quarantined")
    assert main(["audit", "verify", "--data", str(data), "--lang", "zh"]) == 1
    assert f"✗ 第 {at} 条在存证之后被改动" in capsys.readouterr().out
    assert main(["audit", "verify", "--data", str(data), "--lang", "en"]) == 1
    assert f"✗ Entry #{at} was altered after it was logged" in capsys.readouterr().out


def test_the_language_is_that_of_the_terminal(
    honest: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["audit", "verify", str(honest), "--no-views", "--no-photos"]) == 0
    assert "views left out" in capsys.readouterr().out
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["audit", "verify", str(honest), "--no-views", "--no-photos"]) == 0
    assert "视图未核对" in capsys.readouterr().out


def test_no_journal_is_a_mistake_of_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "verify", str(tmp_path), "--lang", "zh"]) == 2
    assert "不存在" in capsys.readouterr().err
    assert main(["audit", "verify", str(tmp_path), "--lang", "en"]) == 2
    assert "There is no journal" in capsys.readouterr().err


def test_a_key_may_be_given_as_text_or_file(honest: Path, tmp_path: Path) -> None:
    data = copy(honest, tmp_path / "data")
    (data / "keys" / "log.pem").rename(tmp_path / "log.pem")
    from backend.audit.source import find
    from backend.audit.verify import Scope, verify

    vkey = verify(find(honest), Scope(), lambda *_: None).vkey
    file = tmp_path / "log.vkey"
    file.write_text(f"{vkey}\n")
    assert main(["audit", "verify", str(data), "--vkey", vkey]) == 0
    assert main(["audit", "verify", str(data), "--vkey", str(file)]) == 0
    assert main(["audit", "verify", str(data), "--vkey", "nonsense"]) == 2


def test_a_damaged_file_is_a_finding(
    honest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = copy(honest, tmp_path / "data")
    file = data / "journal.db"
    page = 4096
    raw = file.read_bytes()
    file.write_bytes(raw[: 2 * page] + bytes(len(raw) - 2 * page))
    assert main(["audit", "verify", str(data), "--lang", "zh"]) in (1, 2)
    assert capsys.readouterr().err
    (data / "keys" / "log.pem").write_text("nonsense")
    assert main(["audit", "verify", str(data)]) == 2
