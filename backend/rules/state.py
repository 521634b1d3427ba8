"""What rules see of the world: documents by key, and the fact at hand.

Rules are pure: they take the time from the fact and never read a clock, so that a replay of the
journal gives the same documents.
"""

from typing import NamedTuple, Protocol, TypeVar

from backend.wire.base import Wire
from backend.wire.entry import PhotoRef
from backend.wire.views import Doc, Objection

D = TypeVar("D", bound=Doc)
SYSTEM = "system"
"""The actor of what the server itself attests."""


class State(Protocol):
    """The views as of the fact's position."""

    def get(self, kind: type[D], key: str) -> D | None: ...

    def put(self, doc: Doc) -> None: ...

    def last_key(self, kind: type[Doc], prefix: str) -> str | None:
        """The greatest key that starts with `prefix`."""

    def belonging(self, kind: type[D], parent: str) -> list[D]:
        """The documents that belong to another, by their keys: a crate's records."""


class Fact(NamedTuple):
    """An entry as rules read it: decoded, authentic, at its place in the journal."""

    pos: int
    id: str
    dev: str
    actor: str
    at: str
    received_at: str
    body: Wire
    photos: list[PhotoRef]
    objections: list[Objection]
    sha256: str
    """Of the JWS, in hex."""


class MemoryState:
    """A State in a dictionary, for trying a rule out without a database."""

    def __init__(self) -> None:
        self.docs: dict[tuple[str, str], Doc] = {}

    def get(self, kind: type[D], key: str) -> D | None:
        doc = self.docs.get((kind.view, key))
        return doc if isinstance(doc, kind) else None

    def put(self, doc: Doc) -> None:
        self.docs[doc.view, doc.key] = doc

    def last_key(self, kind: type[Doc], prefix: str) -> str | None:
        keys = (key for view, key in self.docs if view == kind.view and key.startswith(prefix))
        return max(keys, default=None)

    def belonging(self, kind: type[D], parent: str) -> list[D]:
        docs = [doc for doc in self.docs.values() if isinstance(doc, kind)]
        return sorted((doc for doc in docs if doc.parent == parent), key=lambda doc: doc.key)
