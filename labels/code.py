"""The code on a label: eleven facts, signed, as text that a QR code holds and any phone reads.

Guarantees: a label has exactly one token; whatever differs from it in a single bit either is not
opened or does not verify. Facts outside their limits are refused both when a label is made and
when one is read, so a Facts in hand can always be printed and shown.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import cbor2

from labels import cbor, cose
from labels.errors import FactsError, LabelError, NotOurLabel
from labels.number import number_of

FORMAT_VERSION = 1
DECLARATION_MAX = 10**15 - 1
CRATES_MAX = 9_999
TOKEN_MAX_CHARS = 512
HOST_MAX_CHARS = 60  # keeps the largest label within version 12 of the QR code
LAST_DAY = 47_481  # 2099-12-31, in days since 1970-01-01

_EPOCH = date(1970, 1, 1)
_ORIGIN = re.compile(r"[A-Z]{2}\Z")
_DESTINATION = re.compile(r"[A-Z0-9-]{1,12}\Z")
_HOST = re.compile(r"[A-Z0-9](?:[A-Z0-9.-]*[A-Z0-9])?(?::[0-9]{1,5})?\Z")
_TOKEN = re.compile(r"[A-Z2-7]+\Z")
_URL = re.compile(
    r"(?i:https)://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/L/([A-Z2-7]+)\Z"
)
_PAYLOAD_TYPES = (int, int, int, int, int, str, str, int, str, int, int)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a label says, in the order of its payload. Raises FactsError beyond the limits."""

    serial: int  # per port and year, from 1
    declaration: int  # 报检号, 15 digits
    n: int  # this crate …
    of: int  # … of so many
    port: str  # UN/LOCODE without CN
    origin: str  # country, ISO 3166 alpha-2
    hs: int  # HS code, 6 digits as a number: 0601.10 is 60110
    destination: str  # stand or designated place
    issued: date
    valid_until: date  # inclusive

    def __post_init__(self) -> None:
        number_of(self.port, self.issued, self.serial)
        _limit(
            "declaration",
            1 <= self.declaration <= DECLARATION_MAX,
            f"报检号 {self.declaration} 应为不超过 15 位的数字。",
            f"Declaration {self.declaration} must be a number of up to 15 digits.",
        )
        _limit(
            "n",
            1 <= self.n <= self.of <= CRATES_MAX,
            f"箱号 {self.n}/{self.of} 应满足 1 ≤ 箱号 ≤ 总箱数 ≤ {CRATES_MAX}。",
            f"Crate {self.n} of {self.of}: 1 ≤ crate ≤ total ≤ {CRATES_MAX} must hold.",
        )
        _limit(
            "origin",
            _ORIGIN.match(self.origin) is not None,
            f"原产国“{self.origin}”应为两位大写国家代码，如 NL。",
            f"Origin {self.origin!r} must be a country code of two capitals, such as NL.",
        )
        _limit(
            "hs",
            1 <= self.hs <= 999_999,
            f"HS 编码 {self.hs} 应为六位。",
            f"HS code {self.hs} must have six digits.",
        )
        _limit(
            "destination",
            _DESTINATION.match(self.destination) is not None,
            f"目的地“{self.destination}”应为 1 至 12 位大写字母、数字或连字符。",
            f"Destination {self.destination!r} must be 1 to 12 capitals, digits or hyphens.",
        )
        _limit(
            "valid_until",
            self.issued <= self.valid_until and self.valid_until.year <= 2099,
            f"有效期至 {self.valid_until} 应不早于签发日期 {self.issued}，且不晚于 2099 年。",
            f"Valid until {self.valid_until} must not be before the day of issue {self.issued}, "
            "nor after 2099.",
        )

    @property
    def number(self) -> str:
        """The label number as printed."""
        return number_of(self.port, self.issued, self.serial)


@dataclass(frozen=True, slots=True)
class Opened:
    """A token taken apart. Its facts are only claims until `verify` has said yes."""

    token: str
    facts: Facts
    kid: bytes
    message: cose.Message

    @property
    def signed(self) -> bytes:
        """The bytes over which the signature was made."""
        return self.message.signed


def seal(facts: Facts, key: cose.Key) -> str:
    """The token of a label: upper-case Base32 of the signed facts. A key in memory gives
    the same one each time."""
    return _base32(cose.sign(_pack(facts), key))


def token_from(data: bytes) -> str:
    """The token that carries a signed message of these bytes."""
    return _base32(data)


def bytes_from(token: str) -> bytes:
    """The signed message that a token carries. Raises NotOurLabel."""
    opened = open_token(token)
    return base64.b32decode(opened.token + "=" * (-len(token) % 8))


def open_token(token: str) -> Opened:
    """Take a bare token apart, strictly. Raises NotOurLabel for anything but the one encoding."""
    if not _TOKEN.match(token) or len(token) > TOKEN_MAX_CHARS:
        raise _not_ours()
    try:
        data = base64.b32decode(token + "=" * (-len(token) % 8))
        message = cose.open_message(data)
        facts = _unpack(message.payload)
    except ValueError:  # LabelError and binascii.Error among them
        raise _not_ours() from None
    if _base32(data) != token:  # the last character has slack bits
        raise _not_ours()
    return Opened(token=token, facts=facts, kid=message.kid, message=message)


def verify(opened: Opened, point: bytes) -> bool:
    """Whether the key at `point` (65 bytes) signed this label. High S never verifies."""
    return cose.signature_holds(opened.message, point)


def host_of(text: str) -> str:
    """A host name as labels carry it: upper case, `:port` allowed. Raises LabelError."""
    host = text.strip().upper()
    if not _HOST.match(host) or len(host) > HOST_MAX_CHARS:
        raise LabelError(
            f"主机名“{text}”不可用于二维码：只用字母、数字、点和连字符，不超过 {HOST_MAX_CHARS} "
            "个字符；中文域名请写成 xn-- 形式。",
            f"Host {text!r} cannot go into the code: use letters, digits, dots and hyphens, at "
            f"most {HOST_MAX_CHARS} characters; write a Chinese domain in its xn-- form.",
        )
    return host


def url_of(host: str, token: str) -> str:
    """What the QR code holds: the public status page of this label."""
    return f"https://{host_of(host)}/L/{token}"


def token_of(text: str) -> str:
    """The token in what a scanner read: a label's URL or a bare token. Raises NotOurLabel."""
    if _TOKEN.match(text):
        return text
    url = _URL.match(text)
    if url is None:
        raise _not_ours()
    return url[1]


def _limit(field: str, holds: bool, zh: str, en: str) -> None:
    if not holds:
        raise FactsError(field, zh, en)


def _pack(facts: Facts) -> bytes:
    return cbor2.dumps(
        [
            FORMAT_VERSION,
            facts.serial,
            facts.declaration,
            facts.n,
            facts.of,
            facts.port,
            facts.origin,
            facts.hs,
            facts.destination,
            (facts.issued - _EPOCH).days,
            (facts.valid_until - _EPOCH).days,
        ]
    )


def _unpack(payload: bytes) -> Facts:
    """The facts of a payload, of which there is only one encoding. Raises ValueError."""
    values: Any = cbor.read(payload)
    if not isinstance(values, list) or tuple(map(type, values)) != _PAYLOAD_TYPES:
        raise ValueError("not the eleven values of a label")
    version, serial, declaration, n, of, port, origin, hs, destination, issued, valid_until = values
    if version != FORMAT_VERSION or max(issued, valid_until) > LAST_DAY:
        raise ValueError("a format version or a day that this reader does not know")
    days = _EPOCH + timedelta(issued), _EPOCH + timedelta(valid_until)
    return Facts(serial, declaration, n, of, port, origin, hs, destination, *days)


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=")


def _not_ours() -> NotOurLabel:
    return NotOurLabel("这不是检验检疫专用标识的二维码。", "This code is not a special label.")
