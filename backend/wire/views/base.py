"""What all documents of the views share."""

from typing import ClassVar

from backend.wire.base import (
    Wire,
)


class Doc(Wire):
    """A row of a view."""

    view: ClassVar[str]

    @property
    def key(self) -> str:
        raise NotImplementedError

    @property
    def parent(self) -> str | None:
        """The key of the document that this one belongs to, for finding it by that."""
        return None
