"""Key files: made once, for their owner's eyes, and refused when they are something else."""

from __future__ import annotations

import shutil
import stat
import subprocess
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

from labels import passphrase
from labels.cose import kid_of, point_of
from labels.errors import FileError, KeyFileError
from labels.keys import (
    asker,
    is_encrypted,
    is_open_to_others,
    load_point,
    load_private,
    make_key_files,
)


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
    with pytest.raises(FileError, match="已存在"):
        make_key_files(tmp_path / "DAL.pem")
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "precious"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(FileError, match="无法写入"):
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


PASSPHRASE = "correct horse battery"


def encrypted(folder: Path) -> Path:
    make_key_files(folder / "DAL.pem", PASSPHRASE.encode())
    return folder / "DAL.pem"


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GREENLANE_PASSPHRASE", "GREENLANE_PASSPHRASE_FILE", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


def test_an_encrypted_key_is_pkcs8_that_other_programs_read(tmp_path: Path):
    path = encrypted(tmp_path)
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in path.read_bytes()
    assert is_encrypted(path)
    given = ["-passin", f"pass:{PASSPHRASE}", "-noout"]
    openssl = shutil.which("openssl")
    assert openssl is not None
    subprocess.run([openssl, "pkey", "-in", str(path), *given], check=True)


def test_a_passphrase_is_found_wherever_it_was_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = encrypted(tmp_path)
    file = tmp_path / "greenlane-passphrase"
    file.write_text(f"{PASSPHRASE}\n")
    point = load_point(tmp_path / "DAL.pub.pem")
    assert point_of(load_private(path, asker(file))) == point
    for name, value in (
        ("GREENLANE_PASSPHRASE", PASSPHRASE),
        ("GREENLANE_PASSPHRASE_FILE", str(file)),
        ("CREDENTIALS_DIRECTORY", str(tmp_path)),
    ):
        with monkeypatch.context() as at_hand:
            at_hand.setenv(name, value)
            assert point_of(load_private(path)) == point


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "没有给出口令"),
        ({"GREENLANE_PASSPHRASE": "wrong horse battery"}, "口令不对"),
        ({"GREENLANE_PASSPHRASE": ""}, "口令是空的"),
        ({"GREENLANE_PASSPHRASE_FILE": "/nowhere/at/all"}, "口令文件"),
    ],
)
def test_a_missing_or_wrong_passphrase_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], said: str
):
    path = encrypted(tmp_path)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(KeyFileError, match=said) as caught:
        load_private(path)
    assert "passphrase" in caught.value.en


def test_a_short_passphrase_is_not_taken(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GREENLANE_PASSPHRASE", "绿色通道")
    with pytest.raises(KeyFileError, match="至少 12"):
        passphrase.chosen()


def test_a_key_without_a_passphrase_is_read_with_one_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make_key_files(tmp_path / "DAL.pem")
    monkeypatch.setenv("GREENLANE_PASSPHRASE", PASSPHRASE)
    key = load_private(tmp_path / "DAL.pem")
    assert point_of(key) == load_point(tmp_path / "DAL.pub.pem")
