"""The keys of an installation, as PEM files that only their owner may read.

desk: signs what is done at the desk. log: signs the heads of the journal's tree. root: signs the
trust list; phones learn it at enrolment. One key a port: signs special labels. Losing root or log
means enrolling every phone again; losing a port's key means a new one in the trust list; a stolen
one must be revoked there.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

from labels import cose

Key = ec.EllipticCurvePrivateKey


class KeyringError(Exception):
    """A key file that cannot be used; says which and what to do."""


def read_pem(path: Path) -> PrivateKeyTypes:
    try:
        return serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise KeyringError(
            f"密钥文件 {path.name} 无法读取，请从备份恢复。 "
            f"The key file {path.name} cannot be read ({error}); restore it from a backup."
        ) from error


def read_key(path: Path) -> Key:
    """The P-256 key of a file."""
    key = read_pem(path)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != "secp256r1":
        raise KeyringError(
            f"密钥文件 {path.name} 不是 P-256 私钥。 {path.name} holds no P-256 private key."
        )
    return key


def write_key(path: Path, key: Key | Ed25519PrivateKey) -> None:
    """Mode 0600, synced; raises FileExistsError rather than overwrite a key."""
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


class Keyring:
    """The folder `keys` of an installation; a key that is missing is made on first use."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._keys: dict[str, Key] = {}

    def get(self, name: str) -> Key:
        """`desk`, `root`, or `port-DAL`."""
        if name not in self._keys:
            path = self._folder / f"{name}.pem"
            if not path.exists():
                write_key(path, ec.generate_private_key(ec.SECP256R1()))
            self._keys[name] = read_key(path)
        return self._keys[name]

    def log(self) -> Ed25519PrivateKey:
        """The key that signs the heads of the log."""
        path = self._folder / "log.pem"
        if not path.exists():
            write_key(path, Ed25519PrivateKey.generate())
        key = read_pem(path)
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyringError(
                f"密钥文件 {path.name} 不是 Ed25519 私钥。 {path.name} holds no Ed25519 key."
            )
        return key

    def port(self, code: str) -> Key:
        return self.get(f"port-{code}")

    def root_point(self) -> bytes:
        """The root's public key, uncompressed, 65 bytes."""
        return cose.point_of(self.get("root").public_key())

    def port_point(self, code: str) -> bytes:
        return cose.point_of(self.port(code).public_key())
