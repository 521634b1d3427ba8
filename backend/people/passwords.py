"""Hashing and checking passwords.

Guarantee: argon2id, off the event loop, at most two at a time (each takes 64 MiB), and checking
takes the same work whether or not the account exists, so that time does not tell names.
"""

import asyncio
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MAX_AT_ONCE = 2


class Passwords:
    """`hasher` carries the parameters; the default is RFC 9106's low-memory choice."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(MAX_AT_ONCE)
        self._decoy: str | None = None

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, _plain(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether `password` made `stored`; with None, the same work and False."""
        if self._decoy is None:
            self._decoy = await self.hash(secrets.token_urlsafe(16))
        async with self._turns:
            right = await asyncio.to_thread(self._matches, stored or self._decoy, password)
        return right and stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether `stored` was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, _plain(password))
        except (VerificationError, InvalidHashError):
            return False


def _plain(password: str) -> bytes:
    """One spelling for what looks the same: keyboards differ in how they compose accents."""
    return unicodedata.normalize("NFC", password).encode()
