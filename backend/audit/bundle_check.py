"""Verifies an evidence bundle with nothing but itself, and the log's key where that is known.

Guarantee: the bundle may come from anybody; nothing is unpacked to disk, no name in it is followed,
and nothing is read that is larger than its list says.
"""

import hashlib
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from backend import __version__
from backend.audit.evidence import (
    CHECKPOINT,
    EXTENSIONS,
    LIST,
    NO_OBJECTIONS,
    PAGE,
    VKEY,
    Evidence,
    Item,
    Opened,
    entry_file,
    open_item,
    photo_file,
    proof_file,
    refs_of,
    whole,
)
from backend.audit.findings import Findings
from backend.audit.held import Origin, read_files, read_held
from backend.audit.objected import attested, digest_of_objections
from backend.audit.page import page
from backend.audit.signatures import Enrolled, Row, check_rows
from backend.audit.source import NothingToVerify
from backend.audit.values import signed_digests
from backend.journal.log import leaf_data
from backend.merkle.proofs import verify_inclusion
from backend.merkle.tree import leaf_hash
from backend.wire import jws, notes
from backend.wire.attestations import DeviceEnrolled
from backend.wire.disclosures import digest_of

_MAX_LIST = 8 * 1024 * 1024
_MAX_TEXT = 256 * 1024
_MAX_PAGE = 64 * 1024 * 1024


@dataclass
class BundleReport:
    """What a bundle proves, and what is wrong with it."""

    findings: Findings = field(default_factory=Findings)
    crate: str = ""
    origin: str = ""
    vkey: str = ""
    vkey_given: bool = False
    size: int = 0
    root: bytes = b""
    checkpoint_at: str = ""
    history: int = 0
    entries: int = 0
    photos: int = 0
    seconds: float = 0.0


class _Broken(Exception):
    """A file of the bundle that cannot be used."""

    def __init__(self, name: str, why: object) -> None:
        super().__init__(name)
        self.name, self.why = name, why


def is_bundle(path: Path) -> bool:
    return path.is_file() and zipfile.is_zipfile(path)


def verify_bundle(path: Path, held: Sequence[Path], vkey: str | None) -> BundleReport:
    """Verify the bundle at `path`. Raises NothingToVerify where it is none at all."""
    began = time.perf_counter()
    report = BundleReport()
    with zipfile.ZipFile(path) as bundle:
        if LIST not in bundle.namelist():
            raise NothingToVerify(
                f"{path.name} 不是证据包（没有 {LIST}）。",
                f"{path.name} is no evidence bundle (it has no {LIST}).",
            )
        check = _Check(bundle, report)
        try:
            check.run(held, vkey)
        except _Broken as broken:
            report.findings.add("bundle_file", name=broken.name, why=broken.why)
    report.seconds = time.perf_counter() - began
    return report


class _Check:
    def __init__(self, bundle: zipfile.ZipFile, report: BundleReport) -> None:
        self._bundle, self._report, self._findings = bundle, report, report.findings
        self._names = {LIST, CHECKPOINT, VKEY, PAGE}

    def run(self, held: Sequence[Path], vkey: str | None) -> None:
        evidence = self._list()
        note = self._text(CHECKPOINT)
        head = self._head(note, vkey)
        self._report.crate, self._report.history = evidence.crate, len(evidence.history)
        self._report.checkpoint_at = evidence.checkpoint_at
        entries = [entry for item in evidence.entries if (entry := self._entry(item))]
        self._report.entries = len(entries)
        for entry in entries:
            self._prove(entry, note, head)
        self._signatures(entries)
        self._values(entries)
        self._objections(entries)
        self._photos(evidence, entries)
        self._page(evidence, entries, note)
        self._strays()
        self._held(held, head)

    def _read(self, name: str, most: int) -> bytes:
        self._names.add(name)
        try:
            info = self._bundle.getinfo(name)
        except KeyError as error:
            raise _Broken(name, "missing") from error
        if info.file_size > most:
            raise _Broken(name, f"> {most} bytes")
        try:
            return self._bundle.read(info)
        except (
            zipfile.BadZipFile,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise _Broken(name, error) from error

    def _text(self, name: str) -> str:
        try:
            return self._read(name, _MAX_TEXT).decode()
        except UnicodeDecodeError as error:
            raise _Broken(name, "not UTF-8") from error

    def _list(self) -> Evidence:
        try:
            return msgspec.json.decode(self._read(LIST, _MAX_LIST), type=Evidence)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _Broken(LIST, error) from error

    def _head(self, note: str, given: str | None) -> notes.Checkpoint:
        vkey = self._text(VKEY).strip()
        try:
            head = notes.verify(note, vkey)
            if given is not None:
                self._report.vkey_given = True
                if not _same_key(vkey, given):
                    self._findings.add("key_differs")
        except notes.NotANoteError as error:
            raise _Broken(CHECKPOINT, error) from error
        self._report.vkey, self._report.origin = vkey, head.origin
        self._report.size, self._report.root = head.size, head.root
        return head

    def _entry(self, item: Item) -> Opened | None:
        try:
            return whole(open_item(item, self._text(entry_file(item.pos))))
        except _Broken as broken:
            self._findings.add("bundle_file", name=broken.name, why=broken.why)
        except (jws.NotJwsError, msgspec.DecodeError, UnicodeDecodeError) as error:
            self._findings.add("not_an_entry", item.pos, why=error)
        return None

    def _prove(self, entry: Opened, note: str, head: notes.Checkpoint) -> None:
        item = entry.item
        try:
            position, path, theirs = notes.read_proof(self._text(proof_file(item.pos)))
        except _Broken as broken:
            self._findings.add("bundle_file", name=broken.name, why=broken.why)
            return
        except notes.NotANoteError:
            position, path, theirs = -1, [], ""
        leaf = leaf_hash(leaf_data(entry.jws, item.received_at, item.answer, item.code))
        sound = (position, theirs) == (item.pos, note)
        if not sound or not verify_inclusion(leaf, position, head.size, path, head.root):
            self._findings.add("proof_wrong", item.pos)

    def _signatures(self, entries: Sequence[Opened]) -> None:
        keys = _keys(entries)
        for code, pos, said in check_rows([_row(entry) for entry in entries], keys).faults:
            self._findings.add(code, pos, said)
        heads: dict[str, int] = {}
        last = -1
        for entry in entries:
            seq, pos = entry.envelope.seq, entry.item.pos
            if pos <= last or seq <= heads.get(entry.dev, 0):
                wanted = f"> {heads.get(entry.dev, 0)}"
                self._findings.add("sequence", pos, dev=entry.dev, wanted=wanted, seq=seq)
            heads[entry.dev], last = seq, pos

    def _values(self, entries: Sequence[Opened]) -> None:
        """Personal values: those that travel must be those that were signed."""
        redacted = {
            (entry.body.get("entry"), digest): entry.item.pos
            for entry in entries
            if entry.envelope.kind == "entry.redacted"
            for digest in entry.body.get("digests", [])
        }
        for entry in entries:
            signed = signed_digests(entry.jws)
            kept = [digest_of(text) for text in entry.item.disclosures]
            if not set(kept) <= set(signed):
                self._findings.add("disclosure_altered", entry.item.pos)
            for digest in signed:
                at = redacted.get((entry.envelope.id, digest))
                if at is not None and digest not in kept:
                    self._findings.add("redacted", entry.item.pos, at=at)

    def _objections(self, entries: Sequence[Opened]) -> None:
        """What was objected must be what was attested; what is not attested is told as a note."""
        bodies = [e.envelope.body for e in entries if e.envelope.kind == "entry.objected"]
        told, bare = attested(bodies), 0
        for entry in entries:
            text, digest = entry.item.objections, told.get(entry.envelope.id)
            if digest is None and text != NO_OBJECTIONS:
                bare += 1
            elif digest is not None and digest != digest_of_objections(text):
                self._findings.add("objections_altered", entry.item.pos)
        if bare:
            self._findings.add("objections_bare", count=bare)

    def _photos(self, evidence: Evidence, entries: Sequence[Opened]) -> None:
        listed = {photo.sha256: photo for photo in evidence.photos}
        chosen = [entry for entry in entries if entry.item.pos in set(evidence.history)]
        owners = {ref: e.item.pos for e in reversed(chosen) for ref in refs_of([e])}
        for sha, pos in owners.items():
            photo = listed.get(sha)
            if photo is None:
                self._findings.add("photo_missing", pos, sha256=sha)
            elif not photo.held:
                self._findings.add("photo_not_there", pos, sha256=sha)
        for photo in evidence.photos:
            if not photo.held or photo.type not in EXTENSIONS:
                continue
            named = owners.get(photo.sha256)
            try:
                data = self._read(photo_file(photo), photo.size)
            except _Broken:
                self._findings.add("photo_missing", named, sha256=photo.sha256)
                continue
            self._report.photos += 1
            if len(data) != photo.size or hashlib.sha256(data).hexdigest() != photo.sha256:
                self._findings.add("photo_altered", named, sha256=photo.sha256)

    def _page(self, evidence: Evidence, entries: Sequence[Opened], note: str) -> None:
        """The page is made again: it may say nothing but what the entries say."""
        shown = self._read(PAGE, _MAX_PAGE)
        if evidence.made_by != __version__:
            self._findings.add("page_version", made_by=evidence.made_by, ours=__version__)
        elif self._made_again(evidence, entries, note) != shown:
            self._findings.add("page_differs")

    def _made_again(self, evidence: Evidence, entries: Sequence[Opened], note: str) -> bytes | None:
        """The page as it ought to be; None where entries are not of the shape that makes one."""
        try:
            return page(evidence, entries, note, self._report.vkey).encode()
        except (KeyError, TypeError, ValueError, IndexError, AttributeError):
            return None

    def _strays(self) -> None:
        names = self._bundle.namelist()
        for name in sorted({name for name in names if name not in self._names}):
            self._findings.add("bundle_stray", name=name)
        if len(set(names)) != len(names):
            self._findings.add("bundle_stray", name="×2")

    def _held(self, held: Sequence[Path], head: notes.Checkpoint) -> None:
        origins = {head.origin: Origin(self._report.vkey, None)}
        texts = read_files(held, self._findings)
        for file, theirs in read_held(texts, origins, self._findings):
            if theirs.size != head.size:
                self._findings.add("held_other_size", file=file, size=theirs.size, have=head.size)
            elif theirs.root != head.root:
                self._findings.add(
                    "held_differs", file=file, size=head.size, after=0, last=head.size - 1
                )


def _same_key(ours: str, given: str) -> bool:
    return (
        notes.open_vkey(ours)[1].public_bytes_raw()
        == notes.open_vkey(given.strip())[1].public_bytes_raw()
    )


def _row(entry: Opened) -> Row:
    item, envelope = entry.item, entry.envelope
    said = (item.received_at, item.answer, item.code, entry.jws)
    return Row(item.pos, envelope.id, entry.dev, envelope.seq, envelope.kind, *said)


def _keys(entries: Sequence[Opened]) -> dict[str, Enrolled]:
    """The keys that entries of the bundle enrol."""
    found: dict[str, Enrolled] = {}
    for entry in entries:
        if entry.envelope.kind != "device.enrolled" or entry.item.answer != "stored":
            continue
        try:
            body = msgspec.json.decode(entry.envelope.body, type=DeviceEnrolled)
        except msgspec.DecodeError:
            continue
        if jws.thumbprint(body.jwk) == body.dev:
            known = Enrolled(entry.item.pos, body.jwk, body.user, body.desk)
            found.setdefault(body.dev, known)
    return found
