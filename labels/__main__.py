"""`python -m labels`: make keys, print labels and read them, with no server.

Exit status: 0 all is well, 1 a label that was read is not valid or cannot be read back, 2 bad usage
or bad input. Results go to standard output, progress and errors to standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from labels import face as faces
from labels.code import host_of, seal, url_of
from labels.errors import FaceError, LabelError, RowsError
from labels.forms import check_face, lay_out_for
from labels.issue import Range
from labels.job import Unreadable, run
from labels.keys import asker, is_open_to_others, load_point, load_private, make_key_files
from labels.offline import Book, recorded, sealed
from labels.options import job_of, parser
from labels.passphrase import chosen
from labels.progress import Progress
from labels.read import codes_in
from labels.report import told
from labels.rows import Defaults, Row, read_rows, row_error
from labels.testprint import lay_out_test
from labels.trust import Trust, TrustedKey
from labels.verdict import judge

OK, NOT_VALID, BAD_INPUT = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    given = parser().parse_args(arguments)
    return perform(given.command, given)


def perform(command: str, given: argparse.Namespace) -> int:
    """Do what one command was given; returns the exit status."""
    try:
        return COMMANDS[command](given)
    except LabelError as error:
        print(f"错误：{error.zh}\nError: {error.en}", file=sys.stderr)
        return BAD_INPUT


def _keygen(given: argparse.Namespace) -> int:
    passphrase = None if given.no_passphrase else chosen(given.passphrase_file)
    if passphrase is None and not given.no_passphrase:
        raise LabelError(
            "没有给出口令：请用 --passphrase-file，或注明 --no-passphrase。",
            "No passphrase was given: use --passphrase-file, or say --no-passphrase.",
        )
    public, kid = make_key_files(given.out, passphrase)
    print(
        f"私钥 {given.out}（仅本人可读，切勿外传） Private key, readable by you alone: keep it so."
    )
    print(f"公钥 {public}（交给验证者） Public key, for those who verify.")
    print(f"密钥标识 Key id: {kid}")
    return OK


def _sheet(given: argparse.Namespace) -> int:
    key = load_private(given.key, asker(given.passphrase_file))
    if is_open_to_others(given.key):
        print(
            f"注意：{given.key} 可被他人读取，请执行 chmod 600。\n"
            f"Note: others can read {given.key}; run chmod 600 on it.",
            file=sys.stderr,
        )
    host, job = host_of(given.host), job_of(given)
    rows, left_out = read_rows(_bytes(given.rows), _defaults(given))
    queue = _Queue(given, host, key, rows)
    if given.range is not None:
        for line in queue.number(Book(given.issues, given.range)):
            print(line)
    layouts = (lay_out_for(face, job.stock, job.dpi) for face in queue.faces())
    progress = Progress("已排版 laid out", len(rows))
    try:
        done = run(job, layouts, progress, queue.urls if given.check else None)
    except FaceError as error:
        raise queue.wrong(error) from None
    except Unreadable as error:
        print(f"{error.zh} {error.en}")
        return NOT_VALID
    if left_out:
        print(
            f"其他口岸的 {left_out} 行未打印。 {left_out} rows of other ports were left out.",
            file=sys.stderr,
        )
    first, last = queue.rows[0].facts.number, queue.rows[-1].facts.number
    what = f"{len(rows)} 个标识 labels，{done.pages} 页 pages，{first} … {last}"
    print("\n".join(done.told(what)))
    return OK


def _test(given: argparse.Namespace) -> int:
    job = job_of(given)
    done = run(job, [lay_out_test(job.stock, job.dpi, job.format)])
    print("\n".join(done.told("测试页 test print")))
    return OK


@dataclass
class _Queue:
    """The faces on their way to the printer, knowing which row is being laid out."""

    given: argparse.Namespace
    host: str
    key: ec.EllipticCurvePrivateKey
    rows: Sequence[Row]
    line: int = 0
    urls: list[str] = field(default_factory=list)  # of the faces so far
    tokens: Mapping[str, str] = field(default_factory=dict)  # by number, where there are any yet

    def number(self, book: Book) -> list[str]:
        """Give numbers of a reserved range, and record them before anything is printed."""
        numbered = book.assign([row.facts for row in self.rows], again=self.given.again)
        self.rows = [
            replace(row, facts=item.facts) for row, item in zip(self.rows, numbered, strict=True)
        ]
        for face in self.faces():
            try:
                check_face(face)
            except FaceError as error:
                raise self.wrong(error) from None
        self.urls.clear()
        self.tokens = sealed(numbered, self.key)
        new = [self.tokens[item.facts.number] for item in numbered if item.token is None]
        return recorded(book, new, self.key, self.rows[0].officer)

    def faces(self) -> Iterator[faces.Face]:
        for row in self.rows:
            self.line = row.line
            token = self.tokens.get(row.facts.number) or seal(row.facts, self.key)
            self.urls.append(url_of(self.host, token))
            yield faces.face_of(
                row.facts,
                self.urls[-1],
                goods_zh=row.goods,
                goods_latin=row.latin,
                place_zh=row.place,
                officer=row.officer,
                isolation=row.isolation,
                title_zh=self.given.title,
                title_en=self.given.title_en,
            )

    def wrong(self, error: FaceError) -> RowsError:
        """What is wrong with the row at hand, named by the column that it comes from."""
        columns = {"goods_zh": "goods", "goods_latin": "latin", "place_zh": "place"}
        return row_error(self.line, columns.get(error.field, error.field), error.zh, error.en)


def _read(given: argparse.Namespace) -> int:
    trust = Trust(0, 0, tuple(_trusted(text, given.port) for text in given.trust))
    texts = _texts(given.code)
    if not texts:
        raise LabelError(
            f"{given.code} 中没有找到二维码：请靠近、对正、补光后重拍。",
            f"No QR code was found in {given.code}: take it closer, straight and in better light.",
        )
    verdicts = [(text, judge(text, trust, given.today)) for text in texts]
    print("\n".join(told(text, verdict) for text, verdict in verdicts), end="")
    return OK if all(verdict.code == "valid" for _, verdict in verdicts) else NOT_VALID


def _texts(given: str) -> list[str]:
    """The codes in a file of that name, or the code itself."""
    path = Path(given)
    looks_like_code = given.lower().startswith("https://") or (given.isalnum() and len(given) > 100)
    if looks_like_code:
        return [given]
    return codes_in(_bytes(path), Progress("已读 read", None))


def _trusted(text: str, port: str | None) -> TrustedKey:
    """A key file as `--trust` names it: PATH, or PORT=PATH."""
    prefix, split, path = text.partition("=")
    if split and len(prefix) == 3:
        return TrustedKey(load_point(Path(path)), prefix.upper(), date.min, date.max)
    return TrustedKey(load_point(Path(text)), port, date.min, date.max)


def _defaults(given: argparse.Namespace) -> Defaults:
    range_: Range | None = given.range
    return Defaults(
        port=range_.port if range_ else given.port,
        issued=given.issued,
        valid_until=given.valid_until,
        first_serial=range_.first if range_ else given.first_serial,
        officer=given.officer,
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LabelError(
            f"无法读取 {path}：{error.strerror}。", f"Cannot read {path}: {error.strerror}."
        ) from None


COMMANDS = {"keygen": _keygen, "sheet": _sheet, "test": _test, "read": _read}

if __name__ == "__main__":
    sys.exit(main())
