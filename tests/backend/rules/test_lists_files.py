"""Lists as files: dialects, encodings, workbooks, and what is no list at all."""

import io
import math
import random
import zipfile
from datetime import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from backend.rules.lists import ListUnreadable, read_list
from backend.rules.lists_cells import is_none
from backend.rules.lists_columns import HEADINGS
from backend.settings import DEMO_LIST, load
from backend.wire.declarations import DeclarationLodged
from tests.backend.rules.rows import HEADER, as_csv, as_xlsx, crates, demo_rows, saved

SETTINGS = load()
DEMO = DEMO_LIST.read_bytes()


def lodged(data: bytes) -> list[DeclarationLodged]:
    """What a list says, its source left aside."""
    read = read_list("list", data, SETTINGS)
    assert read.errors == []
    return [msgspec.structs.replace(item, source=None) for item in read.declarations]


WANTED = lodged(DEMO)


def unreadable(data: bytes) -> ListUnreadable:
    with pytest.raises(ListUnreadable) as caught:
        read_list("list", data, SETTINGS)
    return caught.value


def test_the_demo_list_is_read_whole() -> None:
    read = read_list("consignments.csv", DEMO, SETTINGS)
    assert (read.format, read.rows, len(read.declarations)) == ("CSV · UTF-8 · “,”", 194, 12)
    assert read.errors == []
    assert read.ignored == []
    assert read.importable
    assert sum(len(item.crates) for item in read.declarations) == 194
    tulips = read.declarations[0]
    assert [goods.name for goods in tulips.goods] == ["郁金香种球", "风信子种球", "水仙种球"]
    assert (tulips.goods[0].hs, tulips.port, tulips.intent) == ("060110", "DAL", "buy")
    assert tulips.source is not None
    assert tulips.source.name == "consignments.csv"
    assert read.declarations[10].goods[0].wood == "胶合板"


def test_what_is_read_can_be_signed_as_it_is() -> None:
    for item in WANTED:
        assert msgspec.json.decode(msgspec.json.encode(item), type=DeclarationLodged) == item


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_every_dialect_says_the_same(delimiter: str, encoding: str, end: str) -> None:
    data = as_csv(demo_rows(), encoding=encoding, delimiter=delimiter, end=end)
    assert lodged(data) == WANTED
    name = {"utf-8-sig": "UTF-8"}.get(encoding, encoding.upper())
    sign = {"\t": "Tab"}.get(delimiter, delimiter)
    assert read_list("list", data, SETTINGS).format == f"CSV · {name} · “{sign}”"


def test_a_workbook_says_the_same() -> None:
    assert lodged(as_xlsx(demo_rows())) == WANTED
    assert read_list("list", as_xlsx(demo_rows()), SETTINGS).format == "XLSX, Sheet"


def test_a_workbook_may_hold_numbers_and_days() -> None:
    rows = [
        {
            **row,
            "报检号": int(row["报检号"]),
            "箱号": float(row["箱号"]),
            "本箱数量": int(row["本箱数量"]),
            "毛重kg": math.nextafter(float(row["毛重kg"]), 1e9),
            "到港日期": datetime.fromisoformat(row["到港日期"]),
            "用途代码": int(row["用途代码"]),
        }
        for row in demo_rows()
    ]
    assert lodged(as_xlsx(rows)) == WANTED


def test_columns_may_stand_in_any_order() -> None:
    header = HEADER.copy()
    random.Random(7).shuffle(header)
    assert lodged(as_csv(demo_rows(), header=header)) == WANTED


def test_usual_variants_of_headings_are_known() -> None:
    for field, headings in HEADINGS.items():
        for variant in headings[1:]:
            rows = [{**row, variant: row[headings[0]]} for row in crates(2)]
            header = [variant if name == headings[0] else name for name in HEADER]
            assert len(lodged(as_csv(rows, header=header))[0].crates) == 2, (field, variant)


def test_width_case_and_brackets_in_a_heading_do_not_matter() -> None:
    names = {"毛重kg": " 毛重（KG） ", "HS编码": "ＨＳ编码", "CITES附录": "cites 附录"}
    rows = [{**row, **{new: row[old] for old, new in names.items()}} for row in crates(2)]
    header = [names.get(name, name) for name in HEADER]
    assert len(lodged(as_csv(rows, header=header))[0].crates) == 2


def test_further_columns_are_named_as_ignored() -> None:
    data = as_csv([{**row, "备注": "轻放"} for row in crates(1)], header=[*HEADER, "备注"])
    read = read_list("list", data, SETTINGS)
    assert read.ignored == ["备注"]
    assert read.importable


def test_titles_and_blank_rows_do_not_disturb_and_rows_keep_their_numbers() -> None:
    table = as_csv(crates(2, 用途代码="x")).decode().split("\r\n")
    text = "\r\n".join(["锦州世园会报检清单", "", *table[:2], "," * 32, *table[2:]])
    read = read_list("list", text.encode(), SETTINGS)
    assert read.rows == 2
    assert [error.row for error in read.errors] == [4, 6]


def test_a_line_break_within_quotes_is_one_row() -> None:
    rows = crates(2)
    rows[0]["唛头"] = "JZEXPO13\nFR 1-2"
    rows[1]["用途代码"] = "x"
    read = read_list("list", as_csv(rows), SETTINGS)
    assert [error.row for error in read.errors] == [3]
    assert read.declarations[0].crates[0].marks == "JZEXPO13 FR 1-2"


@pytest.mark.parametrize("field", HEADINGS)
def test_a_missing_column_is_named(field: str) -> None:
    heading = HEADINGS[field][0]
    error = unreadable(as_csv(crates(1), header=[name for name in HEADER if name != heading]))
    assert heading in error.zh
    assert heading in error.en


def test_all_missing_columns_are_named_at_once() -> None:
    gone = ("展位", "原产国", "毛重kg")
    error = unreadable(as_csv(crates(1), header=[name for name in HEADER if name not in gone]))
    assert "缺少 3 列：展位、原产国、毛重kg" in error.zh


def test_a_column_given_twice_is_named() -> None:
    error = unreadable(as_csv(crates(1), header=[*HEADER, "毛重(千克)"]))
    assert "毛重kg" in error.zh
    assert "毛重(千克)" in error.zh


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空的"),
        (b" \r\n \r\n", "空的"),
        (b"\xef\xbb\xbf", "表头"),
        ("姓名,电话\n王芳,123\n".encode(), "报检号"),
        ("姓名;电话\n王芳;123\n".encode("gb18030"), "姓名"),
        (as_csv([]), "没有数据行"),
        (bytes(range(256)) * 8, "CSV"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(200, 256)) * 20, "CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512, ".xls"),
        (b"PK\x03\x04" + b"junk" * 100, "工作簿"),
        (as_xlsx(crates(2))[:-200], "工作簿"),
        (as_csv(crates(30)).replace(",木箱,".encode(), ',"木"箱,'.encode()), "第 2 行"),
        (as_csv(crates(30)) + b'"210900113004201,', "少了引号"),
    ],
)
def test_what_is_no_list_is_said_to_be_none(data: bytes, says: str) -> None:
    error = unreadable(data)
    assert says in error.zh
    assert error.en.endswith(".") or error.en.endswith("…")
    assert error.code == "list_unreadable"


def test_a_file_or_list_beyond_the_limits_is_refused() -> None:
    limits = msgspec.structs.replace(SETTINGS.limits, list_bytes=2**20, list_rows=5)
    small = msgspec.structs.replace(SETTINGS, limits=limits)
    with pytest.raises(ListUnreadable, match="1 MB") as caught:
        read_list("list", b"x" * (2**20 + 1), small)
    assert caught.value.code == "file_too_large"
    assert read_list("list", as_csv(crates(5)), small).rows == 5
    for data in (as_csv(crates(6)), as_xlsx(crates(6))):
        with pytest.raises(ListUnreadable, match="5 行"):
            read_list("list", data, small)


def test_a_workbook_that_unpacks_into_too_much_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(160):
                part.write(b" " * 2**20)
    error = unreadable(out.getvalue())
    assert "解压后超过 150 MB" in error.zh
    assert error.code == "file_too_large"


def test_entities_that_multiply_are_refused() -> None:
    bomb = "<!DOCTYPE s [<!ENTITY a0 'ha'>" + "".join(
        f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 10)
    )
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(crates(1)))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("workbook.xml"):
                data = f"{bomb}]><workbook>&a9;</workbook>".encode()
            target.writestr(name, data)
    assert "工作簿" in unreadable(out.getvalue()).zh


def test_an_archive_that_is_no_workbook_is_said_to_be_none() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert "不是 XLSX" in unreadable(out.getvalue()).zh


def test_the_sheet_with_the_list_is_found() -> None:
    book = load_workbook(io.BytesIO(as_xlsx(crates(2))))
    book.create_sheet("说明", 0).append(["请按样例填写"])
    book.create_sheet("空表", 0)
    read = read_list("list", saved(book), SETTINGS)
    assert read.format == "XLSX, Sheet"
    assert read.rows == 2


def test_an_empty_workbook_is_said_to_be_empty() -> None:
    assert "没有内容" in unreadable(saved(Workbook())).zh


def test_a_formula_without_a_stored_result_is_an_error_not_an_empty_cell() -> None:
    rows = crates(2)
    rows[1]["CITES附录"] = '=IF(1=1,"II","/")'
    read = read_list("list", as_xlsx(rows), SETTINGS)
    assert [(error.row, error.column, error.value) for error in read.errors] == [
        (3, "CITES附录", "#FORMULA!")
    ]
    assert "公式" in read.errors[0].zh


def test_the_name_of_a_file_decides_nothing_and_is_kept_without_its_folders() -> None:
    read = read_list("C:\\清单\\a/三月.pdf", as_csv(crates(1)), SETTINGS)
    source = read.declarations[0].source
    assert source is not None
    assert source.name == "三月.pdf"
    assert len(source.sha256) == 64
    unnamed = read_list("", as_csv(crates(1)), SETTINGS).declarations[0].source
    assert unnamed is not None
    assert unnamed.name == "list"


WORDS = st.text(
    st.characters(codec="gb18030", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cf", "Co"]),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip("/-—") and not is_none(text) and not text.startswith(("#", "=")))


@given(
    names=st.lists(WORDS, min_size=1, max_size=4),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    order=st.permutations(HEADER),
)
def test_whatever_a_name_holds_comes_back(
    names: list[str], encoding: str, delimiter: str, order: list[str]
) -> None:
    rows = [
        {**row, "货物名称": name, "唛头": name}
        for row, name in zip(crates(len(names)), names, strict=True)
    ]
    data = as_csv(rows, encoding=encoding, delimiter=delimiter, header=order)
    read = read_list("list", data, SETTINGS)
    assert read.errors == []
    [declaration] = read.declarations
    found = [declaration.goods[line.goods].name for line in declaration.crates]
    assert found == names
    assert [line.marks for line in declaration.crates] == names


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", DEMO[:400]]))
def test_random_bytes_are_a_list_or_are_said_to_be_none(data: bytes, prefix: bytes) -> None:
    try:
        read = read_list("list", prefix + data, SETTINGS)
    except ListUnreadable:
        return
    assert read.rows >= 1


@given(st.integers(0, 40_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(at: int, junk: bytes) -> None:
    whole = bytearray(WORKBOOK)
    whole[at % len(whole) : at % len(whole) + len(junk)] = junk
    try:
        read = read_list("list", bytes(whole), SETTINGS)
    except ListUnreadable:
        return
    assert read.rows >= 1


WORKBOOK = as_xlsx(crates(3))
