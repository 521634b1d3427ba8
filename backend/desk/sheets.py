"""`greenlane labels sheet`: from an exhibitor's list to printed labels at a port with no server.

Guarantee: the same list reading, release rule and label as at the desk; what may not travel gets
no label and is told why, with its article of law. Nothing is written while the list is in error.
The port keeps its own count of serials: a serial used twice is two crates under one number.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from backend.desk.faces import make_face
from backend.desk.sheet_plan import Batch, Labelled, key_of, numbered_anew, plan, told
from backend.rules.lists import ListUnreadable, ReadList, read_list
from backend.settings import Settings, SettingsError, load
from labels.code import host_of, seal, url_of
from labels.errors import FaceError, LabelError
from labels.face import Face
from labels.forms import check_face, lay_out_for
from labels.job import Done, Job
from labels.job import run as run_job
from labels.keys import asker, load_private
from labels.offline import Book, Numbered, recorded, sealed
from labels.options import job_of, offline_options, output_options, passphrase_option
from labels.progress import Progress

OK, BAD_INPUT = 0, 2
_ERRORS_SHOWN = 50
_BEIJING = timezone(timedelta(hours=8))


def add_parser(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    """Add `sheet` to the verbs of `labels`; its arguments run through `run`."""
    sheet = verbs.add_parser(
        "sheet",
        help="清单 → 放行规则 → 标识 from a list, by the release rule, to printed labels",
        description="只打印从该口岸入境且可放行的箱，每箱两面；其余逐条说明原因。"
        " Labels the crates that enter at the port and may travel, two faces each, and says of"
        " the others why not. Exit status 0, or 2 on bad input.",
    )
    add = sheet.add_argument
    add("list", type=Path, metavar="LIST", help="报检清单 list of consignments, CSV or XLSX")
    add("--key", type=Path, required=True, metavar="KEY.pem", help="口岸私钥 port's private key")
    add("--port", required=True, metavar="DAL", help="签发口岸 port of entry")
    add("--first-serial", type=int, metavar="N", help="首个流水号 first serial")
    add("--host", help="二维码中的主机名 host in the code (default: that of the settings)")
    add("--issued", type=_day, help="签发日期 day of issue (default: today in China)")
    add("--valid-until", type=_day, help="有效期至 last valid day (default: by the settings)")
    add("--officer", default="", help="签发人 officer (default: a line to sign on)")
    add("--leave-out-bad-rows", action="store_true", help="略去坏行 go on without the bad rows")
    add("--settings", type=Path, default=None, help="设置文件 settings file (TOML)")
    passphrase_option(sheet)
    offline_options(sheet)
    output_options(sheet)
    sheet.set_defaults(run_sheets=run)
    return sheet


def run(args: argparse.Namespace) -> int:
    """Print the labels of a list; returns the exit status."""
    try:
        return _run(args)
    except SettingsError as error:
        print(error, file=sys.stderr)
    except (LabelError, ListUnreadable) as error:
        print(f"错误：{error.zh}\nError: {error.en}", file=sys.stderr)
    except OSError as error:
        print(f"错误 Error: {error.filename}: {error.strerror}", file=sys.stderr)
    return BAD_INPUT


def _run(args: argparse.Namespace) -> int:
    settings = _settings(args)
    batch = _batch(args, settings)
    if not (args.out or args.send or args.queue):
        args.out = Path(f"labels.{args.format}")
    job = job_of(args)
    key = load_private(args.key, asker(args.passphrase_file))
    read = read_list(
        args.list.name,
        args.list.read_bytes(),
        settings,
        leave_out_bad_rows=args.leave_out_bad_rows,
    )
    if read.errors:
        print("\n".join(_bad_rows(read)), file=sys.stderr)
        if not read.importable:
            return BAD_INPUT
    made = plan(read.declarations, batch, settings)
    queue = _Queue(settings, args.officer, key)
    if args.range is not None and made.labelled:
        book = Book(args.issues, args.range)
        numbered = book.assign([item.facts for item in made.labelled], again=args.again)
        made = numbered_anew(made, [item.facts for item in numbered])
    print("\n".join(told(made)))
    if not made.labelled:
        print(
            f"没有从 {batch.port} 入境且可放行的箱，未生成文件。\n"
            f"No crate enters at {batch.port} and may travel; no file was written.",
            file=sys.stderr,
        )
        return BAD_INPUT
    if args.range is not None:
        for line in queue.record(book, made.labelled, numbered):
            print(line)
    done = _print(args, job, queue, made.labelled)
    first, last = made.labelled[0].facts.number, made.labelled[-1].facts.number
    what = f"{len(made.labelled)} 个标识 labels，{done.pages} 页 pages，{first} … {last}"
    print("\n".join(done.told(what)))
    return OK


def _settings(args: argparse.Namespace) -> Settings:
    settings = load(args.settings)
    if args.host is None:
        return settings
    expo = msgspec.structs.replace(settings.expo, host=host_of(args.host).lower())
    return msgspec.structs.replace(settings, expo=expo)


def _batch(args: argparse.Namespace, settings: Settings) -> Batch:
    given = args.port.strip().upper()
    port = next((p.code for p in settings.expo.ports if given in (p.code, p.unlocode)), None)
    if port is None:
        known = "、".join(f"{item.code} {item.zh}" for item in settings.expo.ports)
        codes = ", ".join(item.code for item in settings.expo.ports)
        raise LabelError(
            f"没有口岸“{args.port}”，可用：{known}。", f"No port {args.port!r}; there are {codes}."
        )
    issued = args.issued or datetime.now(UTC).astimezone(_BEIJING).date()
    valid_until = args.valid_until or issued + timedelta(days=settings.label_valid_days)
    first = args.range.first if args.range else args.first_serial
    if first is None:
        raise LabelError(
            "请用 --first-serial 指定首个流水号，或用 --range 指定预留号段。",
            "Give the first serial with --first-serial, or a reserved range with --range.",
        )
    return Batch(port, first, issued, valid_until)


def _print(args: argparse.Namespace, job: Job, queue: "_Queue", labelled: list[Labelled]) -> Done:
    """Print the labels, all or none."""
    layouts = (lay_out_for(face, job.stock, job.dpi) for face in queue.faces(labelled))
    progress = Progress("已排版 laid out", len(labelled))
    try:
        return run_job(job, layouts, progress, queue.urls if args.check else None)
    except FaceError as error:
        raise queue.wrong(error) from None


@dataclass(slots=True)
class _Queue:
    """Faces on their way to the printer, knowing which crate is being laid out."""

    settings: Settings
    officer: str
    key: ec.EllipticCurvePrivateKey
    at: str = ""
    urls: list[str] = field(default_factory=list)  # of the faces so far
    tokens: dict[str, str] = field(default_factory=dict)  # by number, where there are any yet

    def record(
        self, book: Book, labelled: Sequence[Labelled], numbered: Sequence[Numbered]
    ) -> list[str]:
        """Record what is new as issued, when every face of it can be printed."""
        for face in self.faces(labelled):
            try:
                check_face(face)
            except FaceError as error:
                raise self.wrong(error) from None
        self.urls.clear()
        self.tokens = sealed(numbered, self.key)
        new = [self.tokens[item.facts.number] for item in numbered if item.token is None]
        return recorded(book, new, self.key, self.officer)

    def wrong(self, error: FaceError) -> LabelError:
        """What is wrong with the crate at hand."""
        return LabelError(f"{self.at}：{error.zh}", f"{self.at}: {error.en}")

    def faces(self, items: Iterable[Labelled]) -> Iterator[Face]:
        for item in items:
            facts, declaration = item.facts, item.declaration
            self.at = key_of(declaration.no, facts.n)
            token = self.tokens.get(facts.number) or seal(facts, self.key)
            self.urls.append(url_of(self.settings.expo.host, token))
            yield make_face(
                self.settings,
                number=facts.number,
                token=token,
                declaration=declaration.no,
                n=facts.n,
                of=facts.of,
                goods=declaration.goods[item.line.goods],
                place=declaration.place,
                port=facts.port,
                destination=facts.destination,
                isolation=item.isolation,
                officer=self.officer,
                issued=facts.issued,
                valid_until=facts.valid_until,
            )


def _bad_rows(read: ReadList) -> Iterator[str]:
    total = len(read.errors) + read.more_errors
    yield f"清单有 {total} 处错误。 The list has {total} errors."
    for error in read.errors[:_ERRORS_SHOWN]:
        where = f"  第 {error.row} 行 row {error.row}，{error.column}"
        yield f"{where} “{error.value}”：{error.zh} {error.en}"
    if total > _ERRORS_SHOWN:
        yield f"  另有 {total - _ERRORS_SHOWN} 处。 And {total - _ERRORS_SHOWN} more."
    if read.left_out:
        yield f"略去 {read.left_out} 行。 {read.left_out} rows are left out."


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}”不是日期，请写成 2013-05-10 not a day; write 2013-05-10"
        ) from None
