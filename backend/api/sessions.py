"""Signing in and out.

Guarantee: each sign-in makes a new token, so a cookie planted beforehand is worth nothing; the
answer to a failed one tells neither by words nor by time whether the name exists.
"""

from datetime import datetime
from typing import Final

from litestar import Controller, Response, delete, get, post
from litestar.datastructures import Cookie

from backend.api.bodies import read_json
from backend.api.guards import (
    COOKIE,
    ApiRequest,
    Caller,
    PersonLookup,
    SessionMiddleware,
    needs,
    people_of,
    person_of,
    signed_in,
)
from backend.api.problems import ProblemError, of_status
from backend.people import NoSuchUserError, OpenedSession, Session, TooManyAttemptsError
from backend.wire.desk import SessionInfo, SignIn
from backend.wire.views import Person

__all__ = [
    "Caller",
    "PersonLookup",
    "SessionController",
    "SessionMiddleware",
    "needs",
    "session_cookie",
    "signed_in",
]

NO_STORE: Final = {"Cache-Control": "no-store"}


def session_cookie(opened: OpenedSession) -> Cookie:
    """The cookie that carries a new session; the server alone decides when it ends."""
    return _cookie(opened.token, int(opened.lifetime.absolute.total_seconds()))


def _cookie(value: str, max_age_s: int) -> Cookie:
    return Cookie(
        COOKIE,
        value=value,
        max_age=max_age_s,
        path="/",
        secure=True,
        httponly=True,
        samesite="strict",
    )


class SessionController(Controller):
    """/api/session: sign in, who am I, sign out."""

    path = "/api/session"

    @post(status_code=201)
    async def sign_in(self, request: ApiRequest) -> Response[SessionInfo]:
        """A new session under a new token; a session of before on this browser ends."""
        asked = await read_json(request, SignIn)
        user = asked.user.strip().lower()
        person, opened = await _open_session(request, user, asked.password)
        if (before := request.cookies.get(COOKIE)) is not None:
            await people_of(request).close_session(before)
        return Response(
            _info(person, opened.session),
            status_code=201,
            headers=NO_STORE,
            cookies=[session_cookie(opened)],
        )

    @get(guards=[signed_in])
    async def who(self, request: ApiRequest) -> Response[SessionInfo]:
        caller, session = request.user, request.auth
        if caller is None or session is None:
            raise of_status(401)
        person = Person(id=caller.user, name=caller.name, roles=caller.roles)
        return Response(_info(person, session), headers=NO_STORE)

    @delete(status_code=204)
    async def sign_out(self, request: ApiRequest) -> Response[None]:
        """End the session. Signing out twice is no error."""
        if (token := request.cookies.get(COOKIE)) is not None:
            await people_of(request).close_session(token)
        return Response(None, status_code=204, headers=NO_STORE, cookies=[_cookie("", 0)])


async def _open_session(
    request: ApiRequest, user: str, password: str
) -> tuple[Person, OpenedSession]:
    """Raises: ProblemError 401 `sign_in_failed` whatever was wrong, 429 `too_many_attempts`."""
    people, address = people_of(request), request.client.host if request.client else "?"
    try:
        people.attempts.begin(user, address)
    except TooManyAttemptsError as error:
        raise _too_many(error.retry_after_s) from error
    right = await people.verify_password(user, password)
    person = await person_of(request, user)
    if not right or person is None:
        raise _sign_in_failed()
    try:
        opened = await people.open_session(user)
    except NoSuchUserError as error:  # disabled in this very moment
        raise _sign_in_failed() from error
    people.attempts.succeeded(user, address)
    return person, opened


def _sign_in_failed() -> ProblemError:
    return ProblemError(
        401,
        "sign_in_failed",
        "用户名或密码不正确。",
        "The user name or the password is not right.",
        "请检查后重试；忘记密码请联系管理员。",
        "Check both and try again; an administrator can set a new password.",
    )


def _too_many(retry_after_s: int) -> ProblemError:
    return ProblemError(
        429,
        "too_many_attempts",
        "密码输错次数过多。",
        "Too many wrong passwords.",
        f"请在 {retry_after_s} 秒后再试。",
        f"Try again in {retry_after_s} seconds.",
        headers={"Retry-After": str(retry_after_s)},
    )


def _info(person: Person, session: Session) -> SessionInfo:
    return SessionInfo(
        user=person.id,
        name=person.name,
        roles=person.roles,
        dev=session.dev,
        expires_at=_rfc3339(session.expires_at),
    )


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
