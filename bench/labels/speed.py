"""1,000 signed labels in each format, beside what others use to print labels from Python."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from bench.labels.records import records
from bench.peers import Missing, python_env
from bench.places import ROOT, fresh
from bench.progress import say
from bench.report import Ratio, Section
from bench.scale import Scale
from labels.typeface import FILES

PEERS = ("blabel", "pylabels", "reportlab")
_FORMATS = ("pdf", "png", "zpl", "tspl")
_TIMES_BLABEL = 12
_MORE = 4  # times as many labels, to see whether memory grows
_TIMEOUT_S = 600
_HOW = """{count:,} labels of 100 × 150 mm for a printer of 300 dpi, one face each, each with its
own signed code. Greenlane starts from the facts and seals each label itself; its peers get the
codes sealed already, the same words and the same fonts. All run on one core in a process of their
own; rates are per second of processor time, so that other work on the machine does not count."""

Told = dict[str, float]


def measure(scale: Scale) -> Section:
    count = 200 if scale.name == "quick" else 1_000
    peers_count = count // 10
    folder = fresh("labels")
    ours = {form: _ours(folder, form, count) for form in _FORMATS}
    grown = {form: _ours(folder, form, _MORE * count) for form in ("pdf", "zpl")}
    peers, notes = _peers(folder, peers_count)
    rates = {form: count / told["processor_s"] for form, told in ours.items()}
    rows = [
        [
            f"Greenlane {form.upper()}",
            f"{count:,}",
            f"{rates[form]:,.0f}",
            f"{told['peak_kib'] / 1024:.0f} MB",
            f"{told['first_s']:.2f} s",
        ]
        for form, told in ours.items()
    ]
    ratios = []
    for name, told in peers.items():
        rate = peers_count / told["processor_s"]
        rows.append([f"{name} PDF", f"{peers_count:,}", f"{rate:,.1f}", "", ""])
        target = _TIMES_BLABEL if name == "blabel" else 1
        ratios += [
            Ratio(f"{form.upper()} / {name}", rates[form] / rate, target)
            for form in ("pdf", "png", "zpl")
        ]
    for form, told in grown.items():
        growth = told["peak_kib"] / ours[form]["peak_kib"]
        what = f"{form.upper()}: memory for {_MORE * count:,} / for {count:,} labels"
        ratios.append(Ratio(what, growth, 1.1, at_least=False))
    first = max(told["first_s"] for told in ours.values())
    what = "slowest first page, from the start of Python, in s"
    ratios.append(Ratio(what, first, 1.0, at_least=False))
    return Section(
        name="labels",
        title="标识 Labels",
        how=_HOW.format(count=count),
        columns=["", "labels", "labels/s", "memory", "first page"],
        rows=rows,
        ratios=ratios,
        notes=notes,
        scale=scale.name,
    )


def _ours(folder: Path, form: str, count: int) -> Told:
    out = folder / f"{form}-{count}"
    out.mkdir()
    command = [sys.executable, "-m", "bench.labels.ours", form, str(count), str(out / "labels")]
    told = _run([*command, str(time.monotonic())], ROOT)
    shutil.rmtree(out)
    say(f"  {form}: {count / told['processor_s']:,.0f}/s")
    return told


def _peers(folder: Path, count: int) -> tuple[dict[str, Told], list[str]]:
    """What each peer that can be had here took, and notes on those that cannot."""
    key = ec.generate_private_key(ec.SECP256R1())
    given = folder / "records.json"
    given.write_text(json.dumps(records(count, key), ensure_ascii=False), encoding="utf-8")
    told: dict[str, Told] = {}
    notes = [
        f"Peers print {count} labels, a tenth, and are slower the more there are at once.",
        "PNG has no peer that makes one; its ratio is to the PDF of the same labels.",
    ]
    for name in ("blabel", "pylabels"):
        script = Path(__file__).with_name(f"{name}_peer.py")
        out = folder / f"{name}.pdf"
        try:
            python = python_env("labels", PEERS)
            fonts = [str(FILES[bold]) for bold in (False, True)]
            told[name] = _run(
                [str(python), "-I", str(script), str(given), str(out), *fonts], folder
            )
            say(f"  {name}: {count / told[name]['processor_s']:,.1f}/s")
        except (Missing, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", None) or str(error)
            notes.append(f"{name} could not be run here: {said.strip().splitlines()[-1][:200]}")
    return told, notes


def _run(command: list[str], cwd: Path) -> Told:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=_TIMEOUT_S, check=True
    )
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told
