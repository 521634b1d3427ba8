"""Compresses pages in several ways and says how long it took; run in the packers' environment."""

import gzip
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path


def ways() -> dict[str, Callable[[bytes], bytes]]:
    brotli, zstandard = import_module("brotli"), import_module("zstandard")

    found: dict[str, Callable[[bytes], bytes]] = {}
    for level in (1, 3, 6, 9):
        found[f"gzip {level}"] = partial(gzip.compress, compresslevel=level)
    for level in (1, 4, 5, 9):
        found[f"brotli {level}"] = partial(brotli.compress, quality=level)
    for level in (1, 3, 9, 15):
        found[f"zstd {level}"] = zstandard.ZstdCompressor(level=level).compress
    return found


def main() -> None:
    pages = [path.read_bytes() for path in sorted(Path(sys.argv[1]).glob("*.json"))]
    outcome = []
    for name, pack in ways().items():
        start = time.process_time()
        size = sum(len(pack(page)) for page in pages)
        outcome.append({"name": name, "bytes": size, "seconds": time.process_time() - start})
    print(json.dumps(outcome))


if __name__ == "__main__":
    main()
