"""The slow line is as slow as it says, and carries every byte."""

import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

from bench.slow_line import RATE_BPS, ROUND_TRIP_S, SlowLine


def test_bytes_take_their_time_and_arrive_whole(tmp_path: Path) -> None:
    sent = bytes(range(256)) * 100
    (tmp_path / "file").write_bytes(sent)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        with SlowLine(server.server_port) as line:
            began = time.monotonic()
            with urlopen(f"http://127.0.0.1:{line.port}/file") as answer:
                assert answer.read() == sent
            took = time.monotonic() - began
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert took >= 2 * ROUND_TRIP_S + len(sent) * 8 / RATE_BPS
