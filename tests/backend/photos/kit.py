"""Pictures as phones take them, and a server of the photo and session parts alone."""

import asyncio
import base64
import hashlib
import io
import resource
import socket
import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random

import uvicorn
from litestar import Litestar
from litestar.datastructures import State
from PIL import Image

from backend.api.guards import SessionMiddleware
from backend.api.photos import PhotoController
from backend.api.problems import PROBLEM_HANDLERS
from backend.api.sessions import SessionController
from backend.people import People
from backend.photos import Announcements, PhotoStore, StoredPhoto
from backend.photos.hands import HANDS
from tests.backend.people.kit import Directory

TUS = {"Tus-Resumable": "1.0.0"}
OCTETS = {**TUS, "Content-Type": "application/offset+octet-stream"}
ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def jpeg(seed: int = 1, size: tuple[int, int] = (400, 300), *, orientation: int = 1) -> bytes:
    """A noisy JPEG, red at the top left, with a maker and a place in its EXIF."""
    image = Image.frombytes("RGB", (40, 30), Random(seed).randbytes(40 * 30 * 3)).resize(size)
    image.paste((255, 0, 0), (0, 0, size[0] // 2, size[1] // 2))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = "Greenlane Test Camera"
    exif[GPS] = {1: "N", 2: (41.0, 7.0, 30.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, exif=exif, comment=b"taken in Jinzhou")
    return out.getvalue()


def png(size: tuple[int, int] = (20, 10), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG")
    return out.getvalue()


def png_bomb(side: int, rows: int | None = None) -> bytes:
    """A PNG of side × side pixels in a thousandth of its size; with `rows`, only so many."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + crc

    packer = zlib.compressobj(9)
    row = bytes(1 + side * 3)
    pixels = b"".join(packer.compress(row) for _ in range(rows or side)) + packer.flush()
    header = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(100)
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomavc1" + bytes(range(100))
WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webm" + bytes(9)


async def pieces(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def cut_after(data: bytes, count: int) -> AsyncIterator[bytes]:
    """The first `count` bytes, and then the connection breaks."""
    if count:
        yield data[:count]
    raise ConnectionResetError("the signal is gone")


async def silent_after(data: bytes, silent: asyncio.Event) -> AsyncIterator[bytes]:
    """These bytes, and then nothing more, and no end either."""
    yield data
    silent.set()
    await asyncio.Event().wait()


class Told:
    """The journal's side: remembers what it was told."""

    def __init__(self) -> None:
        self.photos: list[tuple[str, int, str]] = []
        self.lots: list[int] = []
        self.failures = 0
        self.gate: asyncio.Event | None = None
        self.heard = asyncio.Event()

    async def __call__(self, photos: Sequence[StoredPhoto]) -> None:
        if self.gate is not None:
            await self.gate.wait()
        if self.failures:
            self.failures -= 1
            raise OSError("the journal is on another disk, which is full")
        self.heard.set()
        self.lots.append(len(photos))
        self.photos += [(photo.sha256, photo.size, photo.type) for photo in photos]


def application(
    people: People, directory: Directory, store: PhotoStore, announcements: Announcements
) -> Litestar:
    return Litestar(
        [SessionController, PhotoController],
        middleware=[SessionMiddleware()],
        exception_handlers=PROBLEM_HANDLERS,
        state=State(
            {
                "people": people,
                "person_lookup": directory,
                "photo_store": store,
                "announcements": announcements,
            }
        ),
        openapi_config=None,
        logging_config=None,
    )


def limit(size_bytes: int) -> None:
    """No file may grow beyond, neither here nor in the hands."""
    for pid in (0, *(hand.process.pid for hand in HANDS.idle)):
        hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size_bytes, hard))


@asynccontextmanager
async def serving(app: Litestar) -> AsyncIterator[str]:
    """The application behind a real server on a loopback port of the system's choice."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, lifespan="off", ws="none", timeout_keep_alive=5)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        server.force_exit = True
        await task
        listener.close()


def creation(data: bytes, **more: str) -> dict[str, str]:
    """The headers that announce these bytes."""
    named = base64.b64encode(sha(data).encode()).decode()
    return {**TUS, "Upload-Length": str(len(data)), "Upload-Metadata": f"sha256 {named}", **more}
