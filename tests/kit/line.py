"""A line as phones have it at an expo: it may break at any byte, either way.

One exchange is one connection, over real sockets. Where the line breaks the phone learns nothing,
whatever the server did; that is the whole difficulty of the journey.
"""

import io
import json
import socket
import struct
from collections.abc import Sequence
from http.client import HTTPException, HTTPResponse
from typing import Any, NamedTuple, cast

Address = tuple[str, int]
_PATIENCE_S = 60.0
_AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER that resets the connection: the other side meets an error, not an end."""


class Line(NamedTuple):
    """Breaks after so many bytes of the request (counted around), or of the answer; or holds."""

    request_cut: int | None = None
    answer_cut: int | None = None


GOOD = Line()


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    headers: dict[str, str]
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


def request(
    method: str,
    path: str,
    body: bytes = b"",
    *,
    token: str | None = None,
    headers: dict[str, str] | None = None,
) -> bytes:
    """The bytes of one request, which may travel more than once."""
    lines = {
        "Host": "localhost",
        "Connection": "close",
        "Content-Length": str(len(body)),
        "Sec-Fetch-Site": "same-origin",
        **({"Cookie": f"__Host-session={token}"} if token else {}),
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def exchange(address: Address, raw: bytes, line: Line = GOOD) -> Answer | None:
    """Send a request and hear its answer; None where the line broke before it was whole."""
    (answer,) = together(address, [raw], line)
    return answer


def together(address: Address, requests: Sequence[bytes], line: Line = GOOD) -> list[Answer | None]:
    """Several requests that are all under way at once."""
    calls = [_send(address, raw, line) for raw in requests]
    return [_hear(call, line) if call else None for call in calls]


def _send(address: Address, raw: bytes, line: Line) -> socket.socket | None:
    """The connection; None where the server went while it was sent to."""
    call = socket.create_connection(address, timeout=_PATIENCE_S)
    cut = None if line.request_cut is None else line.request_cut % len(raw)
    try:
        call.sendall(raw[:cut])
    except ConnectionError:
        call.close()
        return None
    return call


def _hear(call: socket.socket, line: Line) -> Answer | None:
    with call:
        if line.request_cut is not None:
            call.shutdown(socket.SHUT_WR)  # a reset would take back what the server has not read
            _listen(call, None)
            return None
        heard = _listen(call, line.answer_cut)
        if line.answer_cut is not None:
            call.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    return read(heard)


def _listen(call: socket.socket, most: int | None) -> bytes:
    """What comes until the end, or the first `most` bytes once there is an answer at all."""
    heard = bytearray()
    try:
        if most == 0:
            call.recv(1, socket.MSG_PEEK)
        while most is None or len(heard) < most:
            chunk = call.recv(65536 if most is None else most - len(heard))
            if not chunk:
                break
            heard += chunk
    except ConnectionError:
        pass
    return bytes(heard)


class _Heard:
    """What http.client reads from instead of a socket."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, *_: object) -> io.BytesIO:
        return io.BytesIO(self._data)


def read(heard: bytes) -> Answer | None:
    """The answer in these bytes; None where its end is missing."""
    answer = HTTPResponse(cast(socket.socket, _Heard(heard)))
    if b"\r\n\r\n" not in heard:
        return None
    try:
        answer.begin()
        content = answer.read()
    except (HTTPException, ConnectionError, ValueError):
        return None
    if answer.length:
        return None
    headers = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, headers, content)
