"""Ways to a printer: what is sent, what the printer says, and what happens when it cannot."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from labels.errors import LabelError, PrinterError
from labels.forms import lay_out_for
from labels.job import Done, Job, run
from labels.printers import queues, sending, tspl, zpl
from labels.stock import STOCKS
from tests.labels.printing import codes, face, printer

READY = (
    b"\x02030,0,0,1245,000,0,0,0,000,0,0,0\x03\r\n"
    b"\x02001,0,0,0,0,2,4,0,00000000,1,000\x03\r\n"
    b"\x021234,0\x03\r\n"
)
PAUSED_AND_OPEN = READY.replace(b"030,0,0", b"030,0,1").replace(b"001,0,0,0", b"001,0,1,1")


def zebra(answer: bytes):
    return lambda got: answer if got.endswith(b"~HS") else b""


def tsc(answer: bytes):
    return lambda got: answer if got.endswith(b"\x1b!?") else b""


def printed(form: str, send: str, stock: str = "100x150") -> Done:
    job = Job(STOCKS[stock], form, 203, send=send)  # type: ignore[arg-type]
    return run(job, (lay_out_for(face(n), job.stock, job.dpi) for n in (1, 2)))


def test_a_zebra_prints_and_says_so():
    with printer(zebra(READY)) as it:
        done = printed("zpl", it.where)
    assert it.received.startswith(b"~HS^XA")
    assert it.received.endswith(b"^XZ\n~HS")
    pages = list(zpl.bitmaps(bytes(it.received)))
    assert [page.times for page in pages] == [2, 2]
    assert [codes(page.bitmap.picture()) for page in pages] == [[face(n).url] for n in (1, 2)]
    assert done.said[1][0].startswith("打印机状态：就绪")
    assert "030,0,0,1245" in done.said[1][1]


def test_a_tsc_prints_and_says_so():
    with printer(tsc(b"\0")) as it:
        done = printed("tspl", it.where, "100x100")
    stream = bytes(it.received).removeprefix(b"\x1b!?").removesuffix(b"\x1b!?")
    pages = list(tspl.bitmaps(stream))
    assert [codes(page.bitmap.picture()) for page in pages] == [[face(n).url] for n in (1, 2)]
    assert done.said[1] == ("打印机状态：就绪（'\\x00'）", "the printer says: ready ('\\x00')")


@pytest.mark.parametrize(
    ("form", "answer", "zh", "en"),
    [
        ("zpl", zebra(PAUSED_AND_OPEN), "已暂停、打印头未合上、缺碳带", "paused, its head is open"),
        ("tspl", tsc(b"\x05"), "打印头未合上、缺纸", "its head is open, out of paper"),
    ],
)
def test_a_printer_that_cannot_print_is_not_sent_to(form: str, answer, zh: str, en: str):
    with printer(answer) as it, pytest.raises(PrinterError) as caught:
        printed(form, it.where)
    assert zh in caught.value.zh
    assert en in caught.value.en
    assert bytes(it.received) in (zpl.ASK_STATUS, tspl.ASK_STATUS)


def test_a_silent_printer_is_sent_to(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sending, "ANSWER_S", 0.2)
    with printer() as it:
        done = printed("tspl", it.where)
    assert len(it.received) > 10_000
    assert done.said[1][0] == "打印机没有回答状态"


def test_a_pdf_is_sent_as_it_is():
    with printer() as it:
        done = printed("pdf", it.where, "a4-2")
    assert it.received.startswith(b"%PDF")
    assert it.received.endswith(b"%%EOF\n")
    assert len(done.said) == 1


def test_a_printer_that_stops_listening_is_given_up(monkeypatch: pytest.MonkeyPatch):
    """It accepts and never reads: the sender is not held for longer than its time-out."""
    monkeypatch.setattr(sending, "SEND_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        where = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(PrinterError, match="没有响应"):
            sending.send(where, [bytes(1 << 16)] * 1_000)


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        where = f"127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(PrinterError, match="无法向打印机"):
        sending.send(where, [b"x"])
    with pytest.raises(PrinterError, match="无法向打印机"):
        sending.send("no-such-host.invalid", [b"x"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.168.1.20", ("192.168.1.20", 9100)),
        ("printer.local:6101", ("printer.local", 6101)),
        ("[fe80::1]:9100", ("fe80::1", 9100)),
        ("fe80::1", ("fe80::1", 9100)),
    ],
)
def test_addresses(text: str, expected: tuple[str, int]):
    assert sending.address(text) == expected


@pytest.mark.parametrize("text", ["", ":9100", "host:", "host:0", "host:65536", "host:九", "[::1"])
def test_addresses_that_are_none(text: str):
    with pytest.raises(PrinterError, match="HOST:PORT"):
        sending.address(text)


def test_without_cups_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrinterError, match="cups-client"):
        queues.send("zebra", b"", raw=True)


def test_pictures_are_not_sent_to_printers():
    with pytest.raises(LabelError, match="PNG"):
        Job(STOCKS["100x150"], "png", send="127.0.0.1").check()
    with pytest.raises(LabelError, match="--out"):
        Job(STOCKS["100x150"]).check()
