"""The bare cost of what nobody can leave out: verifying each entry's P-256 signature.

Measured on the very entries that are pushed, by one thread that does nothing else: bytes,
signature in DER and key are at hand before the clock starts. The rate is per second of
processor time, so a busy machine does not flatter the ratio.
"""

import time
from collections.abc import Mapping, Sequence

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from backend.wire import jws
from bench.phones import Phone

_ES256 = ec.ECDSA(hashes.SHA256())
_MIN_S = 1.0


Keys = Mapping[str, ec.EllipticCurvePublicKey]
"""Public keys by device."""


def keys_of(phones: Sequence[Phone]) -> Keys:
    return {phone.dev: phone.key.public_key() for phone in phones}


def verification_rate(entries: Sequence[str], keys: Keys) -> float:
    """Entries a second that one core verifies and does nothing else."""
    work = []
    for text in entries:
        parts = jws.split(text)
        r, s = (
            int.from_bytes(half, "big") for half in (parts.signature[:32], parts.signature[32:])
        )
        work.append((keys[parts.kid].verify, encode_dss_signature(r, s), parts.signed))
    done, start = 0, time.thread_time()
    while (spent := time.thread_time() - start) < _MIN_S:
        for verify, signature, signed in work:
            verify(signature, signed, _ES256)
        done += len(work)
    return done / spent
