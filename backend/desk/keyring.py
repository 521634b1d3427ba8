"""The keys of an installation, as PEM files that only their owner may read.

desk: signs what is done at the desk. log: signs the heads of the journal's tree. root: signs the
trust list; phones learn it at enrolment. Keys of ports sign special labels; which of them counts,
and for which days, the trust list alone says. Losing root or log means enrolling every phone
again; losing a port's key means a new one in the trust list; a stolen one must be revoked there.

With a passphrase at hand (`labels.passphrase`) new keys are written encrypted, and encrypted ones
can be read; without it an encrypted key stops the start, and says so.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from labels import cose, passphrase
from labels.errors import KeyFileError
from labels.keys import asker, load_private, read_private, write_private

Key = ec.EllipticCurvePrivateKey


class Keyring:
    """The folder `keys` of an installation; a key that is missing is made on first use."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder
        self._keys: dict[str, Key] = {}
        self._passphrase: bytes | None = None

    def get(self, name: str) -> Key:
        """`desk` or `root`, or a port's key by its file's name. Raises KeyFileError."""
        if name not in self._keys:
            path = self._folder / f"{name}.pem"
            if not path.exists():
                write_private(path, ec.generate_private_key(ec.SECP256R1()), passphrase.given())
            self._keys[name] = load_private(path, self._ask)
        return self._keys[name]

    def log(self) -> Ed25519PrivateKey:
        """The key that signs the heads of the log. Raises KeyFileError."""
        path = self._folder / "log.pem"
        if not path.exists():
            write_private(path, Ed25519PrivateKey.generate(), passphrase.given())
        key = read_private(path, self._ask)
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyFileError(
                f"密钥文件 {path.name} 不是 Ed25519 私钥。", f"{path.name} holds no Ed25519 key."
            )
        return key

    def open_all(self) -> None:
        """Open the server's own keys, so that a start fails early and says why: KeyFileError."""
        for name in ("desk", "root"):
            self.get(name)
        self.log()

    def port(self, code: str) -> Key:
        """The first key of a port, made where there is none."""
        return self.get(f"port-{code}")

    def new_port_key(self, code: str) -> bytes:
        """Make another key of a port; returns its public point. Its file is named by its kid."""
        key = ec.generate_private_key(ec.SECP256R1())
        point = cose.point_of(key)
        path = self._folder / f"port-{code}-{cose.kid_of(point).hex()}.pem"
        write_private(path, key, passphrase.given())
        return point

    def holder_of(self, code: str, point: bytes) -> Key | None:
        """The private key of a port at `point`, or None where it is not kept here."""
        kid = cose.kid_of(point).hex()
        for name in (f"port-{code}-{kid}", f"port-{code}"):
            if (self._folder / f"{name}.pem").exists():
                key = self.get(name)
                if cose.point_of(key) == point:
                    return key
        return None

    def root_point(self) -> bytes:
        """The root's public key, uncompressed, 65 bytes."""
        return cose.point_of(self.get("root").public_key())

    def port_point(self, code: str) -> bytes:
        return cose.point_of(self.port(code).public_key())

    def encrypt(self, new: bytes) -> list[str]:
        """Write every key anew under the passphrase `new`; returns the files' names.

        Each file is replaced in one step, so that a crash leaves a whole one, old or new; run
        again with the old passphrase still at hand for what is left. Raises KeyFileError.
        """
        files = sorted(self._folder.glob("*.pem"))
        files = [path for path in files if not path.name.endswith(".pub.pem")]
        keys = [read_private(path, lambda path: self._either(path, new)) for path in files]
        for path, key in zip(files, keys, strict=True):
            if not isinstance(key, Key | Ed25519PrivateKey):
                raise KeyFileError(
                    f"{path.name} 不是本系统的密钥。", f"{path.name} is no key of ours."
                )
            draft = path.with_suffix(".new")
            draft.unlink(missing_ok=True)
            write_private(draft, key, new)
            draft.replace(path)
        self._passphrase = new
        return [path.name for path in files]

    def _ask(self, path: Path) -> bytes | None:
        """Asked for once, not once for each key."""
        if self._passphrase is None:
            self._passphrase = asker()(path)
        return self._passphrase

    def _either(self, path: Path, new: bytes) -> bytes | None:
        """The old passphrase, or the new one for a file that an interrupted run has done."""
        try:
            read_private(path, lambda _: new)
        except KeyFileError:
            return self._ask(path)
        return new
