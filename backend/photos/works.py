"""What the hands do: the last step of an upload, which hashes, recognises, writes and syncs it."""

from pathlib import Path

from msgspec import Struct
from PIL import Image

from backend.photos.disk import Folder, Part
from backend.photos.identify import PhotoType


def warm_up(_: memoryview) -> None:
    """Load beforehand what recognising pictures takes, so that the first does not wait for it."""
    Image.preinit()


class Deposit(Struct, frozen=True):
    """A hand's work: an upload that lies whole in the shared memory, from `start` on. It is sent
    once a photo, hence in few and plain words: the photos' folder, by its path, and whether the
    upload has `begun` a part there."""

    root: str
    sha256: str
    length: int
    start: int
    begun: bool

    def __call__(self, memory: memoryview) -> PhotoType:
        folder = Folder(Path(self.root))
        data = memory[self.start : self.start + self.length]
        part = folder.part_of(self.sha256, self.length)
        return folder.deposit(self.sha256, part, data, begun=self.begun)


class Promotion(Struct, frozen=True):
    """A hand's work: an upload that lies whole in its part."""

    folder: Folder
    sha256: str
    part: Part
    digest: str | None

    def __call__(self, _: memoryview) -> PhotoType:
        return self.folder.promote(self.sha256, self.part, self.digest)
