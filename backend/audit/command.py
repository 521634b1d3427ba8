"""`greenlane audit`: prove a journal, a backup or an evidence bundle; make a bundle."""

import argparse
import os
import sys
from pathlib import Path

from backend.audit.findings import Lang
from backend.audit.report import STAGES, words
from backend.audit.source import NothingToVerify, find
from backend.audit.verify import Progress, Scope, verify

OK, FOUND, USAGE = 0, 1, 2


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `audit verify`; its arguments run through `args.run_audit`."""
    audit = subparsers.add_parser("audit", help="核对日志与证据 prove the journal and evidence")
    verbs = audit.add_subparsers(dest="what", required=True, metavar="COMMAND")
    check = verbs.add_parser(
        "verify",
        help="从字节重新核对全部记录 prove everything again from its bytes",
        description="核对数据文件夹或备份：逐条核对签名、日志树、检查点、照片与视图。"
        " Proves a data folder or a backup: every signature, the tree, checkpoints, photos, views."
        " Exit status 0 all good, 1 findings, 2 nothing to verify.",
    )
    add = check.add_argument
    add("what_to_verify", nargs="?", type=Path, metavar="FOLDER", help="文件夹 data or backup")
    add("--data", type=Path, default=Path("data"), help="数据文件夹 (default: ./data)")
    add(
        "--held",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="终端交来的检查点 checkpoints handed in by phones",
    )
    add("--vkey", metavar="KEY", help="日志公钥，文字或文件 the log's key, as text or in a file")
    add("--no-photos", dest="photos", action="store_false", help="不核对照片 leave out photos")
    add("--no-views", dest="views", action="store_false", help="不重放视图 leave out the replay")
    add("--lang", choices=("zh", "en"), default=None, help="报告语言 language of the report")
    check.set_defaults(run_audit=run_verify)


def language(args: argparse.Namespace) -> Lang:
    """As asked, else as the terminal speaks; Chinese where that says nothing."""
    if args.lang is not None:
        chosen: Lang = args.lang
        return chosen
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return "en" if (spoken or "").startswith("en") else "zh"


def run_verify(args: argparse.Namespace) -> int:
    """Verify and report; returns the exit status."""
    lang = language(args)
    scope = Scope(held=args.held, photos=args.photos, views=args.views)
    try:
        source = find(args.what_to_verify or args.data, _key(args.vkey))
        report = verify(source, scope, progress(lang))
    except NothingToVerify as error:
        return refused(error, lang)
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    print(words(report, lang))
    return OK if report.findings.good else FOUND


def refused(error: NothingToVerify, lang: Lang) -> int:
    print(error.zh if lang == "zh" else error.en, file=sys.stderr)
    return USAGE


def _key(text: str | None) -> str | None:
    """A key that was given by itself, or by the file that holds it."""
    if text is None or "+" in text:
        return text
    path = Path(text)
    return path.read_text(encoding="utf-8") if path.is_file() else text


def progress(lang: Lang) -> Progress:
    """Tells a terminal how far it is; a file is told nothing."""

    def tell(stage: str, done: int, total: int) -> None:
        name = STAGES[stage][0 if lang == "zh" else 1]
        print(f"\r\x1b[K{name} {done}/{total}", end="", file=sys.stderr, flush=True)

    return tell if sys.stderr.isatty() else (lambda _stage, _done, _total: None)
