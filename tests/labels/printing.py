"""What the tests of printing share: labels, pages of dots, and a printer on a socket."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import zxingcpp
from PIL import Image

from labels.code import Facts, seal, url_of
from labels.face import Face, face_of
from labels.forms import lay_out_for
from labels.printers.raster import Page, pages
from labels.stock import STOCKS
from tests.labels import kit

HOST = "GREENLANE.JZCIQ.GOV.CN"
WAIT_S = 10.0


def crate(n: int, of: int = 12) -> Facts:
    return replace(kit.TULIPS, serial=n, n=n, of=of)


def face(n: int = 1, **words: Any) -> Face:
    facts = crate(n)
    said = {"goods_zh": "郁金香种球", "goods_latin": "Tulipa gesneriana"} | words
    return face_of(facts, url_of(HOST, seal(facts, kit.DAL)), **said)


def rastered(faces: list[Face], stock: str, dpi: int, copies: int = 1, **more: Any) -> list[Page]:
    layouts = (lay_out_for(one, STOCKS[stock], dpi) for one in faces)
    return list(pages(layouts, STOCKS[stock], dpi, copies, **more))


def codes(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@dataclass
class Printer:
    """A printer at a raw port, as far as a sender can tell."""

    where: str
    received: bytearray = field(default_factory=bytearray)


@contextmanager
def printer(answer: Callable[[bytes], bytes] | None = None) -> Iterator[Printer]:
    """A real server on the loopback. `answer` gives a reply to what has just been received."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(WAIT_S)
        it = Printer(f"127.0.0.1:{server.getsockname()[1]}")

        def serve() -> None:
            line, _ = server.accept()
            with line:
                line.settimeout(WAIT_S)
                while more := line.recv(1 << 16):
                    it.received += more
                    reply = answer(more) if answer else b""
                    if reply:
                        line.sendall(reply)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield it
        finally:
            thread.join(WAIT_S)
            assert not thread.is_alive()
