"""Compact JWS (RFC 7515) as entries use it: ES256, a fixed header, exact bytes.

Guarantee: a string that `split` accepts has one possible spelling, so equal entries are equal
strings; nothing is parsed as JSON here before its signature was checked, but the fixed header.
"""

import base64
import binascii
import hashlib
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from backend.wire.attestations import Jwk

_ES256 = ec.ECDSA(hashes.SHA256())
_SIGNATURE_BYTES = 64
_THUMBPRINT_CHARS = 43
# To the alphabet of base64; what base64url does not have becomes what neither has.
_STANDARD = bytes.maketrans(b"-_+/=", b"+/!!!")
_PADDING = (b"", b"===", b"==", b"=")
# The last character of a text that does not end on three bytes has four or two slack bits.
_LAST = {2: frozenset("AQgw"), 3: frozenset("AEIMQUYcgkosw048")}
_HEADER = '{"alg":"ES256","kid":"%s"}'


class NotJwsError(ValueError):
    """The string is not a compact JWS of the one accepted spelling; says what is wrong with it."""


class Parts(NamedTuple):
    """A JWS taken apart; `signed` are the bytes under the signature (raw r‖s, 64 bytes)."""

    kid: str
    signed: bytes
    signature: bytes
    payload: bytes


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Strict inverse of `encode`: padding, foreign characters and slack bits are errors."""
    over = len(text) % 4
    try:
        raw = text.encode("ascii").translate(_STANDARD) + _PADDING[over]
        data = binascii.a2b_base64(raw, strict_mode=True)
    except ValueError as error:
        raise NotJwsError("not base64url") from error
    if over == 1 or (over and text[-1] not in _LAST[over]):
        raise NotJwsError("base64url in a second spelling")
    return data


def header_of(kid: str) -> str:
    """The first part of every entry signed by this device."""
    return encode((_HEADER % kid).encode())


def cut(jws: str) -> tuple[str, bytes, bytes, bytes]:
    """Head (still encoded), signed bytes, signature, payload of any three-part compact JWS."""
    try:
        raw = jws.encode("ascii")
    except UnicodeEncodeError as error:
        raise NotJwsError("not ASCII") from error
    parts = jws.split(".")
    if len(parts) != 3:
        raise NotJwsError("not three parts joined by full stops")
    head, payload, signature = parts
    blob = decode(signature)
    if len(blob) != _SIGNATURE_BYTES:
        raise NotJwsError("signature is not 64 bytes")
    return head, raw[: len(head) + 1 + len(payload)], blob, decode(payload)


def split(jws: str) -> Parts:
    """Take an entry apart; raises NotJwsError with the reason where it is not one."""
    head, signed, signature, payload = cut(jws)
    return Parts(_kid_of(head), signed, signature, payload)


@lru_cache(maxsize=4096)
def _kid_of(head: str) -> str:
    """The device that a header names: as often the same as there are entries of its."""
    text = decode(head).decode("utf-8", "replace")
    kid = text.rpartition(':"')[2][:-2]
    if len(kid) != _THUMBPRINT_CHARS or text != _HEADER % kid:
        raise NotJwsError('header is not exactly {"alg":"ES256","kid":DEVICE}')
    return kid


def thumbprint(jwk: Jwk) -> str:
    """RFC 7638, SHA-256, base64url."""
    text = f'{{"crv":"P-256","kty":"EC","x":"{jwk.x}","y":"{jwk.y}"}}'
    return encode(hashlib.sha256(text.encode()).digest())


def public_key(jwk: Jwk) -> ec.EllipticCurvePublicKey:
    """The key behind a JWK; raises NotJwsError where the point is not on the curve."""
    point = b"\x04" + decode(jwk.x) + decode(jwk.y)
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as error:
        raise NotJwsError("the key is no point of P-256") from error


def jwk_of(key: ec.EllipticCurvePublicKey) -> Jwk:
    numbers = key.public_numbers()
    x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
    return Jwk(kty="EC", crv="P-256", x=encode(x), y=encode(y))


def verifies(signed: bytes, signature: bytes, key: ec.EllipticCurvePublicKey) -> bool:
    half = _SIGNATURE_BYTES // 2
    r, s = int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    try:
        key.verify(encode_dss_signature(r, s), signed, _ES256)
    except InvalidSignature:
        return False
    return True


def seal(head: str, payload: bytes, key: ec.EllipticCurvePrivateKey) -> str:
    """Sign `payload` under an encoded header, e.g. `header_of(kid)`."""
    text = f"{head}.{encode(payload)}"
    r, s = decode_dss_signature(key.sign(text.encode(), _ES256))
    return f"{text}.{encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"
