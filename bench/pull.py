"""Pulling everything from nothing: the product beside a bare encoding of the same rows."""

import json
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from backend.wire.sync import Change
from backend.wire.views import PHONE_VIEWS
from bench.figures import median
from bench.loading import body_of
from bench.peers import PACKERS, Missing, python_env
from bench.places import ROOT, copied, fresh
from bench.progress import say
from bench.report import Ratio, Section
from bench.scale import Scale
from bench.serving import greenlane
from bench.site import Site, build

_MARKS = ", ".join("?" for _ in PHONE_VIEWS)
_ROWS = f"""
SELECT view, key, pos, CAST(doc AS BLOB) FROM view_row WHERE +view IN ({_MARKS}) ORDER BY pos
"""  # noqa: S608 - the marks are question marks
_LINK_BYTES = 2_000_000 / 8
"""Bytes a second of the simulated link, 2 Mbit/s."""
_PAGE_ROWS = 1000
_ACCEPTED = ("br", "gzip")
"""What phones accept: the first over HTTPS, as every browser does; the other else."""
_HOW = """A new phone pulls all views from nothing, {rows:,} rows ({crates:,} crates and their
labels, {megabytes:.1f} MB), in pages of 1000 over one connection. *Bare* reads the same rows with
plain `sqlite3` and encodes them with msgspec, in one go and with nothing else. For the compressed
answers the time to the phone is that of packing the pages on one core plus that of their bytes
over a link of 2 Mbit/s (by arithmetic)."""


class Pulled(NamedTuple):
    """The whole transfer: seconds, and the bodies of its pages."""

    wall_s: float
    pages: list[bytes]
    sent_bytes: int


def pull(
    port: int, token: str, accepts: str, cursor: str = "", most_pages: int = sys.maxsize
) -> Pulled:
    """Page after page until there are no more; `accepts` is the Accept-Encoding."""
    pages: list[bytes] = []
    sent, more = 0, True
    start = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while more and len(pages) < most_pages:
            asked = f"/api/changes?cursor={cursor}&limit={_PAGE_ROWS}"
            head = f"GET {asked} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            head += f"Cookie: __Host-session={token}\r\nAccept-Encoding: {accepts}\r\n\r\n"
            link.sendall(head.encode())
            answer = _receive(link)
            sent += len(answer)
            page = body_of(answer)
            pages.append(page)
            cursor = page.partition(b'"cursor":"')[2].partition(b'"')[0].decode()
            more = b'"more":true' in page[:200]
    return Pulled(time.perf_counter() - start, pages, sent)


def _receive(link: socket.socket) -> bytes:
    """One whole answer; raises ConnectionError for one that is not 200."""
    held = bytearray()
    while (end := held.find(b"\r\n\r\n")) < 0:
        held += link.recv(1 << 20)
    head = held[:end].lower()
    if not held.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(bytes(held[:500]).decode("utf-8", "replace"))
    length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(held) < end + 4 + length:
        held += link.recv(1 << 20)
    return bytes(held)


def bare(path: Path) -> float:
    """Seconds to read all rows and encode them."""
    connection = sqlite3.connect(path)
    encode = msgspec.json.Encoder().encode
    start = time.perf_counter()
    rows = connection.execute(_ROWS, PHONE_VIEWS).fetchall()
    encode(
        [
            Change(view=view, key=key, pos=pos, doc=msgspec.Raw(doc or b"null"))
            for view, key, pos, doc in rows
        ]
    )
    spent = time.perf_counter() - start
    connection.close()
    return spent


class Compared(NamedTuple):
    """Medians, in seconds."""

    ours_s: float
    bare_s: float
    pages: list[bytes]
    packed: dict[str, tuple[float, int]]
    """By what a phone accepts: also how many bytes were sent."""


def compare(site: Site, rounds: int) -> Compared:
    """Turn and turn about, so that what disturbs one disturbs the other."""
    data = copied(site.folder, "pull")
    token = site.phones[0].token
    ours, plain = [], []
    packed: dict[str, list[Pulled]] = {accepts: [] for accepts in _ACCEPTED}
    with greenlane(data) as server:
        pull(server.port, token, "identity")
        for _ in range(rounds):
            plain.append(bare(data / "journal.db"))
            whole = pull(server.port, token, "identity")
            ours.append(whole.wall_s)
            for accepts, pulled in packed.items():
                pulled.append(pull(server.port, token, accepts))
    served = {
        accepts: (median([one.wall_s for one in pulled]), pulled[-1].sent_bytes)
        for accepts, pulled in packed.items()
    }
    return Compared(median(ours), median(plain), whole.pages, served)


def measure(scale: Scale) -> Section:
    site = build(fresh("site"), scale.pull_crates, phones=1)
    found = compare(site, scale.pull_rounds)
    rows = sum(page.count(b'"view":"') for page in found.pages)
    size = sum(map(len, found.pages))
    say(f"  pull {found.ours_s * 1000:.0f} ms, bare {found.bare_s * 1000:.0f} ms")
    table = [
        ["bare sqlite3 and msgspec", f"{size:,}", f"{found.bare_s * 1000:,.0f} ms", ""],
        ["pull, uncompressed", f"{size:,}", f"{found.ours_s * 1000:,.0f} ms", _over(size)],
        *(
            [
                f"pull, as served: {name}",
                f"{sent:,}",
                f"{spent_s * 1000:,.0f} ms",
                _over(sent, spent_s),
            ]
            for name, (spent_s, sent) in found.packed.items()
        ),
    ]
    notes = []
    try:
        table += [_packed_row(item) for item in _pack(found.pages)]
    except Missing as missing:
        notes.append(f"Other ways to compress were not tried: {missing}.")
    ratios = [Ratio("pull, uncompressed / bare", found.ours_s / found.bare_s, 2, at_least=False)]
    how = _HOW.format(rows=rows, crates=scale.pull_crates, megabytes=size / 1e6)
    columns = ["", "bytes", "here", "to the phone"]
    return Section("pull", "拉取 Pull", how, columns, table, ratios, notes, scale.name)


def _over(sent_bytes: float, before_s: float = 0.0) -> str:
    return f"{before_s + sent_bytes / _LINK_BYTES:,.1f} s"


def _packed_row(item: dict[str, Any]) -> list[str]:
    seconds, size = item["seconds"], item["bytes"]
    return [item["name"], f"{size:,}", f"{seconds * 1000:,.0f} ms", _over(size, seconds)]


def _pack(pages: list[bytes]) -> list[dict[str, Any]]:
    """What each way to compress makes of the pages, measured in the packers' own environment."""
    python = python_env("packers", PACKERS)
    folder = fresh("packing")
    for n, page in enumerate(pages):
        (folder / f"{n:04d}.json").write_bytes(page)
    done = subprocess.run(
        [str(python), str(ROOT / "bench" / "packing.py"), str(folder)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
