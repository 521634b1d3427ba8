"""A certificate authority for one installation's phones, and the server's certificate under it.

Guarantee: what it signs holds for private addresses and `.local` names alone (name constraints),
so that a phone that trusts it is deceived about no other site, whoever steals its key.
"""

import ipaddress
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from backend.lan.addresses import PRIVATE

_AUTHORITY_DAYS: Final = 3650
_SERVER_DAYS: Final = 397
"""Browsers refuse one that holds for longer."""
_EARLIER: Final = timedelta(days=1)
"""Phones' clocks go wrong too."""
_NAMES: Final = ("local", "localhost")


class Authority:
    """Keeps its key (`lan-ca.key`) and certificate (`lan-ca.crt`) in a folder, made on first use.

    A phone trusts it once; certificates of the server are made anew at each start.
    """

    def __init__(self, folder: Path, now: datetime) -> None:
        """`now` with its zone."""
        self._folder = folder
        self._now = now
        key, certificate = folder / "lan-ca.key", folder / "lan-ca.crt"
        if key.exists() and certificate.exists():
            self._key = _read_key(key)
            self.certificate = x509.load_pem_x509_certificate(certificate.read_bytes())
            if self.certificate.not_valid_after_utc > now:
                return
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._make()
        _write(key, _pem(self._key))
        _write(certificate, self.certificate.public_bytes(Encoding.PEM))

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate as phones show it: AB:CD:…"""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    def server(self, address: str) -> tuple[Path, Path]:
        """Files of a certificate for that address, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed(
            x509.CertificateBuilder()
            .subject_name(_name("Greenlane on this network"))  # no host: the constraints judge it
            .public_key(key.public_key())
            .not_valid_after(self._now + timedelta(days=_SERVER_DAYS))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]),
                critical=False,
            )
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()),
                critical=False,
            )
        )
        files = self._folder / "lan.crt", self._folder / "lan.key"
        chain = certificate.public_bytes(Encoding.PEM)
        _write(files[0], chain + self.certificate.public_bytes(Encoding.PEM))
        _write(files[1], _pem(key))
        return files

    def _make(self) -> x509.Certificate:
        public = self._key.public_key()
        return self._signed(
            x509.CertificateBuilder()
            .subject_name(self._named())
            .public_key(public)
            .not_valid_after(self._now + timedelta(days=_AUTHORITY_DAYS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_SIGNS, critical=True)
            .add_extension(_private_only(), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        )

    def _signed(self, wanted: x509.CertificateBuilder) -> x509.Certificate:
        return (
            wanted.issuer_name(self._named())
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - _EARLIER)
            .sign(self._key, hashes.SHA256())
        )

    def _named(self) -> x509.Name:
        made = getattr(self, "certificate", None)
        return made.subject if made is not None else _name(f"Greenlane {self._now:%Y-%m-%d}")


_SIGNS: Final = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _private_only() -> x509.NameConstraints:
    nets = [x509.IPAddress(net) for net in PRIVATE]
    return x509.NameConstraints([*nets, *(x509.DNSName(name) for name in _NAMES)], None)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "绿色通道 Greenlane"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} is no key of an elliptic curve")
    return key


def _write(path: Path, data: bytes) -> None:
    """For the owner alone; never half there."""
    draft = path.with_name(f".{path.name}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    draft.replace(path)
