"""GET /api/crates/{declaration}/{n}/evidence: what proves a crate's history, as one file.

Guarantee: the bytes are those that `greenlane audit bundle` writes under the same checkpoint; they
were verified before the first of them is sent; and nothing of them stays on disk, however the
answer ends.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from backend.api.context import AnyRequest
from backend.api.crates import no_such
from backend.api.guards import needs
from backend.api.media import CHUNK_BYTES
from backend.api.problems import ProblemError
from backend.api.scratch import scratch
from backend.audit.bundle import make
from backend.audit.bundle_check import verify_bundle
from backend.audit.source import NothingToVerify, find
from backend.rules.consignments import crate_key
from backend.wire.jws import NotJwsError

_TYPE: Final = "application/zip"


@get(
    "/api/crates/{declaration:str}/{n:int}/evidence", guards=[needs("supervisor", "administrator")]
)
async def evidence(
    request: AnyRequest, declaration: FromPath[str], n: FromPath[int]
) -> Response[Any]:
    """Errors: 404 `no_such_crate`, 409 `evidence_unsound`."""
    state, crate = request.app.state, crate_key(declaration, n)
    await state.office.journal.mark()
    async with state.packing:  # one at a time: it reads much, and others are pushing meanwhile
        file = await asyncio.to_thread(_packed, state.data, crate)
    size = file.seek(0, 2)
    file.seek(0)
    headers = {
        "Content-Disposition": f'attachment; filename="evidence-{declaration}-{n}.zip"',
        "Content-Length": str(size),
        "Cache-Control": "no-store",
    }
    return Stream(_sent(file), media_type=_TYPE, headers=headers)


def _packed(data: Path, crate: str) -> IO[bytes]:
    """The bundle, verified; its file has no name any more and goes when it is closed."""
    with scratch(data) as folder:
        out = Path(folder) / "evidence.zip"
        with _told():
            make(find(data), crate, out)
            sound = verify_bundle(out, [], None).findings.good
        if not sound:
            raise _unsound()
        return out.open("rb")


@contextmanager
def _told() -> Iterator[None]:
    """What cannot be packed, as a problem."""
    try:
        yield
    except NothingToVerify as error:
        raise no_such("no_such_crate", error.zh, error.en) from error
    except (NotJwsError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unsound() from error


async def _sent(file: IO[bytes]) -> AsyncGenerator[bytes, None]:
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK_BYTES):
            yield chunk


def _unsound() -> ProblemError:
    return ProblemError(
        409,
        "evidence_unsound",
        "该箱的记录未通过核对，不能作为证据导出。",
        "The records of this crate do not verify and cannot be handed out as evidence.",
        "请管理员在服务器上运行 greenlane audit verify，并保留现状。",
        "Have an administrator run greenlane audit verify on the server, and change nothing.",
    )
