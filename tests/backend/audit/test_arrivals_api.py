"""Where the journal says that photos are stored: enough for a phone to prove it by itself."""

import base64
import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.desk.attesting import photos_stored
from backend.merkle import verify_inclusion
from backend.photos import StoredPhoto
from backend.wire import jws, notes
from backend.wire.entry import PhotoRef
from tests.backend.keeping.served import CRATES, Served, serving
from tests.backend.photos.kit import OCTETS, jpeg, sha
from tests.kit import inspection

FIRST, SECOND, ABSENT = "ab" * 32, "cd" * 32, "ef" * 32


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path / "data") as served:
        yield served


async def test_the_entry_of_each_stored_photo_is_told_and_is_in_the_log(site: Served) -> None:
    phone = await site.phone()
    refs = [PhotoRef(sha256=sha256, size=10, type="image/jpeg") for sha256 in (FIRST, ABSENT)]
    body = inspection(CRATES[0], photos=[FIRST, ABSENT])
    phone.record("inspection.recorded", body, refs)
    await site.push(phone)
    for known in (FIRST, SECOND, FIRST):  # the second of one says nothing new
        photo = StoredPhoto(known, 10, "image/jpeg", Path("elsewhere"))
        await photos_stored(site.office, [photo])
    asked = {"photos": [SECOND, FIRST, ABSENT, FIRST]}
    told = (await site.post("wang", "/api/log/photos", asked)).json()["arrivals"]
    assert [item["sha256"] for item in told] == [SECOND, FIRST], "one is only announced"

    vkey = (await site.get("wang", "/api/log/vkey")).text.strip()
    head = notes.verify((await site.get("wang", "/api/log/checkpoint")).text, vkey)
    places = [item["entry"]["pos"] for item in told]
    size_pos = {"size": head.size, "pos": places}
    proofs = (await site.post("wang", "/api/log/proofs", size_pos)).json()
    nodes = [base64.b64decode(node) for node in proofs["nodes"]]
    for item, path in zip(told, proofs["paths"], strict=True):
        entry = item["entry"]
        said = json.loads(jws.split(entry["jws"]).payload)
        assert (said["kind"], said["body"]["sha256"]) == ("photo.stored", item["sha256"])
        assert (entry["answer"], entry["code"]) == ("stored", None)
        leaf = f"\0{entry['jws']}\n{entry['received_at']}\nstored\n".encode()
        proof = [nodes[place] for place in path]
        hashed = hashlib.sha256(leaf).digest()
        assert verify_inclusion(hashed, entry["pos"], head.size, proof, head.root)


async def test_what_was_answered_as_stored_is_in_the_journal_by_the_time_one_asks(
    site: Served,
) -> None:
    """Of three the journal hears of the first, and of the others a moment after their answers."""
    photos = [jpeg(seed) for seed in range(3)]
    for photo in photos:
        pair = base64.b64encode(sha(photo).encode()).decode()
        about = {"Upload-Length": str(len(photo)), "Upload-Metadata": f"sha256 {pair}"}
        answer = await site.post("wang", "/api/photos", content=photo, headers=OCTETS | about)
        assert answer.status_code == 201, answer.text
    asked = {"photos": [sha(photo) for photo in photos]}
    told = (await site.post("wang", "/api/log/photos", asked)).json()["arrivals"]
    assert [item["sha256"] for item in told] == asked["photos"]


async def test_a_question_that_makes_no_sense_is_refused(site: Served) -> None:
    for photos in (["x"], [FIRST] * 201, "all"):
        answer = await site.post("wang", "/api/log/photos", {"photos": photos})
        assert answer.status_code == 400, answer.text
