"""Queues of CUPS: a real one, on a socket of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from labels.errors import PrinterError
from labels.forms import lay_out_for
from labels.job import Done, Format, Job, run
from labels.printers import queues
from labels.stock import STOCKS
from tests.labels.cups import Cups, running
from tests.labels.printing import face


@pytest.fixture(scope="module")
def cups() -> Iterator[Cups]:
    with running() as service:
        yield service


@pytest.fixture(autouse=True)
def found_by_commands(cups: Cups, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(cups.socket))
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")  # whatever the machine speaks, we read what CUPS says


def printed(queue: str, form: Format) -> Done:
    job = Job(STOCKS["100x150"], form, 203, queue=queue)
    return run(job, [lay_out_for(face(), job.stock, 203)])


@pytest.mark.parametrize(("form", "head"), [("zpl", b"^XA"), ("tspl", b"SIZE"), ("pdf", b"%PDF")])
def test_a_queue_gets_the_very_bytes(cups: Cups, tmp_path: Path, form: Format, head: bytes) -> None:
    folder = cups.add(f"ready-{form}")
    done = printed(f"ready-{form}", form)
    bytes_ = (folder / "printed").read_bytes()
    assert bytes_.startswith(head)
    out = tmp_path / f"labels.{form}"
    job = Job(STOCKS["100x150"], form, 203, out=out)
    run(job, [lay_out_for(face(), job.stock, 203)])
    if form != "pdf":  # which holds its day of making
        assert bytes_ == out.read_bytes()
    ((zh, en),) = done.said
    assert f"任务 ready-{form}-" in zh
    assert "went from the queue to the printer" in en


def test_a_queue_that_is_not_there_and_names_that_are_none() -> None:
    for ask in (queues.probe, lambda name: queues.send(name, b"^XA^XZ", raw=True)):
        with pytest.raises(PrinterError, match="no-such-queue") as caught:
            ask("no-such-queue")
        assert "没有打印队列" in caught.value.zh
        for name in ("-o", "", "a b", "a/b"):
            with pytest.raises(PrinterError, match="no name of a queue"):
                ask(name)


def test_a_queue_that_takes_no_jobs_says_why(cups: Cups) -> None:
    folder = cups.add("closed")
    cups.run("cupsreject", "-r", "换碳带 changing ribbon", "closed")
    with pytest.raises(PrinterError, match="takes no jobs: 换碳带 changing ribbon") as caught:
        printed("closed", "zpl")
    assert "cupsaccept closed" in caught.value.zh
    assert not (folder / "printed").exists()


def test_a_stopped_queue_is_not_handed_a_job(cups: Cups) -> None:
    folder = cups.add("stopped")
    cups.run("cupsdisable", "-r", "缺纸 out of paper", "stopped")
    with pytest.raises(PrinterError, match="is stopped: 缺纸 out of paper") as caught:
        printed("stopped", "zpl")
    assert "cupsenable stopped" in caught.value.zh
    assert cups.run("lpstat", "-o", "stopped") == ""
    assert not (folder / "printed").exists()


def test_a_printer_that_fails_under_a_job_is_told(cups: Cups) -> None:
    folder = cups.add("failing")
    (folder / "broken").write_text("head open", "utf-8")
    with pytest.raises(PrinterError, match=r"did not finish job failing-\d+: head open") as caught:
        printed("failing", "zpl")
    assert "cancel failing-" in caught.value.zh
    with pytest.raises(PrinterError, match="is stopped: head open"):
        queues.probe("failing")


def test_a_job_that_only_waits_is_told_after_a_while(
    cups: Cups, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = cups.add("slow")
    (folder / "hold").touch()
    monkeypatch.setattr(queues, "FOLLOW_S", 0.5)
    try:
        ((zh, en),) = printed("slow", "zpl").said
    finally:
        (folder / "hold").unlink()
    assert "还在队列中" in zh
    assert "is still in the queue" in en
