"""A port with a printer and no line: numbers from a range, and a signed file of what it issued."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels import cose
from labels.__main__ import BAD_INPUT, OK, main
from labels.code import Facts, open_token, seal, token_of
from labels.errors import FileError, IssueRefused, LabelError
from labels.issue import LABELS_MAX, Issue, Range, open_issue, range_of, seal_issue
from labels.keys import load_point, load_private
from labels.offline import Book
from labels.read import codes_in
from tests.labels import kit
from tests.labels.test_rows import GOOD, table

RANGE = Range("DAL", 13, 500, 509)
ROWS = [GOOD | {"箱号": str(n), "总箱数": "9"} for n in range(10)[1:]]
ISSUED = Issue(RANGE, 1_366_900_000, "王建国", (kit.token(serial=500), kit.token(serial=501, n=4)))


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENLANE_PASSPHRASE", "correct horse battery")
    assert main(["keygen", "--out", "DAL.pem"]) == OK
    return tmp_path


def sheet(*rows: int, more: tuple[str, ...] = (), range_: str = "DAL13-000500-000509") -> int:
    Path("crates.csv").write_bytes(table(*(ROWS[n - 1] for n in rows)))
    given = ["sheet", "crates.csv", "--key", "DAL.pem", "--host", "greenlane.example.cn"]
    given += ["--issued", "2013-05-10", "--valid-until", "2013-11-01", "--out", "labels.pdf"]
    return main([*given, "--officer", "王建国", "--range", range_, *more])


def in_files(folder: Path) -> dict[int, str]:
    """Crate number to token, of every issue file, proved."""
    point = load_point(folder / "DAL.pub.pem")
    found: dict[int, str] = {}
    for path in sorted((folder / "issued").glob("*.issue")):
        opened = open_issue(path.read_text())
        assert opened.verify(point)
        found |= {label.facts.n: label.token for label in opened.labels}
    return found


def printed(folder: Path) -> list[str]:
    codes = codes_in((folder / "labels.pdf").read_bytes())
    return sorted({token_of(code) for code in codes})


def test_runs_go_on_where_the_last_one_ended(port: Path, capsys: pytest.CaptureFixture[str]):
    assert sheet(1, 2, 3) == OK
    said = capsys.readouterr().out
    assert "DAL13-000500.issue" in said
    assert "3 个标识 labels，6 页 pages，DAL13-000500-" in said
    assert sheet(4, 5) == OK
    held = in_files(port)
    serials = [open_token(held[n]).facts.serial for n in (1, 2, 3, 4, 5)]
    assert serials == [500, 501, 502, 503, 504]
    assert printed(port) == sorted([held[4], held[5]])


def test_a_crate_is_labelled_once_and_printed_again_on_purpose(
    port: Path, capsys: pytest.CaptureFixture[str]
):
    sheet(1, 2)
    before = in_files(port)
    assert sheet(2, 3) == BAD_INPUT
    assert "已签发过" in capsys.readouterr().err
    assert in_files(port) == before
    assert sheet(2, 3, more=("--again",)) == OK
    held = in_files(port)
    assert held | before == held
    assert printed(port) == sorted([held[2], held[3]])
    files = list((port / "issued").iterdir())
    assert sheet(2, 3, more=("--again", "--issued", "2013-06-01")) == OK
    assert printed(port) == sorted([held[2], held[3]])  # the label as issued, of that day
    assert list((port / "issued").iterdir()) == files


def test_nothing_is_used_up_by_a_run_that_cannot_be_printed(port: Path):
    Path("crates.csv").write_bytes(table(ROWS[0] | {"货物名称": "한국 난초"}))
    given = ["sheet", "crates.csv", "--key", "DAL.pem", "--host", "greenlane.example.cn"]
    given += ["--issued", "2013-05-10", "--valid-until", "2013-11-01", "--out", "labels.pdf"]
    assert main([*given, "--range", "DAL13-000500-000509"]) == BAD_INPUT
    assert not (port / "issued").exists()
    assert not (port / "labels.pdf").exists()


@pytest.mark.parametrize(
    ("rows", "range_", "said"),
    [
        ((1, 2, 3), "DAL13-000500-000501", "还剩 2 个号"),
        ((1,), "DAL14-000500-000501", "2014 年"),
    ],
)
def test_a_range_that_does_not_do_is_said(
    port: Path,
    capsys: pytest.CaptureFixture[str],
    rows: tuple[int, ...],
    range_: str,
    said: str,
):
    assert sheet(*rows, range_=range_) == BAD_INPUT
    assert said in capsys.readouterr().err
    assert not (port / "issued").exists()


def test_a_damaged_issue_file_stops_the_next_run(port: Path, capsys: pytest.CaptureFixture[str]):
    sheet(1)
    (file,) = (port / "issued").iterdir()
    file.write_text(file.read_text()[:-9])
    assert sheet(2) == BAD_INPUT
    assert "重号" in capsys.readouterr().err


def test_two_runs_at_once_do_not_give_one_number_twice(port: Path):
    key, folder = load_private(port / "DAL.pem"), port / "issued"
    one, other = Book(folder, RANGE), Book(folder, RANGE)
    facts = [replace(kit.TULIPS, n=n) for n in (1, 2)]
    tokens = [
        seal(book.assign([f], again=False)[0].facts, key)
        for book, f in zip((one, other), facts, strict=True)
    ]
    one.record(tokens[:1], key, "", 1)
    with pytest.raises(FileError):
        other.record(tokens[1:], key, "", 1)
    assert len(list(folder.iterdir())) == 1


def test_a_long_run_makes_files_of_a_size(tmp_path: Path):
    range_ = Range("DAL", 13, 1, 9999)
    crates: list[Facts] = [
        replace(kit.TULIPS, declaration=210900113004217 + n // 500, n=n % 500 + 1, of=500)
        for n in range(LABELS_MAX + 20)
    ]
    numbered = Book(tmp_path, range_).assign(crates, again=False)
    tokens = [seal(item.facts, kit.DAL) for item in numbered]
    files = Book(tmp_path, range_).record(tokens, kit.DAL, "", 1)
    counts = [len(open_issue(path.read_text()).labels) for path in files]
    assert counts == [LABELS_MAX, 20]
    with pytest.raises(LabelError, match="已签发过"):
        Book(tmp_path, range_).assign(crates[-1:], again=False)


def test_an_issue_file_comes_back_as_it_was():
    opened = open_issue(seal_issue(ISSUED, kit.DAL))
    assert opened.issue == ISSUED
    assert opened.verify(cose.point_of(kit.DAL))
    assert not opened.verify(cose.point_of(kit.STRANGER))


TEXT = seal_issue(ISSUED, kit.DAL)


@given(st.integers(0, len(TEXT) - 1), st.sampled_from("AZaz09-_"))
def test_a_file_with_one_character_changed_is_not_believed(at: int, char: str):
    changed = TEXT[:at] + char + TEXT[at + 1 :]
    if changed == TEXT:
        return
    try:
        opened = open_issue(changed)
    except IssueRefused:
        return
    assert not opened.verify(cose.point_of(kit.DAL))


@given(st.text(max_size=200))
def test_no_text_upsets_the_reader(text: str):
    with pytest.raises(IssueRefused):
        open_issue(text)


@pytest.mark.parametrize(
    "issue",
    [
        replace(ISSUED, tokens=()),
        replace(ISSUED, tokens=ISSUED.tokens[:1] * (LABELS_MAX + 1)),
        replace(ISSUED, officer="王" * 201),
        replace(ISSUED, made_at=-1),
        replace(ISSUED, range=Range("DA", 13, 1, 2)),
        replace(ISSUED, range=Range("DAL", 100, 1, 2)),
        replace(ISSUED, range=Range("DAL", 13, 0, 2)),
        replace(ISSUED, range=Range("DAL", 13, 3, 2)),
        replace(ISSUED, range=Range("DAL", 13, 3, 1_000_000)),
    ],
)
def test_a_file_beyond_the_limits_is_not_written(issue: Issue):
    with pytest.raises(IssueRefused):
        seal_issue(issue, kit.DAL)


@pytest.mark.parametrize("text", ["", "500-599", "DAL13-000599-000500", "DAL13-000000-000005"])
def test_what_is_no_range_is_said(text: str):
    with pytest.raises(LabelError, match="号段"):
        range_of(text)


def test_a_range_reads_back_as_written():
    assert range_of(" dal13-000500-000509 ") == RANGE
    assert str(RANGE) == "DAL13-000500-000509"
