"""`greenlane audit`: prove a journal, a backup or an evidence bundle; make a bundle."""

import argparse
import os
import sqlite3
import sys
from pathlib import Path
from typing import Final

from backend.audit.bundle_check import is_bundle, verify_bundle
from backend.audit.findings import Lang
from backend.audit.report import STAGES, bundle_words, words
from backend.audit.source import NothingToVerify, find
from backend.audit.verify import Progress, Scope, verify

OK, FOUND, USAGE = 0, 1, 2
_DAMAGED: Final[dict[Lang, str]] = {
    "zh": "日志库文件已损坏（{error}）。请从备份恢复，并保留此文件备查。",
    "en": "The journal's file is damaged ({error}). Restore a backup, and keep this file.",
}


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `audit verify`; its arguments run through `args.run_audit`."""
    audit = subparsers.add_parser("audit", help="稽核日志与证据 prove the journal and evidence")
    verbs = audit.add_subparsers(dest="what", required=True, metavar="COMMAND")
    check = verbs.add_parser(
        "verify",
        help="从字节重新核对全部记录 prove everything again from its bytes",
        description="核对数据文件夹、备份或证据包：逐条核对签名、日志树、存证节点、照片与视图。"
        " Proves a data folder, a backup or an evidence bundle: every signature, the tree,"
        " checkpoints, photos, views. Exit status 0 all good, 1 findings, 2 nothing to verify.",
    )
    add = check.add_argument
    add(
        "what_to_verify",
        nargs="?",
        type=Path,
        metavar="WHAT",
        help="文件夹或证据包 folder or bundle",
    )
    add("--data", type=Path, default=Path("data"), help="数据文件夹 (default: ./data)")
    add(
        "--held",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="终端交来的存证节点 checkpoints handed in by phones",
    )
    add("--vkey", metavar="KEY", help="日志公钥，文字或文件 the log's key, as text or in a file")
    add("--no-photos", dest="photos", action="store_false", help="不核对照片 leave out photos")
    add("--no-views", dest="views", action="store_false", help="不重放视图 leave out the replay")
    add("--lang", choices=("zh", "en"), default=None, help="报告语言 language of the report")
    check.set_defaults(run_audit=run_verify)
    _add_bundle(verbs)


def _add_bundle(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    bundle = verbs.add_parser(
        "bundle",
        help="导出一箱的证据包 pack the evidence of a crate",
        description="把一箱的全部记录、证明与照片导出为一个可独立核对的文件。"
        " Packs entries, proofs and photos of a crate into a file that verifies by itself.",
    )
    add = bundle.add_argument
    add("crate", metavar="CRATE", help="报检号/箱号 declaration and crate, 210900113004200/31")
    add("--out", type=Path, default=None, metavar="FILE.zip", help="输出文件 file to write")
    add("--data", type=Path, default=Path("data"), help="数据文件夹 (default: ./data)")
    add("--vkey", metavar="KEY", help="日志公钥 the log's key, where its folder has none")
    add("--lang", choices=("zh", "en"), default=None, help="报告语言 language of the report")
    bundle.set_defaults(run_audit=run_bundle)


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
    what: Path | None = args.what_to_verify
    try:
        if what is not None and is_bundle(what):
            return _verify_bundle(what, args, lang)
        source = find(what or args.data, _key(args.vkey))
        report = verify(source, scope, progress(lang))
    except NothingToVerify as error:
        return refused(error, lang)
    except sqlite3.DatabaseError as error:
        print(_DAMAGED[lang].format(error=error), file=sys.stderr)
        return FOUND
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    print(words(report, lang))
    return OK if report.findings.good else FOUND


def _verify_bundle(path: Path, args: argparse.Namespace, lang: Lang) -> int:
    report = verify_bundle(path, args.held, _key(args.vkey))
    print(bundle_words(report, lang))
    return OK if report.findings.good else FOUND


def run_bundle(args: argparse.Namespace) -> int:
    """Make a bundle and verify it at once; returns the exit status."""
    from backend.audit.bundle import make

    lang = language(args)
    out: Path = args.out or Path(f"evidence-{args.crate.replace('/', '-')}.zip")
    try:
        made = make(find(args.data, _key(args.vkey)), args.crate, out)
        report = verify_bundle(out, [], None)
    except NothingToVerify as error:
        return refused(error, lang)
    except FileExistsError:
        return refused(
            NothingToVerify(f"{out} 已存在，未覆盖。", f"{out} exists; it was not overwritten."),
            lang,
        )
    print(
        f"已写入 {out}：记录 {made.entries} 条，照片 {made.photos} 张（{made.missing} 张未传到）。"
        if lang == "zh"
        else f"Wrote {out}: {made.entries} entries, {made.photos} photos"
        f" ({made.missing} have not arrived)."
    )
    if report.findings.good:
        return OK
    print(bundle_words(report, lang))
    return FOUND


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
