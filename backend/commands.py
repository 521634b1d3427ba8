"""The command line's verbs. Each opens the data folder, does one thing and says what it did.

They may run beside a serving process: SQLite lets one writer in at a time.
"""

import argparse
import asyncio
import getpass
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from backend.app import create_app, open_office
from backend.desk import accounts, demo, imports, keeping, restoring, unsent
from backend.desk.attesting import photos_stored
from backend.desk.keepsakes import KeepingError
from backend.desk.keyring import Keyring
from backend.desk.office import Office
from backend.desk.unsent_file import NotUnsentError
from backend.journal.clock import Clock, now
from backend.journal.collecting import settle
from backend.journal.rebuild import rebuild
from backend.memory import keep_memory
from backend.people import NoSuchUserError, People, UserExistsError
from backend.photos import Announcements, PhotoStore
from backend.rules.lists import ListUnreadable
from backend.rules.state import SYSTEM
from backend.settings import Settings, load
from backend.views.devices import DeviceKeys
from backend.views.readers import Readers
from backend.wire.desk import ImportReport, NewUser
from backend.wire.unsent import UnsentReport
from labels.qr import qr_terminal

if TYPE_CHECKING:
    from litestar import Litestar

    from backend import lan

T = TypeVar("T")
OK, FAILED, USAGE = 0, 1, 2
_PROGRESS_EVERY = 1000
_TLS, _TRUST = 443, 80
"""Added to the port, for phones on the same network: 8443 and 8080 beside 8000."""


def settings_of(args: argparse.Namespace) -> Settings:
    """The settings file, or what ships, at the address that is served here."""
    settings = load(args.settings)
    port = getattr(args, "port", None)
    if args.settings is None and port is not None:
        address = getattr(args, "lan", None)
        host = f"{address}:{port + _TLS}" if address else f"localhost:{port}"
        base_url = f"https://{host}" if address else f"http://{host}"
        expo = msgspec.structs.replace(settings.expo, host=host)
        settings = msgspec.structs.replace(settings, expo=expo, base_url=base_url)
    return demo.shifted(settings, args.data)


def at_the_office(
    args: argparse.Namespace,
    work: Callable[[Office, People], Awaitable[T]],
    clock: Clock = now,
) -> T:
    """Open journal and accounts, work, close."""

    async def run() -> T:
        office = open_office(settings_of(args), args.data, clock)
        people = People(args.data / "people.db")
        try:
            await people.open()
            return await work(office, people)
        finally:
            await people.close()
            office.journal.close()

    return asyncio.run(run())


def run(args: argparse.Namespace) -> int:
    """Serve; an empty data folder is filled with the demo first."""
    from backend import lan

    keep_memory()
    if args.lan:
        try:
            args.lan = lan.chosen(args.lan)
        except lan.NoAddressError as error:
            print(error, file=sys.stderr)
            return USAGE
    if args.demo and not (args.data / "journal.db").exists():
        print("正在装入演示数据… Filling in the demo consignments…", flush=True)
        demo.begin(args.data)
        calendar = demo.days(args.data)
        at_the_office(args, partial(demo.fill, calendar), calendar)
    settings = settings_of(args)
    if (args.data / demo.FILE).exists():
        print(at_the_office(args, demo.welcome), flush=True)
    Keyring(args.data / "keys").open_all()
    app = create_app(settings, args.data)
    settle()
    doors = _on_the_network(args, app) if args.lan else []
    lan.serve(lan.Door(app, args.host, args.port), doors)
    return OK


def _on_the_network(args: argparse.Namespace, app: "Litestar") -> "list[lan.Door]":
    """The encrypted door, and the one with the page that has it trusted; says so."""
    from backend import lan

    authority = lan.Authority(args.data / "keys", datetime.now(UTC))
    trust = f"http://{args.lan}:{args.port + _TRUST}/"
    url = f"https://{args.lan}:{args.port + _TLS}/"
    print("  同一网络中的手机，先打开此页并信任证书：", flush=True)
    print("  On phones of the same network, open this page first and trust the certificate:")
    print(f"  {trust}\n{qr_terminal(trust)}", flush=True)
    print(f"  本机 on this machine: http://localhost:{args.port}/\n  {url}", flush=True)
    page = lan.page(authority, url)
    return [
        lan.Door(app, args.lan, args.port + _TLS, authority.server(args.lan)),
        lan.Door(page, args.lan, args.port + _TRUST),
    ]


def import_list(args: argparse.Namespace) -> int:
    """Preview a list and import it where it is right."""
    try:
        data = args.file.read_bytes()
    except OSError as error:
        print(f"无法读取 {args.file}：{error.strerror}。", file=sys.stderr)
        print(f"Cannot read {args.file}: {error.strerror}.", file=sys.stderr)
        return USAGE
    options = imports.Options(apply=not args.preview, leave_out=args.leave_out_bad_rows)
    actor = args.user or SYSTEM

    async def work(office: Office, _: People) -> ImportReport:
        return await imports.import_list(office, actor, args.file.name, data, options)

    try:
        report = at_the_office(args, work)
    except ListUnreadable as error:
        print(f"{error.zh} {error.en}", file=sys.stderr)
        return USAGE
    print(imports.in_words(report))
    return FAILED if report.errors and not report.done else OK


def add_user(args: argparse.Namespace) -> int:
    """Make an account; the password is asked for, or read from a pipe."""
    password = (
        getpass.getpass("密码 Password (≥10): ")
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\n")
    )
    try:
        new = msgspec.convert(
            {"id": args.id, "name": args.name, "roles": args.role, "password": password}, NewUser
        )
    except msgspec.ValidationError as error:
        print(
            "用户名为 2 至 32 位小写字母、数字、点或连字符，密码至少 10 位。\n"
            "A user name is 2 to 32 lower-case letters, digits, dots or hyphens; a password 10 "
            f"or more characters. ({error})",
            file=sys.stderr,
        )
        return USAGE

    async def work(office: Office, people: People) -> None:
        person = accounts.NewPerson(new.id, new.name, list(new.roles), new.password)
        await accounts.add_person(office, people, SYSTEM, person)

    try:
        at_the_office(args, work)
    except UserExistsError:
        print(f"已有用户 {args.id}。 There is a user {args.id} already.", file=sys.stderr)
        return FAILED
    print(f"已添加 {args.id}（{args.name}）。 Added {args.id} ({', '.join(args.role)}).")
    return OK


def enrol(args: argparse.Namespace) -> int:
    """Show a one-time code for a phone in the terminal."""

    async def work(office: Office, people: People) -> str:
        code = await people.new_code(args.user)
        return accounts.enrolment_url(office, code)

    try:
        url = at_the_office(args, work)
    except NoSuchUserError:
        print(f"没有用户 {args.user}。 There is no user {args.user}.", file=sys.stderr)
        return FAILED
    print(qr_terminal(url))
    print(f"{url}\n十分钟内有效，只能用一次。 Valid for ten minutes, once.")
    return OK


def take_in_unsent(args: argparse.Namespace) -> int:
    """Take in what a phone could not send; 1 where some of it was not taken."""
    if not (args.data / "journal.db").exists():
        print(f"{args.data} 中没有作业日志。 There is no journal in {args.data}.", file=sys.stderr)
        return USAGE

    async def work(office: Office, _: People) -> UnsentReport:
        readers = Readers(office.journal.path)
        await readers.open()
        try:
            photos = PhotoStore(args.data, max_bytes=office.settings.limits.photo_bytes)
            announcements = Announcements(photos, partial(photos_stored, office))
            means = unsent.Means(office.journal, DeviceKeys(readers), photos, announcements)
            return await unsent.take_in(means, args.file)
        finally:
            await readers.close()

    try:
        report = at_the_office(args, work)
    except (NotUnsentError, OSError) as error:
        print(
            f"{args.file} 不是终端导出的未传文件，或无法读取。\n"
            f"{args.file} is not a file of unsent records, or cannot be read: {error}.",
            file=sys.stderr,
        )
        return USAGE
    print(unsent.in_words(report))
    return OK if unsent.all_kept(report) else FAILED


def rebuild_views(args: argparse.Namespace) -> int:
    """Replay the journal and say whether the views were equal."""
    path: Path = args.data / "journal.db"
    if not path.exists():
        print(f"{path} 不存在。 There is no journal at {path}.", file=sys.stderr)
        return USAGE

    def progress(done: int, total: int) -> None:
        if done % _PROGRESS_EVERY == 0 or done == total:
            print(f"\r{done}/{total}", end="", file=sys.stderr, flush=True)

    rebuilt = rebuild(path, progress)
    print(file=sys.stderr)
    rows = sum(rebuilt.differing.values())
    if rows:
        print(
            f"重放 {rebuilt.entries} 条记录，视图有 {rows} 行不同，已改正。 "
            f"Replayed {rebuilt.entries} entries; {rows} rows differed and were put right."
        )
        return FAILED
    print(
        f"重放 {rebuilt.entries} 条记录，与现有视图一致。 "
        f"Replayed {rebuilt.entries} entries; the views are equal."
    )
    return OK


def _say(what: str, done: int, total: int) -> None:
    """Progress, where somebody is watching."""
    if sys.stderr.isatty():
        end = "\n" if done == total else ""
        print(f"\r{what} {done}/{total}", end=end, file=sys.stderr, flush=True)


def back_up(args: argparse.Namespace) -> int:
    """Copy the data folder into a backup; 1 where photos were missing or it failed."""
    try:
        manifest = keeping.back_up(args.data, args.dest, _say, verify=args.verify)
    except KeepingError as error:
        print(error, file=sys.stderr)
        return USAGE
    except (OSError, sqlite3.Error) as error:
        print(
            f"备份未完成：{error}。再次运行即从中断处继续。\n"
            f"The backup was not finished: {error}. Run it again to go on from there.",
            file=sys.stderr,
        )
        return FAILED
    mega = manifest.photo_bytes / 2**20
    print(
        f"已备份 {manifest.size} 条记录、{manifest.photos} 张照片（{mega:.1f} MB）。"
        f"备份内有私钥，请妥善保管。\n"
        f"Backed up {manifest.size} entries and {manifest.photos} photos ({mega:.1f} MB). "
        f"The backup holds private keys: keep it safe."
    )
    return _missing(manifest.missing)


def restore(args: argparse.Namespace) -> int:
    """Make a new data folder from a backup; 1 where photos are missing or it failed."""
    try:
        restored = restoring.restore(args.backup, args.data, _say)
    except KeepingError as error:
        print(error, file=sys.stderr)
        return USAGE
    except (OSError, sqlite3.Error) as error:
        print(
            f"恢复未完成：{error}。{args.data} 未改动，可再次运行。\n"
            f"The restore was not finished: {error}. {args.data} is as it was; run it again.",
            file=sys.stderr,
        )
        return FAILED
    manifest = restored.manifest
    print(
        f"已恢复 {manifest.size} 条记录、{restored.photos.kept} 张照片"
        f"（备份于 {manifest.made_at}）。"
        f"终端会重新提交此后的记录；此后停用的终端和人员须再停用一次，"
        f"此后删除的个人信息须再删除一次。\n"
        f"Restored {manifest.size} entries and {restored.photos.kept} photos (backed up at "
        f"{manifest.made_at}). Phones will offer again what came later; devices and people "
        f"revoked since then must be revoked once more, and values redacted since then redacted."
    )
    return _missing(restored.photos.missing)


def _missing(photos: list[str]) -> int:
    if not photos:
        return OK
    print(
        f"缺少 {len(photos)} 张日志提到的照片： {len(photos)} photos that the journal speaks of "
        "are missing:",
        *photos,
        sep="\n",
        file=sys.stderr,
    )
    return FAILED
