"""Labels from a list with no server: port by port, one number a crate, every code genuine."""

import base64
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import cwt
import pypdfium2
import pytest
import zxingcpp

from backend.__main__ import main
from backend.desk.sheet_plan import Batch, plan
from backend.rules.lists import read_list
from backend.settings import DEMO_LIST, load
from labels.code import open_token, token_of, verify
from labels.cose import kid_of, point_of
from labels.keys import load_private, make_key_files
from labels.number import parse_number
from tests.backend.rules.rows import as_csv, crates, demo_rows

SHARED_LIST = Path(__file__).parents[3] / "shared" / "data" / "consignments.csv"
PORTS = {"DAL": 91, "PVG": 34, "TXG": 25, "DDG": 14, "BJS": 12}
Sheet = Callable[..., tuple[int, str, str, Path]]


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "port.pem"
    make_key_files(path)
    return path


@pytest.fixture
def sheet(key_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Sheet:
    """Run the command on a list; returns exit status, output, errors and the file."""

    def run(data: bytes, *options: str, port: str = "DAL") -> tuple[int, str, str, Path]:
        source, out = tmp_path / "list.csv", tmp_path / "labels.pdf"
        source.write_bytes(data)
        fixed = ["--key", str(key_file), "--port", port, "--first-serial", "1"]
        days = ["--issued", "2013-03-10", "--valid-until", "2013-10-31"]
        command = ["labels", "sheet", str(source), *fixed, *days, "--out", str(out), *options]
        status = main(command)
        captured = capsys.readouterr()
        return status, captured.out, captured.err, out

    return run


def codes(pdf: bytes, dpi: int = 203) -> list[list[str]]:
    """The codes on each page, read from its picture."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pictures = (page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document)
        qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        return [[code.text for code in zxingcpp.read_barcodes(page, qr)] for page in pictures]
    finally:
        document.close()


def test_the_demo_list_is_the_offices_own() -> None:
    if not SHARED_LIST.exists():
        pytest.skip("the office's list is not beside this checkout")
    assert DEMO_LIST.read_bytes() == SHARED_LIST.read_bytes()


@pytest.mark.parametrize(("port", "count"), PORTS.items())
def test_each_port_labels_its_own_crates(port: str, count: int, sheet: Sheet) -> None:
    status, out, err, file = sheet(DEMO_LIST.read_bytes(), "--host", "expo.cn", port=port)
    assert (status, err) == (0, "")
    numbers = re.findall(rf"^({port}13-[0-9]{{6}}-[0-9A-Z])  (\d{{15}}/\d+)/", out, re.MULTILINE)
    assert len(numbers) == count
    assert len({number for number, _ in numbers}) == count
    assert len({crate for _, crate in numbers}) == count
    assert [parse_number(number)[6:12] for number, _ in numbers] == [
        f"{serial:06d}" for serial in range(1, count + 1)
    ]
    assert f"未加贴标识 {194 - count} 箱" in out
    document = pypdfium2.PdfDocument(file)
    assert len(document) == 2 * count
    document.close()


def test_all_ports_together_label_176_and_refuse_18() -> None:
    settings = load()
    read = read_list("list", DEMO_LIST.read_bytes(), settings)
    labelled: set[tuple[int, int]] = set()
    for port in settings.port_codes:
        batch = Batch(port, 1, date(2013, 3, 10), date(2013, 10, 31))
        made = plan(read.declarations, batch, settings)
        labelled |= {(item.facts.declaration, item.facts.n) for item in made.labelled}
        assert len(made.labelled) == PORTS.get(port, 0)
    assert len(labelled) == 176
    everything = {(int(item.no), line.n) for item in read.declarations for line in item.crates}
    refused = {declaration for declaration, _ in everything - labelled}
    assert len(everything - labelled) == 18
    assert refused == {210900113004206, 210900113004207, 210900113004211}


def test_every_code_is_read_from_the_page_and_is_genuine(sheet: Sheet, key_file: Path) -> None:
    status, out, _, file = sheet(DEMO_LIST.read_bytes(), "--host", "expo.cn", port="PVG")
    assert status == 0
    pages = codes(file.read_bytes())
    assert len(pages) == 68
    assert pages[0::2] == pages[1::2]  # both faces of a crate are equal
    point = point_of(load_private(key_file))
    public = key_file.with_suffix(".pub.pem").read_text(encoding="utf-8")
    verifier = cwt.COSEKey.from_pem(public, alg="ES256", kid=kid_of(point))
    oracle = cwt.COSE.new(alg_auto_inclusion=False, kid_auto_inclusion=False)
    facts = []
    for [text] in pages[0::2]:
        assert text.startswith("https://EXPO.CN/L/")
        opened = open_token(token_of(text))
        assert verify(opened, point)
        assert oracle.decode(_bytes(opened.token), verifier) == opened.message.payload
        facts.append(opened.facts)
    assert [item.number for item in facts] == re.findall(r"^(PVG13-\S+)", out, re.MULTILINE)
    roses = facts[0]
    assert (roses.declaration, roses.n, roses.of) == (210900113004201, 1, 10)
    assert (roses.origin, roses.hs, roses.destination) == ("FR", 60240, "GLP")
    assert facts[-1].destination == "W02"  # cut flowers go to their stand


def _bytes(token: str) -> bytes:
    return base64.b32decode(token + "=" * (-len(token) % 8))


def test_what_may_not_travel_is_told_why_with_its_article(sheet: Sheet) -> None:
    _, out, _, _ = sheet(DEMO_LIST.read_bytes(), port="TXG")
    pines = next(line for line in out.splitlines() if "210900113004207" in line)
    assert "1–15" in pines
    assert "第五条第一款第四项" in pines
    assert "松材线虫" in pines
    assert "pine wood nematode" in pines
    tulips = next(line for line in out.splitlines() if "210900113004200" in line)
    assert "大连港（DAL）" in tulips
    assert "Dalian Port (DAL)" in tulips


def test_labels_follow_the_crates_whatever_their_fate(sheet: Sheet) -> None:
    rows = crates(4, 入境口岸="CNDAL", 指定拆包地点="锦州世园会园区", 用途代码="14")
    rows[1]["用途代码"] = "11"
    rows[2]["栽培介质"] = "土壤"
    status, out, _, _ = sheet(as_csv(rows))
    assert status == 0
    assert re.findall(r"DAL13-00000(\d)-.  \d+/(\d)/4", out) == [("1", "1"), ("2", "2"), ("3", "4")]
    assert "/3  1 箱" in out


def test_a_list_in_error_prints_its_rows_and_writes_nothing(sheet: Sheet) -> None:
    rows = demo_rows()
    rows[5]["毛重kg"] = "重"
    status, out, err, file = sheet(as_csv(rows))
    assert (status, out) == (2, "")
    assert "第 7 行 row 7，毛重kg “重”" in err
    assert not file.exists()
    status, out, err, file = sheet(as_csv(rows), "--leave-out-bad-rows")
    assert status == 0
    assert "略去 1 行" in err
    assert "90 个标识" in out


@pytest.mark.parametrize(
    ("data", "options", "says"),
    [
        (b"", (), "空的"),
        (b"a,b\n1,2\n", (), "表头"),
        (as_csv(crates(1)), ("--port", "LON"), "没有口岸"),
        (as_csv(crates(1)), ("--port", "DAL"), "没有从 DAL 入境"),
        (as_csv(crates(1, 入境口岸="DAL")), ("--first-serial", "1000000"), "流水号"),
        (as_csv(crates(1, 入境口岸="DAL")), ("--valid-until", "2013-01-01"), "有效期"),
        (as_csv(crates(1, 入境口岸="DAL")), ("--host", "世园会.cn"), "主机名"),
        (as_csv(crates(1, 入境口岸="DAL")), ("--settings", "absent.toml"), "absent.toml"),
        (as_csv(crates(1, 入境口岸="DAL")), ("--key", "absent.pem"), "absent.pem"),
        (as_csv(crates(1, 入境口岸="DAL")), ("--out", "absent/labels.pdf"), "absent/"),
        (as_csv(crates(1, 入境口岸="DAL", 货物名称="蔷薇\U0001f339")), (), "210900113004201/1"),
    ],
)
def test_bad_input_says_what_to_do_and_writes_nothing(
    data: bytes, options: tuple[str, ...], says: str, sheet: Sheet
) -> None:
    status, _, err, file = sheet(data, *options)
    assert status == 2
    assert says in err
    assert not file.exists()


def test_a_list_that_is_not_there_is_named(
    key_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = str(tmp_path / "absent.csv")
    options = ["--key", str(key_file), "--port", "DAL", "--first-serial", "1"]
    assert main(["labels", "sheet", absent, *options]) == 2
    assert "absent.csv" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["labels", "sheet", absent, *options, "--issued", "10.3.2013"])
    assert caught.value.code == 2
    assert "2013-05-10" in capsys.readouterr().err
