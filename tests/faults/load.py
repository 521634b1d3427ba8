"""Load to fail under: phones that push one small batch after the other until the line is dead."""

import random
import threading
from collections.abc import Callable, Sequence
from functools import partial

from tests.backend.photos.kit import OCTETS, creation, jpeg, sha
from tests.kit import inspection
from tests.kit.field import FieldPhone, Server
from tests.kit.line import Address, exchange, request
from tests.kit.premises import CRATES, Premises

_PLENTY = 10_000


class Elsewhere:
    """A server of which a phone knows the address only."""

    def __init__(self, address: Address) -> None:
        self.address = address


def enrolled(server: Server, premises: Premises, users: Sequence[str]) -> list[FieldPhone]:
    """One phone for each of `users`."""
    from tests.faults.day import now

    phones = []
    for user in users:
        raw = request("POST", f"/api/people/{user}/enrolment-codes", token=premises.tokens["sun"])
        answer = exchange(server.address, raw)
        assert answer is not None
        phone = FieldPhone(user, server, now)
        assert phone.enrol(answer.json()["url"])
        phones.append(phone)
    return phones


def record(phone: FieldPhone, count: int) -> None:
    for n in range(count):
        phone.record("inspection.recorded", inspection(CRATES[n % len(CRATES)], lead=phone.user))


class Workers:
    """Functions that run at once, each in a thread; `join` raises what any of them raised."""

    def __init__(self, work: Sequence[Callable[[], None]]) -> None:
        self._failures: list[BaseException] = []
        self._threads = [threading.Thread(target=self._run, args=(item,)) for item in work]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()
        if self._failures:
            raise self._failures[0]

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again in `join`
            self._failures.append(error)


class Pushing:
    """Each phone pushes batch after batch, until nothing waits or the server is gone."""

    def __init__(self, phones: Sequence[FieldPhone], batch: int) -> None:
        self._batch = batch
        self._answered = threading.Semaphore(0)
        self._workers = Workers([partial(self._push, phone) for phone in phones])

    def await_answers(self, count: int) -> None:
        """Returns when so many pushes were answered, or a phone has nothing more to push."""
        for _ in range(count):
            self._answered.acquire()

    def join(self) -> None:
        self._workers.join()

    def _push(self, phone: FieldPhone) -> None:
        try:
            while phone.waiting:
                if phone.push(entries=phone.waiting[: self._batch]) is None:
                    return
                self._answered.release()
        except ConnectionError:
            return
        finally:
            self._answered.release(_PLENTY)


class Uploading:
    """Each phone sends photo after photo, until the server is gone; `arrived` are those that it
    was told are there."""

    def __init__(self, phones: Sequence[FieldPhone], draw: random.Random) -> None:
        self.arrived: dict[str, bytes] = {}
        self._answered = threading.Semaphore(0)
        works = [partial(self._upload, phone, random.Random(draw.random())) for phone in phones]
        self._workers = Workers(works)

    def await_answers(self, count: int) -> None:
        """Returns when so many photos arrived, or a phone's line is dead."""
        for _ in range(count):
            self._answered.acquire()

    def join(self) -> None:
        self._workers.join()

    def _upload(self, phone: FieldPhone, draw: random.Random) -> None:
        """Most photos in one go, some of them in two, the first of which waits on the disk."""
        try:
            while True:
                picture = jpeg(draw.randrange(1 << 30)) + draw.randbytes(draw.randint(1, 300_000))
                first = picture[: draw.choice((None, None, len(picture) // 2))]
                if not (_created(phone, picture, first) and _continued(phone, picture, first)):
                    return
                self.arrived[sha(picture)] = picture
                self._answered.release()
        except ConnectionError:
            return
        finally:
            self._answered.release(_PLENTY)


def _created(phone: FieldPhone, picture: bytes, first: bytes) -> bool:
    headers = {**OCTETS, **creation(picture)}
    raw = request("POST", "/api/photos", first, token=phone.token, headers=headers)
    answer = exchange(phone.server.address, raw)
    assert answer is None or answer.status == 201, answer.content
    return answer is not None


def _continued(phone: FieldPhone, picture: bytes, first: bytes) -> bool:
    rest = picture[len(first) :]
    if not rest:
        return True
    headers = {**OCTETS, "Upload-Offset": str(len(first))}
    path = f"/api/photos/{sha(picture)}"
    raw = request("PATCH", path, rest, token=phone.token, headers=headers)
    answer = exchange(phone.server.address, raw)
    assert answer is None or answer.status == 204, answer.content
    return answer is not None
