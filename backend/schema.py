"""Writes `openapi.json`, the one description of everything that crosses the network.

Paths come from Litestar; component schemas come from msgspec itself, since Litestar's exporter
loses tuple item types, patterns and discriminators. `--check` fails on drift.
"""

import argparse
import inspect
import sys
from pathlib import Path
from typing import Any

import msgspec

from backend.wire import (
    attestations,
    certificates,
    checklistdesk,
    checklists,
    clocks,
    cosigning,
    declarations,
    desk,
    entry,
    findings,
    followups,
    inspections,
    inspections3,
    isolations,
    keys,
    labeldesk,
    labels,
    log,
    lots,
    parcels,
    passing,
    portkeys,
    process,
    recordsheets,
    reviews,
    samples,
    scans,
    sync,
    tasks,
    travels,
    treatments,
    unsent,
    views,
    webpush,
)
from backend.wire.base import Wire

TARGET = Path(__file__).parents[1] / "pwa" / "src" / "wire" / "openapi.json"
_MODULES = (
    entry,
    declarations,
    labels,
    keys,
    travels,
    inspections,
    lots,
    findings,
    inspections3,
    reviews,
    cosigning,
    clocks,
    tasks,
    passing,
    samples,
    treatments,
    isolations,
    certificates,
    attestations,
    views,
    followups,
    process,
    recordsheets,
    sync,
    desk,
    checklistdesk,
    checklists,
    labeldesk,
    log,
    parcels,
    portkeys,
    scans,
    unsent,
    webpush,
)
_REF = "#/components/schemas/{name}"


def structs() -> list[type[Wire]]:
    """Every wire struct, each once, in order of definition."""
    found = (
        value
        for module in _MODULES
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, Wire)
        and f"{value.__module__}.".startswith(f"{module.__name__}.")
    )
    return list(dict.fromkeys(found))


def describe() -> dict[str, Any]:
    """The OpenAPI 3.1 document as plain data."""
    from backend.app import openapi_paths

    _, components = msgspec.json.schema_components(structs(), ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Greenlane", "version": "1"},
        "paths": dict(sorted(openapi_paths().items())),  # Litestar's order varies by run
        "components": {"schemas": dict(sorted(components.items()))},
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m backend.schema", description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail if the file is out of date")
    check: bool = parser.parse_args().check
    text = msgspec.json.format(msgspec.json.encode(describe()), indent=1) + b"\n"
    if not check:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_bytes(text)
        return 0
    if TARGET.exists() and TARGET.read_bytes() == text:
        return 0
    print(f"{TARGET.name} is out of date: run `make schema`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
