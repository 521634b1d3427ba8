"""The desk's list of crates and its records as spreadsheets, filtered as the list is."""

import csv
import io
from typing import Any

from openpyxl import load_workbook

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


def test_no_cell_is_a_formula(desk: Desk) -> None:
    body: dict[str, Any] = {"crate": f"{NO}/1", "stand": "=1+1", "remark": None, "photos": []}
    desk.accept(desk.inspect(1))
    assert desk.post("/acts/crate.displayed", body).status_code == 201
    assert desk.crate(1)["stand"] == "=1+1"
    head, first, *_ = rows(desk, "crates")
    assert first[head.index("展位")] == "'=1+1"
    head_x, first_x, *_ = workbook(desk, "crates?format=xlsx")
    assert first_x[list(head_x).index("展位")] == "=1+1"
    data = desk.client.get("/api/exports/crates?format=xlsx").content
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.cell(2, head.index("展位") + 1).data_type == "s"
