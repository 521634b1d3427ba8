"""Where the passphrase of a key file comes from. Never from the command line, which others can see.

The first that is there: a file that was named; the file that `GREENLANE_PASSPHRASE_FILE` names;
`GREENLANE_PASSPHRASE`; systemd's credential `greenlane-passphrase` (LoadCredential=); a person at
the terminal.
"""

from __future__ import annotations

import getpass
import os
import sys
from functools import lru_cache
from pathlib import Path

from labels.errors import KeyFileError

FILE_VARIABLE, VARIABLE = "GREENLANE_PASSPHRASE_FILE", "GREENLANE_PASSPHRASE"
CREDENTIAL = "greenlane-passphrase"
MIN_CHARS = 12  # the derivation in PKCS#8 files is quick: the passphrase itself must be strong


def given(file: Path | None = None) -> bytes | None:
    """The passphrase that was left for a program to find, or None. Raises KeyFileError."""
    path = file or _path()
    if path is not None:
        return _from_file(path)
    text = os.environ.get(VARIABLE)
    return _plain(VARIABLE, text.encode()) if text is not None else None


@lru_cache
def asked(what: str) -> bytes | None:
    """What a person types who is asked, once, for the passphrase of `what`; None with nobody
    there."""
    if not sys.stdin.isatty():
        return None
    return getpass.getpass(f"{what} 的口令 passphrase: ").encode() or None


def chosen(file: Path | None = None) -> bytes | None:
    """A passphrase for a new key file: as `given`, or typed twice; None with nobody to ask.

    Raises KeyFileError where it is too short, or was typed in two ways.
    """
    passphrase = given(file)
    if passphrase is None and sys.stdin.isatty():
        passphrase = getpass.getpass(f"新口令 New passphrase (≥{MIN_CHARS}): ").encode()
        if getpass.getpass("再输一次 Once more: ").encode() != passphrase:
            raise KeyFileError("两次输入的口令不同。", "The two passphrases differ.")
    if passphrase is not None and len(passphrase.decode("utf-8", "replace")) < MIN_CHARS:
        raise KeyFileError(
            f"口令太短：至少 {MIN_CHARS} 个字符。",
            f"The passphrase is too short: use {MIN_CHARS} characters or more.",
        )
    return passphrase


def _path() -> Path | None:
    named = os.environ.get(FILE_VARIABLE)
    if named:
        return Path(named)
    if os.environ.get(VARIABLE) is not None:
        return None
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    credential = Path(folder) / CREDENTIAL if folder else None
    return credential if credential is not None and credential.exists() else None


def _from_file(path: Path) -> bytes:
    try:
        return _plain(str(path), path.read_bytes())
    except OSError as error:
        raise KeyFileError(
            f"口令文件 {path} 无法读取：{error.strerror}。",
            f"The passphrase file {path} cannot be read: {error.strerror}.",
        ) from None


def _plain(where: str, data: bytes) -> bytes:
    """Without the end of its line, which editors put there."""
    passphrase = data.rstrip(b"\r\n")
    if not passphrase:
        raise KeyFileError(f"{where} 中的口令是空的。", f"The passphrase in {where} is empty.")
    return passphrase
