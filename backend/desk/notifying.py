"""Knocks on phones: what happened to somebody's own work, or must be known by all at once.

Guarantee: this reads what the journal holds already; nothing waits for it, and an entry is taken in
the same whether or not a push service answers. What was in the journal at the start is not told;
each message goes out once and is not tried again, since the phone's next sync brings the fact. A
subscription that its push service no longer knows is dropped.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final, NamedTuple

import msgspec
import structlog

from backend.desk.office import Office
from backend.desk.webpush import Sender, allowed, post
from backend.desk.workdays import clock_plan
from backend.people import People
from backend.people.subscriptions import Subscriber
from backend.rules.clocks import clock_of, is_near, standing_of
from backend.rules.kinds import understood
from backend.views.queries import crates_in
from backend.views.readers import Readers, doc
from backend.wire.base import Wire
from backend.wire.clocks import ClockPlan
from backend.wire.findings import OpinionGiven
from backend.wire.followups import Referral
from backend.wire.inspections import ReviewDecided
from backend.wire.lots import LotFrozen, LotLifted
from backend.wire.reviews import ReviewDecided2
from backend.wire.views import Crate, Person, Record
from backend.wire.webpush import Knock, What

_log = structlog.get_logger(__name__)
EVERY_S: Final = 5.0
_CLOCKS_EVERY: Final = 12
"""Looks at the journal for each look at the clocks."""
_AT_ONCE: Final = 4
_MOST_KNOCKS: Final = 500
"""At one look; what is beyond is left to the next sync of each phone."""
_TTL_S: Final = 4 * 3600
_GONE: Final = (404, 410)
_KINDS: Final = ("review.decided", "lot.frozen", "lot.lifted", "opinion.given")
_NEW = f"""
SELECT pos, jws FROM entry
WHERE pos >= ? AND answer = 'stored' AND kind IN ({", ".join("?" * len(_KINDS))})
ORDER BY pos LIMIT 200
"""  # noqa: S608 - the marks are question marks
_SIZE = "SELECT coalesce(max(pos) + 1, 0) FROM entry"


class Told(NamedTuple):
    """A knock, and whom it is for: those named, or all inspectors but who did it."""

    knock: Knock
    users: frozenset[str] | None
    by: str = ""


class Notifier:
    """Open with `open`, close with `close`. Without a push service in the settings it sleeps."""

    def __init__(self, office: Office, readers: Readers, people: People) -> None:
        self._office = office
        self._readers = readers
        self._people = people
        self._hosts = office.settings.push_hosts
        self._sender = Sender(office.keyring.get("push"), _contact(office.settings.base_url))
        self._threads = ThreadPoolExecutor(_AT_ONCE, "webpush")
        self._pos = 0
        self._looks = 0
        self._near: set[tuple[str, str]] = set()
        self._task: asyncio.Task[None] | None = None

    async def open(self, every_s: float = EVERY_S) -> None:
        async with self._readers.snapshot() as db:
            row = await (await db.execute(_SIZE)).fetchone()
        self._pos = row[0] if row else 0
        self._near = {(crate.id, crate.since) for crate in await self._running_out()}
        if self._hosts:
            self._task = asyncio.create_task(self._run(every_s))

    async def close(self) -> None:
        """What is under way ends within seconds; nothing new is begun."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, every_s: float) -> None:
        while True:
            await asyncio.sleep(every_s)
            try:
                await self.look()
            except (sqlite3.Error, LookupError, ValueError):
                _log.exception("knocks were not sent")  # the next look goes on behind them

    async def look(self) -> None:
        """Tell what is new in the journal, and now and then which clocks run out."""
        told = await self._entered()
        if self._looks % _CLOCKS_EVERY == 0:
            told += await self._clocks()
        self._looks += 1
        if told:
            await self._send(told)

    async def _entered(self) -> list[Told]:
        async with self._readers.snapshot() as db:
            row = await (await db.execute(_SIZE)).fetchone()
            size = row[0] if row else 0
            rows = list(await db.execute_fetchall(_NEW, (self._pos, *_KINDS)))
        self._pos = rows[-1][0] + 1 if len(rows) == 200 else size
        told = []
        for _, jws in rows:
            found = understood(jws)
            if found is not None:
                _, envelope, body = found
                told += await self._about(body, envelope.actor)
        return told

    async def _about(self, body: Wire, by: str) -> list[Told]:
        async with self._readers.snapshot() as db:
            match body:
                case ReviewDecided(decision="return") | ReviewDecided2(decision="return"):
                    record = await doc(db, Record, body.record)
                    if record is None:
                        return []
                    knock = _knock("returned", f"/inspect/{record.crate}")
                    return [Told(knock, frozenset((record.body.lead, record.actor)))]
                case LotFrozen() | LotLifted():
                    crate = body.crate if isinstance(body, LotFrozen) else None
                    what: What = "frozen" if isinstance(body, LotFrozen) else "lifted"
                    return [Told(_knock(what, f"/crates/{crate}" if crate else "/work"), None, by)]
                case OpinionGiven():
                    referral = await doc(db, Referral, body.referral)
                    if referral is None:
                        return []
                    knock = _knock("opinion", f"/crates/{referral.crate}")
                    return [Told(knock, frozenset((referral.asked.by,)), by)]
                case _:
                    return []

    async def _clocks(self) -> list[Told]:
        """One knock for all crates whose clock has come near since the last look."""
        near = {(crate.id, crate.since) for crate in await self._running_out()}
        new, self._near = near - self._near, near
        return [Told(_knock("near", "/work", len(new)), None)] if new else []

    async def _running_out(self) -> list[Crate]:
        plan, now = clock_plan(self._office), self._office.clock()
        async with self._readers.snapshot() as db:
            crates = await crates_in(db, "arrived")
        return [crate for crate in crates if _runs_out(crate, plan, now)]

    async def _send(self, told: Iterable[Told]) -> None:
        subscribers = await self._people.subscribers()
        inspectors = {
            person.id for person in await self._readers.docs(Person) if "inspector" in person.roles
        }
        knocks = [
            (subscriber, item.knock)
            for item in told
            for subscriber in subscribers
            if subscriber.user in (inspectors if item.users is None else item.users) - {item.by}
            and allowed(subscriber.target.endpoint, self._hosts)
        ]
        if len(knocks) > _MOST_KNOCKS:
            _log.warning("too many knocks at once", left_out=len(knocks) - _MOST_KNOCKS)
        sent = (self._post(*knock) for knock in knocks[:_MOST_KNOCKS])
        await asyncio.gather(*sent)

    async def _post(self, subscriber: Subscriber, knock: Knock) -> None:
        now_s = int(self._office.clock().timestamp())
        payload = msgspec.json.encode(knock)
        loop = asyncio.get_running_loop()
        status = await loop.run_in_executor(
            self._threads, post, subscriber.target, payload, self._sender, now_s, _TTL_S
        )
        if status in _GONE:
            await self._people.unsubscribe(subscriber.dev)
        elif not 200 <= status < 300:
            _log.warning("a push service did not take a message", status=status)


def _runs_out(crate: Crate, plan: ClockPlan, now: datetime) -> bool:
    clock = clock_of(standing_of(crate), plan.terms, plan.calendar)
    return clock is not None and is_near(clock, plan.terms, now)


def _knock(what: What, path: str, n: int = 1) -> Knock:
    return Knock(v=1, what=what, n=n, path=path)


def _contact(base_url: str) -> str:
    """How push services reach the office: a web address, or where it has none, a mailbox there."""
    if base_url.startswith("https://"):
        return base_url
    host = base_url.partition("://")[2].partition(":")[0]
    return f"mailto:admin@{host}"
