"""The public status page: what anybody with a camera learns of a label, and what nobody does."""

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import AsyncTestClient, TestClient

from backend.api.status import language
from backend.api.status_html import Asked, status_page
from backend.api.status_words import ADVICE, STATES
from backend.api.throttle import BURST, MAX_ADDRESSES, Throttle
from backend.app import create_app
from backend.desk.label_life import end
from backend.desk.office import Office
from backend.desk.status import Status, status_of_token
from backend.journal.sealing import Draft
from backend.rules.state import SYSTEM
from backend.settings import load
from backend.views.readers import Readers
from backend.wire.attestations import DeviceEnrolled
from backend.wire.labels import LabelIssued
from backend.wire.sync import Stored
from backend.wire.views import Crate
from labels.code import Facts, open_token, seal, url_of
from labels.verdict import NOTES, ORDER, WORDS, Verdict
from tests.kit import Phone, inspection
from tests.kit.goods import DECLARATION
from tests.kit.premises import CRATES, furnish
from tests.labels import kit

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


class Hall:
    """The server, and its labels, to a visitor who is nobody in particular."""

    def __init__(self, client: AsyncTestClient[Any]) -> None:
        self.client = client
        self.office: Office = client.app.state.office
        self.readers: Readers = client.app.state.readers

    async def crate(self, key: str = CRATES[0]) -> Crate:
        return await self.readers.need(Crate, key)

    async def token(self, key: str = CRATES[0]) -> str:
        label = (await self.crate(key)).label
        assert label is not None
        return label.token

    async def facts(self) -> Facts:
        return open_token(await self.token()).facts

    def sealed(self, facts: Facts, port: str = "BJS") -> str:
        """A label as somebody with that port's key could make it."""
        return seal(facts, self.office.keyring.port(port))

    async def get(self, code: str, lang: str = "zh", **headers: str) -> Any:
        self.client.app.state.throttle = Throttle()
        return await self.client.get(f"/L/{code}?lang={lang}", headers=headers)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("premises")
    furnish(folder)
    return folder


@pytest.fixture
async def hall(evening: Path, tmp_path: Path) -> AsyncIterator[Hall]:
    data = tmp_path / "data"
    shutil.copytree(evening, data)
    async with AsyncTestClient(create_app(load(), data)) as client:
        yield Hall(client)


async def labelled(hall: Hall) -> str:
    return await hall.token()


async def voided(hall: Hall) -> str:
    token = await hall.token()
    await end(hall.office, "zhou", open_token(token).facts.number, "void", "破损")
    return token


async def replaced(hall: Hall) -> str:
    token, facts = await hall.token(), replace(await hall.facts(), serial=900)
    body = LabelIssued(
        crate=CRATES[0],
        number=facts.number,
        port=facts.port,
        token=hall.sealed(facts),
        destination=facts.destination,
        issued=facts.issued.isoformat(),
        valid_until=facts.valid_until.isoformat(),
        replaces=open_token(token).facts.number,
    )
    await hall.office.journal.record("zhou", lambda _: [Draft("label.issued", 1, body)])
    return token


async def unpacked(hall: Hall) -> str:
    phone = Phone("wang", hall.office.clock)
    body = DeviceEnrolled(dev=phone.dev, jwk=phone.jwk, user="wang", name="手机", desk=False)
    await hall.office.journal.record(SYSTEM, lambda _: [Draft("device.enrolled", 1, body)])
    phone.record("inspection.recorded", inspection(CRATES[0], result="destruction"))
    (verdict,) = await hall.office.journal.push(phone.outbox, {phone.dev: phone.jwk})
    assert isinstance(verdict, Stored)
    return await hall.token()


async def expired(hall: Hall) -> str:
    token = await hall.token()
    later = hall.office.clock() + timedelta(days=200)
    hall.client.app.state.office = replace(hall.office, clock=lambda: later)
    return token


async def elsewhere(hall: Hall) -> str:
    return hall.sealed(replace(await hall.facts(), n=6))


async def unlisted(hall: Hall) -> str:
    return hall.sealed(replace(await hall.facts(), serial=999))


async def of_a_stranger(hall: Hall) -> str:
    return seal(await hall.facts(), kit.STRANGER)


async def altered(hall: Hall) -> str:
    """Another crate number in the signed bytes, under the signature of the first."""
    first, other = await hall.token(), hall.sealed(replace(await hall.facts(), n=2))
    return kit.text_of(bytes(kit.bytes_of(other)[:-64] + kit.bytes_of(first)[-64:]))


async def of_another_port(hall: Hall) -> str:
    return hall.sealed(await hall.facts(), "DAL")


async def with_high_s(hall: Hall) -> str:
    return kit.with_high_s(await hall.token())


async def cut_short(hall: Hall) -> str:
    return (await hall.token())[:-9]


VERDICTS = {
    labelled: "valid",
    voided: "void",
    replaced: "replaced",
    unpacked: "unpacked",
    expired: "expired",
    elsewhere: "seen_elsewhere",
    unlisted: "not_listed",
    of_a_stranger: "key_unknown",
    altered: "signature_failed",
    of_another_port: "signature_failed",
    with_high_s: "signature_failed",
    cut_short: "not_ours",
}


def word(page: str) -> str:
    """The headline, in both languages."""
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found is not None
    return re.sub(r"<[^>]*>", "", found[1])


@pytest.mark.parametrize("make", VERDICTS, ids=lambda make: make.__name__)
async def test_every_verdict_is_said_in_both_languages_and_is_no_error(
    hall: Hall, make: Any
) -> None:
    code = VERDICTS[make]
    token = await make(hall)
    for lang, first, second in (("zh", 0, 1), ("en", 1, 0)):
        answer = await hall.get(token, lang)
        assert answer.status_code == 200
        assert word(answer.text) == f"{WORDS[code][first]} {WORDS[code][second]}"
        assert ADVICE[code][0] in answer.text
        assert "0416-0000000" in answer.text
        assert answer.headers["content-language"] == ("zh-CN" if lang == "zh" else "en")
        assert f'<html lang="{answer.headers["content-language"]}">' in answer.text


async def test_a_genuine_label_shows_what_is_printed_on_it_and_where_the_crate_is(
    hall: Hall,
) -> None:
    page = (await hall.get(await hall.token())).text
    number = (await hall.facts()).number
    for said in (
        number,
        "第 1 箱，共 6 箱",
        "火焰兰",
        "Renanthera coccinea",
        "泰国",
        "Thailand",
        "展位 S05",
        "北京",
        "口岸办理放行",
    ):
        assert said in page, said


async def test_nothing_is_told_that_an_outsider_need_not_know(hall: Hall) -> None:
    crate = await hall.crate()
    pages = [(await hall.get(await hall.token())).text]
    pages.append((await hall.get((await hall.facts()).number)).text)
    for page in (page.partition("</style>")[2] for page in pages):
        for secret in (DECLARATION, crate.exhibitor, "Siam", "辽宁外运", "400", "TH-13-55120"):
            assert secret not in page


@pytest.mark.parametrize("make", [of_a_stranger, altered, of_another_port, cut_short])
async def test_what_an_unverified_code_claims_is_not_repeated(hall: Hall, make: Any) -> None:
    page = (await hall.get(await make(hall))).text
    for claim in ((await hall.facts()).number, "S05", "泰国", "火焰兰", "<dl>"):
        assert claim not in page


async def test_a_label_for_another_crate_tells_nothing_of_the_one_on_record(hall: Hall) -> None:
    page = (await hall.get(await elsewhere(hall))).text
    assert "火焰兰" not in page
    assert STATES["labelled"][0] not in page


async def test_a_void_label_no_longer_says_where_its_crate_is(hall: Hall) -> None:
    assert STATES["accepted"][0] not in (await hall.get(await voided(hall))).text


async def test_an_unpacked_crate_does_not_say_what_was_found(hall: Hall) -> None:
    page = (await hall.get(await unpacked(hall))).text
    assert "销毁" not in page
    assert "查验中" in page


async def test_what_also_holds_is_said_below(hall: Hall) -> None:
    token = hall.sealed(replace(await hall.facts(), destination="S99"))
    page = (await hall.get(token)).text
    assert word(page).startswith(WORDS["seen_elsewhere"][0])
    assert f"<li>{_both(WORDS['wrong_destination'])}</li>" in page


async def test_a_note_on_a_revoked_key_names_the_day(hall: Hall) -> None:
    facts, day = await hall.facts(), date(2013, 5, 2)
    verdict = Verdict("valid", (), ("before_revocation", "issued_after_today"), facts, day)
    status = Status(verdict, facts, None, typed=False)
    page = status_page(hall.office.settings, Asked("zh", "x", hall.office.clock()), status)
    assert f"{NOTES['before_revocation'][0]}（2013-05-02）" in page
    assert "签发日期晚于今天" in page


def _both(text: tuple[str, str]) -> str:
    zh = f'<span lang="zh-CN">{text[0]}</span>'
    return f'{zh} <span class="other"><span lang="en">{text[1]}</span></span>'


async def test_a_number_is_found_however_it_is_typed(hall: Hall) -> None:
    number = (await hall.facts()).number
    for typed in (number, number.lower(), number.replace("-", ""), number.replace("-", "%20")):
        answer = await hall.get(typed)
        assert answer.status_code == 200
        assert word(answer.text).startswith("标识有效")
        assert "未核对标识本身" in answer.text
    answer = await hall.client.get("/L", params={"number": f" {number} ", "lang": "en"})
    assert word(answer.text).startswith("Valid")
    assert "未核对标识本身" not in (await hall.get(await hall.token())).text


async def test_a_hand_scanner_puts_the_whole_address_into_the_field(hall: Hall) -> None:
    token = await hall.token()
    for typed in (url_of("localhost", token), token):
        page = await hall.client.get("/L/", params={"number": typed})
        assert page.status_code == 200
        assert str((await hall.facts()).number) in page.text


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ("DAL13-000123-D", 404, "查无此标识号"),
        ("DAL13-000132-D", 400, "标识号有误"),
        ("DAL13-000123", 400, "不是标识号"),
        ("a/b/c", 400, "不是标识号"),
        ("DAL13%00", 400, "不是标识号"),
        ("%F0%9F%8C%B7" * 30, 400, "不是标识号"),
        ("A" * 513, 400, "不是标识号"),
        ("A" * 512, 200, "非专用标识"),
        ("a" * 200, 400, "不是标识号"),
    ],
)
async def test_unknown_mistyped_and_malformed_are_told_apart(
    hall: Hall, typed: str, status: int, says: str
) -> None:
    answer = await hall.get(typed)
    assert answer.status_code == status
    assert word(answer.text).startswith(says)


async def test_a_visitor_cannot_put_words_into_the_page(hall: Hall) -> None:
    for text in ("<b>12</b>", '"><script>x', "请拨打13800000000领取本局发放的巨额奖金"):
        answer = await hall.client.get("/L", params={"number": text})
        assert answer.status_code == 400
        assert "<script" not in answer.text
        assert "<b>" not in answer.text
        assert "奖金" not in answer.text


async def test_the_bare_address_asks_for_a_number(hall: Hall) -> None:
    for path in ("/L", "/L/"):
        answer = await hall.client.get(path)
        assert answer.status_code == 200
        assert word(answer.text).startswith("查询专用标识")
        assert 'name="number"' in answer.text


async def test_pages_are_not_kept_not_indexed_and_run_nothing(hall: Hall) -> None:
    for code in (await hall.token(), "DAL13-000123-D", "x"):
        answer = await hall.get(code)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert "Accept-Language" in answer.headers["vary"]
        assert '<meta name="robots" content="noindex,nofollow">' in answer.text
        assert "<script" not in answer.text
        assert "style=" not in answer.text
        assert "script-src" not in answer.headers["content-security-policy"]
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


async def test_head_answers_like_get(hall: Hall) -> None:
    assert (await hall.client.head(f"/L/{await hall.token()}")).status_code == 200
    assert (await hall.client.head("/L/DAL13-000123-D")).status_code == 404


async def test_the_language_is_the_one_asked_for_else_the_browsers(hall: Hall) -> None:
    for accepted, lang in (("en-GB,en;q=0.9", "en"), ("de,zh;q=0.5,en;q=0.3", "zh-CN")):
        answer = await hall.client.get("/L", headers={"Accept-Language": accepted})
        assert answer.headers["content-language"] == lang
    answer = await hall.get("x", "zh", **{"Accept-Language": "en"})
    assert answer.headers["content-language"] == "zh-CN"
    assert "?lang=en" in answer.text


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", "zh"),
        ("en", "en"),
        ("EN-us", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.4, zh-Hant;q=0.8", "zh"),
        ("en;q=0", "zh"),
        ("fr,de", "zh"),
        ("en;q=1.5,zh", "zh"),
        ("english", "zh"),
        ("," * 5000 + "en", "zh"),
    ],
)
def test_the_browsers_preference_is_read(accepted: str, lang: str) -> None:
    assert language(accepted) == lang


async def test_one_address_is_slowed_down_with_a_page_that_says_so(hall: Hall) -> None:
    hall.client.app.state.throttle = Throttle(lambda: 0.0)
    codes = [(await hall.client.get("/L")).status_code for _ in range(BURST + 1)]
    assert codes == [200] * BURST + [429]
    answer = await hall.client.get("/L", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert word(answer.text).startswith("Too many requests")


def test_a_bucket_refills_and_belongs_to_one_address() -> None:
    now = 0.0
    throttle = Throttle(lambda: now)
    assert [throttle.take("192.0.2.1") for _ in range(BURST)] == [0] * BURST
    assert throttle.take("192.0.2.1") == 1
    assert throttle.take("::ffff:192.0.2.1") == 1
    assert throttle.take("192.0.2.2") == 0
    now = 1.0
    assert [throttle.take("192.0.2.1") for _ in range(2)] == [0, 1]
    now = 10_000.0
    assert sum(throttle.take("192.0.2.1") == 0 for _ in range(2 * BURST)) == BURST


def test_an_ipv6_household_is_one_address_and_memory_is_bounded() -> None:
    throttle = Throttle(lambda: 0.0)
    waits = [throttle.take(f"2001:db8::{n:x}") for n in range(1, BURST + 2)]
    assert waits == [0] * BURST + [1]
    assert throttle.take("2001:db8:0:1::1") == 0
    for n in range(MAX_ADDRESSES + 10):
        throttle.take(f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}")
    assert len(throttle._buckets) == MAX_ADDRESSES


async def test_two_thousand_altered_tokens_are_never_genuine(hall: Hall) -> None:
    """Each is one to three characters away from a label that is."""
    random, tokens = Random(13), [await hall.token(key) for key in CRATES]
    for _ in range(2_000):
        genuine = random.choice(tokens)
        bent = list(genuine)
        for _ in range(random.randint(1, 3)):
            bent[random.randrange(len(bent))] = random.choice(BASE32)
        token = "".join(bent)
        if token in tokens:
            continue
        status = await status_of_token(hall.office, hall.readers, token)
        assert status.verdict.code in ("not_ours", "key_unknown", "signature_failed")
        assert (status.facts, status.crate) == (None, None)


@pytest.fixture(scope="module")
def visitor(evening: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient[Any]]:
    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(evening, data)
    with TestClient(create_app(load(), data), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def genuine(visitor: TestClient[Any]) -> str:
    office: Office = visitor.app.state.office
    with visitor.portal() as portal:
        crate: Crate | None = portal.call(
            office.journal.look, lambda state: state.get(Crate, CRATES[0])
        )
    assert crate is not None
    assert crate.label is not None
    return crate.label.token


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.one_of(st.text(max_size=60), st.text(BASE32, min_size=30, max_size=520)))
def test_no_text_at_all_breaks_the_page(visitor: TestClient[Any], text: str) -> None:
    visitor.app.state.throttle = Throttle()
    answer = visitor.get("/L", params={"number": text})
    assert answer.status_code in (200, 400, 404)
    assert not word(answer.text).startswith("标识有效")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_altered_message_breaks_the_page(
    visitor: TestClient[Any], genuine: str, data: st.DataObject
) -> None:
    """Bytes are cut out, put in and turned over, so that the CBOR itself goes wrong."""
    message = kit.bytes_of(genuine)
    at = data.draw(st.integers(0, len(message) - 1))
    new = data.draw(st.binary(max_size=4))
    bent = kit.text_of(message[:at] + new + message[at + data.draw(st.integers(0, 4)) :])
    visitor.app.state.throttle = Throttle()
    answer = visitor.get(f"/L/{bent}")
    assert answer.status_code == 200
    assert bent == genuine or not word(answer.text).startswith("标识有效")


def test_every_verdict_and_state_has_words() -> None:
    assert set(ADVICE) == set(ORDER)
    assert set(STATES) == set(Crate.__annotations__["state"].__args__)
