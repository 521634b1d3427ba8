"""What a phone has to fetch of the build: bytes and files, whatever the clock says."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "backend" / "static"
SCRIPTS_MAX_BYTES = 160_000
OFFLINE_MAX_BYTES = 640_000
"""13 s at 400 kbit/s; the rest of half a minute is for round trips and a slow processor."""
OFFLINE_MAX_FILES = 30
_IMPORT = re.compile(r"""(?:import|from)\s*["']\./([\w.-]+\.js)["']""")
_LIST = re.compile(r'\[((?:["`]/[^"`]*["`],?)+)\]')


def packed(name: str) -> int:
    """Bytes of a file as a browser gets them."""
    path = STATIC / (name.lstrip("/") or "index.html")
    twin = path.with_name(path.name + ".br")
    return (twin if twin.exists() else path).stat().st_size


def with_imports(*names: str) -> set[str]:
    """Scripts and all that they cannot begin without."""
    found: set[str] = set()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _IMPORT.findall((STATIC / "assets" / name).read_text("utf-8"))
    return found


def only(pattern: str) -> str:
    (found,) = (path.name for path in (STATIC / "assets").glob(pattern))
    return found


@pytest.fixture(scope="module")
def kept() -> list[str]:
    """What the service worker keeps before the phone counts as ready."""
    lists = [
        re.findall(r'["`](/[^"`]*)["`]', text)
        for text in _LIST.findall((STATIC / "sw.js").read_text())
    ]
    (first,) = (names for names in lists if "/" in names)
    return first


def test_the_scanner_begins_with_few_scripts() -> None:
    page = (STATIC / "index.html").read_text("utf-8")
    (entry,) = re.findall(r'<script type="module"[^>]* src="/assets/([^"]+)"', page)
    scripts = with_imports(entry, only("scan-*.js"))
    assert sum(packed(f"assets/{name}") for name in scripts) <= SCRIPTS_MAX_BYTES, scripts
    assert not {only("field-*.js"), only("words-*.js"), only("en-*.js")} & scripts


def test_a_phone_is_ready_with_few_files(kept: list[str]) -> None:
    assert len(kept) <= OFFLINE_MAX_FILES
    assert sum(map(packed, kept)) <= OFFLINE_MAX_BYTES
    names = [name.rpartition("/")[2] for name in kept]
    scripts = ("scan-", "field-", "words-", "en-", "decode.worker-", "photo.worker-")
    for needed in (*scripts, "zxing_reader-"):
        assert any(name.startswith(needed) for name in names), needed
