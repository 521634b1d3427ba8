"""Checkpoints as C2SP signed notes (tlog-checkpoint, signed-note), and single proofs (tlog-proof).

Ed25519 signatures are deterministic and the text holds no time, so a checkpoint of one size has
one spelling for ever.
"""

import base64
import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_DASH = "— "
_PROOF = "c2sp.org/tlog-proof@v1"
_INDEX = "index "
_HASH_BYTES = 32
_SIGNATURE_BYTES = 64
_KEY_ID_BYTES = 4
MAX_NOTE_CHARS = 4000


class NotANoteError(ValueError):
    """Text that is no checkpoint of this log; says what is wrong with it."""


class Checkpoint(NamedTuple):
    """A tree head: this log had `size` leaves under `root` (32 bytes)."""

    origin: str
    size: int
    root: bytes


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(text: str, what: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise NotANoteError(f"{what} is not base64") from error
    if _base64(data) != text:
        raise NotANoteError(f"{what} is base64 in a second spelling")
    return data


def key_id(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature line names its key."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_ID_BYTES]


def vkey(name: str, key: Ed25519PublicKey) -> str:
    """The verifier key of a log, as phones and other tools are told it."""
    public = key.public_bytes_raw()
    return f"{name}+{key_id(name, public).hex()}+{_base64(_ED25519 + public)}"


def open_vkey(text: str) -> tuple[str, Ed25519PublicKey]:
    """Name and key. Raises NotANoteError."""
    name, _, rest = text.partition("+")
    hexed, _, encoded = rest.partition("+")
    data = _unbase64(encoded, "the key")
    if data[:1] != _ED25519 or len(data) != 1 + _HASH_BYTES:
        raise NotANoteError("not an Ed25519 verifier key")
    if key_id(name, data[1:]).hex() != hexed:
        raise NotANoteError("the verifier key's id does not match its key")
    return name, Ed25519PublicKey.from_public_bytes(data[1:])


def text_of(checkpoint: Checkpoint) -> str:
    """What is signed."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{_base64(checkpoint.root)}\n"


def root_of(checkpoint: Checkpoint) -> str:
    """The root as notes and entries spell it."""
    return _base64(checkpoint.root)


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The signed note; the key's name is the origin."""
    text = text_of(checkpoint)
    public = key.public_key().public_bytes_raw()
    line = _base64(key_id(checkpoint.origin, public) + key.sign(text.encode()))
    return f"{text}\n{_DASH}{checkpoint.origin} {line}\n"


def read(note: str) -> tuple[Checkpoint, dict[str, list[bytes]]]:
    """The checkpoint that a note claims, and its signatures by key name, unverified."""
    if len(note) > MAX_NOTE_CHARS:
        raise NotANoteError("too long for a checkpoint")
    text, gap, tail = note.partition("\n\n")
    lines = text.split("\n")
    if not gap or len(lines) != 3 or not lines[0]:
        raise NotANoteError("not origin, size, root and a blank line")
    origin, digits, root = lines
    if not digits.isascii() or not digits.isdigit() or str(int(digits)) != digits:
        raise NotANoteError("the size is no plain number")
    value = _unbase64(root, "the root")
    if len(value) != _HASH_BYTES:
        raise NotANoteError("the root is not 32 bytes")
    return Checkpoint(origin, int(digits), value), _signatures(tail)


def _signatures(tail: str) -> dict[str, list[bytes]]:
    if not tail.endswith("\n"):
        raise NotANoteError("the last line does not end")
    found: dict[str, list[bytes]] = {}
    for line in tail[:-1].split("\n"):
        name, gap, encoded = line.removeprefix(_DASH).rpartition(" ")
        if not line.startswith(_DASH) or not gap:
            raise NotANoteError("a signature line of another form")
        found.setdefault(name, []).append(_unbase64(encoded, "a signature"))
    return found


def verify(note: str, verifier: str) -> Checkpoint:
    """The checkpoint, if the log's key signed it. Raises NotANoteError with the reason."""
    name, key = open_vkey(verifier)
    checkpoint, signatures = read(note)
    if checkpoint.origin != name:
        raise NotANoteError(f"of another log: {checkpoint.origin}")
    wanted = key_id(name, key.public_bytes_raw())
    for line in signatures.get(name, []):
        if line[:_KEY_ID_BYTES] != wanted or len(line) != _KEY_ID_BYTES + _SIGNATURE_BYTES:
            continue
        try:
            key.verify(line[_KEY_ID_BYTES:], text_of(checkpoint).encode())
        except InvalidSignature as error:
            raise NotANoteError("the signature does not hold") from error
        return checkpoint
    raise NotANoteError("not signed by this log's key")


def proof_text(position: int, path: Sequence[bytes], note: str) -> str:
    """A self-contained proof (C2SP tlog-proof) that a leaf is in the log."""
    hashes = "".join(f"{_base64(value)}\n" for value in path)
    return f"{_PROOF}\n{_INDEX}{position}\n{hashes}\n{note}"


def read_proof(text: str) -> tuple[int, list[bytes], str]:
    """Position, path from the leaf up, and note of a single proof. Raises NotANoteError."""
    top, gap, note = text.partition("\n\n")
    kind, *lines = top.split("\n")
    if not gap or kind != _PROOF or not lines or not lines[0].startswith(_INDEX):
        raise NotANoteError("no tlog-proof with its index")
    digits = lines[0].removeprefix(_INDEX)
    if not digits.isascii() or not digits.isdigit() or str(int(digits)) != digits:
        raise NotANoteError("the index is no plain number")
    return int(digits), [_unbase64(line, "a hash") for line in lines[1:]], note
