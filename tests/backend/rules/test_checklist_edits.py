"""Edits of a checklist: what they make of it, what keeps them back, what they change."""

from msgspec.structs import asdict, replace

from backend.rules.checklist_changes import changes
from backend.rules.checklist_edits import errors, followed_by, reason_owed
from backend.rules.checklists import checklists
from backend.wire.checklistdesk import ChecklistEdit, EditedItem, EditedWords
from backend.wire.checklists import ItemRule, Shown

PLANTS = next(item for item in checklists() if item.id == "plants")


def edit_of(*items: EditedItem, zh: str = PLANTS.zh) -> ChecklistEdit:
    return ChecklistEdit(
        base=PLANTS.version, zh=zh, en=PLANTS.en, items=list(items), reason="新规定"
    )


def as_it_is() -> list[EditedItem]:
    return [
        EditedItem(
            **{
                **asdict(item),
                "shows": EditedWords(**asdict(item.shows)) if item.shows else None,
            }
        )
        for item in PLANTS.items
    ]


def new(zh: str, en: str) -> EditedItem:
    return EditedItem(
        id=None,
        zh=zh,
        en=en,
        critical=False,
        na=False,
        photo=True,
        once=None,
        shows=None,
        rule=None,
    )


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
    back = replace(edit_of(*kept, last), base=shorter.version)
    assert [(error.item, error.field) for error in errors(back, shorter)] == [
        (len(kept) + 1, "items")
    ]
    again = followed_by(replace(back, items=[*kept, replace(last, id=None)]), shorter)
    assert again.items[-1].id not in {item.id for item in PLANTS.items}


def test_a_new_item_carries_its_rule_and_what_its_photos_show() -> None:
    rule = ItemRule(when="no_cites", classes=["plants"])
    shown = EditedWords(zh=" 盆底全貌 ", en="The whole underside")
    pots = replace(new("盆底", "Pots"), rule=rule, shows=shown)
    blank = replace(new("盆边", "Rims"), shows=EditedWords(zh=" ", en=""))
    edit = edit_of(*as_it_is(), pots, blank)
    assert errors(edit, PLANTS) == []
    made, bare = followed_by(edit, PLANTS).items[-2:]
    assert (made.rule, made.shows) == (rule, Shown(zh="盆底全貌", en="The whole underside"))
    assert (bare.rule, bare.shows) == (None, None)


def test_a_rule_and_the_words_of_a_photo_are_wrong_at_their_item() -> None:
    first, second, third, *rest = as_it_is()
    edit = edit_of(
        replace(first, rule=ItemRule(when="no_cites", classes=["bulbs"])),
        replace(second, shows=EditedWords(zh="全貌", en=" ")),
        replace(third, shows=EditedWords(zh="长" * 201, en="long")),
        first,
        *rest,
    )
    found = [(error.item, error.field) for error in errors(edit, PLANTS)]
    assert found == [
        (4, "items"),
        (1, "rule"),
        (2, "shows_en"),
        (3, "shows_zh"),
        (4, "zh"),
        (4, "en"),
    ]


def test_a_version_owes_a_reason() -> None:
    edit = edit_of(*as_it_is())
    assert reason_owed(edit) == []
    owed = reason_owed(replace(edit, reason=" \n"))
    assert [(error.item, error.field) for error in owed] == [(None, "reason")]


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
