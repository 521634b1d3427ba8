"""Knocks on phones: encrypted so that the phone alone reads them, sent where the settings allow,
and dropped where nobody listens any more. The push service is a real HTTP server here.
"""

import asyncio
import dataclasses
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from msgspec import structs

from backend.desk.notifying import Notifier
from backend.desk.webpush import allowed, encrypt, text
from backend.people import People
from backend.people.subscriptions import Target
from backend.rules.lots import lot_of
from backend.views.readers import Readers
from backend.wire.inspections import Opened, ReviewDecided
from backend.wire.lots import LotFrozen, LotLifted
from backend.wire.travels import CrateArrived
from backend.wire.views import Crate
from tests.kit import check, goods, inspection
from tests.kit.office import SiteOffice
from tests.kit.pushservice import Browser, PushService, unb64

CRATE = f"{goods.DECLARATION}/1"


def test_a_message_is_that_of_rfc_8291() -> None:
    """Appendix A of the RFC, to the byte."""
    key = ec.derive_private_key(
        int.from_bytes(unb64("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"),
        ec.SECP256R1(),
    )
    target = Target(
        "https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    made = encrypt(
        b"When I grow up, I want to be a watermelon", target, key, unb64("DGv6ra1nlYgDCS1FRnbzlw")
    )
    assert text(made) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.parametrize(
    ("endpoint", "holds"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", True),
        ("https://eu.push.apple.com/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://evilpush.apple.com.example/x", False),
        ("https://xpush.apple.com/x", False),
        ("https://u:p@push.apple.com/x", False),
        ("https://10.0.0.1/x", False),
        ("http://localhost:9/x", False),
        ("https://[::1/x", False),
    ],
)
def test_only_push_services_that_are_named_are_called(endpoint: str, holds: bool) -> None:
    assert allowed(endpoint, ["fcm.googleapis.com", "push.apple.com"]) is holds


class Day:
    """An office at work, phones that asked to be told, and their push service."""

    def __init__(self, site: SiteOffice, folder: Path, service: PushService) -> None:
        self.site, self.service = site, service
        settings = structs.replace(site.office.settings, push_hosts=["localhost"])
        office = dataclasses.replace(site.office, settings=settings)
        self.readers = Readers(folder / "journal.db")
        self.people = People(folder / "people.db", now=site.clock)
        self.notifier = Notifier(office, self.readers, self.people)
        self.browsers: dict[str, Browser] = {}

    async def open(self, *users: str) -> None:
        await self.readers.open()
        await self.people.open()
        for user in users:
            await self.people.create_user(user, "a long enough word")
            await self.people.open_session(user, dev=f"dev-{user}")
            browser = Browser(f"{self.service.url}/{user}")
            self.browsers[user] = browser
            await self.people.subscribe(user, f"dev-{user}", browser.target)
        await self.site.import_and_label(goods.declaration())
        await self.notifier.open(every_s=3600)

    async def close(self) -> None:
        await self.notifier.close()
        await self.readers.close()
        await self.people.close()

    def read(self) -> list[tuple[str, Any]]:
        """What came since the last call: for whom, and what it says; sent side by side, it comes
        in any order."""
        got, self.service.got = self.service.got, []
        return sorted(
            ((path[1:], json.loads(self.browsers[path[1:]].read(body))) for path, _, body in got),
            key=lambda one: (one[0], one[1]["what"]),
        )


@pytest.fixture
def service() -> Iterator[PushService]:
    running = PushService()
    yield running
    running.stop()


def told(what: str, path: str, n: int = 1) -> dict[str, object]:
    return {"v": 1, "what": what, "n": n, "path": path}


def test_a_day_of_knocks(tmp_path: Path, service: PushService) -> None:
    async def day(site: SiteOffice) -> None:
        at_work = Day(site, tmp_path, service)
        await at_work.open("wang", "li", "zhao")
        try:
            await sent_back_frozen_and_lifted(at_work)
            await a_clock_runs_out(at_work)
            await a_dead_address_goes(at_work)
        finally:
            await at_work.close()

    with SiteOffice(tmp_path) as site:
        asyncio.run(day(site))
    assert check(tmp_path / "journal.db") > 0


async def sent_back_frozen_and_lifted(day: Day) -> None:
    site = day.site
    site.desk("wang", "inspection.recorded", inspection(CRATE))
    crate = await site.doc(Crate, CRATE)
    opened = Opened(entries=[crate.record or ""], photos=[])
    body = ReviewDecided(
        record=crate.record or "", decision="return", reason="照片不清", opened=opened
    )
    site.desk("zhao", "review.decided", body)
    await day.notifier.look()
    assert day.read() == [("wang", told("returned", f"/inspect/{CRATE}"))]
    await day.notifier.look()
    assert day.read() == [], "each is told once"

    lot = lot_of(crate)
    frozen = LotFrozen(lot=lot, crate=CRATE, reason="活虫", suspect=None, steps=[], photos=[])
    site.desk("wang", "lot.frozen", frozen)
    site.desk("zhao", "lot.lifted", LotLifted(lot=lot, reason="已处理"))
    await day.notifier.look()
    assert day.read() == [  # whoever did it knows, and supervisors are told at their desks
        ("li", told("frozen", f"/crates/{CRATE}")),
        ("li", told("lifted", "/work")),
        ("wang", told("lifted", "/work")),
    ]


async def a_clock_runs_out(day: Day) -> None:
    site = day.site
    for n in (2, 3):
        body = CrateArrived(crate=f"{goods.DECLARATION}/{n}", number=None, gate=None)
        site.desk("li", "crate.arrived", body)
    site.clock.pass_(hours=3)
    for _ in range(13):
        await day.notifier.look()
    near = told("near", "/work", 2)
    assert day.read() == [("li", near), ("wang", near)], "two crates are one knock, told once"


async def a_dead_address_goes(day: Day) -> None:
    day.service.answers["/li"] = 410
    day.service.answers["/wang"] = 500
    lot = lot_of(await day.site.doc(Crate, CRATE))
    for reason in ("复查", "再查"):
        frozen = LotFrozen(lot=lot, crate=None, reason=reason, suspect=None, steps=[], photos=[])
        day.site.desk("zhao", "lot.frozen", frozen)
        await day.notifier.look()
    assert [user for user, _ in day.read()] == ["li", "wang", "wang"]
    assert [who.user for who in await day.people.subscribers()] == ["wang", "zhao"]
    await day.people.close_device_sessions("dev-wang")  # as when the phone is revoked
    assert [who.user for who in await day.people.subscribers()] == ["zhao"]


def test_who_sends_is_signed_for(tmp_path: Path, service: PushService) -> None:
    async def knock(site: SiteOffice) -> None:
        day = Day(site, tmp_path, service)
        await day.open("wang")
        crate = await site.doc(Crate, CRATE)
        lot = lot_of(crate)
        body = LotFrozen(lot=lot, crate=None, reason="活虫", suspect=None, steps=[], photos=[])
        site.desk("zhao", "lot.frozen", body)
        await day.notifier.look()
        await day.close()

    with SiteOffice(tmp_path) as site:
        asyncio.run(knock(site))
        key = site.office.keyring.get("push").public_key()
    [(_, headers, body)] = service.got
    token, public = headers["Authorization"].removeprefix("vapid t=").split(", k=")
    assert unb64(public)[:1] == b"\x04"
    said, signature = token.rsplit(".", 1)
    raw = unb64(signature)
    r, s = (int.from_bytes(part, "big") for part in (raw[:32], raw[32:]))
    key.verify(encode_dss_signature(r, s), said.encode(), ec.ECDSA(hashes.SHA256()))
    claims = json.loads(unb64(said.split(".")[1]))
    assert claims["aud"] == service.url
    assert 0 < claims["exp"] - site.clock.now.timestamp() <= 24 * 3600
    assert headers["Content-Encoding"] == "aes128gcm"
    assert "活虫".encode() not in body


def test_a_push_service_that_is_gone_keeps_nothing_up(tmp_path: Path, service: PushService) -> None:
    service.stop()

    async def knock(site: SiteOffice) -> None:
        day = Day(site, tmp_path, service)
        await day.open("wang")
        crate = await site.doc(Crate, CRATE)
        body = LotFrozen(
            lot=lot_of(crate), crate=None, reason="活虫", suspect=None, steps=[], photos=[]
        )
        site.desk("zhao", "lot.frozen", body)
        await day.notifier.look()
        assert [who.user for who in await day.people.subscribers()] == ["wang"]
        await day.close()

    with SiteOffice(tmp_path) as site:
        asyncio.run(knock(site))
    with sqlite3.connect(tmp_path / "journal.db") as db:
        kinds = [row[0] for row in db.execute("SELECT kind FROM entry WHERE kind = 'lot.frozen'")]
    assert kinds == ["lot.frozen"]
