"""Lists cell by cell and row against row: what is taken, and what each error says."""

from collections import Counter
from typing import Any

import pytest

from backend.rules.lists import ERRORS_LISTED, ReadList, read_list
from backend.rules.lists_countries import codes
from backend.settings import load
from backend.wire.declarations import CrateLine, DeclarationLodged, Goods
from backend.wire.desk import RowError
from tests.backend.rules.rows import HEADER, Row, as_csv, as_xlsx, crates, demo_rows

SETTINGS = load()


def read(rows: list[Row], *, leave_out: bool = False) -> ReadList:
    return read_list("list.csv", as_csv(rows), SETTINGS, leave_out_bad_rows=leave_out)


def declared(**change: Any) -> DeclarationLodged:
    """The one declaration of one sound crate with some cells changed."""
    found = read(crates(1, **change))
    assert found.errors == []
    [declaration] = found.declarations
    return declaration


def goods(**change: Any) -> Goods:
    return declared(**change).goods[0]


def crate(**change: Any) -> CrateLine:
    return declared(**change).crates[0]


def refused(**change: Any) -> RowError:
    """The one error of one crate with some cells changed; it names the cell as written."""
    found = read(crates(1, **change))
    assert found.declarations == []
    assert not found.importable
    [error] = found.errors
    assert error.row == 2
    assert error.column in change
    assert error.value == str(change[error.column])[:60].strip() + (
        "…" if len(str(change[error.column])) > 60 else ""
    )
    assert error.zh.endswith("。")
    assert error.en.endswith(".")
    return error


@pytest.mark.parametrize(
    ("heading", "written", "field", "value"),
    [
        ("HS编码", "0602.40", "hs", "060240"),
        ("HS编码", "06024000", "hs", "06024000"),
        ("HS编码", "0602 4000 10", "hs", "0602400010"),
        ("类别", "种球", "class_", "bulbs"),
        ("类别", "Plants", "class_", "plants"),
        ("类别", "切花", "class_", "cut_flowers"),
        ("原产国", "fr", "origin", "FR"),
        ("原产国", "法国", "origin", "FR"),
        ("原产国", "France", "origin", "FR"),
        ("原产国", "中国台湾", "origin", "TW"),
        ("学名", "/", "latin", None),
        ("学名", "／", "latin", None),
        ("学名", "", "latin", None),
        ("学名", "Rosa  ×\u3000damascena ", "latin", "Rosa × damascena"),
        ("木质包装", "无", "wood", None),
        ("木质包装", "否", "wood", None),
        ("木质包装", "/", "wood", None),
        ("木质包装", "yes", "wood", "有"),
        ("木质包装", "plywood", "wood", "胶合板"),
        ("栽培介质", "无", "medium", None),
        ("栽培介质", "泥炭", "medium", "泥炭"),
        ("用途代码", "１１", "use", "11"),
        ("CITES附录", "Ⅱ", "cites", "II"),
        ("CITES附录", "附录II", "cites", "II"),
        ("CITES附录", "i", "cites", "I"),
        ("CITES附录", "无", "cites", None),
        ("检疫许可证号", "(2013)JZ-0015", "permit", "(2013)JZ-0015"),
        ("检疫许可证号", "—", "permit", None),
    ],
)
def test_goods_are_read(heading: str, written: str, field: str, value: str | None) -> None:
    assert getattr(goods(**{heading: written}), field) == value


@pytest.mark.parametrize(
    ("heading", "written", "field", "value"),
    [
        ("入境口岸", "CNDAL", "port", "DAL"),
        ("入境口岸", "dal", "port", "DAL"),
        ("入境口岸", "上海浦东", "port", "PVG"),
        ("到港日期", "2013-03-02", "arrival", "2013-03-02"),
        ("到港日期", "2013/3/2", "arrival", "2013-03-02"),
        ("到港日期", "2013.3.2", "arrival", "2013-03-02"),
        ("到港日期", "2013年3月2日", "arrival", "2013-03-02"),
        ("到港日期", "20130302", "arrival", "2013-03-02"),
        ("到港日期", "2013-03-02 00:00:00", "arrival", "2013-03-02"),
        ("到港日期", "41335", "arrival", "2013-03-02"),
        ("展后处置", "退运", "intent", "return"),
        ("展后处置", "destroy", "intent", "destroy"),
        ("渠道", "电话", "channel", "phone"),
        ("渠道", "WEB", "channel", "web"),
        ("参展商原名", "", "exhibitor_original", None),
        ("参展商原名", "조선화초연구소", "exhibitor_original", "조선화초연구소"),
        ("指定拆包地点", "GLP", "place", "锦州世园会园区隔离圃"),
        ("指定拆包地点", "锦州港仓库", "place", "锦州港仓库"),
        ("报检号", " 210900113004201 ", "no", "210900113004201"),
        ("报检号", "２１０９００１１３００４２０１", "no", "210900113004201"),
        ("报检号", "2.10900113004201E+14", "no", "210900113004201"),
        ("报检号", "210900113004201.0", "no", "210900113004201"),
        ("总箱数", "9999", "total", 9999),
    ],
)
def test_declarations_are_read(heading: str, written: str, field: str, value: Any) -> None:
    assert getattr(declared(**{heading: written}), field) == value


@pytest.mark.parametrize(
    ("heading", "written", "field", "value"),
    [
        ("本箱数量", "30", "quantity", 30.0),
        ("本箱数量", "３０", "quantity", 30.0),
        ("毛重kg", "26.80", "gross_kg", 26.8),
        ("净重kg", ".5", "net_kg", 0.5),
        ("货值USD", "/", "value_usd", None),
        ("货值USD", "650", "value_usd", 650.0),
        ("唛头", "/", "marks", None),
    ],
)
def test_crates_are_read(heading: str, written: str, field: str, value: Any) -> None:
    assert getattr(crate(**{heading: written}), field) == value


@pytest.mark.parametrize(
    ("heading", "written", "says"),
    [
        ("报检号", "21090011300420", "14 位"),
        ("报检号", "2109001130042011", "16 位"),
        ("报检号", "21090011300420O", "数字以外"),
        ("报检号", "2.109E+14", "位数已丢失"),
        ("报检号", "/", "必填"),
        ("报检单位", "", "必填"),
        ("渠道", "传真", "web、window、phone"),
        ("国别", "XX", "两位代码"),
        ("原产国", "荷蘭國", "两位代码"),
        ("原产国", "EU", "两位代码"),
        ("展位", "三号馆", "B12-07"),
        ("展位", "A" * 13, "B12-07"),
        ("类别", "家具", "plants、bulbs"),
        ("货物名称", "无", "必填"),
        ("货物名称", "蔷薇\x07", "U+0007"),
        ("货物名称", "蔷" * 201, "最多 200"),
        ("货物名称", "#REF!", "错误值"),
        ("学名", "#N/A", "错误值"),
        ("HS编码", "601.1", "6、8 或 10 位"),
        ("HS编码", "0602A0", "6、8 或 10 位"),
        ("HS编码", "000000", "6、8 或 10 位"),
        ("箱号", "1a", "不是数字"),
        ("箱号", "0", "1 至 9999"),
        ("箱号", "1.5", "整数"),
        ("箱号", "2", "大于总箱数"),
        ("总箱数", "10000", "1 至 9999"),
        ("本箱数量", "3O", "不是数字"),
        ("本箱数量", "1,200", "千位分隔符"),
        ("本箱数量", "30株", "单位"),
        ("本箱数量", "-3", "大于 0"),
        ("本箱数量", "0", "大于 0"),
        ("本箱数量", "nan", "不是数字"),
        ("毛重kg", "1e3", "不是数字"),
        ("毛重kg", "9999999999", "不超过"),
        ("净重kg", "26.9", "大于毛重"),
        ("货值USD", "$650", "不是数字"),
        ("木质包装", "铁箱", "胶合板"),
        ("入境口岸", "CNJZI", "CNJNZ"),
        ("入境口岸", "ROTTERDAM", "CNDAL"),
        ("到港日期", "2013-02-30", "2013-03-18"),
        ("到港日期", "03/18/2013", "2013-03-18"),
        ("到港日期", "18-03-13", "2013-03-18"),
        ("到港日期", "1913-03-18", "2013-03-18"),
        ("到港日期", "三月十八日", "2013-03-18"),
        ("用途代码", "1", "两位数字"),
        ("用途代码", "/", "必填"),
        ("CITES附录", "IV", "I、II、III"),
        ("指定拆包地点", "大连隔离圃", "未登记的隔离圃"),
        ("展后处置", "赠送", "留购、退运、销毁"),
    ],
)
def test_a_bad_cell_is_named_with_what_to_write(heading: str, written: str, says: str) -> None:
    error = refused(**{heading: written})
    assert error.column == heading
    assert says in error.zh


def test_a_crate_bound_for_the_nursery_needs_no_stand_that_fits_on_a_label() -> None:
    assert declared(展位="三号馆", 指定拆包地点="锦州世园会园区隔离圃").stand == "三号馆"


def test_every_bad_cell_of_a_row_is_named_in_the_order_of_the_columns() -> None:
    found = read(crates(1, 报检号="x", 类别="?", 用途代码="x", 毛重kg="重"))
    assert [error.column for error in found.errors] == ["报检号", "类别", "毛重kg", "用途代码"]
    swapped = read_list(
        "list",
        as_csv(crates(1, 报检号="x", 用途代码="x"), header=HEADER[::-1]),
        SETTINGS,
    )
    assert [error.column for error in swapped.errors] == ["用途代码", "报检号"]


def test_the_column_is_named_as_the_file_heads_it() -> None:
    header = ["毛重（千克）" if name == "毛重kg" else name for name in HEADER]
    rows = [{**row, "毛重（千克）": "重"} for row in crates(1)]
    [error] = read_list("list", as_csv(rows, header=header), SETTINGS).errors
    assert error.column == "毛重（千克）"


@pytest.mark.parametrize(
    ("heading", "other"),
    [
        ("报检单位", "辽宁外运"),
        ("渠道", "web"),
        ("参展商", "法国玫瑰园"),
        ("参展商原名", "/"),
        ("国别", "NL"),
        ("展位", "N05"),
        ("总箱数", "4"),
        ("入境口岸", "CNDAL"),
        ("到港日期", "2013-03-03"),
        ("指定拆包地点", "锦州世园会园区隔离圃"),
        ("展后处置", "退运"),
    ],
)
def test_rows_of_a_declaration_must_agree(heading: str, other: str) -> None:
    rows = crates(3)
    rows[2][heading] = other
    found = read(rows)
    [error] = found.errors
    assert (error.row, error.column, error.value) == (4, heading, other)
    assert "第 2 行" in error.zh
    assert rows[0][heading] in error.zh
    assert "row 2" in error.en


def test_words_that_mean_the_same_agree() -> None:
    rows = crates(2)
    rows[1] |= {"入境口岸": "PVG", "国别": "法国", "到港日期": "2013年3月2日"}
    assert read(rows).importable


def test_a_crate_given_twice_in_the_same_words_is_taken_once() -> None:
    rows = crates(3)
    found = read([*rows, rows[1]], leave_out=True)
    [error] = found.errors
    assert (error.row, error.column, error.value) == (5, "箱号", "2")
    assert "第 3 行" in error.zh
    assert "删去此行" in error.zh
    assert [line.n for line in found.declarations[0].crates] == [1, 2, 3]
    assert found.left_out == 1


def test_a_crate_given_twice_in_different_words_is_taken_from_neither_row() -> None:
    rows = crates(3)
    found = read([*rows, {**rows[1], "毛重kg": "40"}], leave_out=True)
    assert [(error.row, error.value) for error in found.errors] == [(3, "2"), (5, "2")]
    assert "第 5 行" in found.errors[0].zh
    assert "第 3 行" in found.errors[1].zh
    assert [line.n for line in found.declarations[0].crates] == [1, 3]
    assert found.left_out == 2


def test_the_same_crate_number_in_two_declarations_is_no_matter() -> None:
    assert read(demo_rows()).errors == []


def test_nothing_may_be_taken_from_a_list_in_error_unless_its_rows_are_left_out() -> None:
    rows = crates(4)
    rows[1]["用途代码"] = "x"
    rows[2] |= {"用途代码": "y", "类别": "?"}
    strict = read(rows)
    assert not strict.importable
    assert strict.left_out == 0
    lenient = read(rows, leave_out=True)
    assert lenient.importable
    assert lenient.left_out == 2
    assert lenient.errors == strict.errors
    assert [line.n for line in lenient.declarations[0].crates] == [1, 4]


def test_every_row_is_in_a_declaration_or_among_the_errors() -> None:
    rows = demo_rows()
    for number in (3, 50, 90, 193):
        rows[number]["毛重kg"] = "?"
    rows.append(rows[7])
    found = read(rows, leave_out=True)
    taken = sum(len(item.crates) for item in found.declarations)
    assert taken + found.left_out == found.rows == 195
    assert {error.row for error in found.errors} == {5, 52, 92, 195, 196}


def test_where_all_rows_are_bad_nothing_may_be_taken() -> None:
    found = read(crates(2, 用途代码="x"), leave_out=True)
    assert found.declarations == []
    assert not found.importable


def test_a_row_with_more_cells_than_the_header_is_named() -> None:
    data = as_csv(crates(2)).decode().rstrip().split("\r\n")
    data[2] += ",,,多余"
    [error] = read_list("list", "\r\n".join(data).encode(), SETTINGS).errors
    assert (error.row, error.value) == (3, "多余")
    assert "多 1 格" in error.zh


def test_a_row_with_fewer_cells_lacks_the_rest() -> None:
    data = as_csv(crates(2)).decode().rstrip().split("\r\n")
    data[2] = ",".join(data[2].split(",")[:-2])
    found = read_list("list", "\r\n".join(data).encode(), SETTINGS).errors
    assert [(error.row, error.column) for error in found] == [(3, "指定拆包地点"), (3, "展后处置")]


def test_goods_are_listed_once_in_the_order_of_the_file() -> None:
    rows = crates(5)
    for n, name in enumerate(["月季", "蔷薇", "月季", "玫瑰", "蔷薇"]):
        rows[n]["货物名称"] = name
    [declaration] = read(rows).declarations
    assert [item.name for item in declaration.goods] == ["月季", "蔷薇", "玫瑰"]
    assert [line.goods for line in declaration.crates] == [0, 1, 0, 2, 1]


def test_crates_come_in_the_order_of_their_numbers() -> None:
    [declaration] = read(crates(12)[::-1]).declarations
    assert [line.n for line in declaration.crates] == list(range(1, 13))


def test_one_declaration_takes_so_many_crates_in_one_list() -> None:
    found = read(crates(1002), leave_out=True)
    assert [error.row for error in found.errors] == [1002, 1003]
    assert "1000 箱" in found.errors[0].zh
    assert len(found.declarations[0].crates) == 1000


def test_one_declaration_takes_so_many_kinds_of_goods() -> None:
    rows = [{**row, "货物名称": f"蔷薇{n}"} for n, row in enumerate(crates(202))]
    found = read(rows, leave_out=True)
    assert [error.row for error in found.errors] == [202, 203]
    assert len(found.declarations[0].goods) == 200


def test_of_very_many_errors_the_first_are_listed_and_the_rest_counted() -> None:
    found = read(crates(700, 用途代码="x", 类别="?"), leave_out=True)
    assert len(found.errors) == ERRORS_LISTED
    assert found.more_errors == 1400 - ERRORS_LISTED
    assert found.left_out == 700
    assert max(Counter(error.row for error in found.errors).values()) == 2


def test_a_workbooks_lost_zeros_and_digits_are_said_to_be_lost() -> None:
    rows = crates(2)
    rows[0]["HS编码"] = 602.4
    rows[1]["报检号"] = 2.109e20
    found = read_list("list", as_xlsx(rows), SETTINGS)
    assert [(error.row, error.column) for error in found.errors] == [(2, "HS编码"), (3, "报检号")]
    assert "文本格式" in found.errors[0].zh


def test_countries_are_those_of_iso_3166() -> None:
    assert len(codes()) == 249
    assert {"CN", "TW", "HK", "MO", "KP", "SC", "PG", "GB"} <= codes()
    assert not {"EU", "UK", "XK", "ZZ"} & codes()
