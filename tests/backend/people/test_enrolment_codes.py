"""A code enrols one phone, within ten minutes, whoever is quicker."""

import asyncio
from datetime import timedelta

import pytest

from backend.people import NoSuchUserError, People
from backend.people.tokens import ALPHABET
from tests.backend.people.kit import LI, WANG, Clock


async def test_a_code_works_once(people: People, clock: Clock) -> None:
    code = await people.new_code(LI.id)
    assert len(code.code) >= 12
    assert set(code.code) <= set(ALPHABET)
    assert not set("0O1ILU") & set(ALPHABET)
    assert code.expires_at == clock() + timedelta(minutes=10)
    assert await people.claim_code(code.code) == LI.id
    assert await people.claim_code(code.code) is None


async def test_it_may_be_typed_in_groups_and_in_lower_case(people: People) -> None:
    code = (await people.new_code(LI.id)).code
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:12]}-{code[12:]}\n"
    assert await people.claim_code(typed) == LI.id


@pytest.mark.parametrize("wrong", ["", "A" * 16, "A" * 15, "0" * 16, "码" * 16, "A" * 100_000])
async def test_a_wrong_code_is_nobodys(people: People, wrong: str) -> None:
    await people.new_code(LI.id)
    assert await people.claim_code(wrong) is None


async def test_a_code_expires(people: People, clock: Clock) -> None:
    code = await people.new_code(LI.id)
    clock.pass_(minutes=9, seconds=59.9)
    other = await people.new_code(WANG.id)
    clock.pass_(seconds=0.1)
    assert await people.claim_code(code.code) is None
    assert await people.claim_code(other.code) == WANG.id


async def test_a_newer_code_replaces_the_older(people: People) -> None:
    older = await people.new_code(LI.id)
    newer = await people.new_code(LI.id)
    assert await people.claim_code(older.code) is None
    assert await people.claim_code(newer.code) == LI.id


async def test_of_many_phones_with_one_code_one_gets_it(people: People) -> None:
    code = (await people.new_code(LI.id)).code
    claims = await asyncio.gather(*(people.claim_code(code) for _ in range(20)))
    assert sorted(claims, key=str) == [None] * 19 + [LI.id]


async def test_a_code_is_given_back_when_enrolment_fails(people: People, clock: Clock) -> None:
    code = (await people.new_code(LI.id)).code
    assert await people.claim_code(code) == LI.id
    await people.release_code(code)
    assert await people.claim_code(code) == LI.id
    await people.release_code(code)
    clock.pass_(minutes=10)
    assert await people.claim_code(code) is None


async def test_a_claimed_code_stays_used_after_a_restart(people: People) -> None:
    code = (await people.new_code(LI.id)).code
    await people.claim_code(code)
    await people.close()
    await people.open()
    assert await people.claim_code(code) is None


async def test_no_code_for_nobody(people: People) -> None:
    with pytest.raises(NoSuchUserError):
        await people.new_code("nobody")
