"""Who is asking, and what they may do.

Guarantee: `request.user` is a `Caller` with the rights of this moment, or None; only a token that
this server made, for an account still enabled and still holding a role, makes a caller. A request
that another site made the browser send changes nothing.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, TypeAlias, cast
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.enums import ScopeType
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Guard, Receive, Scope, Send
from msgspec import Struct

from backend.api.problems import ProblemError, of_status
from backend.people import People, Session
from backend.wire.attestations import Role
from backend.wire.views import Person

COOKIE: Final = "__Host-session"
_BELIEVED: Final = timedelta(seconds=1)
_KNOWN_MAX: Final = 10_000
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ROLE_NAMES: Final[dict[Role, tuple[str, str]]] = {
    "port": ("口岸人员", "port officer"),
    "inspector": ("检疫人员", "inspector"),
    "supervisor": ("复核人员", "supervisor"),
    "administrator": ("管理员", "administrator"),
    "director": ("值班主任", "director on duty"),
    "expert": ("专家", "expert"),
    "laboratory": ("实验室", "laboratory"),
}


class Caller(Struct, frozen=True):
    """Who is asking. `roles` is never empty; `dev` is the phone the session was opened for."""

    user: str
    name: str
    roles: list[Role]
    dev: str | None


PersonLookup: TypeAlias = Callable[[str], Awaitable[Person | None]]
"""The person view by user id; the application state's `person_lookup`."""
ApiRequest: TypeAlias = Request[Caller | None, Session | None, State]
Connection: TypeAlias = ASGIConnection[Any, Any, Any, Any]


class SessionMiddleware(ASGIMiddleware):
    """Refuses cross-site changes and sets `user` and `auth` (the session) of each request.

    Expects `people` and `person_lookup` in the application's state.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self) -> None:
        self._callers = Callers()

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        connection: Connection = ASGIConnection(scope)
        refuse_cross_site(connection)
        scope["user"], scope["auth"] = await self._callers.identify(connection)
        await next_app(scope, receive, send)


class _Known(NamedTuple):
    """Who a token was found to be, and until when that is believed without asking again."""

    version: tuple[int, int]
    until: datetime
    caller: Caller
    session: Session


class Callers:
    """Who is behind a token. What was found holds for a moment, or until accounts or rights
    change here (the state's `rights_version`, without which nothing is kept); the moment is for
    changes that another process made."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    async def identify(self, connection: Connection) -> tuple[Caller | None, Session | None]:
        token = connection.cookies.get(COOKIE)
        if token is None or not connection.scope["path"].startswith("/api/"):
            return None, None
        people = people_of(connection)
        rights: Callable[[], int] | None = getattr(connection.app.state, "rights_version", None)
        version = (people.version, rights() if rights else 0)
        known = self._known.get(token)
        if known and rights and known.version == version and people.now < known.until:
            return known.caller, known.session
        session = await people.session(token)
        person = await person_of(connection, session.user) if session else None
        if session is None or person is None:
            self._known.pop(token, None)
            return None, None
        caller = Caller(person.id, person.name, person.roles, session.dev)
        if len(self._known) >= _KNOWN_MAX:
            self._known.clear()
        self._known[token] = _Known(version, people.now + _BELIEVED, caller, session)
        return caller, session


async def person_of(connection: Connection, user: str) -> Person | None:
    """Somebody who holds at least one role; all rights taken away means nobody."""
    lookup = cast("PersonLookup", connection.app.state.person_lookup)
    person = await lookup(user)
    return person if person is not None and person.roles else None


def people_of(connection: Connection) -> People:
    return cast("People", connection.app.state.people)


def refuse_cross_site(connection: Connection) -> None:
    """Refuse a change that is not certain to come from our own pages.

    The browser's own word (Sec-Fetch-Site) counts; older browsers send Origin with every change.
    What sends neither is no browser, and carries no cookie but the one it was given.
    Raises: ProblemError 403 `cross_site`.
    """
    if connection.scope.get("method") in _SAFE_METHODS:
        return
    headers = dict(connection.scope["headers"])  # at every request: as they came, not as a mapping
    site, origin = (_text(headers.get(name)) for name in (b"sec-fetch-site", b"origin"))
    if site is not None:
        ours = site in ("same-origin", "none")
    else:
        host = (_text(headers.get(b"host")) or "").lower()
        ours = origin is None or (bool(host) and _host_of(origin) == host)
    if not ours:
        raise ProblemError(
            403,
            "cross_site",
            "此请求来自其他网站，已拒绝。",
            "This request came from another site and was refused.",
            "请在本系统的页面内操作。",
            "Work from this system's own pages.",
        )


def _text(value: bytes | None) -> str | None:
    return value.decode("latin-1") if value is not None else None


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


async def signed_in(connection: Connection, _: BaseRouteHandler) -> None:
    """Guard: somebody is signed in. Raises: ProblemError 401 `not_signed_in`.

    Guards are coroutines because Litestar sends any other to a thread, at every request.
    """
    if connection.user is None:
        raise of_status(401)


def needs(*roles: Role) -> Guard:
    """Guard: the caller holds one of `roles`. Raises: ProblemError 401, or 403 `no_right`."""

    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        await signed_in(connection, handler)
        if not set(roles) & set(connection.user.roles):
            raise _no_right(roles)

    return guard


def _no_right(roles: tuple[Role, ...]) -> ProblemError:
    zh = "、".join(_ROLE_NAMES[role][0] for role in roles)
    en = ", ".join(_ROLE_NAMES[role][1] for role in roles)
    return ProblemError(
        403,
        "no_right",
        f"此项操作须由以下人员办理：{zh}。",
        f"This takes one of these roles: {en}.",
        "请由有此权限的人员办理，或请管理员授权。",
        "Ask somebody who has it, or ask an administrator for it.",
    )
