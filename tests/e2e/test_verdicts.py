"""What a phone says of codes that are not what they seem, with no network and no server."""

import base64
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import qrcode
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, Page, expect

from labels.code import Facts, open_token, seal, url_of
from labels.keys import load_private
from tests.e2e.offices import PASSWORD
from tests.e2e.people import enrol, profile
from tests.e2e.serving import Server

ITALY = "210900113004210"
VERDICTS = {
    "genuine": ("标识有效", "Valid"),
    "forged": ("验签未通过", "Signature failed"),
    "stranger": ("签发密钥未收录", "Key unknown"),
    "expired": ("超过有效期", "Expired"),
    "void": ("已作废", "Void"),
    "not_ours": ("非专用标识", "Not our label"),
}


def at_the_port(page: Page, server: Server) -> list[str]:
    """Label, void over HTTP; the tokens of two Italian crates, the first one void."""
    request = page.request
    origin = {"Origin": server.url}
    signed_in = request.post(
        f"{server.url}/api/session", data={"user": "zhou", "password": PASSWORD}, headers=origin
    )
    assert signed_in.status == 201
    body = {"declaration": ITALY, "crates": None}
    issued = request.post(f"{server.url}/api/labels", data=body, headers=origin).json()
    tokens = [
        request.get(f"{server.url}/api/crates/{ITALY}/{n}").json()["crate"]["label"]["token"]
        for n in (1, 2)
    ]
    voiding = f"{server.url}/api/labels/{issued['numbers'][0]}/voiding"
    assert request.post(voiding, data={"reason": "卡纸"}, headers=origin).status == 201
    return tokens


def one_bit_changed(token: str) -> str:
    """The last bit of the declaration's number, say: still the one encoding, of other bytes."""
    raw = bytearray(base64.b32decode(token + "=" * (-len(token) % 8)))
    raw[-1] ^= 1
    return base64.b32encode(bytes(raw)).decode().rstrip("=")


def codes(server: Server, void: str, genuine: str) -> dict[str, str]:
    facts: Facts = open_token(genuine).facts
    port = load_private(server.data / "keys" / f"port-{facts.port}.pem")
    past = replace(
        facts,
        serial=facts.serial + 500,
        issued=facts.issued - timedelta(days=60),
        valid_until=facts.issued - timedelta(days=1),
    )
    tokens = {
        "genuine": genuine,
        "forged": one_bit_changed(genuine),
        "stranger": seal(facts, ec.generate_private_key(ec.SECP256R1())),
        "expired": seal(past, port),
        "void": void,
    }
    urls = {name: url_of("localhost", token) for name, token in tokens.items()}
    return {**urls, "not_ours": "https://example.org/a-poster-in-the-hall"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_code_gets_its_own_verdict(
    browser: Browser, listed: Server, tmp_path: Path, language: str
) -> None:
    server = listed
    void, genuine = at_the_port(profile(browser, language).new_page(), server)
    phone = profile(browser, language, phone=True)
    page = phone.new_page()
    enrol(page, server)
    shown = codes(server, void, genuine)
    server.stop()
    phone.set_offline(True)
    for name, text in shown.items():
        picture = tmp_path / f"{name}.png"
        with picture.open("wb") as out:
            qrcode.make(text).save(out)
        page.goto(f"{server.url}/scan")
        page.get_by_test_id("scan-still-file").set_input_files(picture)
        expect(page.get_by_test_id("verdict")).to_contain_text(VERDICTS[name][language == "en"])
