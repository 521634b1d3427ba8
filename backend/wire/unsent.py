"""The file that a phone writes of what it could not send, and what became of it here."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from backend.wire.base import Sha256, Wire
from backend.wire.sync import Verdict


class UnsentManifest(msgspec.Struct, frozen=True):
    """`manifest.json`. Only its format is believed: signatures and hashes say the rest."""

    format: Literal["greenlane-unsent"]
    version: Literal[1]
    made_at: str = ""


class UnsentEntry(Wire):
    """An entry of the file and the answer that its phone would have got; `id` and `kind` as far
    as it could be read."""

    file: str
    id: str | None
    kind: str | None
    answer: Verdict


class UnsentPhoto(Wire):
    """A photo of the file; `code` says why it was refused."""

    sha256: Sha256
    answer: Literal["stored", "already", "refused"]
    code: Annotated[str, Meta(max_length=40)] | None


class UnsentReport(Wire):
    """What a file held, in the order of its devices' sequences."""

    made_at: str
    entries: list[UnsentEntry]
    photos: list[UnsentPhoto]
