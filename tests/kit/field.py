"""A phone in the field: what the app does with each answer, over a line that may break.

Nothing sealed is ever deleted here, so that what the phone believes can be held against what the
server has. `acknowledged` is what its owner was told is safe.
"""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from backend.wire import notes
from backend.wire.base import Wire
from backend.wire.entry import PhotoRef
from backend.wire.sync import MAX_ENTRIES, MAX_PUSH_BYTES
from tests.kit.line import GOOD, Address, Answer, Line, exchange, request, together
from tests.kit.phone import Phone


class Server(Protocol):
    """All that a phone knows of it; the address changes where it comes back on another port."""

    address: Address


Head = tuple[str, int, bytes]
"""Origin, size and root of a checkpoint."""


def fitting(texts: Sequence[str]) -> list[str]:
    """The first of these entries, as many as fit into one push."""
    found, room = [], MAX_PUSH_BYTES
    for text in texts[:MAX_ENTRIES]:
        room -= len(text) + len('"",')
        if room < 0:
            break
        found.append(text)
    return found


class FieldPhone(Phone):
    """Somebody's phone, at a server that may be restarted or restored under it."""

    def __init__(self, user: str, server: Server, clock: Callable[[], datetime]) -> None:
        super().__init__(user, self._own_time)
        self._true_time = clock
        self._clock_off = timedelta()
        self.server = server
        self.token: str | None = None
        self.epoch = ""
        self.vkey = ""
        self.cursor = ""
        self.rows: dict[tuple[str, str], Any] = {}
        self.heads: list[Head] = []
        self.notes: list[str] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self.acknowledged: dict[str, int] = {}
        self.kept_back: dict[str, str] = {}

    def _own_time(self) -> datetime:
        return self._true_time() + self._clock_off

    def clock_off(self, by: timedelta) -> None:
        """Its clock goes wrong."""
        self._clock_off = by

    # Enrolment

    def enrol(self, code_url: str, line: Line = GOOD) -> bool:
        """Claim a code; False where the answer did not come, and the code may be used up. With a
        new key where the one in hand was enrolled before.
        """
        body = json.dumps({"jws": self.claim(code_url)}).encode()
        answer = exchange(self.server.address, request("POST", "/api/enrolments", body), line)
        if answer is None:
            return False
        if answer.status == 409:
            assert answer.json()["code"] in ("device_known", "device_revoked")
            self.take_new_key()
            return self.enrol(code_url)
        assert answer.status == 201, answer.content
        told = answer.json()
        self.epoch, self.vkey = told["epoch"], told["log_vkey"]
        cookie = answer.headers["set-cookie"]
        self.token = cookie.partition("__Host-session=")[2].partition(";")[0]
        return True

    # Work

    def record(
        self,
        kind: str,
        body: Wire | dict[str, Any],
        photos: Sequence[PhotoRef] = (),
        over: Any = None,
    ) -> str:
        """Seal an entry that names the newest checkpoint in hand."""
        return super().record(kind, body, photos, {"seen": self._held(), **(over or {})})

    def forget(self, count: int) -> None:
        """Put back to an older backup of itself: its last entries are gone, their numbers free."""
        for _ in range(min(count, self.seq)):
            self.seq -= 1
            gone = self.outbox.pop()
            self.answers.pop(gone, None)

    @property
    def waiting(self) -> list[str]:
        """Sealed and not answered for good, in order."""
        return [text for text in self.outbox if text not in self.answers]

    def offer_refused(self) -> None:
        """Whatever was refused is offered once more, as after another enrolment."""
        for text in [text for text, code in self.kept_back.items() if code == "unknown_device"]:
            del self.kept_back[text]
            self.answers.pop(text, None)

    # Push

    def push(self, line: Line = GOOD, *, entries: Sequence[str] | None = None) -> Answer | None:
        """Send what waits, or the given entries in that order."""
        texts = fitting(self.waiting if entries is None else entries)
        answer = exchange(self.server.address, self.bytes_of(texts), line)
        self.heed(texts, answer)
        return answer

    def try_push(self, texts: Sequence[str]) -> Answer | None:
        """Push to a server that may refuse the whole; then everything waits on."""
        answer = exchange(self.server.address, self.bytes_of(texts))
        if answer is not None and answer.status == 200:
            self.heed(texts, answer)
        return answer

    def push_twice_at_once(self) -> None:
        """As two tabs do that each believe to be alone."""
        texts = fitting(self.waiting)
        for answer in together(self.server.address, [self.bytes_of(texts)] * 2):
            self.heed(texts, answer)

    def bytes_of(self, texts: Sequence[str]) -> bytes:
        """The request that pushes these entries."""
        body = {
            "epoch": self.epoch,
            "sent_at": self._own_time().isoformat(),
            "held": self._held(),
            "entries": list(texts),
        }
        raw = json.dumps(body).encode()
        return request("POST", "/api/entries", raw, token=self.token)

    def heed(self, texts: Sequence[str], answer: Answer | None) -> None:
        """Do what each answer of a push asks for."""
        if answer is None or answer.status in (401, 429, 503):
            return
        if answer.status == 409:
            self._begin_again()
            return
        assert answer.status == 200, answer.content
        told = answer.json()
        size = self._hold(told["checkpoint"])
        for text, verdict in zip(texts, told["answers"], strict=True):
            self._heed_one(text, verdict, size)

    def _heed_one(self, text: str, verdict: dict[str, Any], size: int) -> None:
        match verdict["answer"]:
            case "stored" | "duplicate" | "quarantined":
                assert size > verdict["pos"], "an answer without a checkpoint that covers it"
                known = self.acknowledged.setdefault(text, verdict["pos"])
                assert known == verdict["pos"], "one entry was given two places"
                self.answers[text] = verdict
            case "conflict" | "refused":
                self.kept_back[text] = verdict["code"]
                self.answers[text] = verdict
            case "gap":
                for old in self.outbox[verdict["have"] :]:
                    self.answers.pop(old, None)
            case other:
                raise AssertionError(f"an answer that no phone knows: {other}")

    def _begin_again(self) -> None:
        """Another epoch: everything that is still here is offered once more."""
        health = exchange(self.server.address, request("GET", "/api/health"))
        assert health is not None
        self.epoch, self.cursor = health.json()["epoch"], ""
        self.rows.clear()
        self.answers.clear()
        self.acknowledged.clear()
        self.heads.clear()
        self.notes.clear()

    # Pull

    def pull(self, line: Line = GOOD, *, limit: int = 1000) -> bool:
        """One page of what changed; whether more waits."""
        path = f"/api/changes?cursor={self.cursor}&limit={limit}"
        answer = exchange(self.server.address, request("GET", path, token=self.token), line)
        if answer is None or answer.status == 401:
            return False
        if answer.status == 409:
            self._begin_again()
            return True
        assert answer.status == 200, answer.content
        page = answer.json()
        if page["epoch"] != self.epoch:
            self._begin_again()
            return True
        self._hold(page["checkpoint"])
        for row in page["changes"]:
            self.rows[row["view"], row["key"]] = row["doc"]
        self.cursor = page["cursor"]
        more: bool = page["more"]
        return more

    # Checkpoints

    def _hold(self, note: str) -> int:
        """Keep a checkpoint that is validly signed; its size. Its key follows the epoch."""
        name, key = notes.open_vkey(self.vkey)
        origin = f"{name.rpartition('/')[0]}/{self.epoch}"
        verifier = notes.vkey(origin, key)
        checkpoint = notes.verify(note, verifier)
        self.notes.append(note)
        self.heads.append((checkpoint.origin, checkpoint.size, checkpoint.root))
        return checkpoint.size

    def _held(self) -> dict[str, Any] | None:
        if not self.heads:
            return None
        origin, size, root = max(self.heads, key=lambda head: head[1])
        return {"origin": origin, "size": size, "root": base64.b64encode(root).decode()}
