"""Children that do the work on photos: they fail, they die, and nothing is lost by it."""

import asyncio
import os
import select
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from backend.photos import PhotoStore, WrongHashError
from backend.photos.hands import HANDS, SLOTS, Hands, LostHandError, Memory
from backend.photos.works import warm_up
from tests.backend.photos.kit import jpeg, pieces, sha

PHOTO = jpeg()
_PARENT = """
import asyncio, sys
from tests.backend.photos.test_hands import HANDS, pid_here
print(asyncio.run(HANDS.do(pid_here)), flush=True)
sys.stdin.read()
"""


def pid_here(_: memoryview) -> int:
    return os.getpid()


def refuse(_: memoryview) -> None:
    raise WrongHashError("ab" * 32)


def die(_: memoryview) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(mark: Path, _: memoryview) -> str:
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return "done"
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("dead")


def wait_for(pipe: Path, _: memoryview) -> str:
    return pipe.read_text()


async def test_the_work_is_done_elsewhere_and_its_errors_come_back() -> None:
    pid = await HANDS.do(pid_here)
    assert pid != os.getpid()
    with pytest.raises(WrongHashError):
        await HANDS.do(refuse)
    assert pid == await HANDS.do(pid_here), "an error costs no child"


async def test_a_child_that_died_is_replaced(store: PhotoStore) -> None:
    await HANDS.ready(2, warm_up)
    for hand in HANDS.idle:
        os.kill(hand.process.pid, signal.SIGKILL)
    status = await store.take(sha(PHOTO), len(PHOTO), pieces(PHOTO))
    assert status.stored is not None
    assert status.stored.path.read_bytes() == PHOTO


async def test_what_a_dying_child_left_undone_another_does(tmp_path: Path) -> None:
    assert await HANDS.do(partial(die_once, tmp_path / "mark")) == "done"


async def test_work_that_kills_is_given_up() -> None:
    with pytest.raises(LostHandError):
        await HANDS.do(die)
    await HANDS.do(pid_here)


async def test_who_is_told_to_stop_stops_after_the_work(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    waiting = asyncio.create_task(HANDS.do(partial(wait_for, pipe)))
    writer = await asyncio.to_thread(pipe.open, "w")  # returns when the child reads
    waiting.cancel()
    done, _ = await asyncio.wait([waiting], timeout=0.05)
    assert not done, "the child is still at work"
    await asyncio.to_thread(writer.close)
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_several_at_once() -> None:
    hands = Hands()
    await hands.ready(3, warm_up)
    assert len({hand.process.pid for hand in hands.idle}) == 3
    hands.end()


def test_children_end_with_their_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = os.pidfd_open(int(parent.stdout.readline()))  # readable when the process has ended
    parent.kill()
    parent.communicate()
    try:
        assert select.select([child], [], [], 30)[0] == [child]
    finally:
        os.close(child)


def test_memory_is_lent_once_and_the_same_again() -> None:
    memory = Memory()
    slots = [memory.lend() for _ in range(SLOTS)]
    assert None not in slots
    assert len({slot.start for slot in slots if slot}) == SLOTS
    assert memory.lend() is None
    for slot in slots:
        assert slot is not None
        memory.give_back(slot)
    again = memory.lend()
    assert again is not None
    assert again.start == 0, "what was used is used first"
