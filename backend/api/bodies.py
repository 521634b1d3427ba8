"""Reading JSON bodies strictly.

Litestar's own decoding is lenient ("5" becomes 5); here a body is exactly what its struct says
or the request is refused with 400 and the place of the first mistake.
"""

from typing import Any, Final, TypeVar

import msgspec
from litestar import Request
from litestar.exceptions import InternalServerException

from backend.api.problems import of_status
from backend.wire.base import Wire

MAX_JSON_BYTES: Final = 64 * 1024
W = TypeVar("W", bound=Wire)


async def read_json(
    request: Request[Any, Any, Any], kind: type[W], *, max_bytes: int = MAX_JSON_BYTES
) -> W:
    """Decode the body as `kind`. Too long is 413; not JSON of that shape is 400.

    Raises:
        ProblemError: 413 `too_large`, 400 `bad_request` for what is not UTF-8.
        msgspec.DecodeError: answered with 400 `bad_request` by `problems.PROBLEM_HANDLERS`.
    """
    body = await read_bytes(request, max_bytes=max_bytes)
    try:
        return msgspec.json.decode(body, type=kind)
    except UnicodeDecodeError as error:
        raise of_status(400, found="not UTF-8") from error


async def read_bytes(request: Request[Any, Any, Any], *, max_bytes: int) -> bytes:
    """The whole body, never holding more than `max_bytes` of it.

    Raises:
        ProblemError: 413 `too_large`, as soon as that is certain; 400 where the line broke, which
            is nobody's failure here and is not logged.
    """
    if (request.content_length or 0) > max_bytes:
        raise of_status(413)
    held = bytearray()
    try:
        async for chunk in request.stream():
            held += chunk
            if len(held) > max_bytes:
                raise of_status(413)
    except InternalServerException as error:  # so Litestar calls a line that broke
        raise of_status(400, found="the connection broke") from error
    return bytes(held)
