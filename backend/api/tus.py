"""The words of tus 1.0 (resumable uploads): headers read and written, and errors as problems."""

import base64
import binascii
import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from typing import Any, Final

from litestar import Request, Response
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.status_codes import HTTP_204_NO_CONTENT
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from backend.api.photo_problems import problem_of
from backend.api.problems import ProblemError, of_status
from backend.photos import PhotoError

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload"
OFFSET_OCTETS: Final = "application/offset+octet-stream"
AnyRequest = Request[Any, Any, Any]
_NAMED: Final = (b"tus-resumable", VERSION.encode())
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NUMBER: Final = re.compile(r"[0-9]{1,15}")


class TusMiddleware(ASGIMiddleware):
    """Names the protocol's version in every answer, errors too."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], _NAMED]
            await send(message)

        await next_app(scope, receive, send_named)


class Bare(Response[None]):
    """An answer of headers alone. There is one for each photo and many for a long one, and what
    Litestar does for answers in general costs more than the rest of such a call."""

    def __init__(self, status_code: int, headers: dict[str, str]) -> None:
        super().__init__(None, status_code=status_code)
        self._said = [(b"content-length", b"0")] if status_code != HTTP_204_NO_CONTENT else []
        self._said += [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    def to_asgi_response(self, *_: Any, **__: Any) -> ASGIApp:  # type: ignore[override]
        return self._answer

    async def _answer(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        status: Any = self.status_code
        await send({"type": "http.response.start", "status": status, "headers": self._said})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class UploadCutError(Exception):
    """The client went away in the middle; there is nobody to answer."""


@contextmanager
def speaking(request: AnyRequest) -> Iterator[None]:
    """One call of the protocol: checks who calls and the version, and tells errors as problems.

    A client that still sends when it is refused hears why: the server in front (uvicorn) answers
    at once and swallows what is left of the body.
    """
    if request.user is None:
        raise of_status(401)
    try:
        if header_of(request, b"tus-resumable") != VERSION:
            raise _wrong_version()
        yield
    except PhotoError as error:
        raise problem_of(error) from error
    except UploadCutError as error:
        raise _bad("upload_cut", "上传中断。", "The upload was cut off.") from error


async def body_of(request: AnyRequest) -> AsyncGenerator[bytes, None]:
    """The body as it arrives; ASGI lets a message leave out what is empty or false.
    Raises: UploadCutError."""
    more = True
    while more:
        message = await request.receive()
        if message["type"] != "http.request":
            raise UploadCutError
        more = message.get("more_body", False)
        if body := message.get("body"):
            yield body


def header_of(request: AnyRequest, name: bytes) -> str:
    """Empty where it was not sent. `name` in lower case, as servers pass it."""
    return dict(request.scope["headers"]).get(name, b"").decode("latin-1")


def number_of(request: AnyRequest, header: str) -> int:
    """A header that counts bytes. Raises: ProblemError 400 `bad_request`."""
    value = header_of(request, header.lower().encode())
    if not _NUMBER.fullmatch(value):
        raise _bad("bad_request", f"缺少或写错了 {header}。", f"{header} is missing or no number.")
    return int(value)


def sends_bytes(request: AnyRequest) -> bool:
    """Whether the body holds a piece of the upload."""
    content_type = header_of(request, b"content-type").partition(";")[0].strip().lower()
    return content_type == OFFSET_OCTETS


def announced_hash(request: AnyRequest) -> str:
    """`sha256` of Upload-Metadata. Raises: ProblemError 400 `bad_request`."""
    for pair in header_of(request, b"upload-metadata").split(","):
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
