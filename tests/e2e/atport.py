"""Labels at work in a browser: a port that issues them, and a hand scanner that types them."""

import os
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page

from labels.code import url_of
from tests.e2e.offices import PASSWORD
from tests.e2e.serving import Server

ITALY = "210900113004210"


class Labelled(NamedTuple):
    """A crate and its label."""

    crate: str
    number: str
    url: str


def shot(page: Page, name: str) -> None:
    """Keep a screenshot to look at, where somebody asks for it."""
    folder = os.environ.get("SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


class Port:
    """A port officer's desk, over HTTP, where a list is imported already, or is to be."""

    def __init__(self, page: Page, server: Server, listed: bytes | None = None) -> None:
        self._request, self._url = page.request, server.url
        self._origin = {"Origin": server.url}
        form = {"user": "zhou", "password": PASSWORD}
        assert self._post("/api/session", form).status == 201
        if listed is not None:
            path = f"{self._url}/api/imports?name=list.csv&apply=true"
            imported = self._request.post(path, data=listed, headers=self._origin)
            assert imported.status == 201, imported.text()

    def _post(self, path: str, body: Any) -> Any:
        return self._request.post(f"{self._url}{path}", data=body, headers=self._origin)

    def label(self, declaration: str) -> list[Labelled]:
        """Label all of a consignment that may travel."""
        body = {"declaration": declaration, "crates": None}
        assert self._post("/api/labels", body).status == 201
        rows = self._request.get(f"{self._url}/api/crates?declaration={declaration}").json()
        return [self._label_of(row["id"]) for row in rows["crates"] if row["label"]]

    def _label_of(self, crate: str) -> Labelled:
        page = self._request.get(f"{self._url}/api/crates/{crate}").json()
        label = page["crate"]["label"]
        return Labelled(crate, label["number"], url_of("localhost", label["token"]))

    def void(self, number: str) -> None:
        assert self._post(f"/api/labels/{number}/voiding", {"reason": "卡纸"}).status == 201


_CODES = {":": "Semicolon", "/": "Slash", ".": "Period", "-": "Minus"}
_TYPE = """(keys) => {
  for (const [key, code, shiftKey] of keys) {
    const how = { key, code, shiftKey, bubbles: true, cancelable: true }
    const down = new KeyboardEvent('keydown', how)
    const goesOn = (document.activeElement ?? document.body).dispatchEvent(down)
    if (goesOn && key.length === 1) document.execCommand('insertText', false, key)
  }
}"""


def type_as_scanner(page: Page, text: str, end: str = "Enter") -> None:
    """Keys in one go, as a scanner's driver sends them, however busy this machine is; a key that
    nobody keeps back goes into the field that has the focus, as a browser lets it."""
    keys = [(char, _code(char), char.isupper() or char == ":") for char in text]
    page.evaluate(_TYPE, [*keys, (end, end, False)])


def _code(char: str) -> str:
    return f"Digit{char}" if char.isdigit() else _CODES.get(char, f"Key{char.upper()}")
