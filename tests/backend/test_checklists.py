"""Checklists at the desk: read by all, edited by administrators, one version after the other."""

from typing import Any

import msgspec

from backend.journal.sealing import Draft
from backend.rules.state import SYSTEM
from backend.wire.checklists import Checklist2
from backend.wire.inspections import Checklist
from tests.backend.test_process import Desk, desk
from tests.kit.office import PEOPLE

__all__ = ["desk"]  # the office of those tests, who are told by a header who is signed in


def plants(desk: Desk) -> list[Any]:
    """The versions of the list for plants, the newest first."""
    found = desk.client.get("/api/checklists").json()
    assert found[0]["checklist"]["id"] == "all"
    return [one for one in found if one["checklist"]["id"] == "plants"]


def edit(desk: Desk, apply: bool = True, **more: Any) -> Any:
    now = plants(desk)[0]["checklist"]
    body = {
        "base": now["version"],
        "zh": now["zh"],
        "en": now["en"],
        "items": now["items"],
        "reason": "按新规定增项",
        **more,
    }
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
    assert (now["by_name"], now["reason"]) == (PEOPLE["sun"][0], "按新规定增项")
    assert [change["what"] for change in now["changes"]] == ["added", "retired"]
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
    unreasoned = edit(desk, zh="植物", reason="  ").json()
    assert [error["field"] for error in unreasoned["errors"]] == ["reason"]
    assert edit(desk, apply=False, zh="植物", reason="").json()["errors"] == []
    old = edit(desk, base=99)
    assert (old.status_code, old.json()["code"]) == (409, "checklist_moved_on")
    nowhere = {"base": 1, "zh": "石", "en": "Stones", "items": [], "reason": ""}
    assert desk.post("/checklists/stones", nowhere).status_code == 404
    assert plants(desk) == before
    assert edit(desk.as_("wang"), zh="植物").status_code == 403
    assert plants(desk) == before


def test_lists_of_older_versions_read_as_the_newest(desk: Desk) -> None:
    """What version 2 left to the program is said by its items as it was then."""
    bare = {"zh": "问", "en": "Q", "critical": False, "na": False}
    old = {"id": "plants", "classes": ["plants"], "zh": "植物", "en": "Plants"}
    drafts = [
        Draft("checklist.published", 1, decode(Checklist, old, 90, [bare])),
        Draft(
            "checklist.published",
            2,
            decode(Checklist2, old, 91, [{**bare, "photo": True, "once": "truck"}]),
        ),
    ]
    desk.office.journal.plan(SYSTEM, lambda _: drafts)
    second, first = [one for one in plants(desk) if one["checklist"]["version"] in (90, 91)]
    asked = first["checklist"]["items"][0], second["checklist"]["items"][0]
    assert [(item["photo"], item["once"]) for item in asked] == [(False, None), (True, "truck")]
    for item in asked:
        assert item["rule"] == {"when": "no_cites", "classes": []}
        assert item["shows"] is None
    assert (first["reason"], second["changes"][0]["what"]) == (None, "asked")


def decode(kind: Any, list_: dict[str, Any], version: int, items: list[dict[str, Any]]) -> Any:
    named = [{"id": "plants.cites_tag", **item} for item in items]
    return msgspec.convert({**list_, "version": version, "items": named}, kind)
