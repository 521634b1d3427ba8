"""The command line's verbs about ports' keys, and about labels that a port issues by itself.

Exit status: 0 done, 1 refused by a rule or not all of it done, 2 bad usage or an unusable file.
"""

import argparse
import sys
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from backend.api.objected import objected
from backend.commands import FAILED, OK, USAGE, at_the_office
from backend.desk import entering, portkeys, ranges
from backend.desk.keyring import Keyring
from backend.desk.office import Office
from backend.journal.append import Objected
from backend.people import People
from backend.rules.state import SYSTEM
from backend.wire.portkeys import (
    RANGE_MAX,
    IssueReport,
    KeyList,
    KeyRow,
    ReserveRange,
    RevokeKey,
    RotateKey,
)
from labels.__main__ import perform
from labels.errors import LabelError
from labels.passphrase import chosen

T = TypeVar("T")
STATES = {
    "in_use": "在用 in use",
    "spare": "备用 spare",
    "ahead": "未启用 not yet valid",
    "ended": "已到期 ended",
    "revoked": "已吊销 revoked",
}


def label_tool(args: argparse.Namespace) -> int:
    """A command of `labels` that needs no server."""
    return perform(args.what, args)


def list_keys(args: argparse.Namespace) -> int:
    print(_in_words(at_the_office(args, lambda office, _: portkeys.list_(office))))
    return OK


def rotate_key(args: argparse.Namespace) -> int:
    """Give a port another key, made here or at the port."""
    asked = RotateKey(
        port=args.port.strip().upper(),
        public_key=_text(args.public) if args.public else None,
        last_day=_day(args.last_day) if args.last_day else None,
        reason=args.reason,
    )

    async def work(office: Office, _: People) -> KeyList:
        await portkeys.rotate(office, args.user or SYSTEM, asked)
        return await portkeys.list_(office)

    return _told(args, work, _in_words)


def revoke_key(args: argparse.Namespace) -> int:
    """Revoke a key from a day on."""
    asked = RevokeKey(from_day=_day(args.from_day), reason=args.reason)

    async def work(office: Office, _: People) -> KeyList:
        await portkeys.revoke(office, args.user or SYSTEM, args.kid.lower(), asked)
        return await portkeys.list_(office)

    return _told(args, work, _in_words)


def protect_keys(args: argparse.Namespace) -> int:
    """Put a passphrase on the keys of a data folder, or another one."""
    folder = args.data / "keys"
    if not folder.is_dir():
        print(f"{folder} 不存在。 There is no folder {folder}.", file=sys.stderr)
        return USAGE
    new = chosen(args.new_passphrase_file)
    if new is None:
        raise LabelError(
            "没有给出新口令：请用 --new-passphrase-file。",
            "No new passphrase was given: use --new-passphrase-file.",
        )
    names = Keyring(folder).encrypt(new)
    print(
        f"已为 {len(names)} 个密钥文件设置口令；请妥善保存口令，遗失即无法启动。\n"
        f"{len(names)} key files have the passphrase now; keep it safe: without it nothing starts."
    )
    return OK


def reserve_range(args: argparse.Namespace) -> int:
    """Reserve numbers, and say what the port is to type."""
    if not 1 <= args.count <= RANGE_MAX:
        raise LabelError(
            f"一次可预留 1 至 {RANGE_MAX} 个号。", f"Between 1 and {RANGE_MAX} numbers at a time."
        )
    port = args.port.strip().upper()
    asked = ReserveRange(port=port, count=args.count, reason=args.reason)

    async def work(office: Office, _: People) -> str:
        return str(await ranges.reserve(office, args.user or SYSTEM, asked))

    return _told(
        args,
        work,
        lambda option: (
            f"已预留，口岸签发时填写： Reserved; the port issues with:\n  --range {option}"
        ),
    )


def enter_issue(args: argparse.Namespace) -> int:
    """Enter issue files; 1 where some label of theirs was not entered."""
    texts = [_text(path) for path in args.files]

    async def work(office: Office, _: People) -> list[IssueReport]:
        return [await entering.enter(office, args.user or SYSTEM, text) for text in texts]

    try:
        reports = at_the_office(args, work)
    except Objected as error:
        return _refused(error)
    print("\n".join(map(_entered, reports)))
    return FAILED if any(report.left_out for report in reports) else OK


def _told(
    args: argparse.Namespace,
    work: Callable[[Office, People], Awaitable[T]],
    words: Callable[[T], str],
) -> int:
    try:
        print(words(at_the_office(args, work)))
    except Objected as error:
        return _refused(error)
    return OK


def _refused(error: Objected) -> int:
    problem = objected(error)
    print(problem.detail, file=sys.stderr)
    return FAILED


def _in_words(list_: KeyList) -> str:
    head = (
        f"信任列表第 {list_.version} 版 Trust list version {list_.version}，"
        f"作废 void {list_.void}，换发 replaced {list_.replaced}"
    )
    return "\n".join([head, *map(_key_line, list_.keys)])


def _key_line(key: KeyRow) -> str:
    where = "（私钥在口岸 kept at the port）" if key.elsewhere else ""
    revoked = f"，自 {key.revoked} 起 from {key.revoked} on" if key.revoked else ""
    state = STATES[key.state]
    return f"{key.port}  {key.kid}  {key.first_day} – {key.last_day}  {state}{revoked}{where}"


def _entered(report: IssueReport) -> str:
    head = (
        f"{report.port}，{report.officer or '—'}：录入 {len(report.entered)}，"
        f"此前已录入 {len(report.already)}，未录入 {len(report.left_out)}。 "
        f"{len(report.entered)} entered, {len(report.already)} entered before, "
        f"{len(report.left_out)} left out."
    )
    rows = (
        f"  {row.number}  {row.crate}：{row.reason.zh} {row.reason.en}" for row in report.left_out
    )
    return "\n".join([head, *rows])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise LabelError(
            f"无法读取 {path}：{error.strerror}。", f"Cannot read {path}: {error.strerror}."
        ) from None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise LabelError(
            f"“{text}”不是日期，请写成 2013-05-10。", f"{text!r} is no day; write 2013-05-10."
        ) from None
