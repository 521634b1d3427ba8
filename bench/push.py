"""Pushing signed entries: the product with all that it does, beside one core's bare rate."""

from typing import NamedTuple

from bench import kinto
from bench.bare import keys_of, verification_rate
from bench.batches import Batches, Size, require_stored, sign
from bench.figures import median, percentile
from bench.loading import load
from bench.peers import Missing
from bench.places import copied, fresh
from bench.progress import say
from bench.report import Ratio, Section
from bench.scale import Scale
from bench.serving import Served, busy_s, greenlane
from bench.site import CONNECTIONS, Site, build

_SAMPLE = 2000
_HOW = """Signed `inspection.recorded` entries from {connections} enrolled phones, each over a
connection of its own, to `greenlane run` in a process of its own, over real sockets and a real
disk. Everything is on: session, signature, rules, views, tree, signed checkpoint, one durable
transaction (`synchronous=FULL`), compressed answers. *Bare* is what one core verifies of the same
signatures if it does nothing else, per second of processor time, measured before and after each
run."""


class Pushing(NamedTuple):
    """One run. Rates in entries/s, times in seconds; `bare` is averaged over before and after."""

    rate: float
    bare: float
    p50_s: float
    p99_s: float
    server_cpu_s: float
    load_cpu_s: float
    others_cpu_s: float
    wall_s: float
    entries: int
    entry_bytes: float

    @property
    def ratio(self) -> float:
        return self.rate / self.bare

    @property
    def tail(self) -> float:
        return self.p99_s / self.p50_s


class Shape(NamedTuple):
    """What is pushed: `batches` of `per_batch` entries."""

    label: str
    batches: int
    per_batch: int
    size: Size


def push(site: Site, shape: Shape) -> Pushing:
    """Push fresh entries to a server over a copy of the site."""
    data = copied(site.folder, "push")
    batches = sign(site, shape.batches, shape.per_batch, shape.size)
    sample, keys = batches.entries[:_SAMPLE], keys_of(site.phones)
    before = verification_rate(sample, keys)
    with greenlane(data) as server:
        run = _measure(server, batches)
    after = verification_rate(sample, keys)
    run = run._replace(bare=(before + after) / 2)
    say(f"  {shape.label}: {run.rate:,.0f}/s of {run.bare:,.0f}/s = {run.ratio:.3f}")
    return run


def _measure(server: Served, batches: Batches) -> Pushing:
    cpu, busy = server.cpu_s(), busy_s()
    loaded = load(server.port, batches.queues)
    cpu, busy = server.cpu_s() - cpu, busy_s() - busy
    require_stored(loaded, len(batches.entries))
    outcome = loaded.outcome
    return Pushing(
        rate=len(batches.entries) / outcome.wall_s,
        bare=0.0,
        p50_s=median(outcome.latencies_s),
        p99_s=percentile(outcome.latencies_s, 0.99),
        server_cpu_s=cpu,
        load_cpu_s=outcome.cpu_s,
        others_cpu_s=max(0.0, busy - cpu - outcome.cpu_s),
        wall_s=outcome.wall_s,
        entries=len(batches.entries),
        entry_bytes=batches.entry_bytes,
    )


def measure(scale: Scale) -> Section:
    """All shapes and Kinto, `scale.rounds` times each, of which the median by rate counts."""
    shapes = [
        Shape("batches of 100", scale.push_batches, 100, "short"),
        Shape("batches of 10", scale.push_batches * 4, 10, "short"),
        Shape("full records, batches of 50", scale.push_batches, 50, "full"),
    ]
    site = build(fresh("site"), max(shape.batches * shape.per_batch for shape in shapes))
    runs = [_typical([push(site, shape) for _ in range(scale.rounds)]) for shape in shapes]
    hundred, ten, _ = runs
    ratios = [
        Ratio("batches of 100 / bare rate of one core", hundred.ratio, 1 / 3),
        Ratio("batches of 100: p99 / median", hundred.tail, 4, at_least=False),
        Ratio("batches of 10 / bare rate of one core", ten.ratio, 1 / 5),
    ]
    rows = [_row(shape.label, run) for shape, run in zip(shapes, runs, strict=True)]
    notes = [_cost(hundred)]
    try:
        peers = [
            kinto.push(scale.kinto_batches, 100, round(hundred.entry_bytes), CONNECTIONS)
            for _ in range(scale.rounds)
        ]
    except Missing as missing:
        notes.append(f"Not compared with Kinto: {missing}.")
    else:
        peer = sorted(peers)[len(peers) // 2]
        rows.append(_kinto_row(peer))
        ratios.append(Ratio("batches of 100 / Kinto on PostgreSQL", hundred.rate / peer.rate, 20))
        notes.append(_kinto_note(peer))
    columns = ["", "bytes an entry", "entries/s", "of bare", "p50", "p99", "processor an entry"]
    how = _HOW.format(connections=CONNECTIONS)
    return Section("push", "上传 Push", how, columns, rows, ratios, notes, scale.name)


def _typical(runs: list[Pushing]) -> Pushing:
    return sorted(runs, key=lambda run: run.rate)[len(runs) // 2]


def _row(label: str, run: Pushing) -> list[str]:
    return [
        label,
        f"{run.entry_bytes:,.0f}",
        f"{run.rate:,.0f}",
        f"{run.ratio:.2f} of {run.bare:,.0f}",
        f"{run.p50_s * 1000:,.0f} ms",
        f"{run.p99_s * 1000:,.0f} ms",
        f"{run.server_cpu_s / run.entries * 1e6:,.0f} µs",
    ]


def _kinto_row(peer: kinto.Pushed) -> list[str]:
    p50, p99 = (f"{value * 1000:,.0f} ms" for value in (peer.p50_s, peer.p99_s))
    return ["Kinto, batches of 100", "the same", f"{peer.rate:,.0f}", "", p50, p99, ""]


def _kinto_note(peer: kinto.Pushed) -> str:
    return (
        "Kinto on PostgreSQL with its defaults, two gunicorn processes of four threads, batch "
        "endpoint, a collection for each connection, records with one string as long as an entry; "
        f"{peer.created:.0%} of the records were created. It signs, verifies and proves nothing."
    )


def _cost(run: Pushing) -> str:
    return (
        "A full record answers 21 questions, names three photos and the label it scanned; the "
        "others answer short checklists. "
        f"The load generator took {run.load_cpu_s / run.entries * 1e6:.1f} µs of processor time "
        f"an entry, and other work on the machine {run.others_cpu_s / run.wall_s:.2f} cores "
        "meanwhile (batches of 100)."
    )
