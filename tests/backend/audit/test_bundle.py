"""Evidence that stands alone: what was packed verifies anywhere, what was bent is named."""

import asyncio
import json
import shutil
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.__main__ import main
from backend.audit.bundle import make
from backend.audit.bundle_check import BundleReport, verify_bundle
from backend.audit.evidence import CHECKPOINT, LIST, PAGE, VKEY
from backend.audit.source import NothingToVerify, find
from backend.rules.consignments import crate_key
from backend.wire import notes
from tests.backend.audit.kit import (
    SHA,
    audit,
    copy,
    furnish,
    overwrite,
    photo_path,
    position,
)
from tests.kit import DECLARATION

CRATE = crate_key(DECLARATION, 1)
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("honest") / "data"
    asyncio.run(furnish(folder))
    return folder


@pytest.fixture(scope="module")
def bundle(honest: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bundle") / "evidence.zip"
    make(find(honest), CRATE, out)
    return out


def bent(bundle: Path, to: Path, change: Callable[[Files], None]) -> Path:
    """A copy of the bundle with its files changed."""
    with zipfile.ZipFile(bundle) as old:
        files = {name: old.read(name) for name in old.namelist()}
    change(files)
    with zipfile.ZipFile(to, "w") as new:
        for name, data in files.items():
            new.writestr(name, data)
    return to


def found(report: BundleReport) -> dict[str, list[int | None]]:
    codes: dict[str, list[int | None]] = {}
    for item in report.findings.kept:
        codes.setdefault(item.code, []).append(item.pos)
    return codes


def proved(path: Path, *held: Path, vkey: str | None = None) -> dict[str, list[int | None]]:
    return found(verify_bundle(path, held, vkey))


def test_a_bundle_verifies_alone_and_against_the_key_that_is_known(
    bundle: Path, honest: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.zip"
    shutil.copy(bundle, elsewhere)
    report = verify_bundle(elsewhere, [], audit(honest).vkey)
    assert found(report) == {}
    assert (report.crate, report.photos, report.vkey_given) == (CRATE, 1, True)
    assert report.history == 6, "lodged, accepted, labelled, two inspections, a review"


def test_the_same_journal_gives_the_same_bytes(bundle: Path, honest: Path, tmp_path: Path) -> None:
    make(find(copy(honest, tmp_path / "copy")), CRATE, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == bundle.read_bytes()


def test_an_edited_entry_is_named(bundle: Path, honest: Path, tmp_path: Path) -> None:
    at = position(honest, "inspection.recorded")

    def edit(files: Files) -> None:
        text = files[f"entries/{at}.jws"]
        files[f"entries/{at}.jws"] = text[:-6] + (
            b"AAAAAA" if text[-6:] != b"AAAAAA" else b"BBBBBB"
        )

    codes = proved(bent(bundle, tmp_path / "b.zip", edit))
    assert codes.get("bad_signature") == [at] or codes.get("not_an_entry") == [at]


@pytest.mark.parametrize(
    ("key", "value"),
    [("received_at", "2013-04-26T00:00:00.000Z"), ("answer", "quarantined"), ("code", "no_right")],
)
def test_an_edited_receipt_is_named(
    bundle: Path, honest: Path, tmp_path: Path, key: str, value: str
) -> None:
    at = position(honest, "inspection.recorded")

    def edit(files: Files) -> None:
        listed = json.loads(files[LIST])
        next(item for item in listed["entries"] if item["pos"] == at)[key] = value
        files[LIST] = json.dumps(listed).encode()

    assert at in proved(bent(bundle, tmp_path / "b.zip", edit))["proof_wrong"]


def test_an_entry_that_was_taken_out_with_its_key_leaves_its_signature_unexplained(
    bundle: Path, honest: Path, tmp_path: Path
) -> None:
    at = position(honest, "device.enrolled", 1)

    def drop(files: Files) -> None:
        listed = json.loads(files[LIST])
        listed["entries"] = [item for item in listed["entries"] if item["pos"] != at]
        files[LIST] = json.dumps(listed).encode()
        del files[f"entries/{at}.jws"], files[f"proofs/{at}.tlog-proof"]

    assert proved(bent(bundle, tmp_path / "b.zip", drop))["unknown_key"]


@pytest.mark.parametrize("name", [CHECKPOINT, VKEY, LIST, PAGE])
def test_a_missing_file_is_named(bundle: Path, tmp_path: Path, name: str) -> None:
    path = bent(bundle, tmp_path / "b.zip", lambda files: files.__delitem__(name))
    if name == LIST:
        with pytest.raises(NothingToVerify):
            proved(path)
    else:
        assert "bundle_file" in proved(path)


def test_an_altered_and_a_missing_photo_are_named(
    bundle: Path, honest: Path, tmp_path: Path
) -> None:
    at = position(honest, "inspection.recorded")
    name = f"photos/{SHA}.jpg"

    def swap(files: Files) -> None:
        files[name] = files[name][:-1] + b"?"

    assert proved(bent(bundle, tmp_path / "a.zip", swap)) == {"photo_altered": [at]}
    gone = bent(bundle, tmp_path / "b.zip", lambda files: files.__delitem__(name))
    assert proved(gone) == {"photo_missing": [at]}


def test_a_photo_that_had_not_arrived_is_told_and_is_no_reproach(
    honest: Path, tmp_path: Path
) -> None:
    data = copy(honest, tmp_path / "data")
    photo_path(data).unlink()
    made = make(find(data), CRATE, tmp_path / "b.zip")
    assert (made.photos, made.missing) == (0, 1)
    report = verify_bundle(tmp_path / "b.zip", [], None)
    assert set(found(report)) == {"photo_not_there"}
    assert report.findings.good


def test_a_page_that_says_something_else_is_named(bundle: Path, tmp_path: Path) -> None:
    def lie(files: Files) -> None:
        files[PAGE] = files[PAGE].replace("合格放行".encode(), "退运".encode())

    assert set(proved(bent(bundle, tmp_path / "b.zip", lie))) == {"page_differs"}


def test_stray_and_repeated_files_are_named(bundle: Path, tmp_path: Path) -> None:
    path = bent(bundle, tmp_path / "b.zip", lambda files: files.update({"../evil": b"x"}))
    assert set(proved(path)) == {"bundle_stray"}
    with (
        zipfile.ZipFile(path, "a") as again,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        again.writestr(PAGE, b"twice")
    assert "bundle_stray" in proved(path)


def test_a_bundle_forged_from_nothing_fails_on_the_key(honest: Path, tmp_path: Path) -> None:
    """Somebody makes a whole journal of their own: sound in itself, but not of this office."""
    forged = tmp_path / "forged"
    asyncio.run(furnish(forged))
    make(find(forged), CRATE, tmp_path / "forged.zip")
    vkey = audit(honest).vkey
    assert proved(tmp_path / "forged.zip") == {}
    assert set(proved(tmp_path / "forged.zip", vkey=vkey)) == {"key_differs"}


def test_a_checkpoint_signed_by_another_key_is_refused(bundle: Path, tmp_path: Path) -> None:
    def forge(files: Files) -> None:
        head = notes.read(files[CHECKPOINT].decode())[0]
        files[CHECKPOINT] = notes.sign(head, Ed25519PrivateKey.generate()).encode()

    assert set(proved(bent(bundle, tmp_path / "b.zip", forge))) == {"bundle_file"}


def test_a_proof_of_another_entry_or_another_head_is_named(
    bundle: Path, honest: Path, tmp_path: Path
) -> None:
    one, two = (position(honest, "inspection.recorded", place) for place in (0, 1))

    def swap(files: Files) -> None:
        names = [f"proofs/{at}.tlog-proof" for at in (one, two)]
        files[names[0]], files[names[1]] = files[names[1]], files[names[0]]

    assert proved(bent(bundle, tmp_path / "b.zip", swap)) == {"proof_wrong": [one, two]}


def test_a_held_checkpoint_of_the_same_size_is_compared(bundle: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(bundle) as file:
        same = tmp_path / "same.txt"
        same.write_bytes(file.read(CHECKPOINT))
    assert proved(bundle, same) == {}


def test_what_does_not_verify_is_not_passed_off_as_evidence(
    honest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = copy(honest, tmp_path / "data")
    at = position(data, "inspection.recorded")
    overwrite(data, at, answer="quarantined", code="no_right")
    out = str(tmp_path / "b.zip")
    assert main(["audit", "bundle", CRATE, "--data", str(data), "--out", out, "--lang", "zh"]) == 1
    assert f"第 {at} 条的存证证明不成立" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_makes_and_verifies(
    honest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    out = str(tmp_path / "b.zip")
    asked = ["audit", "bundle", CRATE, "--data", str(honest), "--out", out, "--lang", lang]
    assert main(asked) == 0
    assert main(["audit", "verify", out, "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert ("没有遗漏" if lang == "zh" else "not that none was left out") in said
    assert ("谁都能造一个" if lang == "zh" else "anybody can make one") in said
    assert main(asked) == 2, "an existing file is not overwritten"
    other = ["audit", "bundle", "210900113004205/99", "--data", str(honest), "--lang", lang]
    assert main([*other, "--out", str(tmp_path / "c.zip")]) == 2


def test_a_file_that_is_no_bundle_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", "hello")
    assert main(["audit", "verify", str(path)]) == 2


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]
        assert not any(name.startswith("on") for name, _ in attrs)


def test_the_page_is_bilingual_has_no_script_and_loads_nothing_from_elsewhere(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as file:
        text = file.read(PAGE).decode()
    tags = _Tags()
    tags.feed(text)
    assert "script" not in tags.tags
    assert tags.sources == [f"photos/{SHA}.jpg"]
    for words in ("所证明的", "What is proved", "不能单独证明的", "What it cannot prove", "王芳"):
        assert words in text


def test_whatever_byte_is_changed_it_is_found_and_nothing_falls_over(
    bundle: Path, tmp_path: Path
) -> None:
    """Every file, at places spread over it; what may change freely is the list's own layout."""
    with zipfile.ZipFile(bundle) as file:
        sizes = {info.filename: info.file_size for info in file.infolist()}
    for name, size in sizes.items():
        for at in range(0, size, max(1, size // 7)):

            def flip(files: Files, name: str = name, at: int = at) -> None:
                data = bytearray(files[name])
                data[at] ^= 0x01
                files[name] = bytes(data)

            path = bent(bundle, tmp_path / "b.zip", flip)
            report = verify_bundle(path, [], None)
            assert report.findings.counts, (name, at)


def test_a_list_that_lies_about_sizes_reads_no_more_than_it_says(
    bundle: Path, tmp_path: Path
) -> None:
    def shrink(files: Files) -> None:
        listed = json.loads(files[LIST])
        listed["photos"][0]["size"] = 3
        files[LIST] = json.dumps(listed).encode()

    assert "photo_missing" in proved(bent(bundle, tmp_path / "b.zip", shrink))
