"""Key files: a port's signing key and its public half, as PEM.

Losing the private file ends a port's issuing until it has a new key; whoever copies it can issue
labels in the port's name until the key is revoked. It is written for its owner's eyes only.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from labels.cose import kid_of, point_of
from labels.errors import KeyFileError


def make_key_files(private: Path) -> tuple[Path, str]:
    """Write a new key to `private` (mode 0600), its public half beside it as `.pub.pem`.

    Returns the public file and the key's id in hex. Raises KeyFileError when either file is there.
    """
    public = private.with_name(private.name.removesuffix(".pem") + ".pub.pem")
    key = ec.generate_private_key(ec.SECP256R1())
    for path in (private, public):
        if path.exists():
            raise _there(path)
    _write(private, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    _write(public, pem, 0o644)
    return public, kid_of(point_of(key)).hex()


def load_private(path: Path) -> ec.EllipticCurvePrivateKey:
    """A signing key from its PEM file. Raises KeyFileError when it is none or not on P-256."""
    data = _read(path)
    try:
        key = load_pem_private_key(data, password=None)
    except (ValueError, TypeError):  # TypeError: it is encrypted
        raise KeyFileError(
            f"{path} 不是未加密的 PEM 私钥。", f"{path} is no unencrypted private key in PEM."
        ) from None
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise KeyFileError(f"{path} 不是 P-256 密钥。", f"{path} is not a P-256 key.")
    point_of(key)
    return key


def load_point(path: Path) -> bytes:
    """The public key in a PEM file as a point of 65 bytes. Raises KeyFileError."""
    data = _read(path)
    try:
        key = load_pem_public_key(data)
    except ValueError:
        raise KeyFileError(
            f"{path} 不是 PEM 公钥（keygen 生成的 .pub.pem 文件）。",
            f"{path} is no public key in PEM (the .pub.pem that keygen writes).",
        ) from None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise KeyFileError(f"{path} 不是 P-256 密钥。", f"{path} is not a P-256 key.")
    return point_of(key)


def is_open_to_others(path: Path) -> bool:
    """Whether other accounts of this machine may read a key file."""
    return bool(path.stat().st_mode & 0o077)


def _write(path: Path, data: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise _there(path) from None
    except OSError as error:
        raise KeyFileError(
            f"无法写入 {path}：{error.strerror}。", f"Cannot write {path}: {error.strerror}."
        ) from None
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileError(
            f"无法读取 {path}：{error.strerror}。", f"Cannot read {path}: {error.strerror}."
        ) from None


def _there(path: Path) -> KeyFileError:
    return KeyFileError(
        f"{path} 已存在，不会覆盖：请换一个文件名。",
        f"{path} is there already and will not be overwritten: choose another name.",
    )
