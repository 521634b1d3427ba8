"""The peer for pushes: Kinto (offline-first sync for records) on PostgreSQL.

As its makers would run it on two cores: PostgreSQL with its defaults (fsync on), gunicorn with two
processes of four threads, the batch endpoint, the cheapest of its sign-ins. Records hold one
string of the same size as an entry; nothing is signed, verified, judged or proved.
"""

import base64
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.figures import median, percentile
from bench.loading import load, request
from bench.peers import KINTO, debian_program, python_env, unprivileged
from bench.places import fresh
from bench.progress import say
from bench.serving import Served, free_port

_DATABASE = "postgresql://postgres@127.0.0.1:{port}/postgres"
_SETTINGS = """[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = {database}
kinto.cache_backend = kinto.core.cache.postgresql
kinto.cache_url = {database}
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = {database}
kinto.batch_max_requests = 100
kinto.bucket_create_principals = system.Authenticated
kinto.userid_hmac_secret = bench
multiauth.policies = basicauth
"""
_WSGI = """from pyramid.paster import get_app
application = get_app({settings!r})
"""


class Pushed(NamedTuple):
    """Records/s (only those that were created), their share of all, and seconds a batch."""

    rate: float
    created: float
    p50_s: float
    p99_s: float


def push(batches: int, per_batch: int, record_bytes: int, connections: int) -> Pushed:
    """Raises Missing where Kinto or PostgreSQL cannot be had."""
    python = python_env("kinto", KINTO)
    with _postgres() as database, _kinto(python, database) as server:
        port = server.port
        _put(port, "/v1/buckets/bench")
        for lane in range(connections):
            _put(port, f"/v1/{_collection(lane)}")
        queues: list[list[bytes]] = [[] for _ in range(connections)]
        for n in range(batches):
            lane = n % connections
            queues[lane].append(batch(_collection(lane), per_batch, record_bytes))
        loaded = load(port, queues)
    created = sum(body.count(b'"status":201') for queue in loaded.bodies for body in queue)
    assert created, f"Kinto stored nothing: {loaded.bodies[0][0][:500]!r}"
    latencies = loaded.outcome.latencies_s
    run = Pushed(
        rate=created / loaded.outcome.wall_s,
        created=created / (batches * per_batch),
        p50_s=median(latencies),
        p99_s=percentile(latencies, 0.99),
    )
    say(f"  kinto: {run.rate:,.0f}/s")
    return run


def _headers() -> dict[str, str]:
    return {
        "Authorization": "Basic " + base64.b64encode(b"bench:bench").decode(),
        "Content-Type": "application/json",
    }


def _put(port: int, path: str) -> None:
    loaded = load(port, [[request("PUT", path, _headers(), b"{}")]])
    assert loaded.outcome.statuses == {"201": 1}, loaded.bodies[0][0]


def _collection(lane: int) -> str:
    """One for each connection, as for each phone: writers of one collection wait for each other."""
    return f"buckets/bench/collections/phone{lane}"


def batch(collection: str, count: int, record_bytes: int) -> bytes:
    text = "x" * record_bytes
    body = {
        "defaults": {"method": "POST", "path": f"/{collection}/records"},
        "requests": [{"body": {"data": {"n": n, "jws": text}}} for n in range(count)],
    }
    return request("POST", "/v1/batch", _headers(), json.dumps(body).encode())


@contextmanager
def _kinto(python: Path, database: str) -> Iterator[Served]:
    folder, port = fresh("kinto"), free_port()
    settings = folder / "kinto.ini"
    settings.write_text(_SETTINGS.format(database=database))
    (folder / "served.py").write_text(_WSGI.format(settings=str(settings)))
    subprocess.run(
        [str(python.with_name("kinto")), "migrate", "--ini", str(settings)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    command = [str(python), "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    command += ["--threads", "4", "--timeout", "240", "--keep-alive", "60", "served:application"]
    with Served(command, port, folder / "log", cwd=folder) as server:
        yield server


@contextmanager
def _postgres() -> Iterator[str]:
    """A cluster of its own, thrown away afterwards."""
    initdb = debian_program("initdb", "postgresql-15", ["usr/lib/postgresql/*/bin"])
    folder = Path(tempfile.mkdtemp(prefix="greenlane-bench-"))
    user, port = unprivileged(), free_port()
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        subprocess.run(
            [
                str(initdb),
                "-D",
                str(data),
                "-U",
                "postgres",
                "-A",
                "trust",
                "--no-locale",
                "-E",
                "UTF8",
            ],
            cwd=folder,
            user=user,
            check=True,
            capture_output=True,
            timeout=120,
        )
        log = folder / "log"
        command = [str(initdb.with_name("postgres")), "-D", str(data), "-p", str(port)]
        command += ["-h", "127.0.0.1", "-k", str(folder)]
        with Served(command, port, log, cwd=folder, user=user):
            _await_ready(initdb.with_name("pg_isready"), port)
            yield _DATABASE.format(port=port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _await_ready(probe: Path, port: int) -> None:
    deadline = time.monotonic() + 30
    command = [str(probe), "-h", "127.0.0.1", "-p", str(port), "-t", "30"]
    while subprocess.run(command, capture_output=True, check=False).returncode:
        if time.monotonic() > deadline:
            raise TimeoutError("PostgreSQL did not get ready")
