"""Take in what a phone could not send itself, from the file that it wrote.

Guarantee: entries go the way of a phone's own push and photos the way of its uploads, so that a
file may be brought twice, or beside the phone, and everything is in the journal once.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import NamedTuple

import msgspec

from backend.desk.unsent_file import PackedPhoto, Unsent, damages, opened
from backend.journal.journal import Journal
from backend.photos import (
    Announcements,
    DiskFullError,
    LengthError,
    NotAPhotoError,
    PhotoError,
    PhotoStore,
    StoredPhoto,
    WrongHashError,
)
from backend.views.devices import DeviceKeys
from backend.wire import jws
from backend.wire.disclosures import split
from backend.wire.sync import (
    MAX_ENTRIES,
    MAX_PUSH_BYTES,
    Conflict,
    Duplicate,
    Gap,
    Quarantined,
    Refused,
    Stored,
    Verdict,
)
from backend.wire.unsent import UnsentEntry, UnsentPhoto, UnsentReport

_CHUNK_BYTES = 1 << 20
_CODES: dict[type[PhotoError], str] = {
    WrongHashError: "wrong_hash",
    NotAPhotoError: "not_a_photo",
    LengthError: "too_large",
    DiskFullError: "disk_full",
}


class Means(NamedTuple):
    """What taking in needs: the journal, who signs as whom, the photos."""

    journal: Journal
    keys: DeviceKeys
    photos: PhotoStore
    announcements: Announcements


class _Claim(msgspec.Struct):
    """What an entry says of itself, before anybody checked it."""

    id: str
    seq: int
    kind: str


class _Packed(NamedTuple):
    file: str
    text: str
    dev: str
    claim: _Claim | None

    @property
    def place(self) -> tuple[str, int, str]:
        return self.dev, self.claim.seq if self.claim else 0, self.file


async def take_in(means: Means, path: Path) -> UnsentReport:
    """Push the entries of a file and store its photos; entries first, as a phone does.

    Raises NotUnsentError before anything is taken in.
    """
    with opened(path) as unsent:
        packed = await asyncio.to_thread(lambda: sorted(_packed(unsent), key=lambda p: p.place))
        entries = [entry for batch in _batches(packed) for entry in await _push(means, batch)]
        photos = [await _store(means, unsent, photo) for photo in unsent.photos()]
        await means.announcements.settled()
        return UnsentReport(made_at=unsent.manifest.made_at, entries=entries, photos=photos)


def _packed(unsent: Unsent) -> Iterator[_Packed]:
    for file, text in unsent.entries():
        try:
            parts = jws.split(split(text)[0])
            claim = msgspec.json.decode(parts.payload, type=_Claim)
        except (jws.NotJwsError, msgspec.DecodeError, UnicodeDecodeError):
            yield _Packed(file, text, "", None)
        else:
            yield _Packed(file, text, parts.kid, claim)


def _batches(packed: Sequence[_Packed]) -> Iterator[list[_Packed]]:
    """In parts that a phone could have pushed."""
    batch: list[_Packed] = []
    size = 0
    for item in packed:
        if batch and (len(batch) == MAX_ENTRIES or size + len(item.text) > MAX_PUSH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += len(item.text)
    if batch:
        yield batch


async def _push(means: Means, batch: list[_Packed]) -> list[UnsentEntry]:
    texts = [item.text for item in batch]
    answers = await means.journal.push(texts, await means.keys.of(texts))
    return [
        UnsentEntry(
            file=item.file,
            id=item.claim.id if item.claim else None,
            kind=item.claim.kind if item.claim else None,
            answer=answer,
        )
        for item, answer in zip(batch, answers, strict=True)
    ]


async def _store(means: Means, unsent: Unsent, photo: PackedPhoto) -> UnsentPhoto:
    known = means.photos.find(photo.sha256)
    try:
        stored = known or await _upload(means.photos, unsent, photo)
    except PhotoError as error:
        return _refused(photo, _CODES.get(type(error), "refused"))
    except damages:
        return _refused(photo, "damaged")
    if stored is None:
        return _refused(photo, "damaged")
    await means.announcements.soon(stored)
    return UnsentPhoto(sha256=photo.sha256, answer="already" if known else "stored", code=None)


def _refused(photo: PackedPhoto, code: str) -> UnsentPhoto:
    return UnsentPhoto(sha256=photo.sha256, answer="refused", code=code)


async def _upload(store: PhotoStore, unsent: Unsent, photo: PackedPhoto) -> StoredPhoto | None:
    """The stored photo; None where the member is shorter than it says."""
    async with aclosing(_bytes(unsent, photo)) as stream:
        return (await store.take(photo.sha256, photo.info.file_size, stream)).stored


async def _bytes(unsent: Unsent, photo: PackedPhoto) -> AsyncGenerator[bytes, None]:
    with unsent.open(photo) as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
            yield chunk


_WORDS = {
    "stored": "已收 stored",
    "duplicate": "早已收到 here already",
    "quarantined": "隔离待审 in quarantine",
    "conflict": "冲突，已保留 conflicting, kept",
    "gap": "缺前面的记录，未收 an earlier one is missing, not taken",
    "refused": "拒收 refused",
}
_KEPT = (Stored, Duplicate, Quarantined, Conflict)


def all_kept(report: UnsentReport) -> bool:
    """Whether the file may be thrown away."""
    return all(isinstance(item.answer, _KEPT) for item in report.entries) and all(
        photo.answer != "refused" for photo in report.photos
    )


def in_words(report: UnsentReport) -> str:
    """The report in lines: what was taken, and each thing that was not."""
    lines = [f"记录 entries: {len(report.entries)}, 照片 photos: {len(report.photos)}"]
    for entry in report.entries:
        tag = str(entry.answer.__struct_config__.tag)
        if not isinstance(entry.answer, Stored | Duplicate):
            lines.append(f"  {entry.file}: {_WORDS[tag]} {_why(entry.answer)}".rstrip())
    lines += [
        f"  {photo.sha256}: 拒收 refused {photo.code}"
        for photo in report.photos
        if photo.answer == "refused"
    ]
    for tag, words in _WORDS.items():
        count = sum(e.answer.__struct_config__.tag == tag for e in report.entries)
        if count:
            lines.append(f"{words}: {count}")
    return "\n".join(lines)


def _why(answer: Verdict) -> str:
    match answer:
        case Refused():
            return f"{answer.code}: {answer.detail}"
        case Quarantined() | Conflict():
            return answer.code
        case Gap():
            return f"{answer.have} + 1"
        case _:
            return ""
