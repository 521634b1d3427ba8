"""Uploading photos: the product beside @tus/server and nginx's plain PUT."""

import base64
import hashlib
import io
import os
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from typing import NamedTuple

from PIL import Image

from bench.figures import median, percentile
from bench.loading import load, request
from bench.peers import TUS, Missing, debian_program, node_folder
from bench.places import ROOT, copied, fresh, remove
from bench.progress import say
from bench.report import Ratio, Section
from bench.scale import Scale
from bench.serving import Served, free_port, greenlane
from bench.site import Site, build

CONNECTIONS = 4
PHOTO_BYTES = 400_000
_IN_A_ROW = 2
_SYNCS = 40
_COMMENT = b"\xff\xfe\x00\x0a"
_HOW = """JPEGs of {size:,} bytes, each different, over {connections} connections, one request each
(tus creation-with-upload; PUT for nginx). The product checks the session and the hash, recognises
the picture and syncs file and folder to disk before it answers, and journals `photo.stored` right
behind the answer. `@tus/server` with its file store and nginx do none of that: they write the bytes
and leave them to the operating system. Each run has a folder of its own, and all are deleted at the
end: a file system such as ext4 passes one by one over what was deleted in the last minutes, and a
run would pay for what the one before it left."""
_NGINX = """
daemon off; worker_processes auto; pid {folder}/pid; error_log {folder}/error.log; {user}
events {{ worker_connections 64; }}
http {{
  access_log off; client_max_body_size 20m;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/t1; fastcgi_temp_path {folder}/t2;
  uwsgi_temp_path {folder}/t3; scgi_temp_path {folder}/t4;
  server {{
    listen 127.0.0.1:{port};
    location / {{ root {folder}/files; dav_methods PUT; create_full_put_path on; }}
  }}
}}
"""


class Uploaded(NamedTuple):
    """Photos/s, and seconds a photo."""

    rate: float
    p50_s: float
    p99_s: float


Asks = Callable[[bytes], bytes]
"""The request that uploads a photo."""


def photos(count: int) -> list[bytes]:
    """Noise in colour as JPEG, of exactly PHOTO_BYTES; each with a comment of its own."""
    out = io.BytesIO()
    side = 620
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(out, "JPEG", quality=75)
    jpeg = out.getvalue()
    room = PHOTO_BYTES - len(jpeg) - len(_COMMENT) - 8
    assert room >= 0, f"the noise takes {len(jpeg)} bytes"
    return [
        jpeg[:2] + _COMMENT + n.to_bytes(8, "big") + jpeg[2:-2] + b"\x00" * room + jpeg[-2:]
        for n in range(count)
    ]


def run(server: Served, pictures: Sequence[bytes], ask: Asks) -> Uploaded:
    queues: list[list[bytes]] = [[] for _ in range(CONNECTIONS)]
    for n, picture in enumerate(pictures):
        queues[n % CONNECTIONS].append(ask(picture))
    outcome = load(server.port, queues).outcome
    assert outcome.statuses == {"201": len(pictures)}, outcome.statuses
    times = outcome.latencies_s
    return Uploaded(len(pictures) / outcome.wall_s, median(times), percentile(times, 0.99))


def _tus(path: str, headers: dict[str, str]) -> Asks:
    def ask(picture: bytes) -> bytes:
        digest = hashlib.sha256(picture).hexdigest()
        said = {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(picture)),
            "Upload-Metadata": f"sha256 {base64.b64encode(digest.encode()).decode()}",
            "Content-Type": "application/offset+octet-stream",
        }
        return request("POST", path, {**said, **headers}, picture)

    return ask


def _put(picture: bytes) -> bytes:
    return request("PUT", f"/{hashlib.sha256(picture).hexdigest()}", {}, picture)


class Contender(NamedTuple):
    name: str
    serve: Callable[[str], AbstractContextManager[Served]]
    """Given the name of its folder."""
    ask: Asks


def _ours(site: Site) -> Contender:
    cookie = {"Cookie": f"__Host-session={site.phones[0].token}", "Sec-Fetch-Site": "same-origin"}
    return Contender(
        "Greenlane",
        lambda name: greenlane(copied(site.folder, name)),
        _tus("/api/photos", cookie),
    )


def _tus_server() -> Contender:
    folder = node_folder("tus", TUS)
    script = folder / "server.mjs"
    script.write_bytes((ROOT / "bench" / "tus_server.mjs").read_bytes())

    def serve(name: str) -> Served:
        port, files = free_port(), fresh(name)
        command = ["node", str(script), str(port), str(files)]
        return Served(command, port, files.with_suffix(".log"), cwd=folder)

    return Contender("@tus/server", serve, _tus("/files", {}))


def _nginx() -> Contender:
    program = debian_program("nginx", "nginx", ["usr/sbin"])

    def serve(name: str) -> Served:
        port, folder = free_port(), fresh(name)
        (folder / "files").mkdir()
        user = "user root;" if os.geteuid() == 0 else ""
        settings = folder / "nginx.conf"
        settings.write_text(_NGINX.format(folder=folder, port=port, user=user))
        command = [str(program), "-p", str(folder), "-c", str(settings), "-e", str(folder / "log")]
        return Served(command, port, folder / "out")

    return Contender("nginx, PUT", serve, _put)


def measure(scale: Scale) -> Section:
    """Turn and turn about; of each the median run counts."""
    contenders, notes = [_ours(build(fresh("site"), 0, phones=1))], []
    for make in (_tus_server, _nginx):
        try:
            contenders.append(make())
        except Missing as missing:
            notes.append(f"Not compared with one of the others: {missing}.")
    pictures = photos(scale.photos)
    runs: dict[str, list[Uploaded]] = {contender.name: [] for contender in contenders}
    folders = [
        [f"photos-{turn}-{n}" for n, _ in enumerate(contenders)] for turn in range(scale.rounds)
    ]
    for names in folders:
        for contender, name in zip(contenders, names, strict=True):
            with contender.serve(name) as server:
                runs[contender.name].append(run(server, pictures, contender.ask))
            say(f"  {contender.name}: {runs[contender.name][-1].rate:,.0f}/s")
    for name in chain.from_iterable(folders):
        remove(name)
    best = {name: sorted(found)[len(found) // 2] for name, found in runs.items()}
    notes.append(_floor())
    how = _HOW.format(size=PHOTO_BYTES, connections=CONNECTIONS)
    columns = ["", "photos/s", "MB/s", "p50", "p99"]
    rows = [_row(name, found) for name, found in best.items()]
    return Section("photos", "照片 Photos", how, columns, rows, _ratios(best), notes, scale.name)


def _sync_s() -> float:
    """What one `fsync` of a new file of that size takes here."""
    folder, data, times = fresh("sync"), os.urandom(PHOTO_BYTES), []
    for n in range(_SYNCS):
        with (folder / str(n)).open("wb", buffering=0) as file:
            file.write(data)
            start = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - start)
    return median(times)


def _floor() -> str:
    once = _sync_s()
    most = CONNECTIONS / once / _IN_A_ROW
    return (
        f"One `fsync` of a photo takes {once * 1000:.1f} ms here. The product waits for "
        f"{_IN_A_ROW} in a row (photo, its name), so with {CONNECTIONS} connections the disk "
        f"allows about {most:,.0f} photos/s; the others wait for none."
    )


def _ratios(best: dict[str, Uploaded]) -> list[Ratio]:
    ours = best["Greenlane"].rate
    targets = {"@tus/server": 2.0, "nginx, PUT": 1 / 4}
    return [
        Ratio(f"photos / {name}", ours / best[name].rate, target)
        for name, target in targets.items()
        if name in best
    ]


def _row(name: str, found: Uploaded) -> list[str]:
    return [
        name,
        f"{found.rate:,.0f}",
        f"{found.rate * PHOTO_BYTES / 1e6:,.0f}",
        f"{found.p50_s * 1000:,.1f} ms",
        f"{found.p99_s * 1000:,.1f} ms",
    ]
