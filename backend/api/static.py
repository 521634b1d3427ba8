"""The web app's files: precompressed, with ETags, and every other page address answered by it.

`/assets/` never changes under one name and is immutable; `index.html` and `sw.js` are asked for
anew each time, so that an update is seen.
"""

import hashlib
import mimetypes
from pathlib import Path
from typing import NamedTuple

from litestar import MediaType, Response, route
from litestar.params import FromPath

from backend.api.context import AnyRequest
from backend.api.problems import of_status

STATIC = Path(__file__).parents[1] / "static"
_INDEX = "index.html"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_RESERVED = "api/"
_TYPES = {".webmanifest": "application/manifest+json", ".wasm": "application/wasm"}
_NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>Greenlane</title>"
    "<p>网页尚未构建：请运行 make build。<p>The front end is not built yet: run make build."
)


class File(NamedTuple):
    """One file as served; `encoded` holds its precompressed forms by Content-Encoding."""

    type: str
    etag: str
    cache: str
    plain: bytes
    encoded: dict[str, bytes]


class StaticFiles:
    """Reads a file once and keeps it; the folder is small and does not change while served."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder.resolve()
        self._files: dict[str, File | None] = {}

    def find(self, name: str) -> File | None:
        if name not in self._files and len(self._files) < 10_000:
            self._files[name] = self._read(name)
        return self._files.get(name)

    def _read(self, name: str) -> File | None:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder) or not path.is_file():
            return None
        plain = path.read_bytes()
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        kind = kind or "application/octet-stream"
        if kind.endswith(("javascript", "json")) and not kind.startswith("text/"):
            kind += "; charset=utf-8"  # Litestar adds it to text
        encoded = {
            encoding: twin.read_bytes()
            for encoding, suffix in _ENCODINGS
            if (twin := path.with_name(path.name + suffix)).is_file()
        }
        immutable = name.startswith("assets/")
        return File(
            type=kind,
            etag=f'"{hashlib.sha256(plain).hexdigest()[:32]}"',
            cache="public, max-age=31536000, immutable" if immutable else "no-cache",
            plain=plain,
            encoded=encoded,
        )


files = StaticFiles()


@route(["/", "/{path:path}"], http_method=["GET", "HEAD"], include_in_schema=False)
async def page(request: AnyRequest, path: FromPath[str] = "") -> Response[bytes]:
    """A file of the app, or its first page for any address that is the app's own."""
    name = path.lstrip("/")
    if name.startswith(_RESERVED):
        raise of_status(404)
    file = files.find(name or _INDEX)
    if file is None and "." in name.rpartition("/")[2]:
        raise of_status(404)  # a file that is not there, not a page of the app
    file = file or files.find(_INDEX)
    if file is None:
        return Response(_NOT_BUILT.encode(), media_type=MediaType.HTML, status_code=503)
    return _answer(request, file)


def _answer(request: AnyRequest, file: File) -> Response[bytes]:
    headers = {"ETag": file.etag, "Cache-Control": file.cache, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == file.etag:
        return Response(b"", status_code=304, headers=headers, media_type=file.type)
    accepted = request.headers.get("accept-encoding", "")
    for encoding, _ in _ENCODINGS:
        if encoding in accepted and encoding in file.encoded:
            headers["Content-Encoding"] = encoding
            return Response(file.encoded[encoding], headers=headers, media_type=file.type)
    return Response(file.plain, headers=headers, media_type=file.type)
