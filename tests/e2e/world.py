"""A day at the office to look at: a labelled consignment, a phone at work, people at desks."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Page, Playwright

from tests.e2e.atport import ITALY, Labelled, Port
from tests.e2e.people import enrol, launch, profile, sign_in
from tests.e2e.quiet import watched
from tests.e2e.serving import Server
from tests.kit import camera

DESKS = ("zhou", "zhao", "sun")


class World(NamedTuple):
    """`phone` is enrolled; `desks` are signed in, by user; `visitor` is nobody."""

    server: Server
    language: str
    folder: Path
    labels: list[Labelled]
    phone: Page
    desks: dict[str, Page]
    visitor: Page

    def post(self, user: str, path: str, **body: object) -> None:
        """At somebody's desk, over HTTP."""
        url, origin = f"{self.server.url}/api/{path}", {"Origin": self.server.url}
        answer = self.desks[user].request.post(url, data=body, headers=origin)
        assert answer.ok, answer.text()

    def code(self, text: str) -> Path:
        """A photo of a code."""
        path = self.folder / "code.png"
        camera.code_image(text).convert("RGB").save(path)
        return path


def _crate(path: Path) -> Path:
    """A camera before a crate with no label in view."""
    frame = Image.effect_noise((camera.WIDTH, camera.HEIGHT), 14).convert("RGB")
    brown = Image.new("RGB", frame.size, (139, 110, 78))
    return camera.reel([Image.blend(frame, brown, 0.8)] * 2, path)


@contextmanager
def opened(playwright: Playwright, server: Server, folder: Path, language: str) -> Iterator[World]:
    with ExitStack() as leaving:
        desk_browser = launch(playwright)
        leaving.callback(desk_browser.close)
        phone_browser = launch(playwright, *camera.flags(_crate(folder / "crate.mjpeg")))
        leaving.callback(phone_browser.close)
        port = Port(profile(desk_browser, language).new_page(), server)
        labels = port.label(ITALY)
        port.void(labels[1].number)
        phone = watched(profile(phone_browser, language, phone=True)).new_page()
        enrol(phone, server)
        desks = {user: watched(profile(desk_browser, language)).new_page() for user in DESKS}
        for user, page in desks.items():
            sign_in(page, server, user)
        visitor = watched(profile(desk_browser, language, phone=True)).new_page()
        yield World(server, language, folder, labels, phone, desks, visitor)
