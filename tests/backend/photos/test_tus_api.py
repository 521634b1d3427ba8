"""The upload protocol, as a strict reader of tus 1.0 would try it."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Request

from backend.api import tus
from backend.api.context import AnyRequest
from backend.photos import Announcements, PhotoStore
from backend.photos.sink import Sink
from backend.photos.writing import hash_of
from tests.backend.photos.kit import OCTETS, TUS, Told, creation, jpeg, sha
from tests.backend.photos.test_store import files_of_at_most

PHOTO = jpeg()
URL = f"/api/photos/{sha(PHOTO)}"


def problem(answer: httpx.Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["tus-resumable"] == "1.0.0"


@pytest.mark.parametrize(
    ("messages", "body"),
    [
        ([{}], []),
        ([{"body": b"a"}], [b"a"]),
        ([{"more_body": True}, {"body": b"a", "more_body": True}, {}], [b"a"]),
    ],
)
async def test_a_message_may_leave_out_what_is_empty(
    messages: list[dict[str, Any]], body: list[bytes]
) -> None:
    coming = iter(messages)

    async def receive() -> Any:
        return {"type": "http.request", **next(coming)}

    request: AnyRequest = Request({"type": "http"}, receive)  # type: ignore[arg-type]
    assert [piece async for piece in tus.body_of(request)] == body


async def test_a_client_that_leaves_is_told_apart_from_the_end_of_a_body() -> None:
    async def receive() -> Any:
        return {"type": "http.disconnect"}

    request: AnyRequest = Request({"type": "http"}, receive)  # type: ignore[arg-type]
    with pytest.raises(tus.UploadCutError):
        [piece async for piece in tus.body_of(request)]


def at(offset: int, **more: str) -> dict[str, str]:
    return {**OCTETS, "Upload-Offset": str(offset), **more}


async def connect(
    server: str, request: str, headers: dict[str, str]
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A bare connection on which the head of a request was sent."""
    host, port = re.findall(r"([\d.]+):(\d+)", server)[0]
    reader, writer = await asyncio.open_connection(host, int(port))
    every = {"Host": "greenlane.test", **headers}
    lines = [f"{request} HTTP/1.1", *(f"{key}: {value}" for key, value in every.items()), "", ""]
    writer.write("\r\n".join(lines).encode())
    return reader, writer


async def test_what_the_server_can(phone: httpx.AsyncClient) -> None:
    for path in ("/api/photos", URL):
        answer = await phone.options(path, headers={"Cookie": ""})
        assert answer.status_code == 204
        assert answer.headers["tus-resumable"] == "1.0.0"
        assert answer.headers["tus-version"] == "1.0.0"
        assert answer.headers["tus-extension"] == "creation,creation-with-upload"
        assert answer.headers["tus-max-size"] == "20971520"


async def test_create_ask_and_send(
    line: httpx.AsyncClient, announcements: Announcements, told: Told
) -> None:
    created = await line.post("/api/photos", headers=creation(PHOTO))
    assert created.status_code == 201
    assert created.headers["location"] == URL
    assert created.headers["upload-offset"] == "0"
    sent = await line.patch(URL, headers=at(0), content=PHOTO[:1000])
    assert (sent.status_code, sent.headers["upload-offset"]) == (204, "1000")
    assert told.photos == []
    asked = await line.head(URL, headers=TUS)
    assert asked.status_code == 200
    assert asked.headers["upload-offset"] == "1000"
    assert asked.headers["upload-length"] == str(len(PHOTO))
    assert asked.headers["cache-control"] == "no-store"
    sent = await line.patch(URL, headers=at(1000), content=PHOTO[1000:])
    assert (sent.status_code, sent.headers["upload-offset"]) == (204, str(len(PHOTO)))
    await announcements.settled()
    assert told.photos == [(sha(PHOTO), len(PHOTO), "image/jpeg")]
    assert sent.headers["tus-resumable"] == "1.0.0"


async def test_what_is_here_already_is_not_sent_again(
    phone: httpx.AsyncClient, announcements: Announcements, told: Told
) -> None:
    whole = {**creation(PHOTO), **OCTETS}
    first = await phone.post("/api/photos", headers=whole, content=PHOTO)
    assert (first.status_code, first.headers["upload-offset"]) == (201, str(len(PHOTO)))
    for headers, content in ((creation(PHOTO), b""), (whole, PHOTO)):
        again = await phone.post("/api/photos", headers=headers, content=content)
        assert (again.status_code, again.headers["upload-offset"]) == (201, str(len(PHOTO)))
    asked = await phone.head(URL, headers=TUS)
    assert asked.headers["upload-offset"] == str(len(PHOTO))
    await announcements.settled()
    assert len(told.photos) == 1


async def test_a_creation_that_brings_bytes_goes_on_from_what_is_here(
    phone: httpx.AsyncClient,
) -> None:
    headers = {**creation(PHOTO), **OCTETS}
    first = await phone.post("/api/photos", headers=headers, content=PHOTO[:300])
    assert (first.status_code, first.headers["upload-offset"]) == (201, "300")
    shorter = await phone.post("/api/photos", headers=headers, content=PHOTO[:200])
    assert (shorter.status_code, shorter.headers["upload-offset"]) == (201, "300")
    longer = await phone.post("/api/photos", headers=headers, content=PHOTO[:5000])
    assert (longer.status_code, longer.headers["upload-offset"]) == (201, "5000")


async def test_nobody_waits_for_the_journal_and_two_who_finish_tell_it_once(
    line: httpx.AsyncClient, announcements: Announcements, told: Told
) -> None:
    told.gate = asyncio.Event()
    headers = {**creation(PHOTO), **OCTETS}
    both = [line.post("/api/photos", headers=headers, content=PHOTO) for _ in range(2)]
    for answer in await asyncio.gather(*both):
        assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(len(PHOTO)))
    assert told.photos == []
    told.gate.set()
    await announcements.settled()
    assert told.photos == [(sha(PHOTO), len(PHOTO), "image/jpeg")]


async def test_the_wrong_offset(phone: httpx.AsyncClient) -> None:
    await phone.post("/api/photos", headers={**creation(PHOTO), **OCTETS}, content=PHOTO[:10])
    for offset in (0, 9, 11, 10**15 - 1):
        answer = await phone.patch(URL, headers=at(offset), content=PHOTO)
        problem(answer, 409, "offset_mismatch")
        assert answer.headers["upload-offset"] == "10"


async def test_the_wrong_hash(
    phone: httpx.AsyncClient, announcements: Announcements, told: Told
) -> None:
    await phone.post("/api/photos", headers=creation(PHOTO))
    damaged = PHOTO[:-1] + b"\x00"
    problem(await phone.patch(URL, headers=at(0), content=damaged), 460, "wrong_hash")
    assert (await phone.head(URL, headers=TUS)).status_code == 404
    headers = {**creation(PHOTO), **OCTETS}
    problem(await phone.post("/api/photos", headers=headers, content=damaged), 460, "wrong_hash")
    done = await phone.post("/api/photos", headers=headers, content=PHOTO)
    assert done.headers["upload-offset"] == str(len(PHOTO))
    await announcements.settled()
    assert len(told.photos) == 1


async def test_a_text_file_named_jpg(phone: httpx.AsyncClient, told: Told) -> None:
    text = b"photo.jpg, it says"
    headers = {**creation(text), **OCTETS}
    problem(await phone.post("/api/photos", headers=headers, content=text), 415, "not_a_photo")
    assert (await phone.get(f"/api/photos/{sha(text)}")).status_code == 404
    assert told.photos == []


async def test_too_large(phone: httpx.AsyncClient) -> None:
    headers = {**creation(PHOTO), "Upload-Length": "20971521"}
    problem(await phone.post("/api/photos", headers=headers), 413, "too_large")
    problem(
        await phone.post("/api/photos", headers={**headers, "Upload-Length": "0"}), 413, "too_large"
    )
    await phone.post("/api/photos", headers=creation(PHOTO))
    longer = await phone.patch(URL, headers=at(0), content=PHOTO + bytes(1_000_000))
    problem(longer, 413, "too_large")
    assert (await phone.head(URL, headers=TUS)).headers["upload-offset"] == "0"


async def test_a_full_disk_is_told_to_a_phone_that_sends_all_before_it_listens(
    line: httpx.AsyncClient, server: str, headers: dict[str, str]
) -> None:
    large = jpeg() + bytes(9_000_000)
    every = {**headers, **creation(large), **OCTETS, "Content-Length": str(len(large))}
    reader, writer = await connect(server, "POST /api/photos", every)
    with files_of_at_most(500_000):
        for start in range(0, len(large), 1_000_000):
            writer.write(large[start : start + 1_000_000])
            await writer.drain()
        assert await reader.readline() == b"HTTP/1.1 507 Insufficient Storage\r\n"
    writer.close()
    await writer.wait_closed()
    again = await line.post("/api/photos", headers={**creation(large), **OCTETS}, content=large)
    assert again.status_code == 201


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412, "wrong_tus_version"),
        ({"Tus-Resumable": ""}, 412, "wrong_tus_version"),
        ({"Upload-Length": ""}, 400, "bad_request"),
        ({"Upload-Length": "-1"}, 400, "bad_request"),
        ({"Upload-Length": "1e3"}, 400, "bad_request"),
        ({"Upload-Length": "٣"}, 400, "bad_request"),
        ({"Upload-Length": "9" * 30}, 400, "bad_request"),
        ({"Upload-Metadata": ""}, 400, "bad_request"),
        ({"Upload-Metadata": "filename d29ybGQ="}, 400, "bad_request"),
        ({"Upload-Metadata": "sha256"}, 400, "bad_request"),
        ({"Upload-Metadata": "sha256 !!!"}, 400, "bad_request"),
        ({"Upload-Metadata": "sha256 Li4vLi4vZXRjL3Bhc3N3ZA=="}, 400, "bad_request"),
        ({"Upload-Metadata": "sha256 " + "QUFB" * 22}, 400, "bad_request"),
    ],
)
async def test_creations_that_say_nonsense(
    phone: httpx.AsyncClient, changed: dict[str, str], status: int, code: str
) -> None:
    headers = {**creation(PHOTO), **changed}
    raw = [(key.encode(), value.encode()) for key, value in headers.items()]
    answer = await phone.post("/api/photos", headers=raw)
    problem(answer, status, code)
    if status == 412:
        assert answer.headers["tus-version"] == "1.0.0"


async def test_metadata_may_hold_more(phone: httpx.AsyncClient) -> None:
    mine = creation(PHOTO)["Upload-Metadata"]
    headers = {**creation(PHOTO), "Upload-Metadata": f"filename d29ybGQ=,is_private , {mine}"}
    assert (await phone.post("/api/photos", headers=headers)).status_code == 201


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({**TUS, "Upload-Offset": "0", "Content-Type": "image/jpeg"}, 415, "unsupported_type"),
        (OCTETS, 400, "bad_request"),
        ({**OCTETS, "Upload-Offset": "-5"}, 400, "bad_request"),
        ({**OCTETS, "Upload-Offset": "0", "Tus-Resumable": "2.0.0"}, 412, "wrong_tus_version"),
    ],
)
async def test_pieces_that_say_nonsense(
    phone: httpx.AsyncClient, said: dict[str, str], status: int, code: str
) -> None:
    await phone.post("/api/photos", headers=creation(PHOTO))
    problem(await phone.patch(URL, headers=said, content=PHOTO), status, code)
    assert (await phone.head(URL, headers=TUS)).headers["upload-offset"] == "0"


@pytest.mark.parametrize("name", ["a" * 64, "A" * 64, "x", "..%5c..%5cpeople.db", "%00"])
async def test_what_was_never_begun(phone: httpx.AsyncClient, name: str) -> None:
    url = f"/api/photos/{name}"
    assert (await phone.head(url, headers=TUS)).status_code == 404
    problem(await phone.patch(url, headers=at(0), content=b"x"), 404, "no_such_photo")
    problem(await phone.get(url), 404, "no_such_photo")


async def test_no_way_up(phone: httpx.AsyncClient) -> None:
    for name in ("..%2f..%2fpeople.db", ".part/x", "..%2f.part"):
        assert (await phone.get(f"/api/photos/{name}")).status_code == 404


async def test_only_for_those_signed_in(server: str) -> None:
    async with httpx.AsyncClient(base_url=server, headers={"Origin": server}) as nobody:
        problem(await nobody.post("/api/photos", headers=creation(PHOTO)), 401, "not_signed_in")
        problem(await nobody.patch(URL, headers=at(0), content=PHOTO), 401, "not_signed_in")
        problem(await nobody.get(URL), 401, "not_signed_in")
        assert (await nobody.head(URL, headers=TUS)).status_code == 401


async def test_not_from_another_site(server: str, headers: dict[str, str]) -> None:
    cookie = {"Cookie": headers["Cookie"], "Origin": "https://evil.test"}
    async with httpx.AsyncClient(base_url=server, headers=cookie) as other:
        answer = await other.post("/api/photos", headers=creation(PHOTO))
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


async def send_and_break(server: str, headers: dict[str, str], offset: int, part: bytes) -> None:
    """PATCH that promises the rest of the photo, gives a part of it, and hangs up."""
    every = {**headers, **at(offset), "Content-Length": str(len(PHOTO) - offset)}
    reader, writer = await connect(server, f"PATCH {URL}", every)
    writer.write(part)
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert await reader.read() == b""


async def test_a_connection_that_breaks_again_and_again(
    line: httpx.AsyncClient,
    server: str,
    headers: dict[str, str],
    store: PhotoStore,
    announcements: Announcements,
    told: Told,
) -> None:
    await line.post("/api/photos", headers=creation(PHOTO))
    offset = 0
    for count in (1, 0, 777, 4000):
        await send_and_break(server, headers, offset, PHOTO[offset : offset + count])
        # The next turn begins only after the broken one has ended and kept its bytes
        async with store._lanes.turn(sha(PHOTO)):
            asked = await line.head(URL, headers=TUS)
        have = int(asked.headers["upload-offset"])
        assert have in (offset, offset + count)
        offset = have
    sent = await line.patch(URL, headers=at(offset), content=PHOTO[offset:])
    assert sent.status_code == 204
    photo = store.find(sha(PHOTO))
    assert photo is not None
    assert hash_of(photo.path) == sha(PHOTO)
    await announcements.settled()
    assert len(told.photos) == 1


async def test_a_phone_on_a_new_connection_while_the_old_one_hangs(
    line: httpx.AsyncClient, server: str, headers: dict[str, str]
) -> None:
    await line.post("/api/photos", headers=creation(PHOTO))
    given, hang = asyncio.Event(), asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield PHOTO[:700]
        given.set()
        await hang.wait()

    old = asyncio.create_task(line.patch(URL, headers=at(0), content=body()))
    await given.wait()
    offset = 0
    while offset < 700:
        offset = int((await line.head(URL, headers=TUS)).headers["upload-offset"])
    sent = await line.patch(URL, headers=at(700), content=PHOTO[700:])
    assert (sent.status_code, sent.headers["upload-offset"]) == (204, str(len(PHOTO)))
    hang.set()
    problem(await old, 408, "upload_stalled")


@pytest.mark.parametrize("size", [1_500_000, 15_000_000])
async def test_memory_for_bodies_is_limited(
    line: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """What fits a slot is there once; of what does not, a part at a time."""
    large = jpeg() + bytes(size)
    most = 0
    write = Sink.write

    async def watched(sink: Sink, chunk: bytes) -> None:
        nonlocal most
        await write(sink, chunk)
        most = max(most, len(chunk) + len(sink._held))

    monkeypatch.setattr(Sink, "write", watched)
    headers = {**creation(large), **OCTETS}
    answers = [line.post("/api/photos", headers=headers, content=large) for _ in range(3)]
    for answer in await asyncio.gather(*answers):
        assert answer.headers["upload-offset"] == str(len(large))
    assert 0 < most < 1_000_000
