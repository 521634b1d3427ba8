"""Keys of ports: a new one beside the old, a stolen one revoked, one that never leaves its port."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from backend.desk.office import china_day
from backend.desk.trusting import trust_draft, trust_of
from backend.journal.append import Objected
from backend.journal.sealing import Draft
from backend.rules.release import decide
from backend.rules.state import State
from backend.wire.declarations import DeclarationAccepted
from backend.wire.views import Crate, CrateLabel, PortKey
from labels import cose
from labels.code import open_token, seal
from labels.keys import public_pem
from labels.number import number_of
from labels.verdict import judge
from tests.backend.keeping.served import CRATES, Served, serving
from tests.kit import declaration
from tests.labels import kit

TODAY = china_day()
REASON = "口岸电脑更换"


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(tmp_path) as one:
        yield one


async def keys(served: Served, port: str = "BJS") -> list[Any]:
    listed = (await served.get("sun", "/api/keys")).json()
    return [key for key in listed["keys"] if key["port"] == port]


async def rotate(served: Served, **more: Any) -> Any:
    asked = {"port": "BJS", "public_key": None, "last_day": None, "reason": REASON, **more}
    return await served.post("sun", "/api/keys", asked)


async def revoke(served: Served, kid: str, day: date, user: str = "sun") -> Any:
    asked = {"from_day": day.isoformat(), "reason": "口岸电脑失窃"}
    return await served.post(user, f"/api/keys/{kid}/revocation", asked)


async def label_of(served: Served, key: str = CRATES[0]) -> CrateLabel:
    label = (await served.doc(Crate, key)).label
    assert label is not None
    return label


async def issued(served: Served, no: str) -> Any:
    """Lodge, accept and label another consignment of one crate."""
    lodged = declaration(no=no, crates=1)
    decisions = decide(lodged, served.office.settings.isolation_places)
    await served.made("zhou", "declaration.lodged", lodged)
    accepted = DeclarationAccepted(declaration=no, rule=1, decisions=decisions)
    await served.made("zhou", "declaration.accepted", accepted)
    body = {"declaration": no, "crates": None}
    return (await served.post("zhou", "/api/labels", body)).json()


async def verdict(served: Served, token: str) -> tuple[str, tuple[str, ...]]:
    trust = await served.office.journal.look(lambda s: trust_of(s, served.office.keyring))
    found = judge(token, trust, TODAY)
    return found.code, found.notes


async def test_a_new_key_signs_and_the_old_one_stays_good_for_what_it_signed(
    served: Served,
) -> None:
    (old,) = await keys(served)
    assert (old["state"], old["elsewhere"], old["made_by"]) == ("in_use", False, None)
    before = await label_of(served)
    answer = await rotate(served)
    assert answer.status_code == 201, answer.text
    new, listed_old = await keys(served)
    assert (new["state"], new["first_day"], new["made_reason"]) == (
        "in_use",
        TODAY.isoformat(),
        REASON,
    )
    assert (new["made_by"], listed_old["kid"]) == ("sun", old["kid"])
    assert (listed_old["state"], listed_old["last_day"]) == ("spare", TODAY.isoformat())
    assert answer.json()["version"] == 2
    done = await issued(served, "210900113004999")
    assert done["not_issued"] == []
    after = await label_of(served, "210900113004999/1")
    assert open_token(after.token).kid.hex() == new["kid"]
    assert open_token(before.token).kid.hex() == old["kid"]
    assert await verdict(served, before.token) == ("valid", ())
    assert await verdict(served, after.token) == ("valid", ())
    assert (await served.doc(PortKey, new["kid"])).held == "office"


async def test_a_key_that_stays_at_its_port_is_known_by_its_public_half_alone(
    served: Served,
) -> None:
    port = ec.generate_private_key(ec.SECP256R1())
    point = cose.point_of(port)
    answer = await rotate(served, public_key=public_pem(point).decode())
    assert answer.status_code == 201, answer.text
    new, _ = await keys(served)
    assert (new["kid"], new["elsewhere"]) == (cose.kid_of(point).hex(), True)
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    ended = await rotate(served, last_day=yesterday)
    assert (ended.status_code, ended.json()["code"]) == (409, "day_wrong")
    assert (await rotate(served)).status_code == 201
    in_use = [key for key in await keys(served) if key["state"] == "in_use"]
    assert [key["elsewhere"] for key in in_use] == [False]
    again = await rotate(served, public_key=public_pem(point).decode())
    assert (again.status_code, again.json()["code"]) == (409, "key_known")


async def test_where_only_the_port_can_sign_the_desk_says_so(served: Served) -> None:
    (old,) = await keys(served)
    stranger = public_pem(cose.point_of(ec.generate_private_key(ec.SECP256R1()))).decode()
    await rotate(served, public_key=stranger)
    assert (await revoke(served, old["kid"], TODAY)).status_code == 201
    done = await issued(served, "210900113004999")
    assert done["numbers"] == []
    assert "密钥不在本系统" in done["not_issued"][0]["reason"]["zh"]
    assert "No valid key" in done["not_issued"][0]["reason"]["en"]


async def test_a_revoked_key_ends_what_it_signs_from_a_day_on(served: Served) -> None:
    (old,) = await keys(served)
    label = await label_of(served)
    tomorrow = TODAY + timedelta(days=1)
    early = await revoke(served, old["kid"], tomorrow)
    assert (early.status_code, early.json()["code"]) == (409, "day_wrong")
    assert (await revoke(served, old["kid"], TODAY)).status_code == 201
    assert await verdict(served, label.token) == ("signature_failed", ("after_revocation",))
    (row,) = await keys(served)
    assert (row["state"], row["revoked"], row["revoked_by"]) == (
        "revoked",
        TODAY.isoformat(),
        "sun",
    )
    assert row["revoked_reason"] == "口岸电脑失窃"
    page = (await served.get("wang", f"/api/crates/{CRATES[0]}")).json()
    assert page["label_revocation"] == {"day": TODAY.isoformat(), "before": False}
    public = await served.client.get(f"/L/{label.token}")
    assert "签发日期在密钥吊销当日或之后" in public.text
    again = await revoke(served, old["kid"], TODAY)
    assert (again.status_code, again.json()["code"]) == (409, "key_already_revoked")
    assert (await revoke(served, old["kid"], TODAY - timedelta(days=9))).status_code == 201


async def test_what_a_revoked_key_signed_before_still_counts_and_says_so(served: Served) -> None:
    (old,) = await keys(served)
    today_s = await label_of(served)
    earlier = TODAY - timedelta(days=3)
    key = served.office.keyring.port("BJS")
    facts = open_token(today_s.token).facts
    label = seal(replace(facts, issued=earlier), key)
    await revoke(served, old["kid"], TODAY - timedelta(days=2))
    code, notes = await verdict(served, label)
    assert code in ("valid", "seen_elsewhere")
    assert notes == ("before_revocation",)
    public = await served.client.get(f"/L/{label}")
    assert "密钥已吊销，签发在吊销之前" in public.text
    assert str(TODAY.year) in public.text


async def test_keys_are_for_administrators(served: Served) -> None:
    for user in ("zhou", "wang", "zhao"):
        assert (await served.get(user, "/api/keys")).status_code == 403
        assert (await revoke(served, "00000000", TODAY, user)).status_code == 403
    unknown = await revoke(served, "00000000", TODAY)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "key_unknown")
    for more, status in (
        ({"port": "XXX"}, 404),
        ({"public_key": "-----BEGIN"}, 409),
        ({"last_day": "2013-02-30"}, 409),
        ({"last_day": "2001-01-01"}, 409),
        ({"public_key": public_pem(kit.ROOT_POINT).decode().replace("A", "B", 1)}, 409),
    ):
        answer = await rotate(served, **more)
        assert answer.status_code == status, (more, answer.text)
    assert len(await keys(served)) == 1


def spread(count: int) -> list[str]:
    """Numbers of a year at a port, as far from each other as its serials go."""
    return [number_of("BJS", TODAY, 1_000 + 45 * n) for n in range(count)]


async def test_a_full_list_says_so_and_a_revoked_key_makes_do_without_it(served: Served) -> None:
    office = served.office

    def plan(count: int) -> Callable[[State], list[Draft]]:
        clock = office.clock()
        return lambda state: trust_draft(
            state, office.settings, office.keyring, clock, void=spread(count)
        )

    async def why_not(count: int) -> str | None:
        try:
            await office.journal.look(plan(count))
        except Objected as error:
            return error.objections[0].code
        return None

    fits, too_many = 20_000, 22_000
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if await why_not(middle):
            too_many = middle
        else:
            fits = middle
    assert await why_not(too_many) == "trust_list_full"
    await office.journal.record("sun", plan(fits))
    label = await label_of(served)
    voided = f"/api/labels/{label.number}/voiding"
    refused = await served.post("zhou", voided, {"reason": "卡纸", "sort": "void"})
    assert (refused.status_code, refused.json()["code"]) == (409, "trust_list_full")
    said = refused.json()
    assert f"（{fits + 1}）" in said["detail"]
    assert "吊销旧密钥" in said["action"]
    assert "revoke the old one" in said["action"]
    assert await label_of(served) == label
    assert (await verdict(served, label.token))[0] == "valid"

    (old,) = await keys(served)
    assert (await rotate(served)).status_code == 201
    assert (await revoke(served, old["kid"], TODAY)).status_code == 201
    assert (await verdict(served, label.token))[0] == "signature_failed"
    again = {"sort": "other", "reason": "密钥吊销"}
    replaced = await served.post("zhou", f"/api/labels/{label.number}/replacement", again)
    assert replaced.status_code == 201, replaced.text
    fresh = await label_of(served)
    assert (await verdict(served, fresh.token))[0] == "valid"
    ended = await served.post(
        "zhou", f"/api/labels/{fresh.number}/voiding", {"reason": "卡纸", "sort": "void"}
    )
    assert ended.json()["code"] == "trust_list_full", "the new key's labels are listed one by one"
    assert (await served.get("sun", "/api/keys")).json()["void"] == fits


async def test_a_list_of_twenty_thousand_void_numbers_still_grows(served: Served) -> None:
    office = served.office
    many = [number_of("BJS", TODAY, 1_000 + 49 * n) for n in range(20_000)]

    def plan(state: State) -> list[Draft]:
        return trust_draft(state, office.settings, office.keyring, office.clock(), void=many)

    await office.journal.record("sun", plan)
    label = await label_of(served)
    voiding = await served.post(
        "zhou", f"/api/labels/{label.number}/voiding", {"reason": "卡纸", "sort": "void"}
    )
    assert voiding.status_code == 201, voiding.text
    listed = (await served.get("sun", "/api/keys")).json()
    assert listed["void"] == len(many) + 1
    assert (await verdict(served, label.token))[0] == "void"
