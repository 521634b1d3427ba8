"""/api/photos: photos come by tus 1.0 (core, creation, creation-with-upload) and are shown.

Guarantee: an upload is answered as finished only when the photo is on disk; the journal is told of
it at once, and goes on being told until it knows. Expects `photo_store` and `announcements` in the
application's state.
"""

from contextlib import aclosing
from typing import Final, Literal, cast

from litestar import Controller, Response, get, head, patch, post, route
from litestar.enums import HttpMethod
from litestar.params import FromPath, FromQuery

from backend.api import tus
from backend.api.guards import signed_in
from backend.api.media import answer_file
from backend.api.photo_problems import problem_of
from backend.api.problems import of_status
from backend.api.tus import AnyRequest
from backend.photos import (
    Announcements,
    NoPreviewError,
    PhotoStore,
    Size,
    StoredPhoto,
    UnknownPhotoError,
    UploadStatus,
)

PATH: Final = "/api/photos"
OPTIONS: Final = [HttpMethod.OPTIONS]


class PhotoController(Controller):
    """Resumable uploads by hash, and the stored pictures."""

    path = PATH
    middleware = (tus.TusMiddleware(),)
    request_max_body_size = None  # the store knows the limit, and how much is left of it

    @route(["/", "/{sha256:str}"], http_method=OPTIONS, status_code=204)
    async def abilities(self, request: AnyRequest) -> Response[None]:
        headers = {
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Max-Size": str(_store(request).max_bytes),
        }
        return Response(None, status_code=204, headers=headers)

    @post("/", status_code=201)
    async def create(self, request: AnyRequest) -> Response[None]:
        """Begin an upload, or learn how far it is; a body holds its first bytes."""
        with tus.speaking(request):
            sha256, length = tus.announced_hash(request), tus.number_of(request, "Upload-Length")
            if tus.sends_bytes(request):
                async with aclosing(tus.body_of(request)) as body:
                    status = await _store(request).take(sha256, length, body)
            else:
                status = await _store(request).create(sha256, length)
            await _announce(request, status)
            headers = {**_offset(status), "Location": f"{PATH}/{sha256}"}
            return tus.Bare(201, headers)

    @head("/{sha256:str}")
    async def progress(self, request: AnyRequest, sha256: FromPath[str]) -> Response[None]:
        with tus.speaking(request):
            status = await _store(request).status(sha256) if tus.is_hash(sha256) else None
            if status is None:
                raise UnknownPhotoError(sha256)
            await _announce(request, status)
            headers = {**_offset(status), "Upload-Length": str(status.length)}
            return Response(None, headers={**headers, "Cache-Control": "no-store"})

    @patch("/{sha256:str}", status_code=204)
    async def proceed(self, request: AnyRequest, sha256: FromPath[str]) -> Response[None]:
        with tus.speaking(request):
            if not tus.is_hash(sha256):
                raise UnknownPhotoError(sha256)
            if not tus.sends_bytes(request):
                raise of_status(415, found=f"Content-Type is not {tus.OFFSET_OCTETS}")
            offset = tus.number_of(request, "Upload-Offset")
            async with aclosing(tus.body_of(request)) as body:
                status = await _store(request).append(sha256, offset, body)
            await _announce(request, status)
            return tus.Bare(204, _offset(status))

    @get("/{sha256:str}", guards=[signed_in])
    async def show(
        self,
        request: AnyRequest,
        sha256: FromPath[str],
        size: FromQuery[Literal["thumb", "screen"] | None] = None,
    ) -> Response[bytes]:
        """The stored bytes, or a small JPEG without metadata."""
        photo = _store(request).find(sha256) if tus.is_hash(sha256) else None
        if photo is None:
            raise problem_of(UnknownPhotoError(sha256))
        if size is None:
            return answer_file(request, photo.path, media_type=photo.type, etag=photo.path.name)
        return await _show_small(request, photo, size)


async def _show_small(request: AnyRequest, photo: StoredPhoto, size: Size) -> Response[bytes]:
    try:
        path = await _store(request).preview(photo, size)
    except NoPreviewError as error:
        raise problem_of(error) from error
    return answer_file(request, path, media_type="image/jpeg", etag=path.name)


async def _announce(request: AnyRequest, status: UploadStatus) -> None:
    if status.stored is not None:
        await cast("Announcements", request.app.state.announcements).soon(status.stored)


def _offset(status: UploadStatus) -> dict[str, str]:
    return {"Upload-Offset": str(status.offset)}


def _store(request: AnyRequest) -> PhotoStore:
    return cast("PhotoStore", request.app.state.photo_store)
