"""The command `greenlane`."""

import argparse
import sys
from pathlib import Path
from typing import TypeAlias, get_args

from backend import __version__
from backend.audit import command as audit
from backend.desk import sheets
from backend.settings import SettingsError
from backend.wire.attestations import Role

USAGE = 2
Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


def parser() -> argparse.ArgumentParser:
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
    sheets.add_parser(verbs)
    audit.add_parser(verbs)
    return top


def _run(verbs: Verbs, shared: argparse.ArgumentParser) -> None:
    run = verbs.add_parser("run", parents=[shared], help="serve; fills an empty folder with a demo")
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--host", default="127.0.0.1", help="address to listen on")
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


def main(argv: list[str] | None = None) -> int:
    args = parser().parse_args(argv)
    if "run_audit" in args:
        found: int = args.run_audit(args)
        return found
    if "run_sheets" in args:
        code: int = args.run_sheets(args)
        return code
    from backend import commands

    try:
        code = getattr(commands, args.command)(args)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return USAGE
    return code


if __name__ == "__main__":
    raise SystemExit(main())
