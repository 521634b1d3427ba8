"""The trust list: which keys may issue labels, and which numbers no longer count.

Guarantees: a list is believed only when the office's root key signed exactly these bytes, and it
has one encoding, so that every phone that holds version v holds the same bytes. Losing a list
costs nothing, it can be fetched again; an older one must never replace a newer one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

import cbor2

from labels import cbor, cose
from labels.code import LAST_DAY
from labels.errors import TrustRefused
from labels.number import SERIAL_MAX
from labels.signed_text import message_of, text_of

LIST_VERSION = 1
LIST_MAX_CHARS = 4_000_000  # room for a million void numbers

Number = tuple[str, int, int]  # port, two-digit year, serial

_EPOCH = date(1970, 1, 1)
_PORT = re.compile(r"[A-Z0-9]{3}\Z")


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A port's key. `port` is None only for a key file of unknown port, never in a list."""

    point: bytes  # uncompressed, 65 bytes
    port: str | None
    first_day: date  # labels issued from this day …
    last_day: date  # … to this day count
    revoked: date | None = None  # first day on which its labels no longer count

    @property
    def kid(self) -> bytes:
        return cose.kid_of(self.point)

    def counts_on(self, day: date) -> bool:
        """Whether a label issued on `day` counts."""
        began = self.first_day <= day <= self.last_day
        return began and (self.revoked is None or day < self.revoked)


@dataclass(frozen=True, slots=True)
class Trust:
    """What a reader believes. Serials are kept per port and two-digit year."""

    version: int  # only grows
    issued_at: int  # Unix seconds
    keys: tuple[TrustedKey, ...]
    void: frozenset[Number] = field(default=frozenset())
    replaced: frozenset[Number] = field(default=frozenset())

    def signing(self, port: str, day: date) -> Iterator[TrustedKey]:
        """The keys with which a port may issue labels on a day, the newest first."""
        newest = sorted(self.keys, key=lambda key: (key.first_day, key.last_day), reverse=True)
        return (key for key in newest if key.port == port and key.counts_on(day))

    def key(self, kid: bytes) -> TrustedKey | None:
        """The key of that name, if it is listed."""
        return next((key for key in self.keys if key.kid == kid), None)

    def is_void(self, port: str, year: int, serial: int) -> bool:
        """Whether that number of a port in a year (2013 or 13) was voided."""
        return (port, year % 100, serial) in self.void

    def is_replaced(self, port: str, year: int, serial: int) -> bool:
        """Whether that number was replaced by a new one."""
        return (port, year % 100, serial) in self.replaced


def seal_list(trust: Trust, root: cose.Key) -> str:
    """The signed list as base64url text without padding. Raises TrustRefused beyond the limits."""
    return text_of(cose.sign(_pack(trust), root))


def open_list(text: str, root_point: bytes) -> Trust:
    """The list in `text`, if the root key at `root_point` (65 bytes) signed it.

    Raises TrustRefused otherwise. The signature is verified before the payload is looked at.
    """
    try:
        message = message_of(text, LIST_MAX_CHARS)
    except ValueError:
        raise _refused("不是信任列表", "it is not a trust list") from None
    if message.kid != cose.kid_of(root_point) or not cose.signature_holds(message, root_point):
        raise _refused("不是由本局根密钥签名", "the office's root key did not sign it")
    try:
        trust = _unpack(cbor.read(message.payload))
    except (ValueError, TypeError):
        raise _refused("内容有误", "its contents are wrong") from None
    if _pack(trust) != message.payload:
        raise _refused("编码不唯一", "it is not in the one accepted encoding")
    return trust


def _pack(trust: Trust) -> bytes:
    """The payload. Keys sorted by kid, numbers by port and year, so that there is only one."""
    _check(trust)
    keys = sorted(trust.keys, key=lambda key: key.kid)
    return cbor2.dumps(
        [
            LIST_VERSION,
            trust.version,
            trust.issued_at,
            [_packed_key(key) for key in keys],
            list(_packed_numbers(trust.void)),
            list(_packed_numbers(trust.replaced)),
        ]
    )


def _packed_key(key: TrustedKey) -> list[Any]:
    revoked = None if key.revoked is None else _day(key.revoked)
    return [key.kid, key.port, key.point, _day(key.first_day), _day(key.last_day), revoked]


def _packed_numbers(numbers: Iterable[Number]) -> Iterator[list[Any]]:
    """`[port, year, [first serial, gap, gap, …]]` for each port and year, sorted."""
    for (port, year), group in groupby(sorted(numbers), key=lambda number: number[:2]):
        serials = [serial for _, _, serial in group]
        gaps = [later - earlier for earlier, later in pairwise(serials)]
        yield [port, year, [serials[0], *gaps]]


def _unpack(values: Any) -> Trust:
    """Raises ValueError or TypeError on a wrong shape; packing again finds what is left."""
    list_version, version, issued_at, keys, void, replaced = values
    if list_version != LIST_VERSION:
        raise ValueError("unknown version of the list's form")
    trust = Trust(
        version=version,
        issued_at=issued_at,
        keys=tuple(_unpacked_key(*key) for key in keys),
        void=frozenset(_unpacked_numbers(void)),
        replaced=frozenset(_unpacked_numbers(replaced)),
    )
    _check(trust)
    return trust


def _unpacked_key(
    kid: bytes, port: str, point: bytes, first_day: int, last_day: int, revoked: int | None
) -> TrustedKey:
    key = TrustedKey(
        point=point,
        port=port,
        first_day=_date(first_day),
        last_day=_date(last_day),
        revoked=None if revoked is None else _date(revoked),
    )
    if key.kid != kid:
        raise ValueError("a key id that does not belong to its key")
    return key


def _unpacked_numbers(groups: list[list[Any]]) -> Iterator[Number]:
    for port, year, steps in groups:
        serial = 0
        for step in steps:
            serial += step
            if step < 1 or serial > SERIAL_MAX:  # checked here so that no sum can run away
                raise ValueError("a serial that no label has")
            yield port, year, serial


def _check(trust: Trust) -> None:
    """Raise TrustRefused for a list that no reader would take."""
    kids = {key.kid for key in trust.keys}
    if len(kids) != len(trust.keys):
        raise _refused("有两个密钥标识相同", "two keys share one id")
    if not (_natural(trust.version) and _natural(trust.issued_at)):
        raise _refused("版本号或时间有误", "its version or time is wrong")
    for key in trust.keys:
        cose.public_key(key.point)
        if key.port is None or not _PORT.match(key.port) or key.last_day < key.first_day:
            raise _refused("密钥的口岸或有效期有误", "the port or validity of a key is wrong")
    for port, year, serial in trust.void | trust.replaced:
        possible = _natural(year, 99) and _natural(serial, SERIAL_MAX) and serial > 0
        if not _PORT.match(port) or not possible:
            raise _refused("含有不成立的标识号", "it holds a number that no label can have")


def _natural(value: object, limit: int = 2**53 - 1) -> bool:
    """Whether it is a whole number that JavaScript can hold exactly; True is not one."""
    return type(value) is int and 0 <= value <= limit


def _day(day: date) -> int:
    return (day - _EPOCH).days


def _date(day: int) -> date:
    if not _natural(day, LAST_DAY):
        raise ValueError("a day that cannot be")
    return _EPOCH + timedelta(day)


def _refused(zh: str, en: str) -> TrustRefused:
    return TrustRefused(
        f"信任列表未被接受：{zh}。请重新同步。",
        f"The trust list was not accepted: {en}. Sync again.",
    )
