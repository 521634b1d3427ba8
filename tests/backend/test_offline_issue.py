"""A port whose line is down issues from reserved numbers, and brings the file when it is back."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from backend.desk.issuing import label_for
from backend.desk.office import china_day
from backend.rules.release import decide
from backend.rules.state import State
from backend.wire.declarations import DeclarationAccepted
from backend.wire.views import Crate, OfflineIssue
from labels import cose
from labels.code import Facts, open_token, seal
from labels.issue import LABELS_MAX, Issue, Range, range_of, seal_issue
from labels.keys import public_pem
from tests.backend.keeping.served import CRATES, Served, serving
from tests.kit import declaration

LODGED = "210900113004999"
TODAY = china_day()
PORT = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    """With a port whose key only it has, and a consignment that nobody has labelled yet."""
    async with serving(tmp_path) as one:
        await lodge(one, LODGED, 8)
        pem = public_pem(cose.point_of(PORT)).decode()
        asked = {"port": "BJS", "public_key": pem, "last_day": None, "reason": "口岸自存密钥"}
        assert (await one.post("sun", "/api/keys", asked)).status_code == 201
        yield one


async def lodge(served: Served, no: str, crates: int) -> None:
    lodged = declaration(no=no, crates=crates)
    decisions = decide(lodged, served.office.settings.isolation_places)
    accepted = DeclarationAccepted(declaration=no, rule=1, decisions=decisions)
    await served.made("zhou", "declaration.lodged", lodged)
    await served.made("zhou", "declaration.accepted", accepted)


async def reserve(served: Served, count: int = 20) -> Range:
    asked = {"port": "BJS", "count": count, "reason": "光缆中断"}
    answer = await served.post("zhou", "/api/offline/ranges", asked)
    assert answer.status_code == 201, answer.text
    return range_of(answer.json()[0]["option"])


async def facts_of(served: Served, serial: int, n: int = 1, no: str = LODGED) -> Facts:
    """What the port's own command would print for a crate."""
    crate = await served.doc(Crate, f"{no}/{n}")

    def made(state: State) -> Facts:
        return open_token(label_for(served.office, state, crate, 0).token).facts

    return replace(await served.office.journal.look(made), serial=serial)


def file_of(range_: Range, *labels: Facts, key: ec.EllipticCurvePrivateKey = PORT) -> str:
    tokens = tuple(seal(facts, key) for facts in labels)
    return seal_issue(Issue(range_, 1_366_900_000, "王建国", tokens), key)


async def enter(served: Served, text: str, user: str = "zhou") -> Any:
    return await served.post(user, "/api/offline/issues", content=text.encode() + b"\n")


async def test_what_a_port_issued_offline_is_entered_once(served: Served) -> None:
    range_ = await reserve(served)
    facts = [await facts_of(served, range_.first + n, n) for n in (1, 2, 3)]
    text = file_of(range_, *facts)
    size = await served.office.journal.size()
    answer = await enter(served, text)
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert report["entered"] == [one.number for one in facts]
    assert (report["already"], report["left_out"], report["officer"]) == ([], [], "王建国")
    crate = await served.doc(Crate, f"{LODGED}/2")
    assert (crate.state, crate.label and crate.label.number) == ("labelled", facts[1].number)
    assert await served.office.journal.size() == size + 4
    again = (await enter(served, text)).json()
    assert (again["entered"], again["already"]) == ([], report["entered"])
    assert await served.office.journal.size() == size + 4
    (row,) = (await served.get("zhou", "/api/offline/issues")).json()
    assert (row["entered"], row["left_out"], row["entered_by"]) == (3, [], "zhou")
    (reserved,) = (await served.get("sun", "/api/offline/ranges")).json()
    assert (reserved["used"], reserved["last"] - reserved["first"]) == (3, 19)
    page = (await served.get("zhou", f"/api/crates/{LODGED}/2")).json()
    assert any("断网签发（签发人 王建国）" in item["summary"]["zh"] for item in page["timeline"])


async def test_the_server_never_gives_a_reserved_number(served: Served) -> None:
    range_ = await reserve(served, 5)
    body = {"declaration": LODGED, "crates": [1, 2]}
    numbers = (await served.post("zhou", "/api/labels", body)).json()["numbers"]
    serials = [int(number[6:12]) for number in numbers]
    assert serials == [range_.last + 1, range_.last + 2]
    after = await reserve(served, 5)
    assert after.first == range_.last + 3
    assert range_.first == len(CRATES) + 1


async def bad(served: Served, range_: Range) -> dict[str, Facts]:
    """One label for each thing that can be wrong with it."""
    one = [await facts_of(served, range_.first + n, n) for n in range(9)[1:]]
    bearing = await served.doc(Crate, CRATES[0])
    assert bearing.label is not None
    return {
        "outside_range": replace(one[0], serial=range_.last + 1),
        "key_not_valid": replace(
            one[1], issued=TODAY - timedelta(days=1), valid_until=date(2099, 1, 1)
        ),
        "issued_after_today": replace(one[2], issued=TODAY + timedelta(days=1)),
        "crate_unknown": replace(one[3], n=9, of=9),
        "label_in_force": replace(
            open_token(bearing.label.token).facts, serial=one[4].serial, issued=TODAY
        ),
        "facts_differ": replace(one[5], destination="N01"),
        "twice_in_file": replace(one[6], serial=one[7].serial),
    }


async def test_what_does_not_fit_is_said_and_kept(served: Served) -> None:
    range_ = await reserve(served)
    wrong = await bad(served, range_)
    good = await facts_of(served, range_.first + 8, 8)
    text = file_of(range_, good, *wrong.values())
    report = (await enter(served, text)).json()
    assert report["entered"] == [good.number]
    codes = {row["code"]: row for row in report["left_out"]}
    year_turns = (TODAY.month == 12 and TODAY.day == 31) or (TODAY.month, TODAY.day) == (1, 1)
    if not year_turns:  # then the year of the number is wrong as well, which is said first
        assert set(codes) == set(wrong)
    for row in codes.values():
        assert any("\u4e00" <= char <= "\u9fff" for char in row["reason"]["zh"])
        assert not any("\u4e00" <= char <= "\u9fff" for char in row["reason"]["en"])
    kept = await served.doc(OfflineIssue, report["file"])
    assert kept.state == "waiting"
    assert {open_token(item.token).facts for item in kept.left_out} == set(wrong.values())
    size = await served.office.journal.size()
    assert (await enter(served, text)).json()["left_out"] == report["left_out"]
    assert await served.office.journal.size() == size


async def test_what_did_not_fit_is_entered_when_it_does(served: Served) -> None:
    range_ = await reserve(served)
    ahead = replace(await facts_of(served, range_.first), declaration=210900113004888)
    text = file_of(range_, ahead)
    assert (await enter(served, text)).json()["left_out"][0]["code"] == "crate_unknown"
    await lodge(served, "210900113004888", 8)
    report = (await enter(served, text)).json()
    assert (report["entered"], report["left_out"]) == ([ahead.number], [])
    assert (await served.doc(OfflineIssue, report["file"])).state == "whole"


async def test_a_file_of_nobody_we_know_changes_nothing(served: Served) -> None:
    range_ = await reserve(served)
    facts = await facts_of(served, range_.first)
    stranger = ec.generate_private_key(ec.SECP256R1())
    mixed = seal_issue(Issue(range_, 1, "", (seal(facts, stranger),)), PORT)
    size = await served.office.journal.size()
    good = file_of(range_, facts)
    elsewhere = file_of(Range("DAL", range_.year, range_.first, range_.last), facts)
    for text in (
        file_of(range_, facts, key=stranger),
        mixed,
        elsewhere,
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        good[:200] + ("A" if good[200] != "A" else "B") + good[201:],
        "",
        "PK\x03\x04",
        "证书",
    ):
        answer = await enter(served, text)
        assert (answer.status_code, answer.json()["code"]) == (422, "not_an_issue_file"), text[:9]
    assert (await enter(served, "A" * 300_000)).status_code == 413
    assert (await enter(served, good, "wang")).status_code == 403
    assert await served.office.journal.size() == size


async def test_a_range_that_nobody_reserved_is_said(served: Served) -> None:
    range_ = await reserve(served)
    wider = replace(range_, last=range_.last + 1)
    facts = await facts_of(served, range_.first)
    report = (await enter(served, file_of(wider, facts))).json()
    assert [row["code"] for row in report["left_out"]] == ["range_unknown"]


async def test_labels_of_a_revoked_key_are_entered_up_to_that_day(served: Served) -> None:
    range_ = await reserve(served)
    text = file_of(range_, await facts_of(served, range_.first))
    kid = cose.kid_of(cose.point_of(PORT)).hex()
    asked = {"from_day": TODAY.isoformat(), "reason": "电脑失窃"}
    assert (await served.post("sun", f"/api/keys/{kid}/revocation", asked)).status_code == 201
    report = (await enter(served, text)).json()
    assert [row["code"] for row in report["left_out"]] == ["key_revoked"]
    assert TODAY.isoformat() in report["left_out"][0]["reason"]["zh"]


async def test_a_full_file_of_misfits_is_kept_whole(served: Served) -> None:
    range_ = await reserve(served, LABELS_MAX)
    one = await facts_of(served, range_.first)
    labels = [
        replace(one, serial=range_.first + n, declaration=210900113000000, n=n + 1, of=LABELS_MAX)
        for n in range(LABELS_MAX)
    ]
    report = (await enter(served, file_of(range_, *labels))).json()
    assert len(report["left_out"]) == LABELS_MAX
    assert len((await served.doc(OfflineIssue, report["file"])).left_out) == LABELS_MAX


async def test_ranges_have_limits(served: Served) -> None:
    for port, count, status in (("XXX", 5, 404), ("BJS", 0, 400), ("BJS", 10_001, 400)):
        asked = {"port": port, "count": count, "reason": "x"}
        answer = await served.post("zhou", "/api/offline/ranges", asked)
        assert answer.status_code == status
