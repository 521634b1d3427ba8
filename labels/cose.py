"""Tagged COSE_Sign1 (RFC 9052) with ES256, in the one shape Greenlane uses.

Guarantees: signing is deterministic (RFC 6979) with low S, and of all the byte strings that CBOR
allows for one message only one is accepted. `open_message` checks the shape, `signature_holds` the
signature; nothing in a payload may be believed before the second has said yes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from labels import cbor
from labels.errors import KeyFileError

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
KID_BYTES, POINT_BYTES, SIGNATURE_BYTES = 4, 65, 64

_HEAD = bytes.fromhex("d28449a201260444")  # tag 18, array of 4, protected {1: -7, 4: kid of 4}
_UNPROTECTED = b"\xa0"
_SIGNATURE_HEAD = b"\x58\x40"
_PROTECTED = slice(3, 12)


@dataclass(frozen=True, slots=True)
class Message:
    """A COSE_Sign1 whose shape is right; whether its signature holds is another question."""

    kid: bytes  # first 4 bytes of SHA-256 of the signer's public point
    payload: bytes
    signature: bytes  # r and s, 32 bytes each, big-endian
    signed: bytes  # the Sig_structure over which the signature was made


def point_of(key: ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) -> bytes:
    """The public key as an uncompressed point: 04, x, y, 65 bytes. KeyFileError if not P-256."""
    if not isinstance(key.curve, ec.SECP256R1):
        raise KeyFileError(
            f"密钥须为 P-256，而此密钥为 {key.curve.name}。",
            f"The key must be on P-256, this one is on {key.curve.name}.",
        )
    public = key.public_key() if isinstance(key, ec.EllipticCurvePrivateKey) else key
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def kid_of(point: bytes) -> bytes:
    """The name of a key inside a signature: the first 4 bytes of SHA-256 of its point."""
    return hashlib.sha256(point).digest()[:KID_BYTES]


class Signer(Protocol):
    """A P-256 key that signs, wherever it is kept: in a file, or in a token that never lets it out.

    A token behind PKCS#11 fits with two calls: CKA_EC_POINT, and C_Sign with CKM_ECDSA over the
    SHA-256 of the data, which answers r and s as they are wanted here.
    """

    @property
    def point(self) -> bytes:
        """The public key, uncompressed, 65 bytes."""

    def sign(self, data: bytes) -> bytes:
        """r and s over the SHA-256 of `data`, 32 bytes each, big-endian; s may be either one."""


@dataclass(frozen=True, slots=True)
class KeySigner:
    """A key in memory. Deterministic (RFC 6979): the same data gives the same signature."""

    key: ec.EllipticCurvePrivateKey

    @property
    def point(self) -> bytes:
        return point_of(self.key)

    def sign(self, data: bytes) -> bytes:
        der = self.key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        return b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(der))


Key = Signer | ec.EllipticCurvePrivateKey


def sign(payload: bytes, key: Key) -> bytes:
    """The tagged COSE_Sign1 of `payload`. Same payload and key in memory, same bytes.

    Raises KeyFileError where a signer gives what its own public key does not verify.
    """
    signer = KeySigner(key) if isinstance(key, ec.EllipticCurvePrivateKey) else key
    head = _HEAD + kid_of(signer.point)
    signed = _sig_structure(head[_PROTECTED], payload)
    signature = _low(signer.sign(signed))
    message = Message(kid_of(signer.point), payload, signature, signed)
    if not isinstance(signer, KeySigner) and not signature_holds(message, signer.point):
        raise KeyFileError(
            "签名设备给出的签名与其公钥不符，标识未签发：请检查设备。",
            "The signing device gave a signature that its public key does not verify; nothing was "
            "issued: check the device.",
        )
    return head + _UNPROTECTED + cbor2.dumps(payload) + _SIGNATURE_HEAD + signature


def _low(signature: bytes) -> bytes:
    """Of the two signatures that would verify, always the one with the lower s."""
    s = int.from_bytes(signature[32:], "big")
    return signature[:32] + min(s, ORDER - s).to_bytes(32, "big")


def open_message(data: bytes) -> Message:
    """Take a COSE_Sign1 apart. Raises ValueError for anything but the one accepted encoding."""
    kid_end = len(_HEAD) + KID_BYTES
    if not data.startswith(_HEAD) or data[kid_end : kid_end + 1] != _UNPROTECTED:
        raise ValueError("not a COSE_Sign1 of ES256 with a key id of 4 bytes")
    major, length, start = cbor.head(data, kid_end + 1)
    if major != cbor.BYTES:
        raise ValueError("the payload is not a byte string")
    payload = data[start : start + length]
    tail = data[start + length :]
    if len(tail) != 2 + SIGNATURE_BYTES or not tail.startswith(_SIGNATURE_HEAD):
        raise ValueError("not followed by a signature of 64 bytes and nothing more")
    return Message(
        kid=data[len(_HEAD) : kid_end],
        payload=payload,
        signature=tail[2:],
        signed=_sig_structure(data[_PROTECTED], payload),
    )


def is_low(signature: bytes) -> bool:
    """Whether s is at most n/2. The other half would let anybody make a second valid code."""
    return int.from_bytes(signature[32:], "big") <= ORDER // 2


def signature_holds(message: Message, point: bytes) -> bool:
    """Whether `point` (65 bytes) signed the message, with low S. Never raises on bad signatures."""
    if not is_low(message.signature):
        return False
    r = int.from_bytes(message.signature[:32], "big")
    s = int.from_bytes(message.signature[32:], "big")
    try:
        public_key(point).verify(
            encode_dss_signature(r, s), message.signed, ec.ECDSA(hashes.SHA256())
        )
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=256)
def public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    """The key of an uncompressed point. KeyFileError when it is not a point of the curve."""
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        key = None
    if key is None or len(point) != POINT_BYTES:
        raise KeyFileError(
            "公钥不是 P-256 曲线上的点（应为 65 字节，04 开头）。",
            "The public key is not a point of P-256 (65 bytes that begin with 04).",
        )
    return key


def _sig_structure(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload])
