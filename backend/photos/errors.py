"""What can go wrong with a photo, one class each."""


class PhotoError(Exception):
    """The base of all of them."""


class UnknownPhotoError(PhotoError):
    """Neither stored nor being uploaded."""


class LengthError(PhotoError):
    """An announced or sent length that is not allowed; `max_bytes` is what is."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(f"a photo has 1 to {max_bytes} bytes")
        self.max_bytes = max_bytes


class OffsetMismatchError(PhotoError):
    """The bytes do not continue where the last ones ended; `have` bytes are here."""

    def __init__(self, have: int) -> None:
        super().__init__(f"{have} bytes are here; continue from there")
        self.have = have


class StalledError(PhotoError):
    """The sender fell silent; what arrived is kept."""


class WrongHashError(PhotoError):
    """The bytes do not have the hash they were announced by; they were dropped."""


class NotAPhotoError(PhotoError):
    """The bytes are no photo or clip of a known format, or one too large; they were dropped."""


class DiskFullError(PhotoError):
    """No room on the server; nothing of the photo was kept."""


class NoPreviewError(PhotoError):
    """There can be no small picture: a clip, a format that is not decoded, or a damaged file."""
