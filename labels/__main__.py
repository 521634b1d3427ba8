"""`python -m labels`: make keys, print labels and read them, with no server.

Exit status: 0 all is well, 1 a label that was read is not valid or cannot be read back, 2 bad usage
or bad input. Results go to standard output, progress and errors to standard error.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from labels import face as faces
from labels.code import host_of, seal, url_of
from labels.errors import FaceError, LabelError
from labels.keys import is_open_to_others, load_point, load_private, make_key_files
from labels.options import parser
from labels.read import codes_in, unreadable
from labels.report import told
from labels.rows import Defaults, Row, read_rows, row_error
from labels.sheet import write_pdf
from labels.stock import stock_of
from labels.trust import Trust, TrustedKey
from labels.verdict import judge

OK, NOT_VALID, BAD_INPUT = 0, 1, 2
_PROGRESS_EVERY = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    given = parser().parse_args(arguments)
    try:
        return COMMANDS[given.command](given)
    except LabelError as error:
        print(f"错误：{error.zh}\nError: {error.en}", file=sys.stderr)
        return BAD_INPUT


def _keygen(given: argparse.Namespace) -> int:
    public, kid = make_key_files(given.out)
    print(
        f"私钥 {given.out}（仅本人可读，切勿外传） Private key, readable by you alone: keep it so."
    )
    print(f"公钥 {public}（交给验证者） Public key, for those who verify.")
    print(f"密钥标识 Key id: {kid}")
    return OK


def _sheet(given: argparse.Namespace) -> int:
    key = load_private(given.key)
    if is_open_to_others(given.key):
        print(
            f"注意：{given.key} 可被他人读取，请执行 chmod 600。\n"
            f"Note: others can read {given.key}; run chmod 600 on it.",
            file=sys.stderr,
        )
    host, stock = host_of(given.host), stock_of(given.stock)
    rows, left_out = read_rows(_bytes(given.rows), _defaults(given))
    sealed = [(row, url_of(host, seal(row.facts, key))) for row in rows]
    queue = _Queue(given)
    pdf = io.BytesIO()
    try:
        pages = write_pdf(
            queue.faces(sealed),
            pdf,
            stock,
            _progress("已排版 laid out", len(rows)),
            dpi=given.dpi,
            copies=given.copies,
        )
    except FaceError as error:
        raise row_error(queue.line, queue.column(error.field), error.zh, error.en) from None
    if given.check:
        lost = unreadable(pdf.getvalue(), [url for _, url in sealed], given.copies, given.dpi)
        if lost:
            print(f"有 {len(lost)} 张标识的二维码读不出。 {len(lost)} codes cannot be read back.")
            return NOT_VALID
    _write(given.out, pdf.getvalue())
    if left_out:
        print(
            f"其他口岸的 {left_out} 行未打印。 {left_out} rows of other ports were left out.",
            file=sys.stderr,
        )
    first, last = rows[0].facts.number, rows[-1].facts.number
    print(f"{given.out}：{len(rows)} 个标识 labels，{pages} 页 pages，{first} … {last}")
    return OK


@dataclass
class _Queue:
    """The faces on their way to the printer, knowing which row is being laid out."""

    given: argparse.Namespace
    line: int = 0

    def faces(self, sealed: list[tuple[Row, str]]) -> Iterator[faces.Face]:
        for row, url in sealed:
            self.line = row.line
            yield faces.face_of(
                row.facts,
                url,
                goods_zh=row.goods,
                goods_latin=row.latin,
                place_zh=row.place,
                officer=row.officer,
                isolation=row.isolation,
                title_zh=self.given.title,
                title_en=self.given.title_en,
            )

    @staticmethod
    def column(field: str) -> str:
        """The column of the list that a field of a face comes from."""
        return {"goods_zh": "goods", "goods_latin": "latin", "place_zh": "place"}.get(field, field)


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
    return codes_in(_bytes(path), _progress("已读 read", None))


def _trusted(text: str, port: str | None) -> TrustedKey:
    """A key file as `--trust` names it: PATH, or PORT=PATH."""
    prefix, split, path = text.partition("=")
    if split and len(prefix) == 3:
        return TrustedKey(load_point(Path(path)), prefix.upper(), date.min, date.max)
    return TrustedKey(load_point(Path(text)), port, date.min, date.max)


def _defaults(given: argparse.Namespace) -> Defaults:
    return Defaults(
        port=given.port,
        issued=given.issued,
        valid_until=given.valid_until,
        first_serial=given.first_serial,
        officer=given.officer,
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LabelError(
            f"无法读取 {path}：{error.strerror}。", f"Cannot read {path}: {error.strerror}."
        ) from None


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        raise LabelError(
            f"无法写入 {path}：{error.strerror}。", f"Cannot write {path}: {error.strerror}."
        ) from None


def _progress(what: str, total: int | None) -> _Progress:
    return _Progress(what, total, sys.stderr.isatty())


@dataclass(frozen=True)
class _Progress:
    """Says how far it is: at every step on a terminal, every hundred steps in a log."""

    what: str
    total: int | None
    live: bool

    def __call__(self, count: int) -> None:
        of = f"/{self.total}" if self.total else ""
        done = count == self.total
        if self.live:
            print(f"\r{self.what} {count}{of}", end="\n" if done else "", file=sys.stderr)
        elif count % _PROGRESS_EVERY == 0:
            print(f"{self.what} {count}{of}", file=sys.stderr)


COMMANDS = {"keygen": _keygen, "sheet": _sheet, "read": _read}

if __name__ == "__main__":
    sys.exit(main())
