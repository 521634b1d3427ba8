"""The product makes labels: `FORMAT COUNT OUT STARTED` in a process of its own.

Sealing is part of the work, unlike with the peers. STARTED is the clock before the process was.
"""

import json
import sys
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from bench.labels.records import faces
from labels.forms import lay_out_for
from labels.job import Job, run
from labels.stock import STOCKS


def main(form: str, count: str, out: str, started: str) -> None:
    stock = STOCKS["100x150"]
    job = Job(stock, form, 300, copies=1, out=Path(out))  # type: ignore[arg-type]
    first = 0.0

    def progress(_: int) -> None:
        nonlocal first
        first = first or time.monotonic() - float(started)

    key = ec.generate_private_key(ec.SECP256R1())
    start, wall = time.process_time(), time.perf_counter()
    run(job, (lay_out_for(face, stock, 300) for face in faces(int(count), key)), progress)
    told = {
        "processor_s": time.process_time() - start,
        "wall_s": time.perf_counter() - wall,
        "first_s": first,
        "peak_kib": peak_kib(),
    }
    print(json.dumps(told))


def peak_kib() -> int:
    """The most memory of this program. Not `getrusage`: its figure begins with what the process
    that started this one held."""
    told = Path("/proc/self/status").read_text("ascii")
    return int(told.split("VmHWM:")[1].split()[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
