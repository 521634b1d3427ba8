"""The HTTP API as its callers meet it: a port, a phone, a supervisor, and people who err."""

import hashlib
import io
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from litestar.testing import AsyncTestClient
from PIL import Image

from backend.app import create_app
from backend.desk import accounts
from backend.journal.sealing import Draft
from backend.photos import PhotoStore
from backend.rules.state import SYSTEM
from backend.settings import DEMO_LIST, load
from backend.wire import jws
from backend.wire.attestations import RightsGranted
from backend.wire.declarations import Goods
from backend.wire.views import Photo
from tests.kit import Phone, check, inspection
from tests.kit.office import PEOPLE, Clock

PASSWORD = "correct horse battery"
LIST = DEMO_LIST.read_bytes()
DALIAN, CRATE = "210900113004200", "210900113004200/1"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class Site:
    """A server in this process, over real files, and people signed in to it."""

    def __init__(self, client: AsyncTestClient[Any]) -> None:
        self.client = client
        self.hired: set[str] = set()

    async def hire(self, user: str) -> None:
        """Give somebody an account; each hash takes its time on purpose."""
        if user not in self.hired:
            self.hired.add(user)
            name, roles = PEOPLE[user]
            state = self.client.app.state
            person = accounts.NewPerson(user, name, roles, PASSWORD)
            await accounts.add_person(state.office, state.people, SYSTEM, person)

    async def sign_in(self, user: str) -> None:
        await self.hire(user)
        self.client.cookies.clear()
        answer = await self.post("/api/session", {"user": user, "password": PASSWORD})
        assert answer.status_code == 201, answer.text

    async def get(self, path: str) -> Any:
        return await self.client.get(path)

    async def post(self, path: str, body: Any = None, content: bytes | None = None) -> Any:
        if content is not None:
            return await self.client.post(path, content=content, headers=SAME_ORIGIN)
        return await self.client.post(path, json=body, headers=SAME_ORIGIN)

    async def enrol(self, user: str) -> Phone:
        """A phone enrolled by its one-time code, as the app does it; signs the client in as it."""
        await self.sign_in(user)
        code = (await self.post(f"/api/people/{user}/enrolment-codes")).json()
        phone = Phone(user, Clock())
        self.client.cookies.clear()
        answer = await self.post("/api/enrolments", {"jws": claim(phone, code["url"])})
        assert answer.status_code == 201, answer.text
        assert answer.json()["dev"] == phone.dev
        return phone

    async def push(self, *entries: str, epoch: str | None = None) -> Any:
        health = (await self.get("/api/health")).json()
        body = {
            "epoch": epoch or health["epoch"],
            "sent_at": "2013-04-26T09:00:00+08:00",
            "held": None,
            "entries": list(entries),
        }
        return await self.post("/api/entries", body)


def claim(phone: Phone, url: str) -> str:
    code = url.partition("#")[2].partition(".")[0]
    header = {"alg": "ES256", "jwk": msgspec.to_builtins(phone.jwk)}
    head = jws.encode(json.dumps(header, separators=(",", ":")).encode())
    return jws.seal(head, json.dumps({"code": code, "name": "王芳的手机"}).encode(), phone.key)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    app = create_app(load(), tmp_path)
    async with AsyncTestClient(app, base_url="https://testserver.local") as client:
        yield Site(client)
    check(tmp_path / "journal.db")


async def imported(site: Site) -> None:
    await site.sign_in("zhou")
    answer = await site.post("/api/imports?name=list.csv&apply=true", content=LIST)
    assert answer.status_code == 201, answer.text


async def test_a_list_is_previewed_then_imported_and_a_second_time_changes_nothing(
    site: Site,
) -> None:
    await site.sign_in("zhou")
    preview = await site.post("/api/imports?name=list.csv", content=LIST)
    assert (preview.status_code, preview.json()["done"]) == (200, False)
    assert [item["state"] for item in preview.json()["consignments"]] == ["new"] * 12
    assert (await site.get("/api/crates")).json()["total"] == 0
    await imported(site)
    crates = (await site.get("/api/crates?limit=2000")).json()
    assert crates["total"] == 194
    assert crates["states"] == {"accepted": 176, "held": 18}
    entries = (await site.get("/api/health")).json()["entries"]
    again = (await site.post("/api/imports?name=list.csv&apply=true", content=LIST)).json()
    assert {item["state"] for item in again["consignments"]} == {"unchanged"}
    assert (await site.get("/api/health")).json()["entries"] == entries


async def test_a_bad_row_stops_the_import_until_it_is_left_out_on_purpose(site: Site) -> None:
    await site.sign_in("zhou")
    bad = LIST.replace(b"JZEXPO13/NL/2-60,200,", "JZEXPO13/NL/2-60,二百,".encode())
    stopped = await site.post("/api/imports?name=bad.csv&apply=true", content=bad)
    assert (stopped.status_code, stopped.json()["done"]) == (200, False)
    (error,) = stopped.json()["errors"]
    assert (error["row"], error["column"], error["value"]) == (3, "本箱数量", "二百")
    assert (await site.get("/api/crates")).json()["total"] == 0
    done = await site.post("/api/imports?name=bad.csv&apply=true&leave_out=true", content=bad)
    assert done.status_code == 201
    assert (await site.get("/api/crates")).json()["total"] == 193
    await site.post("/api/imports?name=good.csv&apply=true", content=LIST)
    assert (await site.get("/api/crates")).json()["total"] == 194


async def test_a_list_that_contradicts_the_journal_is_refused(site: Site) -> None:
    await imported(site)
    other = LIST.replace(b"JZEXPO13/IT/1-9,3,", b"JZEXPO13/IT/1-9,4,")
    answer = await site.post("/api/imports?name=other.csv&apply=true", content=other)
    assert not answer.json()["done"]
    (error,) = answer.json()["errors"]
    assert (error["column"], error["value"]) == ("本箱数量 1/9", "4.0")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "list_unreadable"),
        (b"a,b,c\n1,2,3\n", 422, "list_unreadable"),
        (b"\x00\xff" * 100, 422, "list_unreadable"),
        (LIST.replace("箱号".encode(), b""), 422, "list_unreadable"),
        (b"x" * (200 * 2**20), 413, "file_too_large"),
    ],
    ids=["empty", "wrong header", "binary", "missing column", "200 MB"],
)
async def test_what_is_no_list_is_refused_with_a_reason(
    site: Site, content: bytes, status: int, code: str
) -> None:
    await site.sign_in("zhou")
    answer = await site.post("/api/imports?name=x.csv&apply=true", content=content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["action"]
    assert (await site.get("/api/crates")).json()["total"] == 0


def run_of(numbers: list[str], **more: Any) -> dict[str, Any]:
    """What the desk asks for when it prints to a file."""
    usual = {"stock": "100x150", "format": "pdf", "dpi": 300, "faces": 2, "start_at": 1}
    return {"numbers": numbers, **usual, "printer": None, "check": False, **more}


async def finished(site: Site, answer: Any) -> Any:
    """A run's last status."""
    assert answer.status_code == 201, answer.text
    status = answer.json()
    while status["state"] in ("making", "sending"):
        status = (await site.get(f"/api/labels/prints/{status['id']}")).json()
    return status


async def printed(site: Site, numbers: list[str], **more: Any) -> Any:
    """The file of a run."""
    status = await finished(site, await site.post("/api/labels/prints", run_of(numbers, **more)))
    assert status["state"] == "done", status
    return await site.get(status["file"])


async def test_labels_are_issued_once_printed_and_voided(site: Site) -> None:
    await imported(site)
    issued = (await site.post("/api/labels", {"declaration": DALIAN, "crates": None})).json()
    assert len(issued["numbers"]) == 60
    assert issued["not_issued"] == []
    again = (await site.post("/api/labels", {"declaration": DALIAN, "crates": [1]})).json()
    assert again["numbers"] == []
    assert issued["numbers"][0] in again["not_issued"][0]["reason"]["zh"]
    numbers = issued["numbers"]
    assert (await printed(site, numbers[:2])).content.startswith(b"%PDF")
    page = (await site.get(f"/api/crates/{CRATE}")).json()
    assert [item["copy"] for item in page["crate"]["label"]["prints"]] == [False]
    await printed(site, numbers[:2])
    voided = await site.post(f"/api/labels/{issued['numbers'][0]}/voiding", {"reason": "卡纸"})
    assert voided.json()["state"] == "accepted"
    page = (await site.get(f"/api/crates/{CRATE}")).json()
    assert [item["kind"] for item in page["timeline"]] == [
        "declaration.lodged",
        "declaration.accepted",
        "label.issued",
        "label.printed",
        "label.printed",
        "label.voided",
    ]
    assert page["timeline"][-1]["actor_name"] == "周海"
    gone = await site.post("/api/labels/prints", run_of(numbers[:2]))
    assert (gone.status_code, gone.json()["code"]) == (409, "label_not_in_force")
    reissued = (await site.post("/api/labels", {"declaration": DALIAN, "crates": [1]})).json()
    assert reissued["numbers"][0] > issued["numbers"][-1]


@pytest.mark.parametrize(
    ("declaration", "crates"),
    [("210900113004207", 15), ("210900113004211", 1), ("210900113004206", 2)],
)
async def test_what_may_not_travel_gets_no_label_and_is_told_why(
    site: Site, declaration: str, crates: int
) -> None:
    await imported(site)
    answer = (await site.post("/api/labels", {"declaration": declaration, "crates": None})).json()
    assert answer["numbers"] == []
    assert len(answer["not_issued"]) == crates
    assert all("第" in item["reason"]["zh"] for item in answer["not_issued"])
    page = (await site.get(f"/api/crates/{declaration}/1")).json()
    assert page["crate"]["state"] == "held"
    assert page["crate"]["reasons"][0]["article"]


async def test_what_no_label_can_show_is_told_at_issue(site: Site) -> None:
    await site.sign_in("zhou")
    content = LIST.decode("utf-8-sig").replace("郁金香种球", "튤립").encode()
    done = await site.post("/api/imports?name=list.csv&apply=true", content=content)
    assert done.status_code == 201, done.text
    answer = (await site.post("/api/labels", {"declaration": DALIAN, "crates": [1]})).json()
    assert answer["numbers"] == []
    assert "튤립" in answer["not_issued"][0]["reason"]["zh"]
    assert "U+D2A4" in answer["not_issued"][0]["reason"]["en"]


async def test_a_phone_pulls_pushes_and_hears_of_what_changed(site: Site) -> None:
    await imported(site)
    await site.post("/api/labels", {"declaration": DALIAN, "crates": None})
    phone = await site.enrol("wang")
    rows: dict[tuple[str, str], Any] = {}
    cursor, more = "", True
    while more:
        page = (await site.get(f"/api/changes?cursor={cursor}&limit=50")).json()
        assert len({row["pos"] for row in page["changes"]}) <= 50
        rows |= {(row["view"], row["key"]): row["doc"] for row in page["changes"]}
        cursor, more = page["cursor"], page["more"]
    assert len([key for view, key in rows if view == "crate"]) == 194
    assert rows["crate", CRATE]["label"]["number"]
    assert rows["trust", "trust"]["version"] == 1
    assert rows["person", "wang"]["name"] == "王芳"
    assert "photo" not in {view for view, _ in rows}
    assert rows["device", phone.dev]["user"] == "wang"  # whose freeze may be shown by code
    goods = msgspec.convert(rows["crate", CRATE]["goods"], type=Goods)
    text = phone.record("inspection.recorded", inspection(CRATE, goods=goods))
    answer = (await site.push(text)).json()
    assert answer["answers"][0]["answer"] == "stored"
    assert answer["answers"][0]["objections"] == []
    news = (await site.get(f"/api/changes?cursor={cursor}")).json()["changes"]
    assert {(row["view"], row["key"]) for row in news} >= {("crate", CRATE)}
    assert (await site.push(text)).json()["answers"][0]["answer"] == "duplicate"
    await site.sign_in("zhao")
    (waiting,) = (await site.get("/api/queue")).json()["rows"]
    review = {
        "record": waiting["record"],
        "decision": "accept",
        "reason": None,
        "items": [],
        "opened": {"entries": [waiting["record"]], "photos": []},
    }
    assert (await site.post("/api/reviews", review)).status_code == 201
    assert (await site.get("/api/queue")).json()["rows"] == []
    twice = await site.post("/api/reviews", review)
    assert (twice.status_code, twice.json()["code"]) == (409, "already_reviewed")


async def test_a_code_enrols_one_phone_once(site: Site) -> None:
    await site.sign_in("sun")
    await site.hire("wang")
    code = (await site.post("/api/people/wang/enrolment-codes")).json()
    assert "<svg" in code["svg"]
    first, second = Phone("wang", Clock()), Phone("wang", Clock())
    forged = claim(first, code["url"])
    swapped = forged[:-3] + ("AAA" if forged[-3:] != "AAA" else "BBB")
    for bad in (swapped, "", "a.b.c", claim(first, "https://x/enrol#WRONGCODE.x")):
        answer = await site.post("/api/enrolments", {"jws": bad})
        assert (answer.status_code, answer.json()["code"]) == (403, "enrolment_refused")
    enrolled = await site.post("/api/enrolments", {"jws": forged})
    assert enrolled.status_code == 201
    used = await site.post("/api/enrolments", {"jws": claim(second, code["url"])})
    assert used.status_code == 403


async def test_a_wrong_epoch_and_a_wrong_cursor_are_told_apart(site: Site) -> None:
    await site.enrol("wang")
    wrong = await site.push("x", epoch="0123456789abcdef")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_epoch")
    old = await site.get("/api/changes?cursor=0123456789abcdef:5")
    assert (old.status_code, old.json()["code"]) == (409, "wrong_epoch")
    epoch = (await site.get("/api/health")).json()["epoch"]
    bad = await site.get(f"/api/changes?cursor={epoch}:x")
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_cursor")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{}", 400),
        (b'{"epoch": 5}', 400),
        (b"[" * 100_000, 400),
        (b" " * 300_000, 413),
        (b"\xff", 400),
    ],
)
async def test_a_push_that_is_none_is_a_problem_not_a_crash(
    site: Site, body: bytes, status: int
) -> None:
    await site.enrol("wang")
    answer = await site.post("/api/entries", content=body)
    assert answer.status_code == status
    assert answer.json()["code"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/crates"),
        ("GET", "/api/changes"),
        ("GET", "/api/queue"),
        ("GET", "/api/people"),
        ("POST", "/api/entries"),
        ("POST", "/api/labels"),
        ("POST", "/api/imports?name=x"),
        ("POST", "/api/reviews"),
    ],
)
async def test_nothing_is_open_to_strangers(site: Site, method: str, path: str) -> None:
    site.client.cookies.clear()
    answer = await site.client.request(method, path, headers=SAME_ORIGIN)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_an_inspector_may_not_issue_import_or_review(site: Site) -> None:
    await site.sign_in("wang")
    for path in ("/api/labels", "/api/imports?name=x", "/api/reviews", "/api/people"):
        answer = await site.post(path, {})
        assert (answer.status_code, answer.json()["code"]) == (403, "no_right")


async def test_what_is_searched_for_is_taken_at_its_word(site: Site) -> None:
    await imported(site)
    for text, some in (("2109", True), ("%", False), ("_", False), ("\\", False), ("2_09", False)):
        found = (await site.get(f"/api/crates?q={quote(text)}")).json()
        assert (found["total"] > 0) is some, text


async def test_the_first_page_answers_who_asks_for_its_head_alone(site: Site) -> None:
    for path in ("/", "/sw.js", "/desk/crates", "/none.js"):
        whole = await site.client.get(path, headers=SAME_ORIGIN)
        alone = await site.client.request("HEAD", path, headers=SAME_ORIGIN)
        assert (alone.status_code, alone.content) == (whole.status_code, b"")
        for name in ("etag", "content-type", "cache-control", "content-encoding"):
            assert alone.headers.get(name) == whole.headers.get(name)


async def test_every_answer_carries_the_security_headers(site: Site) -> None:
    for path in ("/", "/api/health", "/api/none", "/nowhere/at/all"):
        answer = await site.get(path)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_a_supervisor_enrols_inspectors_but_no_administrator(site: Site) -> None:
    for user in ("wang", "sun"):
        await site.hire(user)
    await site.sign_in("zhao")
    for user, status in (("wang", 201), ("zhao", 201), ("sun", 403), ("nobody", 404)):
        answer = await site.post(f"/api/people/{user}/enrolment-codes")
        assert answer.status_code == status
    await site.sign_in("wang")
    assert (await site.post("/api/people/zhao/enrolment-codes")).status_code == 403


async def test_a_photo_on_disk_that_the_journal_lacks_is_attested_at_the_next_start(
    tmp_path: Path,
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(picture, "JPEG")
    content = picture.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()

    async def bytes_() -> AsyncIterator[bytes]:
        yield content

    store = PhotoStore(tmp_path)
    await store.create(sha256, len(content))
    await store.append(sha256, 0, bytes_())
    await store.finish(sha256)
    for _ in range(2):
        app = create_app(load(), tmp_path)
        async with AsyncTestClient(app, base_url="https://testserver.local"):
            photo = await app.state.readers.need(Photo, sha256)
            assert photo.stored_at is not None
    with sqlite3.connect(tmp_path / "journal.db") as db:
        query = "SELECT count(*) FROM entry WHERE kind = 'photo.stored'"
        assert db.execute(query).fetchone() == (1,)
    db.close()


async def test_rights_taken_away_are_gone_at_the_next_request(site: Site) -> None:
    await site.sign_in("zhao")
    assert (await site.get("/api/queue")).status_code == 200
    office = site.client.app.state.office
    body = RightsGranted(user="zhao", name="赵敏", roles=["inspector"])
    await office.journal.record(SYSTEM, lambda _: [Draft("rights.granted", 1, body)])
    assert (await site.get("/api/queue")).json()["code"] == "no_right"
    await site.client.app.state.people.set_disabled("zhao", True)
    assert (await site.get("/api/crates")).json()["code"] == "not_signed_in"
