"""A day at the expo in which everything goes wrong, as a machine that draws what happens next.

After each step nothing that a phone was told is safe may be missing, doubled or moved. At the end
of the day every phone gets a good line, and then everything sealed must be where it belongs.
"""

import json
import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
)

from backend.desk.keeping import back_up
from backend.desk.restoring import restore
from backend.wire.views import PHONE_VIEWS
from tests.kit import check, inspection, stored
from tests.kit.field import FieldPhone
from tests.kit.line import Answer, Line, exchange, request
from tests.kit.premises import CRATES, Premises
from tests.kit.serving import Serving

LINES = st.one_of(
    st.just(Line()),
    st.integers(0, 20_000).map(lambda at: Line(request_cut=at)),
    st.integers(0, 1500).map(lambda at: Line(answer_cut=at)),
)
CLOCKS = st.integers(-365 * 24, 365 * 24).map(lambda hours: timedelta(hours=hours))
_ROUNDS = 40


def _silent(_: str, __: int, ___: int) -> None:
    """Progress that nobody watches."""


def now() -> datetime:
    return datetime.now(UTC)


class Day(RuleBasedStateMachine):
    """Subclassed with the premises to start from."""

    premises: Premises
    phones = Bundle("phones")
    late = Bundle("late")

    @initialize(target=phones)
    def the_office_opens(self) -> FieldPhone:
        self._folder = tempfile.TemporaryDirectory()
        self.server = Serving(self.premises.copy(Path(self._folder.name) / "data"))
        self.server.start()
        self.everyone: list[FieldPhone] = []
        self.sealed: list[str] = []
        self._backup, self._restores = Path(self._folder.name) / "backup", 0
        first = self._enrolled("wang", Line())
        self.the_office_is_backed_up()
        self._inspect(first, CRATES[:3])
        first.push()
        return first

    # What people do

    @rule(target=phones, user=st.sampled_from(["wang", "li"]), line=LINES)
    def a_phone_is_enrolled(self, user: str, line: Line) -> FieldPhone:
        return self._enrolled(user, line)

    def _enrolled(self, user: str, line: Line) -> FieldPhone:
        """Where the answer is lost, the desk shows another code."""
        phone = FieldPhone(user, self.server, now)
        for attempt in (line, Line()):
            code = self._desk("sun", f"/api/people/{user}/enrolment-codes", {}).json()
            if phone.enrol(code["url"], attempt):
                break
        self.everyone.append(phone)
        return phone

    @rule(phone=phones, crates=st.lists(st.sampled_from(CRATES), min_size=1, max_size=4))
    def crates_are_inspected(self, phone: FieldPhone, crates: list[str]) -> None:
        self._inspect(phone, crates)

    def _inspect(self, phone: FieldPhone, crates: list[str]) -> None:
        other = "li" if phone.user == "wang" else "wang"
        for crate in crates:
            body = inspection(crate, lead=phone.user, recorder=other)
            self.sealed.append(phone.record("inspection.recorded", body))

    @rule(phone=phones)
    def an_app_too_new_for_the_server_records_something(self, phone: FieldPhone) -> None:
        self.sealed.append(phone.record("crate.weighed", {"kg": 3}))

    @rule(phone=phones, line=LINES)
    def a_phone_pushes(self, phone: FieldPhone, line: Line) -> None:
        phone.push(line)

    @rule(phone=phones, data=st.data())
    def a_phone_pushes_in_any_order(self, phone: FieldPhone, data: st.DataObject) -> None:
        phone.push(entries=data.draw(st.permutations(phone.outbox[-20:])))

    @rule(phone=phones)
    def a_phone_pushes_twice_at_once(self, phone: FieldPhone) -> None:
        phone.push_twice_at_once()

    @rule(target=late, phone=phones)
    def a_push_gets_stuck_on_its_way(self, phone: FieldPhone) -> Any:
        return phone.bytes_of(phone.waiting) if phone.waiting else multiple()

    @rule(raw=consumes(late))
    def a_stuck_push_arrives_after_all(self, raw: bytes) -> None:
        exchange(self.server.address, raw)

    @rule(phone=phones, line=LINES, limit=st.integers(1, 40))
    def a_phone_pulls(self, phone: FieldPhone, line: Line, limit: int) -> None:
        phone.pull(line, limit=limit)

    # What happens to them

    @rule(phone=phones, by=CLOCKS)
    def a_clock_goes_wrong(self, phone: FieldPhone, by: timedelta) -> None:
        phone.clock_off(by)

    @rule(phone=phones, count=st.integers(1, 3), crate=st.sampled_from(CRATES))
    def a_phone_is_put_back_to_its_own_backup(
        self, phone: FieldPhone, count: int, crate: str
    ) -> None:
        """And goes on from there, under numbers that it has used before."""
        for text in phone.outbox[max(0, len(phone.outbox) - count) :]:
            if text not in phone.acknowledged:
                self.sealed.remove(text)  # gone with the phone; nobody was told that it is safe
        phone.forget(count)
        self._inspect(phone, [crate])

    @rule(phone=phones)
    def a_phone_is_revoked(self, phone: FieldPhone) -> None:
        answer = self._desk("sun", f"/api/devices/{phone.dev}/revocation", {"reason": "遗失"})
        forgotten = {404} if self._restores else set()
        assert answer.status in {201, 409} | forgotten

    @rule(phone=phones)
    def somebody_signs_in_on_it_again(self, phone: FieldPhone) -> None:
        phone.token = self.premises.tokens[phone.user]

    @rule()
    def the_server_is_restarted(self) -> None:
        self.server.restart()

    @rule()
    def a_supervisor_reviews_what_waits(self) -> None:
        """One after the other: of two records of a crate, accepting one replaces the other."""
        for _ in range(2):
            waiting = self._waiting_for_review()
            if not waiting:
                return
            body: dict[str, Any] = {
                "record": waiting[0],
                "decision": "accept",
                "reason": None,
                "items": [],
                "opened": {"entries": [waiting[0]], "photos": []},
            }
            assert self._desk("zhao", "/api/reviews", body).status == 201
            assert waiting[0] not in self._waiting_for_review()

    def _waiting_for_review(self) -> list[str]:
        queue = exchange(self.server.address, self._get("zhao", "/api/queue"))
        assert queue is not None
        return [row["record"] for row in queue.json()["rows"]]

    @rule()
    def another_backup_is_made(self) -> None:
        self.the_office_is_backed_up()

    def the_office_is_backed_up(self) -> None:
        back_up(self.server.data, self._backup, _silent)

    @rule()
    def the_disk_dies_and_the_backup_is_restored(self) -> None:
        """Under a new epoch: nobody is sure of anything until their phone has asked again."""
        self.server.stop()
        self._restores += 1
        restored = Path(self._folder.name) / f"restored{self._restores}"
        restore(self._backup, restored, _silent)
        self.server.data = restored
        self.server.start()
        there = stored(self.server.path)
        held = {text for phone in self.everyone for text in phone.outbox}
        self.sealed = [text for text in self.sealed if text in held or text in there]
        for phone in self.everyone:
            phone.acknowledged.clear()

    # What must hold

    @invariant()
    def what_was_acknowledged_is_stored(self) -> None:
        there = stored(self.server.path)
        for phone in self.everyone:
            for text, pos in phone.acknowledged.items():
                assert there.get(text) == pos, "an acknowledged entry is missing or moved"

    def teardown(self) -> None:
        if not hasattr(self, "server"):
            return
        try:
            for phone in self.everyone:
                self._bring_home(phone)
            for phone in self.everyone:
                self._see_the_same(phone)
            self.server.stop()
            self._all_is_in_its_place()
        finally:
            self.server.stop()
            self._folder.cleanup()

    def _bring_home(self, phone: FieldPhone) -> None:
        """A good line at last, and somebody signed in."""
        phone.token = self.premises.tokens[phone.user]
        for _ in range(_ROUNDS):
            phone.pull()
            self._know_again(phone)
            if not phone.waiting:
                break
            phone.push()
        assert not phone.waiting, "a phone on a good line cannot get rid of its entries"

    def _know_again(self, phone: FieldPhone) -> None:
        """A phone that was enrolled after the backup is a stranger to what was restored."""
        if "unknown_device" in phone.kept_back.values():
            code = self._desk("sun", f"/api/people/{phone.user}/enrolment-codes", {}).json()
            assert phone.enrol(code["url"])
            phone.offer_refused()

    def _see_the_same(self, phone: FieldPhone) -> None:
        """Who pulled all day, at every moment, has the rows of who pulls now for the first time."""
        while phone.pull():
            pass
        fresh = FieldPhone(phone.user, self.server, now)
        fresh.token, fresh.epoch, fresh.vkey = phone.token, phone.epoch, phone.vkey
        while fresh.pull(limit=7):
            pass
        assert phone.rows == fresh.rows, "who pulled all day sees something else"

    def _all_is_in_its_place(self) -> None:
        heads = [(size, root) for phone in self.everyone for _, size, root in phone.heads]
        check(self.server.path, heads)
        self.what_was_acknowledged_is_stored()
        there = stored(self.server.path)
        kept_back = {text for phone in self.everyone for text in phone.kept_back}
        conflicts = set(_conflicted(there))
        for text in self.sealed:
            assert text in there or text in kept_back & conflicts, "a sealed entry is nowhere"
        for phone in self.everyone:
            assert phone.rows == _rows(self.server.path), "a phone sees something else"

    # By what means

    def _desk(self, user: str, path: str, body: Any) -> Answer:
        raw = request("POST", path, json.dumps(body).encode(), token=self.premises.tokens[user])
        answer = exchange(self.server.address, raw)
        assert answer is not None
        return answer

    def _get(self, user: str, path: str) -> bytes:
        return request("GET", path, token=self.premises.tokens[user])


def _conflicted(there: dict[str, int]) -> list[str]:
    """What the journal holds as second entries under a number already used."""
    payloads = (_payload(text) for text in there)
    return [body["body"]["jws"] for body in payloads if body["kind"] == "device.conflicted"]


def _payload(text: str) -> Any:
    from backend.wire import jws

    return json.loads(jws.split(text).payload)


def _rows(path: Path) -> dict[tuple[str, str], Any]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT view, key, doc FROM view_row").fetchall()
    connection.close()
    return {(view, key): json.loads(doc) for view, key, doc in found if view in PHONE_VIEWS}
