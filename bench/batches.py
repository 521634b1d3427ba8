"""Batches of signed entries as phones push them, and whether all were stored."""

from typing import Literal, NamedTuple

import msgspec

from backend.wire.sync import Push, Pushed, Stored
from bench import goods
from bench.loading import Loaded, request
from bench.phones import Phone
from bench.site import Site

Size = Literal["short", "full"]
_SENT_AT = "2013-04-26T09:30:00+08:00"
_encode = msgspec.json.Encoder().encode


class Batches(NamedTuple):
    """`queues` of requests by connection, and the entries in them."""

    queues: list[list[bytes]]
    entries: list[str]
    per_batch: int

    @property
    def entry_bytes(self) -> float:
        """Mean length of an entry."""
        return sum(map(len, self.entries)) / len(self.entries)


def cookie(phone: Phone) -> dict[str, str]:
    return {
        "Cookie": f"__Host-session={phone.token}",
        "Sec-Fetch-Site": "same-origin",
        "Accept-Encoding": "gzip",
        "Content-Type": "application/json",
    }


def sign(site: Site, count: int, per_batch: int, size: Size = "short") -> Batches:
    """`count` batches spread over the phones of the site, each entry about a crate of its own.

    The phones begin anew, so each call is for a copy of the site of its own.
    """
    for phone in site.phones:
        phone.begin_anew()
    phones, crates = site.phones, iter(site.crates)
    labels = site.labels() if size == "full" else {}
    queues: list[list[bytes]] = [[] for _ in phones]
    entries: list[str] = []
    for place in range(count):
        lane = place % len(phones)
        phone, other = phones[lane], phones[(lane + 1) % len(phones)]
        batch = [_entry(phone, other.user, next(crates), labels) for _ in range(per_batch)]
        entries += batch
        body = Push(epoch=site.epoch, sent_at=_SENT_AT, held=None, entries=batch)
        queues[lane].append(request("POST", "/api/entries", cookie(phone), _encode(body)))
    return Batches(queues, entries, per_batch)


def _entry(phone: Phone, other: str, crate: str, labels: dict[str, str]) -> str:
    if not labels:
        return phone.sign("inspection.recorded", goods.short_record(crate, phone.user, other))
    body = goods.full_record(crate, phone.user, other, labels[crate])
    return phone.sign("inspection.recorded", body, goods.photos_of(crate))


def require_stored(loaded: Loaded, wanted: int) -> None:
    """Raises AssertionError unless every entry was stored without an objection."""
    answers = [
        answer
        for queue in loaded.bodies
        for body in queue
        for answer in msgspec.json.decode(body, type=Pushed).answers
    ]
    odd = [answer for answer in answers if not isinstance(answer, Stored) or answer.objections]
    assert not odd, f"not simply stored: {odd[0]}"
    assert len(answers) == wanted, f"{len(answers)} answers to {wanted} entries"
