"""One act of many crates at the desk: each an entry of its own, all of them or none."""

from typing import Any

import pytest

from tests.backend.test_process import NO, Desk, desk, pages

__all__ = ["desk"]


def release(*numbers: int) -> list[Any]:
    return [{"crate": f"{NO}/{n}", "reason": "检测合格"} for n in numbers]


def many(desk: Desk, act: str, rows: list[Any], *, apply: bool = True) -> Any:
    return desk.post(f"/acts?apply={str(apply).lower()}", {"act": act, "rows": rows})


@pytest.fixture
def tested(desk: Desk) -> Desk:
    """Crates 1 and 2 were inspected and wait to be released; crate 3 was not opened."""
    for n in (1, 2):
        desk.accept(desk.inspect(n, "laboratory"))
    return desk


def states(desk: Desk) -> list[str]:
    return [desk.crate(n)["state"] for n in (1, 2, 3)]


def test_what_speaks_against_each_is_said_first_and_then_all_or_none(tested: Desk) -> None:
    before = states(tested)
    shown = many(tested, "crate.released", release(1, 2, 3), apply=False)
    assert shown.status_code == 200
    rows = shown.json()["rows"]
    assert [len(row["reasons"]) for row in rows] == [0, 0, 1]
    (why,) = rows[2]["reasons"]
    assert (why["zh"][-1], why["en"][-1], why["detail"]) == ("。", ".", f"{NO}/3")
    assert f"{NO}/3" not in why["zh"] + why["en"]  # whoever shows the crate says it already
    refused = many(tested, "crate.released", release(1, 2, 3))
    assert (refused.status_code, refused.json()["done"]) == (200, False)
    assert states(tested) == before
    done = many(tested, "crate.released", release(1, 2))
    assert (done.status_code, done.json()["done"]) == (201, True), done.text
    assert states(tested) == ["released", "released", before[2]]
    for n in (1, 2):
        told = tested.client.get(f"/api/crates/{NO}/{n}").json()["timeline"]
        assert [row["kind"] for row in told].count("crate.released") == 1


def test_two_that_do_not_go_together_enter_nothing(tested: Desk) -> None:
    before = states(tested)
    assert [
        row["reasons"]
        for row in many(tested, "crate.released", release(1, 1), apply=False).json()["rows"]
    ] == [[], []]
    report = many(tested, "crate.released", release(1, 1)).json()
    assert report["done"] is False
    assert [len(row["reasons"]) for row in report["rows"]] == [0, 1]
    assert states(tested) == before


def test_forms_get_numbers_that_follow_each_other_and_print_as_one_file(tested: Desk) -> None:
    many(tested, "crate.released", release(1, 2))
    rows = [{"form": "21", "crates": [f"{NO}/{n}"], "order": None, "remark": None} for n in (1, 2)]
    numbers = [row["number"] for row in many(tested, "certificates", rows).json()["rows"]]
    assert numbers == [f"{NO}-21-01", f"{NO}-21-02"]
    asked = "&".join(f"number={number}" for number in numbers)
    answer = tested.client.get(f"/api/papers?{asked}")
    assert answer.headers["content-type"] == "application/pdf"
    first, second = pages(answer.content)
    assert numbers[0] in first
    assert numbers[1] in second
    assert "第1页 共1页" in second
    assert tested.client.get(f"/api/papers?{asked}&number={NO}-21-09").status_code == 404


def test_who_has_no_right_and_what_is_no_act(tested: Desk) -> None:
    rows = many(tested.as_("wang"), "crate.released", release(1, 2)).json()["rows"]
    assert [(row["reasons"][0]["en"], row["reasons"][0]["detail"]) for row in rows] == [
        ("You have no right to do this.", "")
    ] * 2
    assert many(tested, "crate.lost", release(1)).status_code == 404
    assert many(tested, "crate.released", [{"crate": f"{NO}/1"}]).status_code == 400
    assert many(tested, "crate.released", []).status_code == 400
