"""The desk's list of crates and its records as spreadsheets, filtered as the list is."""

import csv
import io
import re
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from openpyxl import load_workbook

from backend.desk.exporting import crates_file
from backend.wire.views import Crate
from tests.backend.test_process import NO, Desk, desk

__all__ = ["desk"]


def rows(desk: Desk, path: str) -> list[list[str]]:
    answer = desk.client.get(f"/api/exports/{path}")
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def workbook(desk: Desk, path: str) -> list[tuple[Any, ...]]:
    data = desk.client.get(f"/api/exports/{path}").content
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def test_crates_come_as_the_list_shows_them_in_either_language(desk: Desk) -> None:
    head, *found = rows(desk, "crates")
    assert head[0] == "箱号"
    assert [row[0] for row in found] == [f"{NO}/{n}" for n in (1, 2, 3)]
    assert found[0][head.index("状态")] == "抵园待检"
    head, *labelled = rows(desk, "crates?label=no&language=en")
    assert [row[0] for row in labelled] == [f"{NO}/3"]
    assert labelled[0][head.index("State")] == "Arrived"
    head_x, *found_x = workbook(desk, "crates?format=xlsx&language=en")
    assert list(head_x) == head
    assert [row[0] for row in found_x] == [f"{NO}/{n}" for n in (1, 2, 3)]
    assert found_x[0][head.index("Quantity")] == 20
    assert rows(desk, "crates?q=nothing")[1:] == []


def test_records_come_with_what_was_answered_and_decided(desk: Desk) -> None:
    desk.accept(desk.inspect(1))
    desk.inspect(2, "laboratory")
    head, first, second = rows(desk, "records")
    assert [first[head.index(name)] for name in ("箱号", "主检", "评定", "状态", "复核人")] == [
        f"{NO}/1",
        "wang",
        "合格放行",
        "复核通过",
        "zhao",
    ]
    assert second[head.index("状态")] == "待复核"
    assert int(second[head.index("合格项")]) > 10


def test_times_are_the_offices_with_their_offset(desk: Desk) -> None:
    crate = replace(msgspec.convert(desk.crate(1), Crate), since="2013-05-10T17:05:09.250Z")
    for language in ("zh", "en"):
        text = crates_file([crate], "csv", language).decode("utf-8-sig")
        head, row = csv.reader(io.StringIO(text))
        assert row[head.index({"zh": "自", "en": "Since"}[language])] == "2013-05-11T01:05:09+08:00"
    desk.accept(desk.inspect(1))
    head, first = rows(desk, "records?language=en")
    head_x, first_x = workbook(desk, "records?format=xlsx&language=en")
    for name in ("Started", "Ended", "Received", "Reviewed"):
        at = first[head.index(name)]
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", at), (name, at)
        assert first_x[head_x.index(name)] == at
    record = desk.client.get(f"/api/crates/{NO}/1").json()["records"][0]
    said = datetime.fromisoformat(record["body"]["started_at"])
    assert datetime.fromisoformat(first[head.index("Started")]) == said.replace(microsecond=0)
    desk.inspect(2)
    _, _, waiting = rows(desk, "records?language=en")
    assert waiting[head.index("Reviewed")] == ""


def test_no_cell_is_a_formula(desk: Desk) -> None:
    crate = replace(msgspec.convert(desk.crate(1), Crate), stand="=1+1", exhibitor="a\x07b")
    text = crates_file([crate], "csv", "zh").decode("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))
    assert row[head.index("展位")] == "'=1+1"
    sheet = load_workbook(io.BytesIO(crates_file([crate], "xlsx", "zh"))).active
    assert sheet is not None
    cell = sheet.cell(2, head.index("展位") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert sheet.cell(2, head.index("参展商") + 1).value == "a b"
