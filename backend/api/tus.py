"""The words of tus 1.0 (resumable uploads): headers read and written, and errors as problems."""

import base64
import binascii
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.exceptions import InternalServerException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from backend.api.photo_problems import problem_of
from backend.api.problems import ProblemError
from backend.photos import PhotoError

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload"
OFFSET_OCTETS: Final = "application/offset+octet-stream"
AnyRequest = Request[Any, Any, Any]
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NUMBER: Final = re.compile(r"[0-9]{1,15}")


class TusMiddleware(ASGIMiddleware):
    """Names the protocol's version in every answer, errors too."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableScopeHeaders.from_message(message)["Tus-Resumable"] = VERSION
            await send(message)

        await next_app(scope, receive, send_named)


class UploadCutError(Exception):
    """The client went away in the middle; there is nobody to answer."""


@asynccontextmanager
async def speaking(request: AnyRequest) -> AsyncIterator[None]:
    """One call of the protocol: checks the version, and tells errors as problems.

    A client that still sends when it is refused hears why: the server in front (uvicorn) answers
    at once and swallows what is left of the body.
    """
    try:
        if request.headers.get("tus-resumable") != VERSION:
            raise _wrong_version()
        yield
    except PhotoError as error:
        raise problem_of(error) from error
    except UploadCutError as error:
        raise _bad("upload_cut", "上传中断。", "The upload was cut off.") from error


async def body_of(request: AnyRequest) -> AsyncGenerator[bytes, None]:
    """The body as it arrives. Raises: UploadCutError."""
    try:
        async for chunk in request.stream():
            if chunk:
                yield chunk
    except InternalServerException as error:  # Litestar's word for it
        raise UploadCutError from error


def number_of(request: AnyRequest, header: str) -> int:
    """A header that counts bytes. Raises: ProblemError 400 `bad_request`."""
    value = request.headers.get(header, "")
    if not _NUMBER.fullmatch(value):
        raise _bad("bad_request", f"缺少或写错了 {header}。", f"{header} is missing or no number.")
    return int(value)


def sends_bytes(request: AnyRequest) -> bool:
    """Whether the body holds a piece of the upload."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return content_type == OFFSET_OCTETS


def announced_hash(request: AnyRequest) -> str:
    """`sha256` of Upload-Metadata. Raises: ProblemError 400 `bad_request`."""
    for pair in request.headers.get("upload-metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "sha256" and is_hash(found := _plain(value)):
            return found
    raise _bad(
        "bad_request",
        "Upload-Metadata 中缺少 sha256，或写法不对。",
        "Upload-Metadata lacks sha256: the base64 of 64 lower-case hex digits.",
    )


def is_hash(text: str) -> bool:
    return _SHA256.fullmatch(text) is not None


def _plain(value: str) -> str:
    try:
        return base64.b64decode(value.strip(), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""


def _bad(code: str, zh: str, en: str) -> ProblemError:
    return ProblemError(400, code, zh, en, "请更新程序后重试。", "Update the app and try again.")


def _wrong_version() -> ProblemError:
    return ProblemError(
        412,
        "wrong_tus_version",
        f"上传协议版本应为 {VERSION}。",
        f"The upload protocol must be of version {VERSION}.",
        "请更新程序后重试。",
        "Update the app and try again.",
        headers={"Tus-Version": VERSION},
    )
