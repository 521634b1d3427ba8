"""The command `greenlane`."""

import argparse
import sys
from pathlib import Path
from typing import TypeAlias, get_args

from backend import __version__
from backend.audit import command as audit
from backend.settings import SettingsError
from backend.wire.attestations import Role
from labels.errors import LabelError

USAGE = 2
Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


def parser(verb: str | None = None) -> argparse.ArgumentParser:
    """All verbs, or those parts that `verb` needs: what labels are made with takes long to load."""
    top = argparse.ArgumentParser(
        prog="greenlane",
        description="绿色通道 Greenlane: special labels and unpacking inspections.",
    )
    top.add_argument("--version", action="version", version=f"greenlane {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--data", type=Path, default=Path("data"), help="data folder (default: ./data)"
    )
    shared.add_argument("--settings", type=Path, default=None, help="settings file (TOML)")
    _run(verbs, shared)
    _import(verbs, shared)
    _people(verbs, shared)
    rebuild = verbs.add_parser(
        "rebuild", parents=[shared], help="make the views anew from the journal, and compare"
    )
    rebuild.set_defaults(command="rebuild_views")
    _keeping(verbs, shared)
    _personal(verbs, shared)
    keys = verbs.add_parser("keys", help="口岸密钥与服务器密钥 keys of ports and of the server")
    if verb in (None, "keys"):
        _keys(keys, shared)
    labels = verbs.add_parser(
        "labels", help="不连服务器打印专用标识 print special labels with no server"
    )
    if verb in (None, "labels"):
        _labels(labels, shared)
    audit.add_parser(verbs)
    return top


def _run(verbs: Verbs, shared: argparse.ArgumentParser) -> None:
    run = verbs.add_parser("run", parents=[shared], help="serve; fills an empty folder with a demo")
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--host", default="127.0.0.1", help="address to listen on")
    run.add_argument(
        "--lan",
        nargs="?",
        const="auto",
        metavar="IP",
        help="also serve phones on the same network, by HTTPS with an authority of its own",
    )
    run.add_argument(
        "--no-demo", dest="demo", action="store_false", help="leave an empty data folder empty"
    )
    run.set_defaults(command="run")


def _import(verbs: Verbs, shared: argparse.ArgumentParser) -> None:
    command = verbs.add_parser(
        "import", parents=[shared], help="import an exhibitor's list (CSV or XLSX)"
    )
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--preview", action="store_true", help="only say what would happen")
    command.add_argument(
        "--leave-out-bad-rows", action="store_true", help="import the rest, on purpose"
    )
    command.add_argument("--user", help="whose act it is (default: the system's)")
    command.set_defaults(command="import_list")


def _people(verbs: Verbs, shared: argparse.ArgumentParser) -> None:
    user = verbs.add_parser("user", help="people").add_subparsers(
        dest="what", required=True, metavar="COMMAND"
    )
    add = user.add_parser(
        "add", parents=[shared], help="add a person; the password is asked for or piped in"
    )
    add.add_argument("id", metavar="ID", help="user name, such as wang")
    add.add_argument("--name", required=True, help="the person's name")
    add.add_argument("--role", action="append", required=True, choices=get_args(Role))
    add.set_defaults(command="add_user")
    enrol = verbs.add_parser("enrol", parents=[shared], help="show a one-time code for a phone")
    enrol.add_argument("user", metavar="USER")
    enrol.add_argument("--port", type=int, default=8000, help="port that the server listens on")
    enrol.set_defaults(command="enrol")


def _keeping(verbs: Verbs, shared: argparse.ArgumentParser) -> None:
    backup = verbs.add_parser(
        "backup", parents=[shared], help="copy the data folder, while it is in use or not"
    )
    backup.add_argument("dest", type=Path, metavar="DEST", help="folder of the backup")
    backup.add_argument(
        "--verify", action="store_true", help="hash again the photos that are there already"
    )
    backup.set_defaults(command="back_up")
    restore = verbs.add_parser("restore", help="make a new data folder from a backup")
    restore.add_argument("backup", type=Path, metavar="BACKUP")
    restore.add_argument("--data", type=Path, required=True, help="new data folder")
    restore.set_defaults(command="restore")
    unsent = verbs.add_parser(
        "unsent", parents=[shared], help="take in the file of what a phone could not send"
    )
    unsent.add_argument("file", type=Path, metavar="FILE")
    unsent.set_defaults(command="take_in_unsent")


def _personal(verbs: Verbs, shared: argparse.ArgumentParser) -> None:
    redact = verbs.add_parser(
        "redact", parents=[shared], help="遮盖个人信息 delete the personal values beside an entry"
    )
    redact.add_argument("entry", metavar="ENTRY", help="记录编号 id of the entry")
    redact.add_argument(
        "fields", metavar="FIELD", nargs="+", help="witness.name, strokes, driver, phone"
    )
    redact.add_argument("--reason", required=True, help="理由 why")
    redact.add_argument("--user", help="操作人 whose act it is (default: the system's)")
    redact.set_defaults(command="redact_entry")


def _keys(keys: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    from labels.options import keygen_options

    what = keys.add_subparsers(dest="what", required=True, metavar="COMMAND")
    keygen = what.add_parser("keygen", help="在口岸生成密钥 make a port's key, at the port")
    keygen_options(keygen)
    keygen.set_defaults(command="label_tool")
    list_ = what.add_parser("list", parents=[shared], help="列出密钥 the keys and their validity")
    list_.set_defaults(command="list_keys")
    rotate = what.add_parser("rotate", parents=[shared], help="换发密钥 a new key for a port")
    rotate.add_argument("port", metavar="DAL")
    rotate.add_argument(
        "--public",
        type=Path,
        metavar="KEY.pub.pem",
        help="口岸自存私钥时的公钥 the port's own, where it alone keeps the private key",
    )
    rotate.add_argument("--last-day", help="旧密钥的最后一天 last day of the old one (today)")
    rotate.set_defaults(command="rotate_key")
    revoke = what.add_parser("revoke", parents=[shared], help="吊销密钥 revoke a key")
    revoke.add_argument("kid", metavar="KID", help="密钥标识 the key's id, as listed")
    revoke.add_argument(
        "--from", dest="from_day", required=True, metavar="DAY", help="自哪日起 day"
    )
    revoke.set_defaults(command="revoke_key")
    for command in (rotate, revoke):
        command.add_argument("--reason", required=True, help="原因 why")
        command.add_argument("--user", help="操作人 whose act it is (default: the system's)")
    protect = what.add_parser(
        "protect", parents=[shared], help="为服务器密钥设置或更换口令 a passphrase on all keys here"
    )
    protect.add_argument("--new-passphrase-file", type=Path, metavar="FILE", help="新口令文件 new")
    protect.set_defaults(command="protect_keys")


def _labels(labels: argparse.ArgumentParser, shared: argparse.ArgumentParser) -> None:
    from backend.desk import sheets
    from labels.options import add_tools

    what = labels.add_subparsers(dest="what", required=True, metavar="COMMAND")
    sheets.add_parser(what)
    for tool in add_tools(what):
        tool.set_defaults(command="label_tool")
    reserve = what.add_parser(
        "reserve", parents=[shared], help="为断网口岸预留号段 reserve numbers for a port offline"
    )
    reserve.add_argument("port", metavar="DAL")
    reserve.add_argument("count", type=int, metavar="COUNT")
    reserve.add_argument("--reason", required=True, help="原因 why")
    reserve.set_defaults(command="reserve_range")
    enter = what.add_parser(
        "enter", parents=[shared], help="录入口岸断网签发的标识 enter what a port issued offline"
    )
    enter.add_argument("files", type=Path, nargs="+", metavar="FILE.issue")
    enter.set_defaults(command="enter_issue")
    for command in (reserve, enter):
        command.add_argument("--user", help="操作人 whose act it is (default: the system's)")


def main(argv: list[str] | None = None) -> int:
    given = sys.argv[1:] if argv is None else argv
    args = parser(given[0] if given else "").parse_args(given)
    if "run_audit" in args:
        found: int = args.run_audit(args)
        return found
    if "run_sheets" in args:
        code: int = args.run_sheets(args)
        return code
    from backend import commands, key_commands, personal_commands

    modules = (personal_commands, key_commands, commands)
    try:
        module = next(one for one in modules if hasattr(one, args.command))
        code = getattr(module, args.command)(args)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return USAGE
    except LabelError as error:
        print(f"错误：{error.zh}\nError: {error.en}", file=sys.stderr)
        return USAGE
    return code


if __name__ == "__main__":
    raise SystemExit(main())
