"""What is said when something goes wrong, and in both languages."""

from backend.wire.base import (
    Wire,
)


class Problem(Wire):
    """RFC 9457 problem details. `code` is for programs, `action` says what to do."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    action: str


class Bilingual(Wire):
    zh: str
    en: str
