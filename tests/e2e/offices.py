"""Data folders as an office leaves them in the evening, made once in a run and copied from there.

What opens a journal runs in a thread of its own: Playwright has an event loop in this one.
"""

import asyncio
import shutil
from argparse import Namespace
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from backend.commands import at_the_office
from backend.desk import imports
from backend.desk.accounts import NewPerson, add_person, enrolment_url
from backend.desk.office import Office
from backend.people import People
from backend.rules.state import SYSTEM
from backend.settings import DEMO_LIST
from backend.wire.attestations import Role

T = TypeVar("T")
PASSWORD = "a long enough word"
STAFF: dict[str, tuple[str, Role]] = {
    "zhou": ("周海", "port"),
    "wang": ("王芳", "inspector"),
    "li": ("李强", "inspector"),
    "zhao": ("赵敏", "supervisor"),
    "sun": ("孙洁", "administrator"),
}


def aside(work: Coroutine[Any, Any, T]) -> T:
    """What comes of it, in another thread."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, work).result()


def staff(data: Path) -> None:
    """Everybody gets an account in this folder, as by `greenlane user add`."""

    async def work(office: Office, people: People) -> None:
        for user, (name, role) in STAFF.items():
            await add_person(office, people, SYSTEM, NewPerson(user, name, [role], PASSWORD))

    _at_work(data, work)


def invitation(data: Path, port: int, user: str) -> str:
    """The address in the code that enrols a phone, as by `greenlane enrol`."""

    async def work(office: Office, people: People) -> str:
        return enrolment_url(office, await people.new_code(user))

    return _at_work(data, work, port)


def copy(data: Path, *, listed: bool = False) -> None:
    """A folder with people in it, and with the list of the demo."""
    shutil.copytree(Path((_listed() if listed else _staffed()).name) / "data", data)


@cache
def _staffed() -> TemporaryDirectory[str]:
    made = TemporaryDirectory(prefix="greenlane-staffed-")
    staff(Path(made.name) / "data")
    return made


@cache
def _listed() -> TemporaryDirectory[str]:
    made = TemporaryDirectory(prefix="greenlane-listed-")
    data = Path(made.name) / "data"
    copy(data)

    async def work(office: Office, _: People) -> None:
        done = await imports.import_list(
            office,
            "zhou",
            DEMO_LIST.name,
            DEMO_LIST.read_bytes(),
            imports.Options(apply=True, leave_out=False),
        )
        assert not done.errors

    _at_work(data, work)
    return made


def _at_work(
    data: Path, work: Callable[[Office, People], Awaitable[T]], port: int | None = None
) -> T:
    args = Namespace(data=data, settings=None, port=port)
    with ThreadPoolExecutor(1) as other:
        return other.submit(at_the_office, args, work).result()
