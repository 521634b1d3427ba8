"""Photos on an evidence bundle's page: marks over them, what the record says of them."""

from typing import Any

import msgspec

from backend.audit.evidence import Item, Opened, Picture
from backend.audit.pictures import gallery
from backend.wire.entry import Envelope

SHA, OTHER, CLIP = "a" * 64, "b" * 64, "c" * 64
MARKS = [
    {"shape": "arrow", "x1": 0.1, "y1": 0.2, "x2": 0.5, "y2": 0.25, "text": None},
    {"shape": "circle", "x1": 0.5, "y1": 0.5, "x2": 0.62, "y2": 0.5, "text": None},
    {"shape": "text", "x1": 0.75, "y1": 0.5, "x2": 0.75, "y2": 0.5, "text": "<b>虫孔</b>"},
]


def about(sha256: str, **more: Any) -> dict[str, Any]:
    bare = {"sha256": sha256, "sort": "photo", "of": None, "original": None, "phase": None}
    place = {"taken_at": None, "latitude": None, "longitude": None, "accuracy_m": None}
    return {**bare, **place, "marks": [], **more}


def inspection(*files: dict[str, Any], kind: str = "inspection.recorded") -> Opened:
    record = {"attachments": list(files)}
    body = {"record": record} if kind.endswith("amended") else record
    envelope = Envelope(
        v=1,
        id="0",
        seq=1,
        kind=kind,
        kv=3,
        at="2013-05-10T14:00:00+08:00",
        actor="wang",
        seen=None,
        body=msgspec.Raw(msgspec.json.encode(body)),
        photos=[],
    )
    item = Item(
        pos=1,
        received_at="2013-05-10T06:00:00.000Z",
        answer="stored",
        code=None,
        disclosures=[],
    )
    return Opened(item, "", "dev", envelope)


def picture(sha256: str, type_: str = "image/jpeg", *, held: bool = True) -> Picture:
    return Picture(sha256=sha256, size=3, type=type_, held=held)


def test_marks_lie_over_the_photo_and_can_be_taken_off() -> None:
    [_, shown] = gallery([picture(SHA)], [inspection(about(SHA, marks=MARKS))])
    assert f'src="photos/{SHA}.jpg"' in shown
    assert 'x1="10.00%" y1="20.00%" x2="50.00%" y2="25.00%"' in shown
    assert "left:50.00%;top:50.00%;width:24.00%" in shown
    assert "right:25.00%;top:50.00%" in shown
    assert "&lt;b&gt;虫孔&lt;/b&gt;" in shown
    assert "<b>" not in shown
    assert "不显示标注" in shown
    assert "Hide the marks" in shown


def test_an_amended_record_has_the_last_word() -> None:
    entries = [
        inspection(about(SHA, marks=MARKS)),
        inspection(about(SHA, phase="sight"), kind="inspection.amended"),
    ]
    [_, shown] = gallery([picture(SHA)], entries)
    assert "marked" not in shown
    assert "所见" in shown


def test_time_and_place_are_said_as_far_as_they_are_known() -> None:
    said = about(
        SHA,
        taken_at="2013-05-10T14:05:01+08:00",
        latitude=41.11,
        longitude=121.12,
        accuracy_m=8.4,
    )
    [_, shown, other] = gallery([picture(SHA), picture(OTHER)], [inspection(said, about(OTHER))])
    assert "2013-05-10T14:05:01+08:00" in shown
    assert "41.110000, 121.120000 ± 8 m" in shown
    assert f"<figcaption>{OTHER}</figcaption>" in other


def test_photos_without_a_word_clips_and_those_that_never_came_are_shown_as_such() -> None:
    photos = [picture(SHA), picture(CLIP, "video/mp4"), picture(OTHER, held=False)]
    [_, photo, clip, absent] = gallery(photos, [])
    assert photo.startswith("<figure><img")
    assert f'href="photos/{CLIP}.mp4"' in clip
    assert OTHER in absent
    assert "<img" not in absent
