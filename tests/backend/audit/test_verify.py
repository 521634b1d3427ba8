"""Each way of tampering is found, and named with its place."""

import asyncio
import json
import sqlite3
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.__main__ import main
from backend.audit.source import NothingToVerify, find
from backend.audit.verify import Scope, verify
from backend.desk.keyring import Keyring
from backend.journal.append import Appender
from backend.journal.log import sign_at
from backend.journal.rebuild import rebuild
from backend.rules.consignments import crate_key
from backend.wire import jws, notes
from backend.wire.attestations import DeviceRevoked
from backend.wire.sync import Stored
from tests.backend.audit.kit import (
    PHOTO,
    SHA,
    audit,
    codes,
    copy,
    furnish,
    open_up,
    overwrite,
    photo_path,
    position,
    regrow,
    tamper,
)
from tests.kit import DECLARATION, SiteOffice, declaration, inspection


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("honest") / "data"
    asyncio.run(furnish(folder))
    return folder


@pytest.fixture
def data(honest: Path, tmp_path: Path) -> Path:
    return copy(honest, tmp_path / "data")


def size_of(folder: Path) -> int:
    db = sqlite3.connect(folder / "journal.db")
    found: int = db.execute("SELECT count(*) FROM entry").fetchone()[0]
    db.close()
    return found


def test_an_honest_journal_has_no_findings(data: Path) -> None:
    report = audit(data)
    assert codes(report) == {}
    assert report.findings.good
    assert (report.size, report.photos, report.devices) == (size_of(data), 1, 3)
    assert report.checkpoints > 8


def test_many_processes_find_what_one_finds(data: Path) -> None:
    at = position(data, "inspection.recorded", 3)
    overwrite(data, at, answer="quarantined")
    assert codes(audit(data, hands=2)) == codes(audit(data, hands=0))
    assert codes(audit(data, hands=2))["entry_altered"] == [at]


def test_a_journal_can_be_verified_while_it_is_written(tmp_path: Path) -> None:
    asyncio.run(furnish(tmp_path / "data"))
    with SiteOffice(tmp_path / "data") as site:
        phone = site.phone("wang")
        assert audit(tmp_path / "data").findings.good
        assert phone.seq == 0


def resealed(text: str, change: dict[str, object], key: ec.EllipticCurvePrivateKey) -> str:
    payload = {**json.loads(jws.split(text).payload), **change}
    return jws.seal(text.partition(".")[0], json.dumps(payload).encode(), key)


def test_an_edited_entry_is_named(data: Path) -> None:
    at = position(data, "inspection.recorded", 2)

    def edit(db: sqlite3.Connection) -> None:
        (text,) = db.execute("SELECT jws FROM entry WHERE pos = ?", (at,)).fetchone()
        head, payload, signature = text.split(".")
        body = jws.decode(payload).replace(b'"release"', b'"return"')
        new = f"{head}.{jws.encode(body)}.{signature}"
        assert new != text
        db.execute("UPDATE entry SET jws = ? WHERE pos = ?", (new, at))

    tamper(data, edit)
    found = codes(audit(data))
    assert found["bad_signature"] == found["entry_altered"] == [at]
    assert found["view_differs"], "what screens show no longer follows from the entries"


@pytest.mark.parametrize(
    ("column", "value"),
    [("received_at", "2013-04-26T01:00:01.000Z"), ("answer", "quarantined"), ("code", "no_right")],
)
def test_time_of_receipt_and_verdict_are_part_of_the_leaf(
    data: Path, column: str, value: str
) -> None:
    at = position(data, "inspection.recorded", 1)
    overwrite(data, at, **{column: value})
    assert codes(audit(data))["entry_altered"] == [at]


@pytest.mark.parametrize(
    ("column", "value"),
    [("kind", "crate.arrived"), ("seq", 77), ("id", "x"), ("dev", "somebody else")],
)
def test_columns_must_say_what_was_signed(data: Path, column: str, value: object) -> None:
    at = position(data, "inspection.recorded", 1)
    overwrite(data, at, **{column: value})
    assert codes(audit(data))["column_differs"] == [at]


def test_a_deleted_entry_leaves_a_gap(data: Path) -> None:
    at = position(data, "inspection.recorded", 1)
    tamper(data, lambda db: db.execute("DELETE FROM entry WHERE pos = ?", (at,)))
    found = codes(audit(data))
    assert found["position_missing"] == [at]
    assert found["sequence"], "its device's numbers have a hole"
    assert "checkpoint_differs" not in found, "the rest of the tree is still proved"


def test_a_deleted_entry_whose_gap_was_closed_departs_from_the_checkpoints(data: Path) -> None:
    at = position(data, "inspection.recorded", 1)

    def close(db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM entry WHERE pos = ?", (at,))
        db.execute("UPDATE entry SET pos = pos - 1 WHERE pos > ?", (at,))
        regrow(db)

    tamper(data, close)
    found = codes(audit(data))
    assert "checkpoint_differs" in found
    assert "checkpoint_beyond" in found
    assert found["sequence"]


def test_two_entries_swapped_are_both_named(data: Path) -> None:
    one = position(data, "inspection.recorded", 1)
    two = position(data, "inspection.recorded", 3)

    def swap(db: sqlite3.Connection) -> None:
        for old, new in ((one, -1), (two, one), (-1, two)):
            db.execute("UPDATE entry SET pos = ? WHERE pos = ?", (new, old))

    tamper(data, swap)
    found = codes(audit(data))
    assert found["entry_altered"] == [one, two]
    assert set(found["sequence"]) >= {one, two}


def test_an_entry_signed_anew_by_another_key_is_named(data: Path) -> None:
    at = position(data, "inspection.recorded", 0)
    key = ec.generate_private_key(ec.SECP256R1())
    dev = jws.thumbprint(jws.jwk_of(key.public_key()))

    def forge(db: sqlite3.Connection) -> None:
        (text,) = db.execute("SELECT jws FROM entry WHERE pos = ?", (at,)).fetchone()
        new = jws.seal(jws.header_of(dev), jws.split(text).payload, key)
        db.execute("UPDATE entry SET jws = ?, dev = ? WHERE pos = ?", (new, dev, at))
        regrow(db)

    tamper(data, forge)
    found = codes(audit(data))
    assert found["unknown_key"] == [at]
    assert "checkpoint_differs" in found


def test_a_phone_may_not_do_what_the_desk_attests(data: Path) -> None:
    """Even a key that the journal knows: the rewritten log itself agrees, the rules do not."""
    at = position(data, "photo.stored")
    key = ec.generate_private_key(ec.SECP256R1())
    jwk = jws.jwk_of(key.public_key())
    dev = jws.thumbprint(jwk)
    enrolment = position(data, "device.enrolled", 2)

    def forge(db: sqlite3.Connection) -> None:
        desk = Keyring(data / "keys").get("desk")
        (text,) = db.execute("SELECT jws FROM entry WHERE pos = ?", (enrolment,)).fetchone()
        body = json.loads(jws.split(text).payload)["body"]
        body |= {"dev": dev, "jwk": msgspec.to_builtins(jwk)}
        new = resealed(text, {"body": body}, desk)
        db.execute("UPDATE entry SET jws = ? WHERE pos = ?", (new, enrolment))
        (text,) = db.execute("SELECT jws FROM entry WHERE pos = ?", (at,)).fetchone()
        payload = {**json.loads(jws.split(text).payload), "seq": 1}
        new = jws.seal(jws.header_of(dev), json.dumps(payload).encode(), key)
        db.execute("UPDATE entry SET jws = ?, dev = ?, seq = 1 WHERE pos = ?", (new, dev, at))

    tamper(data, forge)
    assert codes(audit(data))["not_by_desk"] == [at]


def test_the_last_entries_rolled_back_show_by_tiles_and_checkpoints(data: Path) -> None:
    size = size_of(data)
    tamper(data, lambda db: db.execute("DELETE FROM entry WHERE pos >= ?", (size - 3,)))
    found = codes(audit(data))
    assert "tail_missing" in found
    assert "checkpoint_beyond" in found


def rolled_back(data: Path, size: int) -> None:
    """All of it: entries, tree, checkpoints and views, as if the rest had never been."""

    def roll(db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM entry WHERE pos >= ?", (size,))
        db.execute("DELETE FROM checkpoint WHERE size > ?", (size,))
        regrow(db)

    tamper(data, roll)
    rebuild(data / "journal.db", lambda *_: None)


def held(data: Path, size: int, to: Path) -> Path:
    """What a phone hands in: the checkpoint of this size, as the log signed it."""
    with SiteOffice(data) as site:
        db = open_up(data)
        note = sign_at(db, site.journal.identity, size)
        db.close()
    to.write_text(note, encoding="utf-8")
    return to


def test_a_whole_rollback_shows_by_what_a_phone_holds(data: Path, tmp_path: Path) -> None:
    size = size_of(data)
    note = held(data, size, tmp_path / "phone.txt")
    assert codes(audit(data, note)) == {}
    rolled_back(data, size - 5)
    assert codes(audit(data)) == {}, "nothing in the folder itself can tell"
    report = audit(data, note)
    assert set(codes(report)) == {"held_beyond"}
    assert str(size) in report.findings.kept[0].en


def test_a_fork_shows_by_what_a_phone_holds(data: Path, tmp_path: Path) -> None:
    size = size_of(data)
    early, late = held(data, size - 7, tmp_path / "a.txt"), held(data, size, tmp_path / "b.txt")
    both = tmp_path / "both.txt"
    both.write_text(early.read_text() + "\n" + late.read_text())
    rolled_back(data, size - 5)
    with SiteOffice(data) as site:
        site.clock.pass_(days=1)
        site.phone("wang")
        site.grant({f"guest{n}": (f"客人{n}", []) for n in range(6)})
    assert codes(audit(data)) == {}, "the forked log is sound in itself"
    report = audit(data, both)
    assert set(codes(report)) == {"held_differs"}
    assert report.held == 2


def test_held_files_that_prove_nothing_are_named(data: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.txt"
    origin = audit(data).origin
    forged = notes.Checkpoint(origin, 3, bytes(32))
    stranger.write_text(notes.sign(forged, Ed25519PrivateKey.generate()), encoding="utf-8")
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    found = codes(audit(data, stranger, empty, tmp_path / "absent.txt"))
    assert found == {"held_signature": [None], "held_unreadable": [None, None]}


def test_an_edited_tile_is_told_from_an_edited_entry(data: Path) -> None:
    def bend(db: sqlite3.Connection) -> None:
        (row,) = db.execute("SELECT hashes FROM tile WHERE height = 0 AND place = 0").fetchone()
        bent = row[: 32 * 5] + bytes(32) + row[32 * 6 :]
        db.execute("UPDATE tile SET hashes = ? WHERE height = 0 AND place = 0", (bent,))

    tamper(data, bend)
    assert codes(audit(data)) == {"tile_altered": [5]}


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE checkpoint SET root = zeroblob(32) WHERE size = {size}", "checkpoint_differs"),
        ("UPDATE checkpoint SET note = note || 'x' WHERE size = {size}", "checkpoint_signature"),
        (
            "UPDATE checkpoint SET time = '2013-04-25T00:00:00.000Z' WHERE size = {size}",
            "checkpoint_time",
        ),
        (
            "UPDATE checkpoint SET time = '2013-04-26T09:00:00.000Z' WHERE size = {early}",
            "checkpoint_time",
        ),
        ("DELETE FROM checkpoint", "no_checkpoint"),
        ("DELETE FROM tile", "tile_missing"),
        ("INSERT INTO tile VALUES (1, 0, zeroblob(32))", "tile_stray"),
    ],
)
def test_checkpoints_and_tiles_are_checked(data: Path, sql: str, code: str) -> None:
    db = sqlite3.connect(data / "journal.db")
    sizes = [row[0] for row in db.execute("SELECT size FROM checkpoint ORDER BY size")]
    db.close()
    tamper(data, lambda db: db.execute(sql.format(size=sizes[-1], early=sizes[-4])))
    assert code in codes(audit(data))


def test_a_note_of_another_size_under_a_checkpoint_is_named(data: Path) -> None:
    def swap(db: sqlite3.Connection) -> None:
        rows = db.execute("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 2").fetchall()
        db.execute("UPDATE checkpoint SET note = ? WHERE size = ?", (rows[1][1], rows[0][0]))

    tamper(data, swap)
    assert "checkpoint_text" in codes(audit(data))


def test_photos_missing_and_replaced_are_named(data: Path) -> None:
    at = position(data, "photo.stored")
    photo_path(data).write_bytes(PHOTO[:-1] + b"!")
    assert codes(audit(data)) == {"photo_altered": [at]}
    photo_path(data).unlink()
    report = audit(data)
    assert codes(report) == {"photo_missing": [at]}
    assert SHA in report.findings.kept[0].zh


def test_an_edited_view_is_named_by_its_key(data: Path) -> None:
    tamper(
        data,
        lambda db: db.execute(
            "UPDATE view_row SET doc = json_set(doc, '$.state', 'released')"
            " WHERE view = 'crate' AND key LIKE '%/2'"
        ),
    )
    report = audit(data)
    assert list(codes(report)) == ["view_differs"]
    assert "/2" in report.findings.kept[0].zh


def test_a_timeline_that_leaves_something_out_is_named(data: Path) -> None:
    tamper(data, lambda db: db.execute("DELETE FROM timeline WHERE crate LIKE '%/2'"))
    assert list(codes(audit(data))) == ["view_differs"]


def test_an_entry_after_its_device_was_revoked_is_named(data: Path) -> None:
    with SiteOffice(data) as site:
        phone = site.phone("wang")
        revoked = DeviceRevoked(dev=phone.dev, reason="遗失")
        site.desk("sun", "device.revoked", revoked)
        phone.record("weather.noted", {})
        asyncio.run(site.push(phone))
    assert codes(audit(data)) == {}, "what was quarantined is in order"
    at = size_of(data) - 1
    overwrite(data, at, answer="stored", code=None)
    found = codes(audit(data))
    assert found["after_revocation"] == found["entry_altered"] == [at]


def test_what_is_no_journal_is_said(tmp_path: Path, data: Path) -> None:
    with pytest.raises(NothingToVerify):
        audit(tmp_path)
    (tmp_path / "journal.db").write_bytes(b"not a database, not at all" * 50)
    with pytest.raises(NothingToVerify):
        audit(tmp_path)
    vkey = audit(data).vkey
    (data / "keys" / "log.pem").unlink()
    with pytest.raises(NothingToVerify):
        audit(data)
    report = verify(find(data, vkey), Scope(), lambda *_: None)
    assert report.findings.good


def test_a_backup_is_verified_as_it_lies(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert main(["backup", str(backup), "--data", str(data)]) == 0
    report = audit(backup)
    assert codes(report) == {}
    assert (report.held, report.photos) == (1, 1), "its own head is held against it"
    (place,) = backup.glob("*/journal.db")
    rolled_back(place.parent, size_of(place.parent) - 3)
    assert "held_beyond" in codes(audit(backup))


def test_a_restored_log_answers_for_its_former_name(data: Path, tmp_path: Path) -> None:
    size = size_of(data)
    old = held(data, size, tmp_path / "old.txt")
    backup, again = tmp_path / "backup", tmp_path / "again"
    assert main(["backup", str(backup), "--data", str(data)]) == 0
    with SiteOffice(data) as site:
        site.phone("wang")
    late = held(data, size_of(data), tmp_path / "late.txt")
    assert main(["restore", str(backup), "--data", str(again)]) == 0
    assert codes(audit(again, old)) == {}
    assert set(codes(audit(again, old, late))) == {"held_lost"}


def test_views_of_another_version_are_not_compared(data: Path) -> None:
    tamper(data, lambda db: db.execute("UPDATE meta SET value = 'x' WHERE key = 'views'"))
    report = audit(data)
    assert report.findings.good
    assert not report.views_checked
    assert "views_version" in report.findings.counts


async def doubled(folder: Path) -> int:
    """A crate inspected by two phones; the position of the second record, which is objected to."""
    with SiteOffice(folder) as site:
        await site.import_and_label(declaration())
        for user in ("wang", "li"):
            phone = site.phone(user)
            body = inspection(crate_key(DECLARATION, 1), lead=user, recorder="li")
            phone.record("inspection.recorded", body)
            (answer,) = await site.push(phone)
        assert isinstance(answer, Stored)
        assert answer.objections
        return answer.pos


FALSE = '[{"code":"crate_held","detail":""}]'


@pytest.mark.parametrize("covered", [False, True])
@pytest.mark.parametrize(("back", "told"), [(0, "[]"), (0, FALSE), (1, FALSE)])
async def test_objections_dropped_changed_or_added_are_found(
    tmp_path: Path, back: int, told: str, covered: bool
) -> None:
    data = tmp_path / "data"
    at = await doubled(data)
    assert audit(data).findings.good
    if back:  # one that had none, behind the first that is attested
        with SiteOffice(data) as site:
            phone = site.phone()
            body = inspection(crate_key(DECLARATION, 2), lead="wang", recorder="li")
            phone.record("inspection.recorded", body)
            (answer,) = await site.push(phone)
            assert isinstance(answer, Stored)
            at = answer.pos
    overwrite(data, at, objections=told)
    if covered:
        rebuild(data / "journal.db", lambda _, __: None)
    report = audit(data)
    assert codes(report)["objections_altered"] == [at]
    assert not report.findings.good


async def test_objections_of_before_they_were_attested_are_told_as_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(Appender, "_attest", lambda _, __: None)
        await doubled(tmp_path / "data")
    report = audit(tmp_path / "data")
    assert report.findings.counts == {"objections_bare": 1}
    assert report.findings.good
