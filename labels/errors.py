"""Errors that say in Chinese and English what is wrong and what to do about it.

Every error that `labels` raises on bad input is a `LabelError`; anything else is a defect.
"""

from __future__ import annotations


def shown(text: str) -> str:
    """`text` as a message may quote it: what a terminal would obey or hide is spelt out."""
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


class LabelError(ValueError):
    """Bad input. `zh` and `en` are sentences for people, Chinese first when printed."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


class FactsError(LabelError):
    """A value that no label may carry. `field` is the name of the field of Facts."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.field = field


class NumberError(LabelError):
    """A typed label number that cannot be one."""


class MalformedNumber(NumberError):
    """It does not have the shape of a label number at all."""


class MistypedNumber(NumberError):
    """It has the shape, but the check character does not fit: a slip of the finger."""


class NotOurLabel(LabelError):
    """The code that was read is not a special label of any expo (非专用标识)."""


class FileError(LabelError):
    """A file that cannot be written."""


class KeyFileError(FileError):
    """A key or key file that cannot be used."""


class TrustRefused(LabelError):
    """A trust list that must not be taken over."""


class IssueRefused(LabelError):
    """An issue file that cannot be believed."""


class FaceError(LabelError):
    """A label that cannot be printed so that every word on it can be read."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(zh, en)
        self.field = field  # the name of the field of Face, "" when it is none of them


class RowsError(LabelError):
    """A list that cannot become labels; says of each bad row which column and why."""


class PictureError(LabelError):
    """A file in which no code can be looked for."""


class PrinterError(LabelError):
    """A printer or queue that cannot be reached, or cannot print now."""
