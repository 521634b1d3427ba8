"""POST /api/unsent: the file of what a phone could not send, as the body."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from litestar import Controller, post

from backend.api.context import AnyRequest, device_keys_of, office_of
from backend.api.guards import needs
from backend.api.problems import ProblemError
from backend.api.scratch import scratch
from backend.desk.unsent import Means, take_in
from backend.desk.unsent_file import NotUnsentError
from backend.wire.unsent import UnsentReport

MAX_BYTES: Final = 500 * 2**20


class UnsentController(Controller):
    """Streamed to disk, then taken in as if its phone had sent it. Half a gigabyte at a time is
    for those who look after phones: whoever else has a file brings it to them."""

    path = "/api/unsent"
    guards = (needs("supervisor", "administrator"),)
    request_max_body_size = None  # counted here, with an answer that says what to do

    @post(status_code=200)
    async def take_in(self, request: AnyRequest) -> UnsentReport:
        """Errors: 413 `too_large`, 422 `not_unsent`. May be sent again at any time."""
        state = request.app.state
        means = Means(
            office_of(request).journal,
            device_keys_of(request),
            state.photo_store,
            state.announcements,
        )
        async with _received(request, state.data) as path:
            try:
                return await take_in(means, path)
            except NotUnsentError as error:
                raise ProblemError(
                    422,
                    "not_unsent",
                    "这不是终端导出的未传文件，或已损坏。",
                    f"This is not a file of unsent records that a phone wrote: {error}.",
                    "请在终端的“我”页面重新导出。",
                    "Export it again on the phone, under “Me”.",
                ) from error


@asynccontextmanager
async def _received(request: AnyRequest, data: Path) -> AsyncIterator[Path]:
    """The body as a file, which is gone afterwards."""
    if (request.content_length or 0) > MAX_BYTES:
        raise _too_large()
    with scratch(data) as folder:
        path = Path(folder) / "unsent.zip"
        size = 0
        with await asyncio.to_thread(path.open, "wb") as file:
            async for chunk in request.stream():
                size += len(chunk)
                if size > MAX_BYTES:
                    raise _too_large()
                await asyncio.to_thread(file.write, chunk)
        yield path


def _too_large() -> ProblemError:
    mega = MAX_BYTES // 2**20
    return ProblemError(
        413,
        "too_large",
        f"文件超过 {mega} MB。",
        f"The file is larger than {mega} MB.",
        "请在服务器上运行 greenlane unsent 导入。",
        "Have it imported on the server: greenlane unsent FILE.",
    )
