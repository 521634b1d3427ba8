"""Key files: private keys as PKCS#8 in PEM, encrypted with a passphrase, and their public halves.

Losing the private file ends a port's issuing until it has a new key; whoever copies it, and knows
its passphrase if it has one, can issue labels in the port's name until the key is revoked. It is
written for its owner's eyes only, synced, and never over another file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from labels import passphrase as passphrases
from labels.cose import kid_of, point_of
from labels.errors import KeyFileError
from labels.new_file import already_there, write_new

Ask = Callable[[Path], bytes | None]
"""Gives the passphrase of an encrypted key file, asked for only when there is need; None: none."""

_ENCRYPTED = b"ENCRYPTED PRIVATE KEY"


def asker(file: Path | None = None) -> Ask:
    """The passphrase as a program finds it, from `file` first, or else a person's at the
    terminal."""
    return lambda path: passphrases.given(file) or passphrases.asked(path.name)


_FOUND = asker()


def make_key_files(private: Path, passphrase: bytes | None = None) -> tuple[Path, str]:
    """Write a new key to `private` (mode 0600), its public half beside it as `.pub.pem`.

    Returns the public file and the key's id in hex. Raises FileError when either file is there.
    """
    public = private.with_name(private.name.removesuffix(".pem") + ".pub.pem")
    key = ec.generate_private_key(ec.SECP256R1())
    for path in (private, public):
        if path.exists():
            raise already_there(path)
    write_private(private, key, passphrase)
    write_new(public, public_pem(point_of(key)), 0o644)
    return public, kid_of(point_of(key)).hex()


def write_private(
    path: Path, key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey, passphrase: bytes | None
) -> None:
    """Write a private key to a new file, mode 0600. Raises FileError."""
    encryption = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    write_new(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption), 0o600)


def public_pem(point: bytes) -> bytes:
    """The public key at `point` (65 bytes) as a PEM file holds it."""
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def load_private(path: Path, ask: Ask = _FOUND) -> ec.EllipticCurvePrivateKey:
    """A signing key from its PEM file. Raises KeyFileError when it is none or not on P-256."""
    key = read_private(path, ask)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise _not_p256(path)
    point_of(key)
    return key


def read_private(path: Path, ask: Ask = _FOUND) -> PrivateKeyTypes:
    """A private key of any sort. Raises KeyFileError; a wrong passphrase is told from no key."""
    data = _read(path)
    passphrase = ask(path) if _ENCRYPTED in data else None
    if _ENCRYPTED in data and passphrase is None:
        raise KeyFileError(
            f"密钥文件 {path} 有口令保护，但没有给出口令：请用 --passphrase-file、"
            f"环境变量 {passphrases.FILE_VARIABLE} 或 systemd 凭据 {passphrases.CREDENTIAL}。",
            f"The key file {path} is protected by a passphrase and none was given: use "
            f"--passphrase-file, the environment variable {passphrases.FILE_VARIABLE}, or "
            f"systemd's credential {passphrases.CREDENTIAL}.",
        )
    try:
        return load_pem_private_key(data, password=passphrase)
    except (ValueError, UnsupportedAlgorithm):
        raise _unreadable(path, wrong_passphrase=passphrase is not None) from None


def load_point(path: Path) -> bytes:
    """The public key in a PEM file as a point of 65 bytes. Raises KeyFileError."""
    return read_point(_read(path), str(path))


def read_point(pem: bytes, name: str) -> bytes:
    """The public key in PEM as a point of 65 bytes; `name` it goes by. Raises KeyFileError."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyFileError(
            f"{name} 不是 PEM 公钥（keygen 生成的 .pub.pem 文件）。",
            f"{name} is no public key in PEM (the .pub.pem that keygen writes).",
        ) from None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise _not_p256(name)
    return point_of(key)


def is_open_to_others(path: Path) -> bool:
    """Whether other accounts of this machine may read a key file."""
    return bool(path.stat().st_mode & 0o077)


def is_encrypted(path: Path) -> bool:
    """Whether a key file has a passphrase. Raises KeyFileError."""
    return _ENCRYPTED in _read(path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileError(
            f"无法读取 {path}：{error.strerror}。", f"Cannot read {path}: {error.strerror}."
        ) from None


def _unreadable(path: Path, *, wrong_passphrase: bool) -> KeyFileError:
    if wrong_passphrase:
        return KeyFileError(
            f"密钥文件 {path} 的口令不对（或文件已损坏）：请核对口令，或从备份恢复。",
            f"The passphrase of the key file {path} is wrong (or the file is damaged): check it, "
            "or restore the file from a backup.",
        )
    return KeyFileError(
        f"{path} 不是 PEM 私钥，或已损坏：请从备份恢复。",
        f"{path} is no private key in PEM, or damaged: restore it from a backup.",
    )


def _not_p256(path: Path | str) -> KeyFileError:
    return KeyFileError(f"{path} 不是 P-256 密钥。", f"{path} is not a P-256 key.")
