"""A signed message as a line of text that a file, a mail or JSON can carry: unpadded base64url.

Guarantee: a message has one text, so that two files of one content are one file.
"""

from __future__ import annotations

import base64
import re

from labels import cose

_TEXT = re.compile(r"[A-Za-z0-9_-]+\Z")


def text_of(data: bytes) -> str:
    """`data` as unpadded base64url."""
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def message_of(text: str, max_chars: int) -> cose.Message:
    """The message in `text`, its signature not yet looked at. Raises ValueError."""
    if not _TEXT.match(text) or len(text) > max_chars:
        raise ValueError("not base64url, or too long")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if text_of(data) != text:  # the last character has slack bits
        raise ValueError("not the one accepted encoding")
    return cose.open_message(data)
