"""Web Push: what a phone hands in so that the office can knock, and what a knock says.

A knock names no person, no goods and no exhibitor: what happened, how often, and which screen to
open. The words are the phone's own.
"""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import Wire

What = Literal["returned", "frozen", "lifted", "opinion", "near"]


class PushKey(Wire):
    """The office's public key (RFC 8292), an uncompressed point in base64url."""

    key: str


class PushSubscription(Wire):
    """Where and under which keys a browser takes messages (RFC 8030, RFC 8291)."""

    endpoint: Annotated[str, Meta(pattern=r"^https?://[^\s]+$", max_length=1000)]
    p256dh: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{87}=?$")]
    auth: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{22}={0,2}$")]


class Knock(Wire):
    """What travels, encrypted for one phone. `path` is the screen of the app that it opens."""

    v: Literal[1]
    what: What
    n: int
    path: str
