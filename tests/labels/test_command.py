"""`python -m labels` as a port uses it: make a key, print, check, read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from labels.__main__ import BAD_INPUT, NOT_VALID, OK, main
from labels.code import url_of
from labels.read import codes_in
from tests.labels import kit
from tests.labels.printing import printer
from tests.labels.test_rows import EXAMPLE, GOOD, table

ROWS = [GOOD | {"箱号": str(n), "总箱数": "3"} for n in (1, 2, 3)]


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A port's folder with its key and a list of three crates."""
    monkeypatch.chdir(tmp_path)
    Path("crates.csv").write_bytes(table(*ROWS))
    assert main(["keygen", "--out", "DAL.pem", "--no-passphrase"]) == OK
    return tmp_path


def sheet(*more: str, rows: str = "crates.csv") -> int:
    given = ["sheet", rows, "--key", "DAL.pem", "--host", "greenlane.example.cn", "--port", "DAL"]
    given += ["--first-serial", "1", "--issued", "2013-05-10", "--valid-until", "2013-11-01"]
    return main([*given, "--out", "labels.pdf", *more])


def read(code: str, *more: str) -> int:
    return main(["read", code, "--trust", "DAL=DAL.pub.pem", "--today", "2013-05-11", *more])


def test_from_key_to_check(port: Path, capsys: pytest.CaptureFixture[str]):
    assert sheet("--officer", "王建国", "--check") == OK
    said = capsys.readouterr()
    assert "3 个标识 labels，6 页 pages，DAL13-000001-X … DAL13-000003-T" in said.out
    assert said.err == ""
    assert read("labels.pdf") == OK
    said = capsys.readouterr()
    assert said.out.count("【标识有效】 Valid") == 3
    for part in (
        "报检号 declaration：210900113004200",
        "箱号 crate：2/3",
        "目的地 destination：N01",
    ):
        assert part in said.out
    assert "原产地 origin：荷兰 Netherlands (NL)" in said.out
    assert "有效期至 valid until：2013年11月1日" in said.out


def test_the_same_run_prints_the_same_codes(port: Path):
    sheet()
    first = codes_in((port / "labels.pdf").read_bytes())
    sheet("--stock", "a4-4", "--dpi", "203")
    assert sorted(codes_in((port / "labels.pdf").read_bytes())) == sorted(first)


@pytest.mark.parametrize(
    ("more", "verdict", "said"),
    [
        (["--today", "2013-11-02"], NOT_VALID, "【超过有效期】 Expired"),
        (["--today", "2013-05-09"], OK, "说明 note：签发日期晚于本机日期"),
    ],
)
def test_the_day_decides(
    port: Path, capsys: pytest.CaptureFixture[str], more: list[str], verdict: int, said: str
):
    sheet()
    assert read("labels.pdf", *more) == verdict
    assert said in capsys.readouterr().out


def test_a_key_answers_for_its_own_port_alone(port: Path, capsys: pytest.CaptureFixture[str]):
    sheet()
    assert main(["read", "labels.pdf", "--trust", "DAL.pub.pem", "--port", "CNPVG"]) == NOT_VALID
    assert "签发口岸与密钥所属口岸不符" in capsys.readouterr().out
    given = ["read", "labels.pdf", "--trust", "DAL.pub.pem", "--today", "2013-05-11"]
    assert main(given) == OK


def test_a_code_can_be_given_as_text(port: Path, capsys: pytest.CaptureFixture[str]):
    assert read(kit.token()) == NOT_VALID
    said = capsys.readouterr().out
    assert "【签发密钥未收录】 Key unknown  DAL13-000123-D" in said
    assert "未经核实" in said
    forged = url_of("A.CN", kit.with_bit_flipped(kit.token(), 100))
    assert read(forged) == NOT_VALID
    assert read("https://example.com/\x1b[2Jpage") == NOT_VALID
    said = capsys.readouterr().out
    assert "【非专用标识】 Not our label" in said
    assert "\x1b" not in said


def test_rows_of_other_ports_are_counted(port: Path, capsys: pytest.CaptureFixture[str]):
    Path("crates.csv").write_bytes(table(*ROWS, GOOD | {"箱号": "9", "入境口岸": "CNPVG"}))
    assert sheet() == OK
    assert "其他口岸的 1 行未打印" in capsys.readouterr().err


def test_a_character_without_a_glyph_names_its_row(port: Path, capsys: pytest.CaptureFixture[str]):
    Path("crates.csv").write_bytes(table(ROWS[0], ROWS[1] | {"货物名称": "조선 꽃"}))
    assert sheet() == BAD_INPUT
    said = capsys.readouterr().err
    assert "第 3 行“货物名称”：" in said
    assert "“조”（U+C870）" in said
    assert "row 3, goods: " in said
    assert not Path("labels.pdf").exists()


def test_a_key_that_others_can_read_is_pointed_out(port: Path, capsys: pytest.CaptureFixture[str]):
    Path("DAL.pem").chmod(0o644)
    assert sheet() == OK
    assert "chmod 600" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["keygen", "--out", "DAL.pem", "--no-passphrase"], "已存在"),
        (["read", "nothing.png", "--trust", "DAL.pub.pem"], "无法读取 nothing.png"),
        (["read", "crates.csv", "--trust", "DAL.pub.pem"], "不是可识别的图片"),
        (["read", kit.token(), "--trust", "DAL.pem"], "不是 PEM 公钥"),
    ],
)
def test_bad_input_is_told_in_both_languages(
    port: Path, capsys: pytest.CaptureFixture[str], given: list[str], said: str
):
    assert main(given) == BAD_INPUT
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("错误：")
    assert said in lines[0]
    assert lines[1].startswith("Error: ")


@pytest.mark.parametrize(
    "more",
    [["--host", "绿色.cn"], ["--stock", "letter"], ["--out", "no/where.pdf"], ["--port", "PVG"]],
)
def test_a_run_that_cannot_be_made_leaves_nothing(port: Path, more: list[str]):
    assert sheet(*more) == BAD_INPUT
    assert sorted(path.name for path in port.iterdir()) == ["DAL.pem", "DAL.pub.pem", "crates.csv"]


def test_wrong_usage_exits_with_2(capsys: pytest.CaptureFixture[str]):
    for given in ([], ["print"], ["read", "x"], ["sheet", "x", "--dpi", "600"]):
        with pytest.raises(SystemExit) as caught:
            main(given)
        assert caught.value.code == BAD_INPUT
    assert "usage: python -m labels" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["zpl", "tspl", "png"])
def test_every_format_is_checked_and_read_again(
    port: Path, capsys: pytest.CaptureFixture[str], form: str
):
    given = ["--format", form, "--stock", "100x100", "--dpi", "203", "--check"]
    assert sheet(*given, "--out", f"run.{form}") == OK
    files = sorted(port.glob("run*"))
    names = {"png": ["run-0001.png", "run-0002.png", "run-0003.png"]}.get(form, [f"run.{form}"])
    assert [file.name for file in files] == names
    capsys.readouterr()
    assert [read(file.name) for file in files] == [OK] * len(files)
    assert capsys.readouterr().out.count("【标识有效】 Valid") == 3


def test_straight_to_a_printer_and_no_file(port: Path, capsys: pytest.CaptureFixture[str]):
    given = ["sheet", "crates.csv", "--key", "DAL.pem", "--host", "a.cn", "--port", "DAL"]
    given += ["--first-serial", "1", "--valid-until", "2099-11-01", "--format", "tspl"]
    before = sorted(port.iterdir())
    with printer(lambda got: b"\0" if got.endswith(b"\x1b!?") else b"") as it:
        assert main([*given, "--dpi", "203", "--send", it.where]) == OK
    assert it.received.count(b"PRINT 1,2\r\n") == 3
    assert "打印机状态：就绪" in capsys.readouterr().out
    assert sorted(port.iterdir()) == before
    assert main(given) == BAD_INPUT
    assert "没有指定输出" in capsys.readouterr().err


def test_nothing_appears_when_one_row_cannot_be_printed(port: Path):
    Path("crates.csv").write_bytes(table(ROWS[0], ROWS[1] | {"货物名称": "🌷"}))
    before = sorted(port.iterdir())
    for form in ("pdf", "png", "zpl"):
        assert sheet("--format", form) == BAD_INPUT
    assert sorted(port.iterdir()) == before


def test_a_test_print_is_read_but_is_no_label(port: Path, capsys: pytest.CaptureFixture[str]):
    for form in ("pdf", "png", "zpl", "tspl"):
        assert main(["test", "--format", form, "--dpi", "203", "--out", f"test.{form}"]) == OK
        assert read(f"test.{form}") == NOT_VALID
        assert "【非专用标识】" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["keygen", "sheet", "test", "read"])
def test_every_option_explains_itself(command: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as caught:
        main([command, "--help"])
    assert caught.value.code == OK
    helped = " ".join(capsys.readouterr().out.split())
    options = set(re.findall(r"--[a-z-]+", helped))
    for option in options - {"--help"}:
        assert re.search(rf"{option} [^-]*[\u4e00-\u9fff]", helped), option


def test_the_documented_run_is_what_works(port: Path):
    """The commands of the documentation, each run as written."""
    Path("DAL.pem").unlink()
    Path("DAL.pub.pem").unlink()
    blocks = re.findall(r"((?:^    .*\n)+)", EXAMPLE.read_text("utf-8"), re.MULTILINE)
    lines = "".join(blocks).replace("\\\n", " ").splitlines()
    commands = [line.split() for line in lines if line.strip().startswith("python -m labels")]
    assert len(commands) == 3
    for _, *command in commands:
        more = ["--issued", "2013-05-10"] if "sheet" in command else []
        more = ["--today", "2013-05-10"] if "read" in command else more
        environment = {"PYTHONPATH": str(EXAMPLE.parents[1]), "PATH": "/usr/bin:/bin"}
        environment["GREENLANE_PASSPHRASE"] = "correct horse battery"  # or typed
        subprocess.run([sys.executable, *command, *more], check=True, env=environment)
