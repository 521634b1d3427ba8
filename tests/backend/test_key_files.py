"""The server's own keys under a passphrase, and what the command line says of keys and numbers."""

from pathlib import Path

import pytest

from backend.__main__ import main
from backend.app import open_office
from backend.desk.keeping import back_up
from backend.desk.restoring import restore
from backend.settings import DEMO_LIST, load
from labels.errors import KeyFileError
from labels.keys import is_encrypted
from tests.kit import check

PASSPHRASE = "correct horse battery"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GREENLANE_PASSPHRASE", "GREENLANE_PASSPHRASE_FILE", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "data"


def run(data: Path, *words: str) -> int:
    return main([*words, "--data", str(data)])


def keys(data: Path) -> list[Path]:
    return sorted((data / "keys").glob("*.pem"))


def test_with_a_passphrase_at_hand_new_keys_are_encrypted(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENLANE_PASSPHRASE", PASSPHRASE)
    open_office(load(), data).journal.close()
    assert {path.name for path in keys(data)} >= {"desk.pem", "log.pem", "root.pem"}
    assert all(is_encrypted(path) for path in keys(data))
    open_office(load(), data).journal.close()
    check(data / "journal.db")


@pytest.mark.parametrize("wrong", [None, "wrong horse battery"])
def test_without_it_nothing_starts_and_nothing_changes(
    data: Path, monkeypatch: pytest.MonkeyPatch, wrong: str | None
) -> None:
    monkeypatch.setenv("GREENLANE_PASSPHRASE", PASSPHRASE)
    open_office(load(), data).journal.close()
    before = {path: path.read_bytes() for path in keys(data)}
    monkeypatch.delenv("GREENLANE_PASSPHRASE")
    if wrong is not None:
        monkeypatch.setenv("GREENLANE_PASSPHRASE", wrong)
    with pytest.raises(KeyFileError, match="口令"):
        open_office(load(), data)
    assert {path: path.read_bytes() for path in keys(data)} == before


def test_the_server_says_in_both_languages_why_it_does_not_start(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as at_hand:
        at_hand.setenv("GREENLANE_PASSPHRASE", PASSPHRASE)
        open_office(load(), data).journal.close()
    assert run(data, "run", "--no-demo", "--port", "0") == 2
    said = capsys.readouterr().err
    assert "没有给出口令" in said
    assert "systemd's credential" in said


def test_keys_are_protected_afterwards_and_a_backup_stays_so(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(data, "import", str(DEMO_LIST)) == 0
    assert not any(is_encrypted(path) for path in keys(data))
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    assert run(data, "keys", "protect", "--new-passphrase-file", str(file)) == 0
    assert all(is_encrypted(path) for path in keys(data))
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in keys(data))
    assert run(data, "keys", "list") == 2
    assert "没有给出口令" in capsys.readouterr().err
    monkeypatch.setenv("GREENLANE_PASSPHRASE_FILE", str(file))
    assert run(data, "keys", "list") == 0
    assert "DAL" in capsys.readouterr().out
    back_up(data, tmp_path / "backup", lambda *_: None)
    restore(tmp_path / "backup", tmp_path / "new", lambda *_: None)
    assert all(is_encrypted(path) for path in keys(tmp_path / "new"))
    other = tmp_path / "other"
    other.write_text("another long passphrase")
    assert run(data, "keys", "protect", "--new-passphrase-file", str(other)) == 0
    monkeypatch.setenv("GREENLANE_PASSPHRASE_FILE", str(other))
    open_office(load(), data).journal.close()
    check(data / "journal.db")


def test_an_interrupted_change_of_passphrase_is_finished_by_the_next(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_office(load(), data).journal.close()
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE)
    kept = (data / "keys" / "root.pem").read_bytes()
    assert run(data, "keys", "protect", "--new-passphrase-file", str(file)) == 0
    (data / "keys" / "root.pem").write_bytes(kept)  # as if the power had failed before this one
    assert run(data, "keys", "protect", "--new-passphrase-file", str(file)) == 0
    assert all(is_encrypted(path) for path in keys(data))
    monkeypatch.setenv("GREENLANE_PASSPHRASE_FILE", str(file))
    open_office(load(), data).journal.close()


def test_a_port_offline_from_the_command_line(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENLANE_PASSPHRASE", PASSPHRASE)
    assert run(data, "import", str(DEMO_LIST)) == 0
    assert main(["keys", "keygen", "--out", "DAL.pem"]) == 0
    rotate = ["keys", "rotate", "dal", "--public", "DAL.pub.pem", "--reason", "口岸自存"]
    assert run(data, *rotate) == 0
    assert "kept at the port" in capsys.readouterr().out
    assert run(data, "labels", "reserve", "DAL", "200", "--reason", "断网") == 0
    option = capsys.readouterr().out.split()[-1]
    sheet = ["labels", "sheet", str(DEMO_LIST), "--key", "DAL.pem", "--port", "DAL"]
    assert main([*sheet, "--range", option, "--officer", "王建国", "--out", "labels.pdf"]) == 0
    said = capsys.readouterr().out
    (file,) = (tmp_path / "issued").iterdir()
    assert file.name in said
    assert main([*sheet, "--range", option, "--out", "labels.pdf"]) == 2
    assert "--again" in capsys.readouterr().err
    assert main([*sheet, "--range", option, "--again", "--out", "labels.pdf"]) == 0
    capsys.readouterr()
    assert run(data, "labels", "enter", str(file)) == 0
    first = capsys.readouterr().out
    assert "此前已录入 0，未录入 0" in first
    assert run(data, "labels", "enter", str(file)) == 0
    assert "录入 0，" in capsys.readouterr().out
    assert run(data, "labels", "enter", str(tmp_path / "DAL.pem")) == 2
    assert "issue" in capsys.readouterr().err
    check(data / "journal.db")


def test_rotation_and_revocation_from_the_command_line(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, "keys", "rotate", "DAL", "--reason", "例行更换") == 0
    listed = [line.split() for line in capsys.readouterr().out.splitlines() if line[:3] == "DAL"]
    (new, old) = [line[1] for line in listed]
    assert run(data, "keys", "revoke", old, "--from", "2013-05-01", "--reason", "失窃") == 0
    assert f"DAL  {old}" in (said := capsys.readouterr().out)
    assert "自 2013-05-01 起" in said
    assert run(data, "keys", "revoke", old, "--from", "2013-05-02", "--reason", "失窃") == 1
    assert "已吊销" in capsys.readouterr().err
    assert run(data, "keys", "revoke", new, "--from", "yesterday", "--reason", "失窃") == 2
    assert "不是日期" in capsys.readouterr().err
    check(data / "journal.db")
