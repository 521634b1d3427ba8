"""Lists of crates as ports send them: good ones are taken, bad ones are explained."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from labels.cells import date_of
from labels.errors import RowsError
from labels.rows import ERRORS_SHOWN, HEADERS, Defaults, Row, read_rows

DEFAULTS = Defaults(
    port=None, issued=date(2013, 5, 10), valid_until=date(2013, 11, 1), first_serial=1
)
GOOD = {
    "报检号": "210900113004200",
    "箱号": "1",
    "总箱数": "60",
    "入境口岸": "CNDAL",
    "原产国": "NL",
    "HS编码": "0601.10",
    "展位": "N01",
    "货物名称": "郁金香种球",
    "学名": "Tulipa gesneriana",
}
EXAMPLE = Path(__file__).parents[2] / "docs" / "label-rows.md"


def table(*rows: dict[str, str], encoding: str = "utf-8") -> bytes:
    header = list(rows[0])
    lines = [header, *([row.get(name, "") for name in header] for row in rows)]
    return "\r\n".join(",".join(line) for line in lines).encode(encoding)


def crates(*rows: dict[str, str], **defaults: Any) -> list[Row]:
    found, _ = read_rows(table(*rows), Defaults(**(vars_of(DEFAULTS) | defaults)))
    return found


def vars_of(defaults: Defaults) -> dict[str, Any]:
    return {name: getattr(defaults, name) for name in Defaults.__slots__}


def test_a_row_becomes_a_label():
    (row,) = crates(GOOD)
    assert (row.line, row.goods, row.latin) == (2, "郁金香种球", "Tulipa gesneriana")
    assert row.facts.number == "DAL13-000001-X"
    assert (row.facts.declaration, row.facts.n, row.facts.of) == (210900113004200, 1, 60)
    assert (row.facts.hs, row.facts.origin, row.facts.destination) == (60110, "NL", "N01")
    assert not row.isolation


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_every_usual_encoding_is_read(encoding: str):
    rows, _ = read_rows(table(GOOD, encoding=encoding), DEFAULTS)
    assert rows[0].goods == "郁金香种球"


def test_english_headers_do_the_same():
    english = {
        HEADERS[field][1]: GOOD[HEADERS[field][0]] for field in HEADERS if HEADERS[field][0] in GOOD
    }
    assert crates(english) == crates(GOOD)


def test_what_a_row_says_goes_before_what_is_said_once():
    said = {
        "签发日期": "2013年4月1日",
        "有效期至": "2013/9/30",
        "流水号": "77",
        "签发人": "李",
        "隔离检疫": "是",
        "指定拆包地点": "锦州世园会园区隔离圃",
    }
    row, other = crates(GOOD | said, GOOD | {"箱号": "2"} | dict.fromkeys(said, "/"), officer="王")
    assert row.facts.issued == date(2013, 4, 1)
    assert row.facts.valid_until == date(2013, 9, 30)
    assert (row.facts.serial, other.facts.serial) == (77, 1)
    assert (row.officer, other.officer) == ("李", "王")
    assert (row.isolation, other.isolation) == (True, False)
    assert (row.place, other.place) == ("锦州世园会园区隔离圃", "")


def test_only_the_rows_of_the_port_asked_for_are_taken_and_numbered():
    rows, left_out = read_rows(
        table(GOOD, GOOD | {"箱号": "2", "入境口岸": "CNPVG"}, GOOD | {"箱号": "3"}),
        Defaults(**(vars_of(DEFAULTS) | {"port": "DAL", "first_serial": 500})),
    )
    assert left_out == 1
    assert [(row.line, row.facts.serial) for row in rows] == [(2, 500), (4, 501)]


def test_full_width_figures_and_long_hs_codes_are_understood():
    (row,) = crates(
        GOOD | {"箱号": "１", "HS编码": "0601109100", "展位": " n０1 ", "入境口岸": "dal"}
    )
    assert (row.facts.n, row.facts.hs, row.facts.destination) == (1, 60110, "N01")


def test_blank_rows_are_skipped_and_still_counted():
    data = table(GOOD, dict.fromkeys(GOOD, ""), GOOD | {"箱号": "2"})
    rows, _ = read_rows(data, DEFAULTS)
    assert [row.line for row in rows] == [2, 4]


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("报检号", "2.109E+14", "科学计数法"),
        ("报检号", "21090011300420", "应为 15 位，现为 14 位"),
        ("报检号", "", "应为不超过 15 位的整数"),
        ("箱号", "61", "1 ≤ 箱号 ≤ 总箱数"),
        ("箱号", "1.5", "应为不超过 15 位的整数"),
        ("箱号", "-1", "应为不超过 15 位的整数"),
        ("入境口岸", "", "没有口岸"),
        ("入境口岸", "DALIAN", "口岸代码"),
        ("原产国", "荷兰", "不是国家"),
        ("原产国", "XX", "不是国家"),
        ("HS编码", "601.1", "开头的 0 不可丢"),
        ("展位", "一号馆", "目的地"),
        ("货物名称", "/", "不能为空"),
        ("签发日期", "2013-02-30", "不是日期"),
        ("有效期至", "2013-05-09", "不早于签发日期"),
        ("流水号", "0", "流水号 0 应在"),
        ("隔离检疫", "maybe", "应为“是”或“否”"),
    ],
)
def test_a_bad_row_names_row_column_and_reason(column: str, text: str, reason: str):
    good = GOOD | ({column: ""} if column not in GOOD else {})
    bad = good | {"箱号": "2"} | {column: text}
    with pytest.raises(RowsError, match=f"第 3 行“{column}”：.*{reason}") as caught:
        crates(good, bad)
    assert "row 3, " in caught.value.en


def test_all_bad_rows_are_told_at_once_up_to_a_limit():
    bad = [GOOD | {"箱号": str(n), "HS编码": "1"} for n in range(1, 31)]
    with pytest.raises(RowsError, match=f"另有 {30 - ERRORS_SHOWN} 处") as caught:
        crates(*bad)
    assert caught.value.zh.count("HS编码") == ERRORS_SHOWN


def test_one_crate_cannot_have_two_labels_nor_one_number_two_crates():
    with pytest.raises(RowsError, match="第 3 行“箱号”：与第 2 行是同一箱"):
        crates(GOOD, GOOD)
    twice = GOOD | {"流水号": "5"}
    with pytest.raises(RowsError, match="第 3 行“流水号”：与第 2 行同为 DAL13-000005"):
        crates(twice, twice | {"箱号": "2"})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        ("报检号,箱号\r\n1,1".encode(), "缺少列：总箱数、原产国、HS编码、展位、货物名称"),
        (table(GOOD)[: table(GOOD).index(b"\r\n")], "没有可用的行"),
        (b"\xff\xff\xff", "编码"),
        ('"报检号'.encode(), "不是 CSV 文件"),
    ],
)
def test_a_file_that_is_no_list_is_refused(data: bytes, reason: str):
    with pytest.raises(RowsError, match=reason):
        read_rows(data, DEFAULTS)


def test_what_nobody_said_is_asked_for_once():
    without = {name: text for name, text in GOOD.items() if name != "入境口岸"}
    with pytest.raises(RowsError, match="--port") as caught:
        read_rows(table(without, without), Defaults(issued=date(2013, 5, 10)))
    for option in ("--port", "--valid-until", "--first-serial"):
        assert caught.value.zh.count(option) == 1


def test_a_list_of_other_ports_only_says_so():
    with pytest.raises(RowsError, match="另有其他口岸 1 行"):
        crates(GOOD, port="PVG")


@pytest.mark.parametrize(
    "text", ["2013-05-10", "2013/5/10", "2013.5.10", "20130510", "2013年5月10日"]
)
def test_dates_as_people_write_them(text: str):
    assert date_of(text) == date(2013, 5, 10)


@pytest.mark.parametrize(
    "text", ["", "10.5.2013", "2013-13-01", "2013-5", "今天", "2013-05-10T08:00"]
)
def test_what_is_no_date(text: str):
    assert date_of(text) is None


def test_every_column_is_in_the_documentation():
    described = EXAMPLE.read_text("utf-8")
    for zh, en in HEADERS.values():
        assert f"| {zh} | {en} |" in described
