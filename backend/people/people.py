"""Accounts, sessions and enrolment codes.

Guarantee: a password, token or code is accepted only while it is valid, a code only once. Time
comes from the `now` that is handed in.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher

from backend.people import tokens
from backend.people.attempts import Attempts
from backend.people.database import Database
from backend.people.passwords import Passwords
from backend.people.subscriptions import Subscriber, Target
from backend.people.tokens import DESK, PHONE, Lifetime, NewCode, OpenedSession, Session

CODE_TTL: Final = timedelta(minutes=10)
_TOUCHES_PER_IDLE: Final = 100


class UserExistsError(Exception):
    """The account is there already; nothing was changed."""


class NoSuchUserError(Exception):
    """No account of that name, or a disabled one."""


def system_now() -> datetime:
    return datetime.now(UTC)


class People:
    """Open before use. Roles and names are not here: they are in the journal.

    `attempts` slows down the guessing of passwords; whoever signs people in asks it first.
    """

    def __init__(
        self,
        path: Path,
        *,
        now: Callable[[], datetime] = system_now,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._path = path
        self._now = now
        self.attempts = Attempts(now)
        self._passwords = Passwords(hasher)
        self._database: Database | None = None

    async def open(self) -> None:
        self._database = await Database.open(self._path)
        await self.purge()

    async def close(self) -> None:
        if self._database is not None:
            await self._database.close()
            self._database = None

    # Accounts

    async def create_user(self, user: str, password: str) -> None:
        """Raises: UserExistsError, and then changes nothing."""
        hashed = await self._passwords.hash(password)
        if not await self._db.write("add_user", user=user, hash=hashed, now_ms=self._now_ms()):
            raise UserExistsError(user)

    async def forget_user(self, user: str) -> None:
        """Take an account back, with its sessions and codes; for when journalling it failed."""
        await self._db.write("drop_user", user=user)

    async def set_password(self, user: str, password: str) -> None:
        """Set a password and sign the user out of every desk; phones stay signed in.

        Raises:
            NoSuchUserError: there is no such account.
        """
        hashed = await self._passwords.hash(password)
        async with self._db.transaction() as write:
            if not await write("set_hash", user=user, hash=hashed, now_ms=self._now_ms()):
                raise NoSuchUserError(user)
            await write("close_desk_sessions", user=user)

    async def set_disabled(self, user: str, disabled: bool) -> None:
        """Disable an account and end its sessions, or enable it again. Raises: NoSuchUserError."""
        async with self._db.transaction() as write:
            now_ms = self._now_ms()
            if not await write("set_disabled", user=user, disabled=int(disabled), now_ms=now_ms):
                raise NoSuchUserError(user)
            await write("close_user_sessions", user=user)

    async def verify_password(self, user: str, password: str) -> bool:
        """The same work for unknown and disabled accounts. A right password is hashed anew when
        the parameters have changed since."""
        rows = await self._db.read("hash_of", user=user)
        stored: str | None = rows[0][0] if rows else None
        right = await self._passwords.verify(stored, password)
        if right and stored is not None and self._passwords.outdated(stored):
            hashed = await self._passwords.hash(password)
            await self._db.write("rehash", user=user, hash=hashed, was=stored)
        return right

    async def users(self) -> list[str]:
        return [row[0] for row in await self._db.read("users")]

    # Sessions

    async def open_session(
        self, user: str, dev: str | None = None, ttl: Lifetime | None = None
    ) -> OpenedSession:
        """A session under a new token, for `PHONE` long where there is a phone, else `DESK`.

        Raises:
            NoSuchUserError: unknown or disabled.
        """
        lifetime = ttl or (PHONE if dev else DESK)
        token, now_ms = tokens.new_token(), self._now_ms()
        idle_ms, ends_ms = _ms(lifetime.idle), now_ms + _ms(lifetime.absolute)
        async with self._db.transaction() as write:
            await write("purge_sessions", now_ms=now_ms)
            opened = await write(
                "open_session",
                token=tokens.token_hash(token),
                user=user,
                dev=dev,
                now_ms=now_ms,
                idle_ms=idle_ms,
                ends_ms=ends_ms,
            )
        if not opened:
            raise NoSuchUserError(user)
        session = Session(user, dev, _instant(min(now_ms + idle_ms, ends_ms)))
        return OpenedSession(token, session, lifetime)

    async def session(self, token: str) -> Session | None:
        """The session of a token, kept alive by this use; None where there is none (any more)."""
        hashed = tokens.token_hash(token)
        if hashed is None:
            return None
        now_ms = self._now_ms()
        rows = await self._db.read("session", token=hashed, now_ms=now_ms)
        if not rows:
            return None
        user, dev, used_ms, idle_ms, ends_ms = rows[0]
        if now_ms - used_ms > idle_ms // _TOUCHES_PER_IDLE:  # not a disk write at every request
            await self._db.write("touch_session", token=hashed, now_ms=now_ms)
            used_ms = now_ms
        return Session(user, dev, _instant(min(used_ms + idle_ms, ends_ms)))

    @property
    def version(self) -> int:
        """Changes whenever this process changed an account or a session."""
        return self._db.writes

    @property
    def now(self) -> datetime:
        return _instant(self._now_ms())

    async def close_session(self, token: str) -> None:
        await self._db.write("close_session", token=tokens.token_hash(token))

    async def close_device_sessions(self, dev: str) -> int:
        """How many were closed."""
        return len(await self._db.write("close_device_sessions", dev=dev))

    # Messages to phones

    async def subscribe(self, user: str, dev: str, target: Target) -> None:
        """Tell this phone from now on; its last address alone counts."""
        await self._db.write("subscribe", user=user, dev=dev, **target._asdict())

    async def unsubscribe(self, dev: str) -> None:
        await self._db.write("unsubscribe", dev=dev)

    async def subscribers(self) -> list[Subscriber]:
        """Phones that asked to be told and are still signed in."""
        rows = await self._db.read("subscribers", now_ms=self._now_ms())
        return [Subscriber(dev, user, Target(*target)) for dev, user, *target in rows]

    # Enrolment codes

    async def new_code(self, user: str, ttl: timedelta = CODE_TTL) -> NewCode:
        """A code that enrols one phone for `user`; an earlier unused one stops working.

        Raises:
            NoSuchUserError: unknown or disabled.
        """
        code, ends_ms = tokens.new_code(), self._now_ms() + _ms(ttl)
        async with self._db.transaction() as write:
            await write("purge_codes", now_ms=self._now_ms())
            await write("drop_codes", user=user)
            hashed = tokens.code_hash(code)
            if not await write("add_code", code=hashed, user=user, ends_ms=ends_ms):
                raise NoSuchUserError(user)
        return NewCode(code, _instant(ends_ms))

    async def claim_code(self, code: str) -> str | None:
        """Take a code for good and tell whose it is; None for wrong, used or expired alike.

        Claim first, journal the phone after: a crash between the two costs a new code, and never
        enrols two phones. `release_code` gives it back when journalling was refused.
        """
        hashed = tokens.code_hash(code)
        if hashed is None:
            return None
        rows = await self._db.write("claim_code", code=hashed, now_ms=self._now_ms())
        return rows[0][0] if rows else None

    async def release_code(self, code: str) -> None:
        """Make a claimed code usable again until it expires."""
        await self._db.write("release_code", code=tokens.code_hash(code))

    async def purge(self) -> None:
        """Drop what has expired; it is not accepted before either."""
        now_ms = self._now_ms()
        async with self._db.transaction() as write:
            await write("purge_sessions", now_ms=now_ms)
            await write("purge_codes", now_ms=now_ms)

    @property
    def _db(self) -> Database:
        if self._database is None:
            raise RuntimeError("People is not open: await People.open() first")
        return self._database

    def _now_ms(self) -> int:
        return round(self._now().timestamp() * 1000)


def _ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
