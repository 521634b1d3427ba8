"""Checklists at the desk: read by all, edited by administrators, one version after the other."""

from typing import Any

from tests.backend.test_process import Desk, desk

__all__ = ["desk"]  # the office of those tests, who are told by a header who is signed in


def plants(desk: Desk) -> list[Any]:
    """The versions of the list for plants, the newest first."""
    found = desk.client.get("/api/checklists").json()
    assert found[0]["checklist"]["id"] == "all"
    return [one for one in found if one["checklist"]["id"] == "plants"]


def edit(desk: Desk, apply: bool = True, **more: Any) -> Any:
    now = plants(desk)[0]["checklist"]
    body = {"base": now["version"], "zh": now["zh"], "en": now["en"], "items": now["items"], **more}
    return desk.post(f"/checklists/plants?apply={str(apply).lower()}", body)


def test_an_edit_is_shown_first_and_published_as_the_next_version(desk: Desk) -> None:
    desk.as_("sun")
    before = plants(desk)[0]
    assert before["by"] == "system"
    first, *rest = before["checklist"]["items"]
    new = {**first, "id": None, "zh": "盆底无虫", "en": "No pests under the pot", "photo": True}
    shown = edit(desk, apply=False, items=[*rest, new])
    assert shown.status_code == 200
    assert [change["what"] for change in shown.json()["changes"]] == ["added", "retired"]
    assert plants(desk)[0] == before

    assert edit(desk, items=[*rest, new]).status_code == 201
    now, *_ = plants(desk)
    assert (now["checklist"]["version"], now["by"]) == (before["checklist"]["version"] + 1, "sun")
    assert now["checklist"]["items"][-1]["zh"] == "盆底无虫"
    assert plants(desk)[-1]["checklist"] == before["checklist"]
    desk.office.furnish()
    assert plants(desk)[0] == now


def test_what_is_wrong_outdated_or_no_change_is_not_published(desk: Desk) -> None:
    desk.as_("sun")
    before = plants(desk)
    wrong = edit(desk, zh=" ")
    assert wrong.status_code == 200
    assert wrong.json()["errors"][0]["message"]["zh"] == "表名缺中文。"
    assert edit(desk).json()["done"] is False
    old = edit(desk, base=99)
    assert (old.status_code, old.json()["code"]) == (409, "checklist_moved_on")
    nowhere = {"base": 1, "zh": "石", "en": "Stones", "items": []}
    assert desk.post("/checklists/stones", nowhere).status_code == 404
    assert plants(desk) == before
    assert edit(desk.as_("wang"), zh="植物").status_code == 403
    assert plants(desk) == before
