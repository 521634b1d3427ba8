"""Photos as browsers get them."""

import io

import httpx
import pytest
from PIL import Image

from tests.backend.photos.kit import MP4, OCTETS, creation, jpeg, sha

PHOTO = jpeg(size=(800, 600), orientation=6)


@pytest.fixture
async def urls(phone: httpx.AsyncClient) -> dict[str, str]:
    """A photo and a clip, stored."""
    for content in (PHOTO, MP4):
        headers = {**creation(content), **OCTETS}
        assert (
            await phone.post("/api/photos", headers=headers, content=content)
        ).status_code == 201
    return {"photo": f"/api/photos/{sha(PHOTO)}", "clip": f"/api/photos/{sha(MP4)}"}


async def test_the_stored_bytes(phone: httpx.AsyncClient, urls: dict[str, str]) -> None:
    answer = await phone.get(urls["photo"])
    assert answer.status_code == 200
    assert answer.content == PHOTO
    headers = answer.headers
    assert headers["content-type"] == "image/jpeg"
    assert headers["content-length"] == str(len(PHOTO))
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == "private, max-age=31536000, immutable"
    assert (await phone.get(urls["clip"])).headers["content-type"] == "video/mp4"


@pytest.mark.parametrize(("size", "expected"), [("thumb", (240, 320)), ("screen", (600, 800))])
async def test_small_pictures(
    phone: httpx.AsyncClient, urls: dict[str, str], size: str, expected: tuple[int, int]
) -> None:
    answer = await phone.get(urls["photo"], params={"size": size})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == expected


async def test_a_clip_has_no_small_picture(phone: httpx.AsyncClient, urls: dict[str, str]) -> None:
    answer = await phone.get(urls["clip"], params={"size": "thumb"})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_preview")


async def test_another_size_is_a_bad_request(
    phone: httpx.AsyncClient, urls: dict[str, str]
) -> None:
    answer = await phone.get(urls["photo"], params={"size": "huge"})
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_request")
    assert "size" in answer.json()["detail"]


async def test_the_browser_asks_only_once(phone: httpx.AsyncClient, urls: dict[str, str]) -> None:
    for params in ({}, {"size": "thumb"}):
        etag = (await phone.get(urls["photo"], params=params)).headers["etag"]
        again = await phone.get(urls["photo"], params=params, headers={"If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
    other = await phone.get(urls["photo"], headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=10-", 10, None),
        ("bytes=-7", -7, None),
        ("bytes=0-999999999", 0, None),
        ("bytes=-999999999", 0, None),
    ],
)
async def test_part_of_a_clip(
    phone: httpx.AsyncClient, urls: dict[str, str], asked: str, start: int, end: int | None
) -> None:
    answer = await phone.get(urls["clip"], headers={"Range": asked})
    expected = MP4[start:end]
    first = MP4.index(expected)
    assert (answer.status_code, answer.content) == (206, expected)
    assert answer.headers["content-range"] == (
        f"bytes {first}-{first + len(expected) - 1}/{len(MP4)}"
    )


@pytest.mark.parametrize("asked", ["bytes=", "bytes=-", "bytes=0-1,3-4", "pages=1-2", "bytes=a-b"])
async def test_ranges_that_are_passed_over(
    phone: httpx.AsyncClient, urls: dict[str, str], asked: str
) -> None:
    answer = await phone.get(urls["clip"], headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, MP4)


async def test_a_range_of_another_version_gets_all(
    phone: httpx.AsyncClient, urls: dict[str, str]
) -> None:
    headers = {"Range": "bytes=0-1", "If-Range": '"older"'}
    assert (await phone.get(urls["clip"], headers=headers)).status_code == 200


@pytest.mark.parametrize("asked", ["bytes=100000-", "bytes=9-3", "bytes=-0"])
async def test_ranges_that_do_not_exist(
    phone: httpx.AsyncClient, urls: dict[str, str], asked: str
) -> None:
    answer = await phone.get(urls["clip"], headers={"Range": asked})
    assert (answer.status_code, answer.json()["code"]) == (416, "bad_range")
    assert answer.headers["content-range"] == f"bytes */{len(MP4)}"
