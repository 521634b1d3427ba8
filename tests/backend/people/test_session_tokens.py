"""Sessions end when they should, and only tokens made here open one."""

import asyncio
import contextlib
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from backend.people import Lifetime, NoSuchUserError, People
from tests.backend.people.kit import LI, WANG, Clock


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_a_desk_session_lasts_twelve_hours(people: People, clock: Clock) -> None:
    opened = await people.open_session(LI.id)
    assert opened.session.expires_at == clock() + timedelta(hours=12)
    clock.pass_(hours=11, minutes=59)
    session = await people.session(opened.token)
    assert session is not None
    assert (session.user, session.dev) == (LI.id, None)
    clock.pass_(minutes=1)
    assert await people.session(opened.token) is None


async def test_a_phones_session_rolls_on_while_it_is_used(people: People, clock: Clock) -> None:
    opened = await people.open_session(LI.id, "phone-1")
    for _ in range(4):
        clock.pass_(days=89)
        session = await people.session(opened.token)
        assert session is not None
        assert session.dev == "phone-1"
    clock.pass_(days=9)
    session = await people.session(opened.token)
    assert session is not None
    assert session.expires_at == clock() + timedelta(days=1), "the absolute end is near"
    clock.pass_(days=1)
    assert await people.session(opened.token) is None


async def test_a_phone_unused_for_ninety_days_signs_in_again(people: People, clock: Clock) -> None:
    opened = await people.open_session(LI.id, "phone-1")
    clock.pass_(days=90)
    assert await people.session(opened.token) is None


async def test_frequent_use_is_not_written_each_time(people: People, clock: Clock) -> None:
    lifetime = Lifetime(idle=timedelta(seconds=1000), absolute=timedelta(days=1))
    opened = await people.open_session(LI.id, ttl=lifetime)
    ends = opened.session.expires_at
    clock.pass_(seconds=9)
    session = await people.session(opened.token)
    assert session is not None
    assert session.expires_at == ends
    clock.pass_(seconds=2)
    session = await people.session(opened.token)
    assert session is not None
    assert session.expires_at == clock() + timedelta(seconds=1000)


@pytest.mark.parametrize("made_up", ["", "A" * 43, "A" * 42, "A" * 10_000, "é" * 43, "x\x00y"])
async def test_a_made_up_token_is_nobodys(people: People, made_up: str) -> None:
    await people.open_session(LI.id)
    assert await people.session(made_up) is None
    await people.close_session(made_up)


async def test_only_hashes_are_stored(people: People, tmp_path: Path) -> None:
    opened = await people.open_session(LI.id)
    code = await people.new_code(LI.id)
    held = bytes_in(tmp_path)
    assert opened.token.encode() not in held
    assert code.code.encode() not in held


async def test_closing_one_session_leaves_the_others(people: People) -> None:
    first, second = await people.open_session(LI.id), await people.open_session(LI.id)
    assert first.token != second.token
    await people.close_session(first.token)
    assert await people.session(first.token) is None
    assert await people.session(second.token) is not None


async def test_a_revoked_phone_is_signed_out_everywhere(people: People) -> None:
    lost = [await people.open_session(LI.id, "lost"), await people.open_session(WANG.id, "lost")]
    kept = await people.open_session(LI.id, "kept")
    assert await people.close_device_sessions("lost") == 2
    assert [await people.session(opened.token) for opened in lost] == [None, None]
    assert await people.session(kept.token) is not None


async def test_no_session_for_nobody(people: People) -> None:
    with pytest.raises(NoSuchUserError):
        await people.open_session("nobody")


async def test_sessions_outlive_a_restart(people: People, tmp_path: Path, clock: Clock) -> None:
    opened = await people.open_session(LI.id)
    await people.close()
    await people.open()
    session = await people.session(opened.token)
    assert session is not None
    assert session.user == LI.id


async def test_what_has_expired_is_dropped(people: People, tmp_path: Path, clock: Clock) -> None:
    await people.open_session(LI.id)
    await people.new_code(LI.id)
    clock.pass_(days=1)
    await people.purge()
    connection = sqlite3.connect(tmp_path / "people.db")
    counts = connection.execute(
        "SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM codes)"
    ).fetchone()
    connection.close()
    assert counts == (0, 0)


async def test_many_at_once(people: People) -> None:
    opened = await asyncio.gather(*(people.open_session(LI.id) for _ in range(20)))
    sessions = await asyncio.gather(*(people.session(each.token) for each in opened))
    assert all(session is not None for session in sessions)
    assert len({each.token for each in opened}) == 20


@pytest.mark.parametrize("steps", range(1, 6))
async def test_a_cancelled_write_leaves_no_transaction_open(people: People, steps: int) -> None:
    task = asyncio.create_task(people.open_session(LI.id))
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert await people.session((await people.open_session(LI.id)).token) is not None
