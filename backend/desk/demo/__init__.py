"""The demo: twelve consignments on their way to the expo, moved so that today is its preparation.

Used by `greenlane run` on an empty folder. The accounts are listed in `demo.json` beside the
journal, readable by the owner alone. What happened to the consignments is in `stories`: real
entries, signed by the demo's desk and phones on days that have passed, judged as any other.
"""

import csv
import io
import os
import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import msgspec
from msgspec.structs import replace

from backend.desk import accounts
from backend.desk.demo.afterwards import Expo
from backend.desk.demo.days import Days
from backend.desk.demo.stories import STORIES
from backend.desk.imports import Options, import_list
from backend.desk.office import Office, china_day
from backend.people import People
from backend.photos import PhotoStore
from backend.rules.state import SYSTEM
from backend.settings import DEMO_LIST, Settings
from backend.wire.attestations import Role
from labels.qr import qr_terminal

FILE = "demo.json"
TODAY = date(2013, 4, 26)
"""The day of the expo's calendar that the demo takes for today, or up to six days later: two weeks
before it opens."""
_COLUMN = "到港日期"
_WEEK = 7


class Account(msgspec.Struct, frozen=True):
    id: str
    name: str
    roles: list[Role]


class Demo(msgspec.Struct, frozen=True):
    """What a start after the first needs to know of it."""

    shift_days: int
    password: str


ACCOUNTS = (
    Account("port", "周海", ["port"]),
    Account("wang", "王芳", ["inspector"]),
    Account("li", "李强", ["inspector"]),
    Account("zhao", "赵敏", ["supervisor"]),
    Account("chen", "陈卫国", ["director"]),
    Account("lin", "林慧", ["expert"]),
    Account("admin", "孙洁", ["administrator"]),
)
PHONES = {"port": "周海的手机", "wang": "王芳的手机", "li": "李强的手机"}


def begin(data: Path) -> Demo:
    """Fix the shift and the password of a new demo."""
    data.mkdir(parents=True, exist_ok=True)
    shift = (china_day() - TODAY).days // _WEEK * _WEEK  # whole weeks, so weekdays stay
    demo = Demo(shift_days=shift, password=f"expo-{secrets.token_hex(4)}")
    handle = os.open(data / FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(demo)) + b"\n")
    return demo


def read(data: Path) -> Demo | None:
    path = data / FILE
    return msgspec.json.decode(path.read_bytes(), type=Demo) if path.exists() else None


def shifted(settings: Settings, data: Path) -> Settings:
    """The settings with the expo's days moved as the demo's are; unchanged where there is none."""
    demo = read(data)
    if demo is None:
        return settings
    expo = settings.expo
    moved = replace(
        expo,
        opens=_move(expo.opens, demo.shift_days),
        closes=_move(expo.closes, demo.shift_days),
    )
    return replace(settings, expo=moved)


def _move(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def days(data: Path) -> Days:
    """The calendar by which a new demo is filled in: the office's clock while `fill` is at it."""
    demo = read(data)
    if demo is None:
        raise FileNotFoundError(FILE)
    return Days(demo.shift_days)


async def fill(calendar: Days, office: Office, people: People) -> None:
    """Accounts, phones, consignments, and all that has happened so far."""
    demo = read(office.journal.path.parent)
    if demo is None:
        raise FileNotFoundError(FILE)
    for account in ACCOUNTS:
        person = accounts.NewPerson(account.id, account.name, account.roles, demo.password)
        await accounts.add_person(office, people, SYSTEM, person)
    data = shifted_list(DEMO_LIST.read_text(encoding="utf-8-sig"), demo.shift_days)
    options = Options(apply=True, leave_out=False)
    await import_list(office, "port", DEMO_LIST.name, data.encode(), options)
    photos = PhotoStore(office.journal.path.parent)
    site = Expo(office, photos, calendar)
    for user, name in PHONES.items():
        await site.enrol(people, user, name)
    await calendar.play(story(site) for story in STORIES)


def shifted_list(text: str, days: int) -> str:
    """The list with its arrival days moved."""
    rows = list(csv.reader(io.StringIO(text)))
    column = rows[0].index(_COLUMN)
    for row in rows[1:]:
        row[column] = _move(row[column], days)
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


async def welcome(office: Office, people: People) -> str:
    """What a new user needs to start: address, accounts, and a code for a phone."""
    demo = read(office.journal.path.parent)
    if demo is None:
        raise FileNotFoundError(FILE)
    code = await people.new_code("wang")
    url = accounts.enrolment_url(office, code)
    lines = [
        "",
        f"  绿色通道 Greenlane   {office.settings.base_url}",
        "",
        f"  演示账户 demo accounts, 密码 password: {demo.password}",
        *_roster(ACCOUNTS),
        "",
        "  登记一部手机（王芳，十分钟内有效，一次） Enrol a phone (Wang Fang, ten minutes, once):",
        f"  {url}",
        qr_terminal(url),
    ]
    return "\n".join(lines)


def _roster(people: Iterable[Account]) -> list[str]:
    return [f"    {item.id:<6} {item.name}  {', '.join(item.roles)}" for item in people]
