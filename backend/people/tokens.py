"""Session tokens and enrolment codes: how they are made, and what is kept of them.

Guarantee: both come from the system's random source; only their SHA-256 is ever stored, so a
copy of the file signs nobody in. (Their entropy makes a slow hash needless.)
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 O, 1 I L and U, which are misread on paper and over the telephone."""
CODE_CHARS: Final = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Lifetime(Struct, frozen=True):
    """How long a session lives: `idle` since its last use, `absolute` since it was opened."""

    idle: timedelta
    absolute: timedelta


DESK: Final = Lifetime(idle=timedelta(hours=12), absolute=timedelta(hours=12))
PHONE: Final = Lifetime(idle=timedelta(days=90), absolute=timedelta(days=366))


class Session(Struct, frozen=True):
    """An open session; `dev` is the phone it was opened for at enrolment, if any."""

    user: str
    dev: str | None
    expires_at: datetime


class OpenedSession(Struct, frozen=True):
    """A new session and its token, which is told once and never again."""

    token: str
    session: Session
    lifetime: Lifetime


class NewCode(Struct, frozen=True):
    """An enrolment code, told once."""

    code: str
    expires_at: datetime


def new_token() -> str:
    """32 random bytes as base64url."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARS))


def token_hash(token: str) -> bytes | None:
    """What is stored of a token; None for what cannot be one."""
    return hashlib.sha256(token.encode()).digest() if _TOKEN.fullmatch(token) else None


def code_hash(code: str) -> bytes | None:
    """What is stored of a code, however it was typed: case, spaces and hyphens do not count."""
    plain = re.sub(r"[\s-]", "", code).upper()
    if len(plain) != CODE_CHARS or not set(plain) <= set(ALPHABET):
        return None
    return hashlib.sha256(plain.encode()).digest()
