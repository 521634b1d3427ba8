"""A data folder as an office leaves it on the evening before: people, labelled crates, sessions.

Made once, copied for every day that is played from there.
"""

import asyncio
import shutil
from pathlib import Path
from typing import NamedTuple

from argon2 import PasswordHasher

from backend.app import open_office
from backend.desk.accounts import NewPerson, add_person
from backend.desk.issuing import issue
from backend.journal.sealing import Draft
from backend.people import People
from backend.rules.consignments import crate_key
from backend.rules.release import decide
from backend.rules.state import SYSTEM
from backend.settings import load
from backend.wire.declarations import DeclarationAccepted
from tests.kit.goods import DECLARATION, declaration
from tests.kit.office import PEOPLE

PASSWORD = "correct horse battery"
CRATES = [crate_key(DECLARATION, n) for n in range(1, 7)]
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Premises(NamedTuple):
    """`tokens` are sessions at a desk, by user."""

    folder: Path
    tokens: dict[str, str]

    def copy(self, to: Path) -> Path:
        shutil.copytree(self.folder, to)
        return to


def furnish(folder: Path) -> Premises:
    """Make the folder: five people, six crates of orchids under labels."""
    return Premises(folder, asyncio.run(_furnish(folder)))


async def _furnish(folder: Path) -> dict[str, str]:
    office = open_office(load(), folder)
    people = People(folder / "people.db", hasher=_QUICK)
    await people.open()
    try:
        for user, (name, roles) in PEOPLE.items():
            await add_person(office, people, SYSTEM, NewPerson(user, name, roles, PASSWORD))
        body = declaration(crates=len(CRATES))
        decisions = decide(body, office.settings.isolation_places)
        accepted = DeclarationAccepted(declaration=body.no, rule=1, decisions=decisions)
        await office.journal.record("zhou", lambda _: [Draft("declaration.lodged", 1, body)])
        await office.journal.record("zhou", lambda _: [Draft("declaration.accepted", 1, accepted)])
        await issue(office, "zhou", body.no, None)
        return {user: (await people.open_session(user)).token for user in PEOPLE}
    finally:
        await people.close()
        office.journal.close()
