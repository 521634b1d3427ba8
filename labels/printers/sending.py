"""The way to a printer at a raw TCP port (9100).

Guarantees: nothing waits without end; a printer that says it cannot print is not sent to, and what
it says is passed on. Whatever goes wrong is a PrinterError that says what to look at.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from labels.errors import PrinterError

RAW_PORT = 9100
CONNECT_S, SEND_S, ANSWER_S = 5.0, 30.0, 2.0
_ADDRESS = re.compile(
    r"(?:\[(?P<v6>[0-9A-Fa-f:.%a-z]+)\]|(?P<host>[^:\[\]\s]+))(?::(?P<port>[0-9]{1,5}))?"
)
_ANSWER_MAX_BYTES = 4096

Reading = Callable[[bytes], list[tuple[str, str]]]


class Language(NamedTuple):
    """How a printer is asked how it is. `answer_ends`: whether that is all it has to say."""

    ask: bytes
    answer_ends: Callable[[bytes], bool]
    reading: Reading


class Sent(NamedTuple):
    """How many bytes were sent, and what the printer said before and after; b"" is nothing."""

    size: int
    before: bytes
    after: bytes


def address(text: str) -> tuple[str, int]:
    """`host`, `host:port` or `[IPv6]:port`. Raises PrinterError."""
    match = _ADDRESS.fullmatch(text)
    host, port = (
        (match["v6"] or match["host"], match["port"] or str(RAW_PORT)) if match else ("", "0")
    )
    if text.count(":") > 1 and not text.startswith("["):  # IPv6 without a port
        host, port = text, str(RAW_PORT)
    if not 0 < int(port) < 65_536:
        raise PrinterError(
            f"打印机地址“{text}”应写成 主机:端口，如 192.168.1.20:9100。",
            f"The printer's address {text!r} must be HOST:PORT, such as 192.168.1.20:9100.",
        )
    return host, int(port)


def send(where: str, parts: Iterable[bytes], language: Language | None = None) -> Sent:
    """Send `parts` one after the other to a raw port. Raises PrinterError.

    With `language` the printer is asked how it is before and after. One that does not answer is
    sent to nevertheless, since cheap ones never do.
    """
    host, port = address(where)
    size = 0
    try:
        with socket.create_connection((host, port), timeout=CONNECT_S) as line:
            before = _ask(line, language)
            _refuse_if_unable(where, before, language)
            line.settimeout(SEND_S)
            for part in parts:
                line.sendall(part)
                size += len(part)
            after = _ask(line, language)
            if before and not after and _hung_up(line):
                raise _cut_off(where)
            return Sent(size, before, after)
    except TimeoutError:
        raise PrinterError(
            f"打印机 {where} 没有响应：请检查电源、网线、地址，以及是否缺纸或暂停。",
            f"The printer {where} does not respond: check power, network and address, and whether "
            "it is out of paper or paused.",
        ) from None
    except ConnectionError as error:
        if size:
            raise _cut_off(where) from None
        raise _unreachable(where, error) from None
    except OSError as error:
        raise _unreachable(where, error) from None


def _unreachable(where: str, error: OSError) -> PrinterError:
    reason = error.strerror or str(error)
    return PrinterError(
        f"无法向打印机 {where} 发送：{reason}。", f"Cannot send to printer {where}: {reason}."
    )


def _cut_off(where: str) -> PrinterError:
    return PrinterError(
        f"打印机 {where} 中途断开，可能没有打完：请看打出了哪些，从最后一张完好的标识续打。",
        f"The printer {where} hung up midway and may not have printed all: see what came out, and "
        "go on from the last good label.",
    )


def _hung_up(line: socket.socket) -> bool:
    """Whether the other end has closed: a printer that is merely busy has not."""
    line.settimeout(0)
    try:
        return line.recv(1) == b""
    except BlockingIOError:
        return False


def probe(where: str, language: Language) -> None:
    """Ask a printer how it is, and send nothing. Raises PrinterError where it cannot print."""
    send(where, (), language)


def _ask(line: socket.socket, language: Language | None) -> bytes:
    """What the printer says about itself; b"" when it keeps silent."""
    if language is None:
        return b""
    line.settimeout(SEND_S)
    line.sendall(language.ask)
    answer, deadline = b"", time.monotonic() + ANSWER_S
    while len(answer) < _ANSWER_MAX_BYTES and not language.answer_ends(answer):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        line.settimeout(left)
        try:
            more = line.recv(_ANSWER_MAX_BYTES)
        except TimeoutError:
            break
        if not more:
            break
        answer += more
    return answer


def _refuse_if_unable(where: str, answer: bytes, language: Language | None) -> None:
    problems = language.reading(answer) if language and answer else []
    if problems:
        zh = "、".join(zh for zh, _ in problems)
        en = ", ".join(en for _, en in problems)
        raise PrinterError(
            f"打印机 {where} 现在不能打印：{zh}。处理好后重试；什么都没有发送。",
            f"The printer {where} cannot print now: {en}. Put it right and try again; nothing was "
            "sent.",
        )
