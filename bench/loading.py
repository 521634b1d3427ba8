"""Running the load generator against a server, and what came of it."""

import gzip
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import brotli  # type: ignore[import-untyped]
import msgspec

from bench.load import Outcome, Plan
from bench.places import ROOT, fresh

_LIMIT_S = 240.0


class Loaded(NamedTuple):
    """The outcome, and every answer's body, by connection."""

    outcome: Outcome
    bodies: list[list[bytes]]


def request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """One HTTP/1.1 request, ready to send."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def load(port: int, queues: Sequence[Sequence[bytes]], limit_s: float = _LIMIT_S) -> Loaded:
    """Send each queue over a connection of its own, all at once; raises where one is cut off."""
    folder = fresh("load")
    plan = Plan(port, [], limit_s)
    for n, queue in enumerate(queues):
        path = folder / f"queue{n}"
        path.write_bytes(b"".join(queue))
        plan.queues.append((str(path), [len(item) for item in queue]))
    file = folder / "plan.json"
    file.write_bytes(msgspec.json.encode(plan))
    subprocess.run(
        [sys.executable, "-m", "bench.load", str(file)], cwd=ROOT, check=True, timeout=limit_s + 60
    )
    outcome = msgspec.json.decode(file.with_suffix(".outcome").read_bytes(), type=Outcome)
    answers = [
        msgspec.msgpack.decode(Path(f"{name}.answers").read_bytes(), type=list[bytes])
        for name, _ in plan.queues
    ]
    return Loaded(outcome, [[body_of(answer) for answer in queue] for queue in answers])


_UNPACK: Final[dict[bytes, Callable[[bytes], bytes]]] = {
    b"gzip": gzip.decompress,
    b"br": brotli.decompress,
}


def body_of(answer: bytes) -> bytes:
    """The body of a whole answer, unpacked."""
    head, _, body = answer.partition(b"\r\n\r\n")
    for encoding, unpack in _UNPACK.items():
        if b"content-encoding: " + encoding in head.lower():
            return unpack(body)
    return body
