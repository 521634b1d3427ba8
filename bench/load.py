"""The load generator: a process of its own that sends prepared requests and notes the times.

Requests are ready-made bytes, so that it costs next to nothing beside what it measures; what it
did cost is in its answer. Reads a plan (msgspec JSON) named on the command line, writes the
outcome beside it. Speaks just enough HTTP/1.1: keep-alive, answers with a length or in chunks.
"""

import asyncio
import sys
import time
from pathlib import Path

import msgspec

_CHUNKED = -1
_LAST_CHUNK = b"0\r\n\r\n"


class Plan(msgspec.Struct):
    """`queues`: for each connection the file of its requests, and the length of each of them."""

    port: int
    queues: list[tuple[str, list[int]]]
    limit_s: float


class Outcome(msgspec.Struct):
    """`latencies_s` in order of completion; answers stand in the files beside the queues'."""

    wall_s: float
    cpu_s: float
    latencies_s: list[float]
    statuses: dict[str, int]


class Connection(asyncio.Protocol):
    """Sends the next request when the answer to the last one is whole."""

    def __init__(self, requests: list[bytes], outcome: Outcome) -> None:
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.answers: list[bytes] = []
        self._requests = iter(requests)
        self._outcome = outcome
        self._held = bytearray()
        self._wanted = 0
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def begin(self) -> None:
        self._next()

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            if not self.finished.done():
                self.finished.set_result(None)
            return
        self._held.clear()
        self._wanted = 0
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._held += data
        if not self._wanted:
            end = self._held.find(b"\r\n\r\n")
            if end < 0:
                return
            self._wanted = _length(bytes(self._held[:end]))
        chunked = self._wanted == _CHUNKED
        if self._held.endswith(_LAST_CHUNK) if chunked else len(self._held) >= self._wanted:
            self._note()
            self._next()

    def _note(self) -> None:
        self._outcome.latencies_s.append(time.perf_counter() - self._sent)
        status = bytes(self._held[9:12]).decode()
        self._outcome.statuses[status] = self._outcome.statuses.get(status, 0) + 1
        self.answers.append(bytes(self._held))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.finished.done():
            self.finished.set_exception(exc or ConnectionError("the server hung up"))


def _length(head: bytes) -> int:
    """How long the whole answer is, or _CHUNKED."""
    for line in head.lower().split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip() == b"content-length":
            return len(head) + 4 + int(value)
        if name.strip() == b"transfer-encoding":
            return _CHUNKED
    if head[9:12] == b"204":
        return len(head) + 4
    raise ValueError(f"an answer without an end: {head[:200]!r}")


async def run(plan: Plan) -> Outcome:
    """Send what the plan says; the answers go into files beside the requests."""
    outcome = Outcome(0.0, 0.0, [], {})
    loop = asyncio.get_running_loop()
    connections = []
    for name, lengths in plan.queues:
        requests = _cut(Path(name).read_bytes(), lengths)

        def make(requests: list[bytes] = requests) -> Connection:
            return Connection(requests, outcome)

        connections.append((await loop.create_connection(make, "127.0.0.1", plan.port))[1])
    before, start = time.process_time(), time.perf_counter()
    for connection in connections:
        connection.begin()
    async with asyncio.timeout(plan.limit_s):
        await asyncio.gather(*(connection.finished for connection in connections))
    outcome.wall_s = time.perf_counter() - start
    outcome.cpu_s = time.process_time() - before
    for (name, _), connection in zip(plan.queues, connections, strict=True):
        Path(f"{name}.answers").write_bytes(msgspec.msgpack.encode(connection.answers))
    return outcome


def _cut(data: bytes, lengths: list[int]) -> list[bytes]:
    cut, at = [], 0
    for length in lengths:
        cut.append(data[at : at + length])
        at += length
    return cut


def main() -> None:
    path = Path(sys.argv[1])
    outcome = asyncio.run(run(msgspec.json.decode(path.read_bytes(), type=Plan)))
    path.with_suffix(".outcome").write_bytes(msgspec.json.encode(outcome))


if __name__ == "__main__":
    main()
