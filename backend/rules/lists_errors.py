"""What can be wrong with a list, said in Chinese and English, with what to do about it."""

from typing import Literal

SHOWN_CHARS = 60


class ListUnreadable(ValueError):
    """The file as a whole cannot be read as a list; nothing of it is taken."""

    def __init__(
        self,
        zh: str,
        en: str,
        code: Literal["list_unreadable", "file_too_large"] = "list_unreadable",
    ) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en
        self.code = code


class CellError(ValueError):
    """One cell cannot be taken; the sentences end with a full stop."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")
        self.zh = zh
        self.en = en


def shown(value: str) -> str:
    """A value as quoted in a message: cut where it is long."""
    return value if len(value) <= SHOWN_CHARS else value[:SHOWN_CHARS] + "…"
