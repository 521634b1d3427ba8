"""What a phone could not send comes in by a file: once, whoever brings it and however often."""

import asyncio
import hashlib
import io
import json
import random
import shutil
import zipfile
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image

from backend.__main__ import main
from backend.api import unsent as api
from backend.desk import unsent_file
from backend.photos import PhotoStore
from backend.wire import disclosures, jws
from backend.wire.entry import PhotoRef
from backend.wire.views import Crate, Photo, Record
from tests.backend.keeping.served import CRATES, Served, serving
from tests.kit import Phone, check, inspection
from tests.kit.office import Clock

MANIFEST = {"format": "greenlane-unsent", "version": 1, "made_at": "2013-04-26T09:00:00+08:00"}


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path / "data") as served:
        yield served


def jpeg(seed: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (9, 99, 9)).save(out, "JPEG", comment=str(seed))
    return out.getvalue()


def packed(
    entries: list[str],
    photos: list[bytes],
    *,
    manifest: Any = MANIFEST,
    method: int = zipfile.ZIP_STORED,
) -> bytes:
    """A file as the phone writes it; the manifest's lists are for people."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        if manifest is not None:
            archive.writestr("manifest.json", json.dumps(manifest))
        for n, text in enumerate(entries):
            archive.writestr(f"entries/{n:06}-x.jws", text)
        for data in photos:
            archive.writestr(f"photos/{hashlib.sha256(data).hexdigest()}.jpg", data)
    return out.getvalue()


def with_photo(phone: Phone, data: bytes, crate: str) -> str:
    sha256 = hashlib.sha256(data).hexdigest()
    photo = PhotoRef(sha256=sha256, size=len(data), type="image/jpeg")
    return phone.record("inspection.recorded", inspection(crate, photos=[sha256]), [photo])


async def bring(site: Served, content: bytes, user: str = "zhao") -> dict[str, Any]:
    answer = await site.post(user, "/api/unsent", content=content)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def answers(report: dict[str, Any]) -> list[str]:
    return [item["answer"]["answer"] for item in report["entries"]]


async def test_a_phones_file_is_taken_in_and_bringing_it_again_changes_nothing(
    site: Served,
) -> None:
    phone = await site.phone()
    photos = [jpeg(n) for n in range(3)]
    for n, data in enumerate(photos):
        with_photo(phone, data, CRATES[n])
    content = packed(phone.outbox, photos)
    report = await bring(site, content)
    assert answers(report) == ["stored"] * 3
    assert [photo["answer"] for photo in report["photos"]] == ["stored"] * 3
    assert report["entries"][0]["kind"] == "inspection.recorded"
    for entry in report["entries"]:
        record = await site.doc(Record, entry["id"])
        assert (record.actor, record.photos_missing) == ("wang", 0)
    size = await site.office.journal.size()
    again = await bring(site, content, "sun")
    assert answers(again) == ["duplicate"] * 3
    assert [photo["answer"] for photo in again["photos"]] == ["already"] * 3
    assert await site.office.journal.size() == size
    pushed = (await site.push(phone)).json()["answers"]
    assert {item["answer"] for item in pushed} == {"duplicate"}, "nor does its phone"


async def test_personal_values_come_in_behind_their_entries(site: Served) -> None:
    phone = await site.phone()
    value = disclosures.make(bytes(16), "name", "范德赫伊")
    body = msgspec.to_builtins(inspection(CRATES[0]))
    body["witness"] = {"signed": True, "reason": None, "_sd": [value.digest]}
    text = phone.record("inspection.recorded", body, over={"kv": 2})
    (entry,) = (await bring(site, packed([f"{text}~{value.text}~"], [])))["entries"]
    assert (entry["kind"], entry["answer"]["answer"]) == ("inspection.recorded", "stored")
    witness = (await site.doc(Record, entry["id"])).body.witness
    assert witness is not None
    assert witness.name == "范德赫伊"


async def test_the_order_in_the_file_does_not_matter(site: Served) -> None:
    phones = [await site.phone("wang"), await site.phone("li")]
    texts = []
    for n in range(130):
        phone = phones[n % 2]
        other = phones[1 - n % 2].user
        body = inspection(CRATES[n % 40], lead=phone.user, recorder=other)
        texts.append(phone.record("inspection.recorded", body))
    random.Random(7).shuffle(texts)
    assert set(answers(await bring(site, packed(texts, [])))) == {"stored"}


async def test_each_entry_gets_the_answer_its_phone_would_have_got(site: Served) -> None:
    phone = await site.phone()
    good = phone.record("inspection.recorded", inspection(CRATES[0]))
    strange = phone.record("crate.teleported", {})
    skipped = phone.record("inspection.recorded", inspection(CRATES[1]))
    late = phone.record("inspection.recorded", inspection(CRATES[2]))
    stranger = Phone("wang", Clock()).record("inspection.recorded", inspection(CRATES[3]))
    report = await bring(
        site, packed([good, strange, late, stranger, "not a JWS", good[:-4] + "AAAA"], [])
    )
    got = {item["answer"]["answer"]: item for item in report["entries"]}
    assert sorted(answers(report)) == [
        "gap",
        "quarantined",
        "refused",
        "refused",
        "refused",
        "stored",
    ]
    assert got["gap"]["answer"]["have"] == 2
    assert got["gap"]["id"] == json.loads(_payload(late))["id"]
    assert set(answers(await bring(site, packed([skipped, late], [])))) == {"stored"}


def _payload(text: str) -> bytes:
    return jws.split(text).payload


async def test_photos_are_believed_by_their_hash_alone(site: Served) -> None:
    good, text, long_ = jpeg(1), b"just text", jpeg(2)
    out = io.BytesIO(packed([], [good, text]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(f"photos/{'ab' * 32}.jpg", jpeg(3))
        archive.writestr(f"photos/{'cd' * 32}.jpg", b"")
        archive.writestr("photos/../../../etc/passwd", b"x")
        archive.writestr("notes.txt", b"x")
    report = await bring(site, out.getvalue())
    got = {photo["sha256"]: (photo["answer"], photo["code"]) for photo in report["photos"]}
    assert got == {
        hashlib.sha256(good).hexdigest(): ("stored", None),
        hashlib.sha256(text).hexdigest(): ("refused", "not_a_photo"),
        "ab" * 32: ("refused", "wrong_hash"),
        "cd" * 32: ("refused", "too_large"),
    }
    assert (await site.doc(Photo, hashlib.sha256(good).hexdigest())).stored_at is not None
    assert hashlib.sha256(long_).hexdigest() not in got


async def test_a_photo_that_its_phone_sent_in_part_is_completed(site: Served) -> None:
    data = jpeg(1)
    sha256 = hashlib.sha256(data).hexdigest()
    store: PhotoStore = site.client.app.state.photo_store

    async def begun() -> AsyncIterator[bytes]:
        yield data[:100]

    await store.create(sha256, len(data))
    await store.append(sha256, 0, begun())
    report = await bring(site, packed([], [data]))
    assert [photo["answer"] for photo in report["photos"]] == ["stored"]
    found = store.find(sha256)
    assert found is not None
    assert found.path.read_bytes() == data


def _damaged_photo() -> bytes:
    data = jpeg(1)
    content = bytearray(packed([], [data]))
    content[bytes(content).index(data) + 50] ^= 1
    return bytes(content)


async def test_a_damaged_photo_does_not_cost_the_others_nor_itself(site: Served) -> None:
    report = await bring(site, _damaged_photo())
    assert [photo["answer"] for photo in report["photos"]] == ["refused"]
    for _ in range(2):
        whole = await bring(site, packed([], [jpeg(1)]))
    assert whole["photos"][0]["answer"] in ("stored", "already"), "by the second try at the latest"


def _many_files() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(unsent_file.MAX_FILES + 1):
            archive.writestr(str(n), b"")
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        lambda: b"",
        lambda: b"PK",
        lambda: b"x" * 100_000,
        lambda: b"PK\x05\x06",
        lambda: packed([], [])[:-10],
        lambda: packed([], [], manifest=None),
        lambda: packed([], [], manifest={"format": "other", "version": 1}),
        lambda: packed([], [], manifest={"format": "greenlane-unsent", "version": 2}),
        lambda: packed([], [], manifest=[]),
        _many_files,
    ],
)
async def test_what_is_no_such_file_is_refused_with_a_reason(
    site: Served, content: Callable[[], bytes]
) -> None:
    size = await site.office.journal.size()
    answer = await site.post("zhao", "/api/unsent", content=content())
    assert (answer.status_code, answer.json()["code"]) == (422, "not_unsent"), answer.text
    assert await site.office.journal.size() == size
    assert not list(site.client.app.state.data.glob(".*"))


async def test_a_file_packed_again_by_a_computer_is_read_and_a_bomb_does_no_harm(
    site: Served,
) -> None:
    phone = await site.phone()
    text = phone.record("inspection.recorded", inspection(CRATES[0]))
    report = await bring(site, packed([text], [jpeg(1)], method=zipfile.ZIP_DEFLATED))
    assert (answers(report), report["photos"][0]["answer"]) == (["stored"], "stored")
    bomb = await bring(
        site, packed(["A" * 300_000_000], [bytes(300_000_000)], method=zipfile.ZIP_DEFLATED)
    )
    assert answers(bomb) == ["refused"]
    assert bomb["photos"][0]["code"] == "too_large"


async def test_too_much_is_said_so_before_it_was_sent(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "MAX_BYTES", 1000)
    answer = await site.post("zhao", "/api/unsent", content=b"x" * 1001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert (await site.client.post("/api/unsent", content=b"")).status_code == 401
    for user in ("wang", "zhou"):
        answer = await site.post(user, "/api/unsent", content=b"")
        assert (answer.status_code, answer.json()["code"]) == (403, "no_right")


async def test_the_command_takes_a_file_in_beside_the_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, file = tmp_path / "data", tmp_path / "unsent.zip"
    async with serving(data) as site:
        phone = await site.phone()
        photo = jpeg(1)
        text = with_photo(phone, photo, CRATES[0])
    file.write_bytes(packed([text], [photo]))
    assert await _run("unsent", str(file), "--data", str(data)) == 0
    assert "已收 stored: 1" in capsys.readouterr().out
    assert await _run("unsent", str(file), "--data", str(data)) == 0
    assert "here already: 1" in capsys.readouterr().out
    file.write_bytes(packed([text, "x"], [b"text"]))
    assert await _run("unsent", str(file), "--data", str(data)) == 1
    said = capsys.readouterr().out
    assert "unparseable" in said
    assert "not_a_photo" in said
    file.write_bytes(b"x")
    assert await _run("unsent", str(file), "--data", str(data)) == 2
    assert await _run("unsent", str(tmp_path / "absent"), "--data", str(data)) == 2
    async with serving(data) as site:
        record = (await site.doc(Crate, CRATES[0])).record
        assert record is not None
        assert (await site.doc(Record, record)).photos_missing == 0
    assert check(data / "journal.db") > 0


async def _run(*words: str) -> int:
    return await asyncio.to_thread(main, list(words))


_WRITER = """
import { createRequire } from 'node:module'
import { readFileSync, writeFileSync } from 'node:fs'
const [pwa, list, out] = process.argv.slice(2)
const ts = createRequire(`${pwa}/package.json`)('typescript')
const options = { compilerOptions: { module: 'esnext', target: 'es2022' } }
const { outputText } = ts.transpileModule(readFileSync(`${pwa}/src/store/zip.ts`, 'utf8'), options)
const { zip } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`)
const files = JSON.parse(readFileSync(list, 'utf8')).map(([name, text]) => {
  return { name, bytes: Uint8Array.from(Buffer.from(text, 'base64')) }
})
writeFileSync(out, Buffer.from(await zip(files, new Date()).arrayBuffer()))
"""


async def test_the_file_that_the_app_itself_writes_is_read(site: Served, tmp_path: Path) -> None:
    """By the app's own ZIP writer, run by Node."""
    pwa, node = Path(__file__).parents[3] / "pwa", shutil.which("node")
    if node is None or not (pwa / "node_modules" / "typescript").exists():
        pytest.skip("Node or the app's packages are not installed")
    phone, photo = await site.phone(), jpeg(1)
    text = with_photo(phone, photo, CRATES[0])
    sha256 = hashlib.sha256(photo).hexdigest()
    files = [
        ("manifest.json", json.dumps(MANIFEST).encode()),
        ("entries/000001-x.jws", text.encode()),
        (f"photos/{sha256}.jpg", photo),
    ]
    names = [tmp_path / name for name in ("write.mjs", "files.json", "unsent.zip")]
    script, listed, out = names
    script.write_text(_WRITER)
    listed.write_text(json.dumps([[name, b64encode(data).decode()] for name, data in files]))
    words = (str(script), str(pwa), str(listed), str(out))
    done = await asyncio.create_subprocess_exec(node, *words)
    assert await done.wait() == 0
    report = await bring(site, out.read_bytes())
    assert (answers(report), report["photos"][0]["answer"]) == (["stored"], "stored")
