"""Passwords: kept as argon2id, checked with constant work, hashed anew as parameters grow."""

import sqlite3
import stat
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher

from backend.people import NoSuchUserError, People, UserExistsError
from backend.people.passwords import Passwords
from tests.backend.people.kit import CHEAP, LI, PASSWORD, Clock

NEW = "another long password"


def stored_hash(path: Path, user: str = LI.id) -> str:
    with sqlite3.connect(path) as connection:
        (row,) = connection.execute("SELECT hash FROM users WHERE user = ?", (user,)).fetchall()
    connection.close()
    return str(row[0])


def files_of(folder: Path) -> list[tuple[int, bytes]]:
    """Mode and content of each file."""
    return [(stat.S_IMODE(file.stat().st_mode), file.read_bytes()) for file in folder.iterdir()]


async def test_right_and_wrong_passwords(people: People) -> None:
    assert await people.verify_password(LI.id, PASSWORD)
    assert not await people.verify_password(LI.id, PASSWORD + " ")
    assert not await people.verify_password("nobody", PASSWORD)


async def test_a_password_typed_with_combining_accents_is_the_same(people: People) -> None:
    await people.set_password(LI.id, "caf\u00e9 in Jinzhou")
    assert await people.verify_password(LI.id, "cafe\u0301 in Jinzhou")


async def test_the_file_is_its_owners_and_holds_no_password(people: People, tmp_path: Path) -> None:
    assert stored_hash(tmp_path / "people.db").startswith("$argon2id$")
    files = files_of(tmp_path)
    assert {mode for mode, _ in files} == {0o600}
    assert not any(PASSWORD.encode() in held for _, held in files)


async def test_an_account_is_created_once(people: People) -> None:
    with pytest.raises(UserExistsError):
        await people.create_user(LI.id, NEW)
    assert await people.verify_password(LI.id, PASSWORD)
    assert await people.users() == ["li.wei", "wang.fang"]


async def test_an_account_can_be_taken_back(people: People) -> None:
    opened = await people.open_session(LI.id)
    await people.forget_user(LI.id)
    assert not await people.verify_password(LI.id, PASSWORD)
    assert await people.session(opened.token) is None


async def test_a_new_password_signs_out_desks_and_leaves_phones(people: People) -> None:
    desk, phone = await people.open_session(LI.id), await people.open_session(LI.id, "phone-1")
    await people.set_password(LI.id, NEW)
    assert not await people.verify_password(LI.id, PASSWORD)
    assert await people.verify_password(LI.id, NEW)
    assert await people.session(desk.token) is None
    assert await people.session(phone.token) is not None
    with pytest.raises(NoSuchUserError):
        await people.set_password("nobody", NEW)


async def test_a_disabled_account_can_nothing_until_enabled(people: People) -> None:
    opened = await people.open_session(LI.id)
    code = await people.new_code(LI.id)
    await people.set_disabled(LI.id, True)
    assert not await people.verify_password(LI.id, PASSWORD)
    assert await people.session(opened.token) is None
    assert await people.claim_code(code.code) is None
    with pytest.raises(NoSuchUserError):
        await people.open_session(LI.id)
    with pytest.raises(NoSuchUserError):
        await people.new_code(LI.id)
    await people.set_disabled(LI.id, False)
    assert await people.verify_password(LI.id, PASSWORD)
    assert await people.session(opened.token) is None


async def test_a_right_password_is_hashed_anew_when_parameters_change(
    people: People, tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "people.db"
    dearer = People(path, now=clock, hasher=PasswordHasher(time_cost=2, memory_cost=64))
    await dearer.open()
    before = stored_hash(path)
    assert not await dearer.verify_password(LI.id, "wrong")
    assert stored_hash(path) == before
    assert await dearer.verify_password(LI.id, PASSWORD)
    assert "t=2" in stored_hash(path)
    assert await dearer.verify_password(LI.id, PASSWORD)
    await dearer.close()


async def test_unknown_names_cost_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
            verified.append(str(hash))
            return super().verify(hash, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=64, parallelism=1))
    stored = await passwords.hash(PASSWORD)
    assert await passwords.verify(stored, PASSWORD)
    assert not await passwords.verify(None, PASSWORD)
    known, decoy = verified
    assert known.rsplit("$", 2)[0] == decoy.rsplit("$", 2)[0], "other parameters, other work"


async def test_a_damaged_hash_is_a_wrong_password() -> None:
    assert not await Passwords(CHEAP).verify("not a hash", PASSWORD)


async def test_it_says_so_when_it_is_not_open(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="open"):
        await People(tmp_path / "people.db").users()
