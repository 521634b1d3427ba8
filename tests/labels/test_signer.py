"""A key that never leaves its token signs like one in a file, and a broken token issues nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from labels import cose
from labels.code import open_token, seal, verify
from labels.errors import KeyFileError
from labels.keys import load_private, make_key_files, public_pem
from tests.labels import kit


class Token:
    """Signs in another process, with a key that this one never reads: openssl, as a PKCS#11
    library would, with a random nonce and either s."""

    def __init__(self, file: Path, point: bytes) -> None:
        self._file = file
        self._point = point
        self._openssl = shutil.which("openssl") or ""

    @property
    def point(self) -> bytes:
        return self._point

    def sign(self, data: bytes) -> bytes:
        done = subprocess.run(
            [self._openssl, "dgst", "-sha256", "-sign", str(self._file)],
            input=data,
            capture_output=True,
            check=True,
        )
        return b"".join(part.to_bytes(32, "big") for part in decode_dss_signature(done.stdout))


class Broken(Token):
    def sign(self, data: bytes) -> bytes:
        return super().sign(data + b"!")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_key_files(tmp_path / "DAL.pem")
    return tmp_path / "DAL.pem"


def test_what_a_token_signs_is_read_like_any_label(file: Path):
    point = cose.point_of(load_private(file))
    token = Token(file, point)
    texts = {seal(kit.TULIPS, token) for _ in range(8)}
    assert len(texts) == 8  # of which about four came with the higher s
    for text in texts:
        opened = open_token(text)
        assert opened.facts == kit.TULIPS
        assert cose.is_low(opened.message.signature)
        assert verify(opened, point)


def test_a_token_that_signs_wrongly_issues_nothing(file: Path):
    broken = Broken(file, cose.point_of(load_private(file)))
    with pytest.raises(KeyFileError, match="签名设备"):
        seal(kit.TULIPS, broken)


def test_a_key_in_memory_signs_the_same_each_time():
    assert seal(kit.TULIPS, cose.KeySigner(kit.DAL)) == seal(kit.TULIPS, kit.DAL)
    assert b"BEGIN PUBLIC KEY" in public_pem(cose.KeySigner(kit.DAL).point)
