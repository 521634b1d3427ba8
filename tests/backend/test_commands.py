"""The command line, as an administrator types it."""

import asyncio
import io
import sqlite3
from pathlib import Path

import pytest

from backend.__main__ import main
from backend.settings import DEMO_LIST
from tests.backend.audit.test_disclosures import VALUE, id_of, veiled
from tests.backend.keeping.served import serving
from tests.kit import check


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def piped(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_imports_a_list_and_says_when_nothing_changed(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(DEMO_LIST), "--data", str(data), "--preview"]) == 0
    assert "将导入 194 箱" in capsys.readouterr().out
    assert main(["import", str(DEMO_LIST), "--data", str(data)]) == 0
    assert "已导入 194 箱" in capsys.readouterr().out
    assert main(["import", str(DEMO_LIST), "--data", str(data)]) == 0
    assert "没有变化" in capsys.readouterr().out
    assert check(data / "journal.db") > 0


def test_a_bad_list_is_named_row_by_row_and_left_alone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(DEMO_LIST.read_bytes().replace(b"2013-03-18", b"2013-13-18", 2))
    assert main(["import", str(bad), "--data", str(data)]) == 1
    said = capsys.readouterr().out
    assert "第 2 行" in said
    assert "2013-13-18" in said
    assert "未导入任何内容" in said
    assert main(["import", str(bad), "--data", str(data), "--leave-out-bad-rows"]) == 0
    assert "已导入 192 箱，略去 2 行" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"nothing,of,ours\n1,2,3\n"])
def test_what_is_no_list_is_said_in_one_line(
    data: Path, tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    assert main(["import", str(file), "--data", str(data)]) == 2
    assert capsys.readouterr().err.strip()
    assert main(["import", str(tmp_path / "absent.csv"), "--data", str(data)]) == 2


def test_adds_people_and_shows_a_code_to_enrol_their_phone(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add = ["user", "add", "wang", "--name", "王芳", "--role", "inspector", "--data", str(data)]
    piped(monkeypatch, "short\n")
    assert main(add) == 2
    piped(monkeypatch, "long enough 1\n")
    assert main(add) == 0
    piped(monkeypatch, "long enough 1\n")
    assert main(add) == 1
    assert "already" in capsys.readouterr().err
    assert main(["enrol", "wang", "--data", str(data)]) == 0
    shown = capsys.readouterr().out
    assert "http://localhost:8000/enrol#" in shown
    assert "▀" in shown
    assert main(["enrol", "nobody", "--data", str(data)]) == 1


def test_a_rebuild_finds_and_mends_what_somebody_changed_in_the_views(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rebuild", "--data", str(data)]) == 2
    main(["import", str(DEMO_LIST), "--data", str(data)])
    assert main(["rebuild", "--data", str(data)]) == 0
    with sqlite3.connect(data / "journal.db") as db:
        db.execute("DELETE FROM view_row WHERE view = 'crate' AND key LIKE '%/1'")
        with pytest.raises(sqlite3.IntegrityError, match="only grows"):
            db.execute("DELETE FROM entry WHERE pos = 3")
    db.close()
    assert main(["rebuild", "--data", str(data)]) == 1
    assert "12 行不同" in capsys.readouterr().out
    assert main(["rebuild", "--data", str(data)]) == 0


def test_a_settings_file_in_error_names_the_key(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "expo.toml"
    file.write_text('base = "jinzhou2013"\n[expo]\nhost = "not a host"\n', encoding="utf-8")
    assert main(["enrol", "wang", "--data", str(data), "--settings", str(file)]) == 2
    assert "expo.host" in capsys.readouterr().err


def with_a_witness(data: Path) -> tuple[str, int]:
    """A data folder with one record whose witness is named beside it; its id and the journal's
    size."""

    async def work() -> tuple[str, int]:
        async with serving(data) as served:
            phone = await served.phone()
            text = phone.record("inspection.recorded", veiled(), over={"kv": 2})
            answer = await served.push(phone, f"{text}~{VALUE.text}~")
            assert answer.json()["answers"][0]["answer"] == "stored", answer.text
            return id_of(text), await served.office.journal.size()

    return asyncio.run(work())


def test_personal_values_are_redacted_by_name_once(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["redact", "x", "name", "--reason", "x", "--data", str(data)]) == 2
    assert "没有作业日志" in capsys.readouterr().err
    entry, size = with_a_witness(data)
    redact = ["redact", entry, "witness.name", "--data", str(data), "--reason"]
    refusals = (
        (["redact", entry, "strokes", "--data", str(data), "--reason", "x"], 1, "个人信息为 name"),
        (["redact", entry[:-1], "name", "--data", str(data), "--reason", "x"], 2, "完整的记录编号"),
        ([*redact, "  "], 2, "完整的记录编号"),
        ([*redact, "本人要求", "--user", "wang"], 1, "没有此项权限"),
    )
    for command, status, says in refusals:
        assert main(command) == status
        assert says in capsys.readouterr().err
    assert VALUE.text.encode() in b"".join(file.read_bytes() for file in data.glob("journal.db*"))
    assert main([*redact, "本人要求", "--user", "sun"]) == 0
    said = capsys.readouterr().out
    assert "已遮盖 1 项" in said
    assert "for good" in said
    assert main([*redact, "再次"]) == 1
    assert "已遮盖" in capsys.readouterr().err
    assert check(data / "journal.db") == size + 1
    files = {file.name: file.read_bytes() for file in data.glob("journal.db*")}
    assert [name for name, held in files.items() if VALUE.text.encode() in held] == []
