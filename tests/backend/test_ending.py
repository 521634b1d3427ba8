"""A server that is told to end does, within seconds, whoever is connected and stands still."""

import asyncio
import json
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from backend.views.readers import Readers
from tests.backend.photos.kit import OCTETS, creation, jpeg, sha
from tests.backend.test_lan import OFFSETS, await_listener, free_ports
from tests.kit.line import Address, Answer, exchange, request

ROOT = Path(__file__).parents[2]
PASSWORD = "a long enough word"
ENDS_S = 15
COMMAND = [sys.executable, "-m", "backend"]


@contextmanager
def serving(data: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [*COMMAND, "run", "--no-demo", "--lan", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        [*command, "--data", str(data)], cwd=ROOT, stdout=subprocess.DEVNULL
    ) as server:
        try:
            for offset in OFFSETS:
                await_listener(port + offset)
            yield server
        finally:
            server.kill()


def ask(address: Address, raw: bytes) -> Answer:
    answer = exchange(address, raw)
    assert answer is not None
    assert answer.status < 300, answer.content
    return answer


def session(address: Address) -> str:
    said = json.dumps({"user": "wang", "password": PASSWORD}).encode()
    kind = {"Content-Type": "application/json"}
    answer = ask(address, request("POST", "/api/session", said, headers=kind))
    return answer.headers["set-cookie"].partition("=")[2].partition(";")[0]


def idle(call: socket.socket) -> socket.socket:
    """Kept alive by a client that had an answer and asks nothing more."""
    call.sendall(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert call.recv(1).startswith(b"H")
    return call


def test_connections_that_stand_still_do_not_keep_a_server(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_ports()
    hire = [*COMMAND, "user", "add", "wang", "--name", "王芳", "--role", "inspector"]
    subprocess.run(
        [*hire, "--data", str(data)], cwd=ROOT, input=f"{PASSWORD}\n".encode(), check=True
    )
    photo, office = jpeg(), ("127.0.0.1", port)
    half = len(photo) // 2
    path = f"/api/photos/{sha(photo)}"
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with ExitStack() as still, serving(data, port) as server:
        token = session(office)
        ask(office, request("POST", "/api/photos", token=token, headers=creation(photo)))
        upload = request(
            "PATCH", path, photo, token=token, headers={**OCTETS, "Upload-Offset": "0"}
        )
        starts = (
            b"",
            b"GET /api/he",
            request("POST", "/api/session", b"{" * 100)[:-50],
            upload[: half - len(photo)],
        )
        for start in starts:
            call = still.enter_context(socket.create_connection(office))
            call.sendall(start)
        idle(still.enter_context(socket.create_connection(office)))
        encrypted = ("127.0.0.1", port + OFFSETS[-1])
        still.enter_context(socket.create_connection(encrypted))  # shakes no hand
        plain = socket.create_connection(encrypted)
        idle(still.enter_context(trusting.wrap_socket(plain)))
        server.terminate()
        assert server.wait(ENDS_S) == -signal.SIGTERM
    with serving(data, port):
        kept = ask(office, request("POST", "/api/photos", token=token, headers=creation(photo)))
    assert int(kept.headers["upload-offset"]) == half


async def test_a_read_that_is_told_to_stop_gives_back_its_connection(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE doc (kind TEXT)")
    readers = Readers(path)
    await readers.open()

    async def stopped() -> None:
        async with readers.snapshot():
            task = asyncio.current_task()
            assert task is not None
            task.cancel()  # meets the end of the read

    async with asyncio.timeout(ENDS_S):
        for _ in range(20):
            assert await asyncio.gather(asyncio.create_task(stopped()), return_exceptions=True)
        async with readers.snapshot() as db:
            assert not list(await db.execute_fetchall("SELECT kind FROM doc"))
        await readers.close()
