"""Clients that others wrote upload here, break off and go on."""

import asyncio
import json
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from backend.photos import Announcements, PhotoStore
from backend.photos.writing import hash_of
from tests.backend.photos.kit import Told, jpeg, sha

MANIFEST = Path(__file__).parents[3] / "pwa" / "package.json"
PHOTO = jpeg(size=(2048, 1536)) + bytes(200_000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(PHOTO)
    return path


async def arrived(store: PhotoStore, announcements: Announcements, told: Told) -> None:
    await announcements.settled()
    photo = store.find(sha(PHOTO))
    assert photo is not None
    assert hash_of(photo.path) == sha(PHOTO)
    assert told.photos == [(sha(PHOTO), len(PHOTO), "image/jpeg")]


async def test_tuspy_uploads_and_resumes(
    server: str,
    headers: dict[str, str],
    store: PhotoStore,
    announcements: Announcements,
    told: Told,
) -> None:
    client = TusClient(f"{server}/api/photos", headers=headers)
    what: dict[str, Any] = {"chunk_size": 50_000, "metadata": {"sha256": sha(PHOTO)}}

    def begin() -> str:
        uploader = client.uploader(file_stream=BytesIO(PHOTO), **what)
        uploader.upload_chunk()
        uploader.upload_chunk()
        return str(uploader.url)

    def go_on(url: str) -> int:
        uploader = client.uploader(file_stream=BytesIO(PHOTO), url=url, **what)
        resumed_at = int(uploader.offset)
        uploader.upload()
        return resumed_at

    url = await asyncio.to_thread(begin)
    assert url == f"{server}/api/photos/{sha(PHOTO)}"
    assert await asyncio.to_thread(go_on, url) == 100_000
    await arrived(store, announcements, told)


async def test_tuspy_is_told_of_a_wrong_hash(server: str, headers: dict[str, str]) -> None:
    client = TusClient(f"{server}/api/photos", headers=headers)

    def send() -> None:
        stream = BytesIO(PHOTO)
        client.uploader(file_stream=stream, metadata={"sha256": sha(b"other")}).upload()

    with pytest.raises(TusCommunicationError) as caught:
        await asyncio.to_thread(send)
    assert caught.value.status_code == 460


def run_node(server: str, headers: dict[str, str], file: Path, named: str, cut_at: int) -> Any:
    node = shutil.which("node")
    if node is None or not (MANIFEST.parent / "node_modules" / "tus-js-client").is_dir():
        pytest.skip("needs Node and the front end's packages: npm ci in pwa/")
    script = Path(__file__).with_name("upload.mjs")
    endpoint = f"{server}/api/photos"
    arguments = [str(MANIFEST), endpoint, str(file), named, json.dumps(headers), str(cut_at)]
    done = subprocess.run(
        [node, str(script), *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


async def test_tus_js_client_uploads_and_resumes(
    server: str,
    headers: dict[str, str],
    file: Path,
    store: PhotoStore,
    announcements: Announcements,
    told: Told,
) -> None:
    seen = await asyncio.to_thread(run_node, server, headers, file, sha(PHOTO), 100_000)
    assert "error" not in seen
    assert seen["cut"]
    assert seen["url"] == f"{server}/api/photos/{sha(PHOTO)}"
    assert seen["offsets"] == sorted(set(seen["offsets"])), "nothing was sent twice"
    await arrived(store, announcements, told)
    again = await asyncio.to_thread(run_node, server, headers, file, sha(PHOTO), 0)
    assert "error" not in again
    await announcements.settled()
    assert len(told.photos) == 1


async def test_tus_js_client_is_told_of_a_wrong_hash(
    server: str, headers: dict[str, str], file: Path
) -> None:
    seen = await asyncio.to_thread(run_node, server, headers, file, sha(b"other"), 0)
    assert seen["status"] == 460
