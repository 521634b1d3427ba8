"""Key files: made once, for their owner's eyes, and refused when they are something else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from labels.cose import kid_of, point_of
from labels.errors import KeyFileError
from labels.keys import is_open_to_others, load_point, load_private, make_key_files


def test_a_key_and_its_public_half_belong_together(tmp_path: Path):
    public, kid = make_key_files(tmp_path / "DAL.pem")
    assert public == tmp_path / "DAL.pub.pem"
    key = load_private(tmp_path / "DAL.pem")
    assert load_point(public) == point_of(key)
    assert kid == kid_of(point_of(key)).hex()
    assert stat.S_IMODE((tmp_path / "DAL.pem").stat().st_mode) == 0o600
    assert not is_open_to_others(tmp_path / "DAL.pem")


@pytest.mark.parametrize("there", ["DAL.pem", "DAL.pub.pem"])
def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path, there: str):
    (tmp_path / there).write_text("precious")
    with pytest.raises(KeyFileError, match="已存在"):
        make_key_files(tmp_path / "DAL.pem")
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "precious"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(KeyFileError, match="无法写入"):
        make_key_files(tmp_path / "nowhere" / "DAL.pem")


def private_pem(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a key",
        public_pem(ec.generate_private_key(ec.SECP256R1())),
        private_pem(ec.generate_private_key(ec.SECP384R1())),
        private_pem(ed25519.Ed25519PrivateKey.generate()),
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")
        ),
    ],
)
def test_what_is_no_p256_key_does_not_sign(tmp_path: Path, content: bytes):
    (tmp_path / "key.pem").write_bytes(content)
    with pytest.raises(KeyFileError):
        load_private(tmp_path / "key.pem")


@pytest.mark.parametrize(
    "content",
    [
        b"not a key",
        private_pem(ec.generate_private_key(ec.SECP256R1())),
        public_pem(ec.generate_private_key(ec.SECP384R1())),
        public_pem(ed25519.Ed25519PrivateKey.generate()),
    ],
)
def test_what_is_no_public_p256_key_is_not_trusted(tmp_path: Path, content: bytes):
    (tmp_path / "key.pub.pem").write_bytes(content)
    with pytest.raises(KeyFileError):
        load_point(tmp_path / "key.pub.pem")


def test_a_missing_file_is_said(tmp_path: Path):
    with pytest.raises(KeyFileError, match="无法读取"):
        load_point(tmp_path / "none.pem")
