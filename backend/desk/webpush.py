"""One Web Push message: encrypted (RFC 8291), signed for (RFC 8292), and posted within seconds.

Guarantee: only to hosts that the settings name, never following a redirect, and nothing of the
answer but its status is believed. Losing a message costs a hint; the journal holds the fact.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.people.subscriptions import Target

Key = ec.EllipticCurvePrivateKey
TIMEOUT_S: Final = 10.0
_RECORD_BYTES: Final = 4096
_TOKEN_S: Final = 12 * 3600
_LOCAL: Final = "localhost"
UNREACHED: Final = 0
"""In place of a status, where no answer came."""


class Sender(NamedTuple):
    """Who sends: the office's push key, and how to reach the office (RFC 8292 `sub`)."""

    key: Key
    contact: str


def allowed(endpoint: str, hosts: Sequence[str]) -> bool:
    """Whether an endpoint is of a push service that the settings name; plain HTTP and other ports
    only where they name localhost itself."""
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None:
        return False
    if host == _LOCAL:
        return _LOCAL in hosts
    named = any(host == name or host.endswith(f".{name}") for name in hosts)
    return named and parts.scheme == "https" and port in (None, 443)


def post(target: Target, payload: bytes, sender: Sender, now_s: int, ttl_s: int) -> int:
    """Send it; returns the status, or UNREACHED. Blocks for some seconds at most."""
    parts = urlsplit(target.endpoint)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        body = encrypt(payload, target)
        headers = {
            "Authorization": authorization(target.endpoint, sender, now_s),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(ttl_s),
            "Urgency": "high",
        }
        connection.request("POST", path or "/", body, headers)
        return connection.getresponse().status
    except (OSError, HTTPException, ValueError):  # ValueError: a key that is no point
        return UNREACHED
    finally:
        connection.close()


def encrypt(
    payload: bytes, target: Target, key: Key | None = None, salt: bytes | None = None
) -> bytes:
    """`payload` for one subscription as aes128gcm, in one record. `key` and `salt` are made anew
    for each message; a test gives its own. Raises ValueError for keys that are none."""
    theirs, secret = _bytes(target.p256dh), _bytes(target.auth)
    key, salt = key or ec.generate_private_key(ec.SECP256R1()), salt or secrets.token_bytes(16)
    ours = point(key)
    shared = key.exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    )
    ikm = _derive(shared, secret, b"WebPush: info\x00" + theirs + ours, 32)
    cek = _derive(ikm, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(ikm, salt, b"Content-Encoding: nonce\x00", 12)
    sealed = AESGCM(cek).encrypt(nonce, payload + b"\x02", None)
    return salt + _RECORD_BYTES.to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def authorization(endpoint: str, sender: Sender, now_s: int) -> str:
    """The header by which a push service knows who sends (`vapid t=…, k=…`)."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": now_s + _TOKEN_S,
        "sub": sender.contact,
    }
    head = {"typ": "JWT", "alg": "ES256"}
    said = ".".join(text(json.dumps(part).encode()) for part in (head, claims))
    r, s = decode_dss_signature(sender.key.sign(said.encode(), ec.ECDSA(hashes.SHA256())))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return f"vapid t={said}.{text(signature)}, k={text(point(sender.key))}"


def point(key: Key) -> bytes:
    """The public half of a key, uncompressed, 65 bytes."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def text(raw: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(encoded: str) -> bytes:
    return urlsafe_b64decode(encoded.rstrip("=") + "=" * (-len(encoded.rstrip("=")) % 4))


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)
