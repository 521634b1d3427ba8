"""Answering with a file's bytes, whole or in part.

Guarantee: the browser is told what the bytes are and may neither guess otherwise nor run anything
in them. Files named by their hash never change, so browsers keep them, and nobody in between.
"""

import asyncio
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Final

from litestar import Request, Response
from litestar.response import Stream

from backend.api.problems import ProblemError

CHUNK_BYTES: Final = 256 * 1024
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=31536000, immutable",
    "Accept-Ranges": "bytes",
}
_RANGE: Final = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def answer_file(
    request: Request[Any, Any, Any], path: Path, *, media_type: str, etag: str
) -> Response[Any]:
    """200, or 206 for a single range (clips need it), or 304 where the browser has it already.

    Raises:
        ProblemError: 416 `bad_range`.
    """
    headers = {**_SAFE, "ETag": f'"{etag}"', "Content-Disposition": f'inline; filename="{etag}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    size = path.stat().st_size
    part = _part(request, size, headers["ETag"])
    start, end = part or (0, size)
    headers["Content-Length"] = str(end - start)
    if part is not None:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Stream(
        _read(path, start, end),
        status_code=200 if part is None else 206,
        media_type=media_type,
        headers=headers,
    )


def _part(request: Request[Any, Any, Any], size: int, etag: str) -> tuple[int, int] | None:
    """The range asked for as [start, end), or None for all of it."""
    wanted = _RANGE.fullmatch(request.headers.get("range", ""))
    if wanted is None or request.headers.get("if-range", etag) != etag:
        return None
    first, last = wanted.groups()
    if first:
        start, end = int(first), min(int(last) + 1, size) if last else size
    elif last:
        start, end = max(0, size - int(last)), size
    else:
        return None
    if start >= end:
        raise ProblemError(
            416,
            "bad_range",
            "所请求的字节范围不存在。",
            "There is no such range of bytes.",
            "请重新打开文件。",
            "Open the file again.",
            headers={"Content-Range": f"bytes */{size}"},
        )
    return start, end


async def _read(path: Path, start: int, end: int) -> AsyncGenerator[bytes, None]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        file.seek(start)
        while start < end:
            chunk = await asyncio.to_thread(file.read, min(CHUNK_BYTES, end - start))
            if not chunk:
                return
            start += len(chunk)
            yield chunk
    finally:
        file.close()
