"""Every error an API caller can meet, as RFC 9457 problem details.

Guarantee: whatever goes wrong, the answer is `application/problem+json` holding a
`wire.desk.Problem` whose `code` is stable and whose sentences are bilingual ("中文。 English.").
What went wrong inside the server is logged and never told to the caller.
"""

import sqlite3
import traceback
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final, NamedTuple

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from backend.wire.desk import Problem

MEDIA_TYPE: Final = "application/problem+json"
MAX_DETAIL_CHARS: Final = 500
_FULL: Final = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
)
_log = structlog.get_logger(__name__)


class ProblemError(Exception):
    """Raise anywhere below `api/` handlers to answer with a problem.

    Sentences come with their own full stops. `headers` go out with the answer (Retry-After,
    Tus-Resumable and the like).
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail_zh: str,
        detail_en: str,
        action_zh: str,
        action_en: str,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail_en}")
        self.status = status
        self.code = code
        self.detail = _both(detail_zh, detail_en)
        self.action = _both(action_zh, action_en)
        self.headers = dict(headers or {})

    def problem(self) -> Problem:
        return Problem(
            type="about:blank",
            title=_title(self.status),
            status=self.status,
            detail=self.detail,
            code=self.code,
            action=self.action,
        )


class _Words(NamedTuple):
    code: str
    zh: str
    en: str
    action_zh: str
    action_en: str


_WORDS: Final[dict[int, _Words]] = {
    400: _Words(
        "bad_request",
        "请求内容有误。",
        "The request is not right.",
        "请检查所填内容后重试。",
        "Check what was entered and try again.",
    ),
    401: _Words(
        "not_signed_in",
        "尚未登录，或登录已过期。",
        "Nobody is signed in, or the session has expired.",
        "请登录后重试；未传的记录不会丢失。",
        "Sign in and try again; nothing unsent is lost.",
    ),
    403: _Words(
        "no_right",
        "您没有此项权限。",
        "You do not have the right to do this.",
        "请由有此权限的人员办理，或请管理员授权。",
        "Ask somebody who has it, or ask an administrator for it.",
    ),
    404: _Words(
        "not_found",
        "没有这个地址。",
        "There is nothing at this address.",
        "请从首页重新进入。",
        "Start again from the first page.",
    ),
    405: _Words(
        "method_not_allowed",
        "此地址不支持这种操作。",
        "This address does not take that method.",
        "请更新程序后重试。",
        "Update the app and try again.",
    ),
    413: _Words(
        "too_large",
        "内容太大。",
        "What was sent is too large.",
        "请分成几次发送。",
        "Send it in smaller parts.",
    ),
    415: _Words(
        "unsupported_type",
        "不支持这种内容格式。",
        "This kind of content is not supported.",
        "请换一种格式后重试。",
        "Try again in another format.",
    ),
    429: _Words(
        "too_many_requests",
        "请求过于频繁。",
        "Too many requests.",
        "请稍候再试。",
        "Wait a little and try again.",
    ),
    500: _Words(
        "internal",
        "服务器出错，错误已记入日志。",
        "The server failed; the error is in its log.",
        "请稍后重试；若仍出错，请联系管理员。",
        "Try again later; if it fails again, tell the administrator.",
    ),
    507: _Words(
        "disk_full",
        "服务器存储空间不足，未能保存。",
        "The server has no room left; nothing of this was kept.",
        "已存的记录不受影响。请管理员清出空间后重试。",
        "What was stored before is safe. Have an administrator make room, then try again.",
    ),
    503: _Words(
        "busy",
        "服务器暂时繁忙。",
        "The server is busy for the moment.",
        "请稍候再试。",
        "Wait a little and try again.",
    ),
}


def problem_response(error: ProblemError) -> Response[bytes]:
    """The answer itself, for callers that build one instead of raising."""
    return Response(
        msgspec.json.encode(error.problem()),
        status_code=error.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **error.headers},
    )


def of_status(
    status: int, *, found: str = "", headers: Mapping[str, str] | None = None
) -> ProblemError:
    """The general problem of an HTTP status; `found` names what exactly was wrong, in English."""
    words = _WORDS.get(status) or _WORDS[400 if status < 500 else 500]
    found = found[:MAX_DETAIL_CHARS]
    return ProblemError(
        status,
        words.code,
        f"{words.zh[:-1]}（{found}）。" if found else words.zh,
        f"{words.en[:-1]} ({found})." if found else words.en,
        words.action_zh,
        words.action_en,
        headers=headers,
    )


def _both(zh: str, en: str) -> str:
    return f"{zh} {en}".strip()


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:  # 460 and others that no registry knows
        return "Checksum Mismatch" if status == 460 else "Error"


def _log_failure(error: Exception) -> None:
    """Where it happened, without local variables: those may hold a password.

    The log may lie on the very disk that is full; that must not cost the answer which says so.
    """
    with suppress(OSError):
        _log.error("request failed", traceback="".join(traceback.format_exception(error)))


def _on_problem(_: Request[Any, Any, Any], error: ProblemError) -> Response[bytes]:
    return problem_response(error)


def _on_http(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Litestar's own errors: routing, path and query parameters, body limits."""
    if error.status_code >= 500:
        _log_failure(error)
        return problem_response(of_status(error.status_code, headers=error.headers))
    found = _places(error.extra) if error.status_code == 400 else ""
    return problem_response(of_status(error.status_code, found=found, headers=error.headers))


def _places(extra: Any) -> str:
    """`key: message` of each invalid parameter, as Litestar lists them."""
    if not isinstance(extra, list):
        return ""
    rows = [row for row in extra if isinstance(row, dict) and "message" in row]
    return "; ".join(f"{row.get('key', '?')}: {row['message']}" for row in rows)


def _on_body(_: Request[Any, Any, Any], error: msgspec.DecodeError) -> Response[bytes]:
    """A body that strict decoding refused: malformed JSON, or `Expected … - at $.field`."""
    return problem_response(of_status(400, found=str(error)))


def _on_database(_: Request[Any, Any, Any], error: sqlite3.OperationalError) -> Response[bytes]:
    """A disk that takes no more is told as that; whatever else fails there is ours to mend."""
    _log_failure(error)
    full = getattr(error, "sqlite_errorcode", None) in _FULL
    return problem_response(of_status(507 if full else 500))


def _on_any(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    _log_failure(error)
    return problem_response(of_status(500))


PROBLEM_HANDLERS: Final[ExceptionHandlersMap] = {
    ProblemError: _on_problem,
    HTTPException: _on_http,
    msgspec.DecodeError: _on_body,
    sqlite3.OperationalError: _on_database,
    Exception: _on_any,
}
"""For `Litestar(exception_handlers=…)`."""
