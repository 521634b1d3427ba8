"""Edits of a checklist: what they make of it, what keeps them back, what they change."""

from msgspec.structs import asdict, replace

from backend.rules.checklist_edits import changes, errors, followed_by
from backend.rules.checklists import checklists
from backend.wire.checklistdesk import ChecklistEdit, EditedItem

PLANTS = next(item for item in checklists() if item.id == "plants")


def edit_of(*items: EditedItem, zh: str = PLANTS.zh) -> ChecklistEdit:
    return ChecklistEdit(base=PLANTS.version, zh=zh, en=PLANTS.en, items=list(items))


def as_it_is() -> list[EditedItem]:
    return [EditedItem(**asdict(item)) for item in PLANTS.items]


def new(zh: str, en: str) -> EditedItem:
    return EditedItem(id=None, zh=zh, en=en, critical=False, na=False, photo=True, once=None)


def test_an_edit_that_changes_nothing_changes_nothing() -> None:
    edit = edit_of(*as_it_is())
    assert errors(edit, PLANTS) == []
    after = followed_by(edit, PLANTS)
    assert after.version == PLANTS.version + 1
    assert after.items == PLANTS.items
    assert changes(PLANTS, after) == []


def test_items_are_added_retired_worded_and_asked_otherwise() -> None:
    first, second, third, *rest = as_it_is()
    edit = edit_of(
        replace(first, zh=" 许可证相符 "),
        replace(second, critical=False),
        *rest,
        new("盆底", "Pots"),
    )
    assert errors(edit, PLANTS) == []
    after = followed_by(edit, PLANTS)
    assert after.items[0].zh == "许可证相符"
    assert after.items[-1].id == f"plants.v{PLANTS.version + 1}_{len(after.items)}"
    found = [
        (change.what, item.id)
        for change in changes(PLANTS, after)
        if (item := change.after or change.before) is not None
    ]
    assert found == [
        ("worded", first.id),
        ("asked", second.id),
        ("added", after.items[-1].id),
        ("retired", third.id),
    ]


def test_moving_one_item_is_said_of_that_one_alone() -> None:
    first, *rest = as_it_is()
    down = followed_by(edit_of(*rest, first), PLANTS)
    assert [(c.what, c.after and c.after.id) for c in changes(PLANTS, down)] == [
        ("moved", first.id)
    ]
    up = followed_by(edit_of(rest[-1], first, *rest[:-1]), PLANTS)
    assert [c.after and c.after.id for c in changes(PLANTS, up)] == [rest[-1].id]


def test_a_retired_id_never_comes_back_for_another_question() -> None:
    *kept, last = as_it_is()
    shorter = followed_by(edit_of(*kept), PLANTS)
    back = ChecklistEdit(base=shorter.version, zh="植物", en="Plants", items=[*kept, last])
    assert [(error.item, error.field) for error in errors(back, shorter)] == [
        (len(kept) + 1, "items")
    ]
    again = followed_by(replace(back, items=[*kept, replace(last, id=None)]), shorter)
    assert again.items[-1].id not in {item.id for item in PLANTS.items}


def test_what_is_wrong_is_said_in_both_languages_and_where() -> None:
    first, second, *rest = as_it_is()
    edit = edit_of(
        replace(first, zh="  "),
        replace(second, en="x" * 201),
        *rest,
        new(rest[0].zh, "Another"),
        zh="",
    )
    found = [(error.item, error.field) for error in errors(edit, PLANTS)]
    assert found == [(None, "zh"), (1, "zh"), (2, "en"), (len(edit.items), "zh")]
    for error in errors(edit, PLANTS):
        assert error.message.zh.endswith("。")
        assert error.message.en.endswith(".")
    assert [error.field for error in errors(edit_of(), PLANTS)] == ["items"]
    many = [new(f"问{n}", f"Q{n}") for n in range(201)]
    assert [error.field for error in errors(edit_of(*many), PLANTS)] == ["items"]
