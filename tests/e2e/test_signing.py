"""Signatures on two phones with no network: PIN and passkey, a witness's finger, the recorder's own
phone; then each record proves itself, and the desk sees who signed."""

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.offices import PASSWORD
from tests.e2e.people import enrol, enter_pin, profile, sign_in
from tests.e2e.serving import Server
from tests.e2e.test_main_job import answer_all
from tests.kit import check

CRATE = "210900113004200/1"
SYNC_MS = 120_000
OTHER_PIN = "903175"


def scribble(page: Page) -> None:
    """A finger over the pad."""
    pad = page.get_by_test_id("sign-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    left, top = box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.5
    page.mouse.move(left, top)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(left + 14 * step, top + (18 if step % 2 else -18))
    page.mouse.up()


def fill_in(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/inspect/{CRATE}")
    page.locator("[data-testid^=answer-]").first.wait_for()
    answer_all(page)
    page.get_by_test_id("recorder").select_option("li")
    page.get_by_test_id("witness-signed").click()
    page.get_by_test_id("witness-name").fill("刘明")
    page.get_by_test_id("result-release").click()
    page.get_by_test_id("sign").click()


def authenticator(context: BrowserContext, page: Page) -> Any:
    """A platform authenticator that recognises its owner; returns the session that holds it."""
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def test_two_phones_sign_one_record(browser: Browser, listed: Server) -> None:
    server = listed
    lead, recorder = profile(browser, "zh", phone=True), profile(browser, "en", phone=True)
    page, other = lead.new_page(), recorder.new_page()
    enrol(page, server, "wang")
    enrol(other, server, "li")
    server.stop()
    lead.set_offline(True)
    recorder.set_offline(True)

    fill_in(page, server)
    expect(page.get_by_test_id("sign-next")).to_be_disabled()
    scribble(page)
    page.get_by_test_id("sign-next").click()
    enter_pin(page, "123456")
    page.get_by_test_id("sign-confirm").click()
    expect(page.get_by_test_id("signer-check")).to_contain_text("不能全同或连号")
    enter_pin(page)
    page.get_by_test_id("sign-confirm").click()
    expect(page.get_by_test_id("saved")).to_be_visible()

    code = page.get_by_test_id("cosign-code")
    shown = Image.open(io.BytesIO(code.screenshot()))
    link = str(code.get_attribute("data-link"))
    assert read_code(shown) == link
    page.goto(link)  # the lead is not the recorder
    expect(page.get_by_test_id("cosign-not-you")).to_be_visible()
    other.goto(link)
    expect(other.get_by_test_id("cosign")).to_contain_text("王芳")
    enter_pin(other, OTHER_PIN)
    other.get_by_test_id("cosign-confirm").click()
    expect(other.get_by_test_id("cosign-done")).to_be_visible()

    server.start()
    recorder.set_offline(False)
    other.goto(f"{server.url}/outbox")
    expect(other.get_by_test_id("outbox-rest")).to_be_visible(timeout=SYNC_MS)
    lead.set_offline(False)
    page.goto(f"{server.url}/outbox")
    expect(page.get_by_test_id("outbox-rest")).to_be_visible(timeout=SYNC_MS)

    page.get_by_test_id("outbox-details").first.click()
    page.get_by_test_id("prove").click()
    proving = page.get_by_test_id("proving")
    expect(proving).to_have_attribute("data-outcome", "good")
    expect(page.locator("[data-testid=prove-step][data-good=true]")).to_have_count(6)

    desk = profile(browser, "zh").new_page()
    sign_in(desk, server, "zhao")
    said = desk.evaluate(f"fetch('/api/crates/{CRATE}').then((answer) => answer.json())")
    [record] = said["records"]
    signed = {(item["body"]["role"], item["body"]["method"]) for item in record["cosigned"]}
    assert signed == {("recorder", "own_phone"), ("witness", "finger")}
    assert [found["code"] for found in record["objections"]] == ["no_label_in_force"]
    desk.goto(f"{server.url}/desk/crates/{CRATE}")
    expect(desk.get_by_test_id("signature")).to_have_count(2)
    expect(desk.get_by_test_id("not-cosigned")).to_have_count(0)
    redact(profile(browser, "zh").new_page(), server)
    server.stop()
    assert check(server.data / "journal.db") > 0


def redact(page: Page, server: Server) -> None:
    """As an administrator, by button: the witness's name and strokes go, their entries stay."""
    sign_in(page, server, "sun")
    page.goto(f"{server.url}/desk/crates/{CRATE}")
    before = page.get_by_test_id("timeline").locator("> li")
    buttons = page.get_by_test_id("redact")
    expect(buttons).to_have_count(2)
    expect(page.get_by_text("刘明").first).to_be_visible()
    entries = before.count()
    for left in (1, 0):
        buttons.first.click()
        page.get_by_test_id("redact-confirm").click()
        expect(page.get_by_role("alert")).to_be_visible()  # not without a reason
        page.get_by_test_id("redact-reason").fill("当事人要求")
        page.get_by_test_id("redact-confirm").click()
        expect(buttons).to_have_count(left)
        expect(page.get_by_test_id("redacted")).to_be_visible()
    expect(before).to_have_count(entries + 2)
    expect(page.get_by_text("刘明")).to_have_count(0)
    text = page.request.get(f"{server.url}/api/crates/{CRATE}").text()
    assert "刘明" not in text
    assert text.count("当事人要求") >= 2


def read_code(image: Image.Image) -> str:
    """What any reader sees in it."""
    import zxingcpp

    [found] = zxingcpp.read_barcodes(image.convert("L"))
    return str(found.text)


def test_the_lock_on_me(browser: Browser, listed: Server) -> None:
    server = listed
    phone = profile(browser, "zh", phone=True)
    page = phone.new_page()
    devtools, key = authenticator(phone, page)
    enrol(page, server, "wang")
    page.goto(f"{server.url}/me")
    page.get_by_test_id("pin-change").click()
    enter_pin(page)
    page.get_by_test_id("pin-save").click()
    expect(page.get_by_test_id("pin-saved")).to_be_visible()
    page.get_by_test_id("passkey-toggle").click()
    enter_pin(page)
    page.get_by_test_id("pin-save").click()
    expect(page.get_by_test_id("lock")).to_contain_text("可用指纹或面容代替")

    phone.set_offline(True)
    server.stop()
    fill_in(page, server)
    scribble(page)
    page.get_by_test_id("sign-next").click()
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.get_by_test_id("sign-passkey").click()
    expect(page.get_by_test_id("signer-check")).to_contain_text("没有认出")
    for _ in range(3):
        enter_pin(page, OTHER_PIN)
        page.get_by_test_id("sign-confirm").click()
        expect(page.get_by_test_id("sign-pin")).to_have_value("")
    expect(page.get_by_test_id("signer-check")).to_contain_text("以后再试")
    enter_pin(page)  # right, and too early
    page.get_by_test_id("sign-confirm").click()
    expect(page.get_by_test_id("signer-check")).to_contain_text("以后再试")
    expect(page.get_by_test_id("saved")).to_have_count(0)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": True})
    page.get_by_test_id("sign-passkey").click()
    expect(page.get_by_test_id("saved")).to_be_visible()
    page.get_by_test_id("cosign-by-hand").click()  # the recorder has no phone
    scribble(page)
    page.get_by_test_id("cosign-hand-save").click()
    expect(page.get_by_test_id("cosigned-by-hand")).to_be_visible()

    server.start()
    phone.set_offline(False)
    page.goto(f"{server.url}/me")
    page.get_by_test_id("pin-forgot").click()
    page.get_by_test_id("pin-password").fill(PASSWORD)
    page.get_by_test_id("pin-reset").click()
    enter_pin(page, OTHER_PIN)
    page.get_by_test_id("pin-save").click()
    expect(page.get_by_test_id("pin-saved")).to_be_visible()
