"""The bench's own arithmetic: what it counts, it counts right."""

import asyncio
from pathlib import Path

import pytest

from backend.wire.inspections import InspectionRecorded
from bench import goods, kinto, plot, report
from bench.bare import keys_of, verification_rate
from bench.batches import sign
from bench.figures import median, percentile
from bench.load import Outcome, Plan, run
from bench.loading import body_of, request
from bench.phones import Phone
from bench.site import Site

ANSWERS = {
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
    "chunks": b"HTTP/1.1 201 \r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
    "empty": b"HTTP/1.1 204 No Content\r\n\r\n",
}


def test_percentiles_are_values_that_occurred() -> None:
    values = [float(n) for n in range(100, 0, -1)]
    assert (median(values), percentile(values, 0.99), percentile(values, 1)) == (50, 99, 100)
    assert percentile([7.0], 0.99) == 7


@pytest.mark.parametrize("kind", ANSWERS)
async def test_the_generator_knows_where_an_answer_ends(kind: str, tmp_path: Path) -> None:
    """In pieces of one byte, too, and each answer before the next request."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(3):
            await reader.readuntil(b"\r\n\r\nx")
            for byte in ANSWERS[kind]:
                writer.write(bytes([byte]))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    asked = request("POST", "/", {}, b"x")
    (tmp_path / "queue").write_bytes(asked * 3)
    plan = Plan(port, [(str(tmp_path / "queue"), [len(asked)] * 3)], 20.0)
    async with server:
        outcome = await run(plan)
    assert isinstance(outcome, Outcome)
    assert sum(outcome.statuses.values()) == len(outcome.latencies_s) == 3
    assert body_of(ANSWERS["length"]) == b"body"


def test_every_entry_is_about_another_crate_and_is_signed() -> None:
    phones = [Phone("inspector0"), Phone("inspector1")]
    site = Site(Path(), "epoch", phones, [f"210900113000000/{n}" for n in range(1, 41)])
    batches = sign(site, 4, 10)
    assert [len(queue) for queue in batches.queues] == [2, 2]
    assert len(set(batches.entries)) == 40
    assert 800 < batches.entry_bytes < 1200
    assert verification_rate(batches.entries, keys_of(phones)) > 0


def test_short_records_leave_nothing_out() -> None:
    record = goods.short_record("210900113000000/1", "a", "b")
    assert isinstance(record, InspectionRecorded)
    asked = [item.id for checklist in goods.short_lists() for item in checklist.items]
    assert [answer.item for answer in record.answers] == asked


def test_a_missed_target_is_said_to_be(tmp_path: Path) -> None:
    ratios = [report.Ratio("a", 2.0, 1.0), report.Ratio("b", 2.0, 1.0, at_least=False)]
    section = report.Section("x", "X", "how", ["", "n"], [["r", "1"]], ratios, [], "quick")
    assert [ratio.met for ratio in ratios] == [True, False]
    report.write([section], tmp_path / "out.md")
    said = (tmp_path / "out.md").read_text("utf-8")
    assert "| b | 2 | ≤ 1 | **未达到 not met** |" in said
    assert "make bench QUICK=1" in said


def test_a_plot_holds_every_point() -> None:
    lines = [plot.Line("a & b", [(10, 1.0), (100, 1.5)]), plot.Line("c", [(10, 1.0), (100, 0.2)])]
    drawn = plot.plot("cost", lines)
    assert drawn.count("<circle") == 4
    assert "a &amp; b" in drawn
    assert "×2" in drawn


def test_kinto_gets_records_as_long_as_entries() -> None:
    assert kinto.batch("c", 3, 1000).count(b"x" * 1000) == 3
