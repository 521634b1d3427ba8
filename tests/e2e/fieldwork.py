"""Phones that only desks are shown: one that was lost with records on it, one whose receipt
contradicts the log; work that follows an inspection; and a film to play."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.e2e.bureau import FIRM, Bureau
from tests.e2e.offices import invitation
from tests.e2e.serving import Server
from tests.kit import inspection
from tests.kit.field import FieldPhone
from tests.kit.line import Address

_A_PUSH = 50
_FILM = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 })
  const pen = canvas.getContext('2d')
  const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm' })
  const parts = []
  recorder.ondataavailable = ({ data }) => parts.push(data)
  const over = new Promise((done) => { recorder.onstop = done })
  recorder.start()
  for (let i = 0; i < 12; i++) {
    pen.fillStyle = `hsl(${i * 30} 60% 40%)`
    pen.fillRect(0, 0, 320, 240)
    await new Promise(requestAnimationFrame)
  }
  recorder.stop()
  await over
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
  return btoa(String.fromCharCode(...bytes))
}"""
_PLAYED = "(film) => film.play().then(() => new Promise((done) => { film.ontimeupdate = done }))"


@dataclass
class There:
    """Where a simulated phone finds the server."""

    address: Address


def phone_of(server: Server, user: str) -> FieldPhone:
    there = There(("127.0.0.1", server.port))
    phone = FieldPhone(user, there, lambda: datetime.now(UTC))
    assert phone.enrol(invitation(server.data, server.port, user))
    phone.pull()
    return phone


def send_late(lost: FieldPhone, other: FieldPhone, declaration: str, count: int) -> None:
    """A revoked phone's records of a consignment, sent in somebody else's session: all of them are
    quarantined."""
    lost.token = other.token
    for n in range(count):
        body = inspection(f"{declaration}/{n + 1}", lead=lost.user, recorder=other.user)
        lost.record("inspection.recorded", body)
    while lost.waiting:
        answer = lost.push(entries=lost.waiting[:_A_PUSH])
        assert answer is not None
        assert {one["answer"] for one in answer.json()["answers"]} == {"quarantined"}


def contradict(phone: FieldPhone) -> None:
    """It holds a receipt for more than there is, and says so."""
    origin, size, root = max(phone.heads, key=lambda head: head[1])
    phone.heads.append((origin, size + 1000, root))
    assert phone.push() is not None


def follow_up(bureau: Bureau, phone: FieldPhone, isolated: str, treated: str) -> None:
    """A crate of orchids in isolation for six days, and another fumigated just now."""
    zone = datetime.now(UTC) + timedelta(hours=8)
    today, planted = zone.date(), zone.date() - timedelta(days=6)
    for crate in (isolated, treated):
        phone.record("crate.arrived", {"crate": crate, "number": None, "gate": None})
    said = inspection(isolated, lead=phone.user, recorder="wang", result="isolation")
    phone.record("inspection.recorded", said)
    assert phone.push() is not None
    bureau.accept(isolated)
    bureau.post(
        "zhao",
        "isolations",
        crates=[isolated],
        plant="火焰兰",
        site="锦州世园会园区隔离圃",
        plot="A-03",
        area_m2=None,
        keeper=None,
        life="perennial",
        planted=planted.isoformat(),
        until="2099-04-27",
        watch_for=["南洋臀纹粉蚧", "Dysmicoccus neobrevipes"],
    )
    agreed = {"agent": "溴甲烷", "exposure": "2 小时"}
    asked = {**agreed, "dose": "32 g/m³", "due": today.isoformat()}
    order = bureau.order([treated], "fumigation", "石斛兰植株", "检出活若虫", **asked)
    blank = dict.fromkeys(("operator", "dilution", "total", "humidity_pct", "wind", "report"))
    done: dict[str, Any] = {
        **agreed,
        "order": order,
        "firm": FIRM,
        "dose": "28 g/m³",
        "place": "园区处理间",
        "started_at": f"{zone - timedelta(hours=3):%Y-%m-%dT%H:%M}:00+08:00",
        "ended_at": f"{zone - timedelta(hours=1):%Y-%m-%dT%H:%M}:00+08:00",
        "temperature_c": 21.5,
        "remark": "药剂余量不足",
        "photos": [],
    }
    bureau.post("wang", "acts/treatment.completed", **blank, **done)


def film(page: Page, path: Path) -> Path:
    """Filmed by a browser: some colours, in WebM."""
    path.write_bytes(base64.b64decode(page.evaluate(_FILM)))
    return path


def play(page: Page) -> Any:
    """Play the film that is shown, until it has moved on."""
    clip = page.get_by_test_id("photo-viewer").get_by_test_id("clip")
    clip.wait_for()
    return clip.evaluate(_PLAYED)
