"""An official pest list as people send it: read, compared, published in parts, told to phones."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from backend.desk.imports import Options
from backend.desk.pestlists import PEST_LIST, import_pests, in_force
from backend.journal.sealing import Draft
from backend.rules.kinds import KINDS
from backend.rules.lists import ListUnreadable
from backend.rules.pests import PART_BYTES, Edition, parts, pests, read_pests, spelled
from backend.settings import load
from backend.wire.entry import MAX_PAYLOAD_BYTES
from backend.wire.views import PestListPartDoc, pest_part_key
from tests.kit import check
from tests.kit.office import SiteOffice

LIMITS = load().limits
EDITION = Edition(PEST_LIST, "2021 年版", "农业农村部、海关总署公告第 413 号", "Announcement 413")
HEADER = ("中文名", "学名", "EPPO代码", "类别", "检疫性", "寄主")
NEMATODE = ("松材线虫", "Bursaphelenchus xylophilus", "BURSXY", "线虫", "是", "松属")
APHID = ("桃蚜", "Myzus persicae", "MYZUPE", "昆虫", "是", "")
GENUS = ("星天牛属（非中国种）", "Anoplophora spp. (non-Chinese)", "", "昆虫", "是", "针叶木包装")


def as_csv(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode()


def many(count: int) -> bytes:
    rows = (
        (f"第{n}种蚜虫", f"Aphis numerata{n:05}", "", "昆虫", "否" if n % 3 else "是", "Rosa")
        for n in range(count)
    )
    return as_csv(*rows)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SiteOffice]:
    with SiteOffice(tmp_path) as office:
        yield office
    check(tmp_path / "journal.db")


def test_a_list_is_read_with_pinyin_made_where_none_is_given() -> None:
    read = read_pests(as_csv(NEMATODE, GENUS), LIMITS)
    assert not read.errors
    first, second = read.organisms
    assert (first.eppo, first.pinyin, first.initials) == ("BURSXY", "songcaixianchong", "scxc")
    assert (second.eppo, second.class_, second.regulated) == (None, "insect", True)
    assert second.initials == "xtnsfzgz"


def test_the_seed_list_spells_as_an_imported_one_would() -> None:
    differ = [pest.zh for pest in pests().pests if spelled(pest.zh)[0] != pest.pinyin]
    assert len(differ) <= 2, differ  # a reading that a dictionary cannot know


@pytest.mark.parametrize(
    ("change", "column", "says"),
    [
        ({"学名": ""}, "学名", "必填"),
        ({"EPPO代码": "B!"}, "EPPO代码", "5 至 7 位"),
        ({"类别": "鸟"}, "类别", "线虫、昆虫"),
        ({"检疫性": "也许"}, "检疫性", "是、否"),
    ],
)
def test_a_bad_cell_is_named(change: dict[str, str], column: str, says: str) -> None:
    row = dict(zip(HEADER, NEMATODE, strict=True)) | change
    read = read_pests(as_csv(tuple(row.values()), APHID), LIMITS)
    assert [(error.row, error.column) for error in read.errors] == [(2, column)]
    assert says in read.errors[0].zh
    assert len(read.organisms) == 1


def test_the_same_organism_twice_is_named_once() -> None:
    again = (NEMATODE[0], "bursaphelenchus  Xylophilus", *NEMATODE[2:])
    read = read_pests(as_csv(NEMATODE, again), LIMITS)
    assert [(error.row, error.column) for error in read.errors] == [(3, "学名")]
    assert "第 2 行" in read.errors[0].zh


def test_what_is_no_list_is_refused_whole() -> None:
    with pytest.raises(ListUnreadable, match="检疫性"):
        read_pests(as_csv(NEMATODE[:4], header=HEADER[:4]), LIMITS)
    with pytest.raises(ListUnreadable, match="表头"):
        read_pests(b"a,b,c\n1,2,3\n", LIMITS)


def test_ten_thousand_organisms_come_in_parts_that_fit_an_entry() -> None:
    read = read_pests(many(10_000), LIMITS)
    bodies = parts(EDITION, read.digest, read.organisms)
    assert [body.part for body in bodies] == list(range(1, bodies[0].parts + 1))
    assert [one for body in bodies for one in body.pests] == read.organisms
    sizes = [len(msgspec.json.encode(body)) for body in bodies]
    assert max(sizes) < PART_BYTES + 2_048 < MAX_PAYLOAD_BYTES


async def test_an_official_list_takes_the_place_of_the_seed_list(site: SiteOffice) -> None:
    data = as_csv(NEMATODE, APHID, GENUS)
    seen = await import_pests(site.office, "sun", "a.csv", data, EDITION, Options(False, False))
    assert (seen.fresh_count, seen.gone_count, seen.changed) == (1, 26, ["桃蚜, Myzus persicae"])
    assert not seen.done
    assert (await site.journal.look(in_force)).edition == pests().edition  # type: ignore[union-attr]

    done = await import_pests(site.office, "sun", "a.csv", data, EDITION, Options(True, False))
    assert done.done
    now = await site.journal.look(in_force)
    assert now is not None
    assert (now.edition, now.organisms, now.regulated) == (EDITION.edition, 3, 3)

    before = await site.journal.size()
    again = await import_pests(site.office, "sun", "a.csv", data, EDITION, Options(True, False))
    assert again.unchanged
    assert await site.journal.size() == before


async def test_a_shorter_edition_leaves_nothing_of_the_longer_in_force(site: SiteOffice) -> None:
    apply = Options(True, False)
    await import_pests(site.office, "sun", "a.csv", many(1_000), EDITION, apply)
    shorter = EDITION._replace(edition="2022")
    await import_pests(site.office, "sun", "b.csv", as_csv(NEMATODE), shorter, apply)
    now = await site.journal.look(in_force)
    assert now is not None
    assert (now.edition, now.organisms) == ("2022", 1)


async def test_nothing_is_published_while_rows_are_bad(site: SiteOffice) -> None:
    data = as_csv(NEMATODE, (*APHID[:4], "也许", ""))
    stays = await import_pests(site.office, "sun", "a.csv", data, EDITION, Options(True, False))
    assert (stays.done, len(stays.errors)) == (False, 1)
    taken = await import_pests(site.office, "sun", "a.csv", data, EDITION, Options(True, True))
    assert (taken.done, taken.organisms, taken.left_out) == (True, 1, 1)


async def test_a_part_beyond_the_last_is_objected_to(site: SiteOffice) -> None:
    body = parts(EDITION, "0" * 64, read_pests(as_csv(NEMATODE), LIMITS).organisms)[0]
    wrong = msgspec.structs.replace(body, part=2)
    kind = KINDS["pestlist.published", 2]
    objections = await site.journal.look(lambda state: kind.judge(state, None, wrong))  # type: ignore[arg-type]
    assert [objection.code for objection in objections] == ["part_beyond"]


async def test_what_a_phone_pulls_is_the_part_itself(site: SiteOffice) -> None:
    body = parts(EDITION, "0" * 64, read_pests(as_csv(NEMATODE), LIMITS).organisms)[0]
    await site.journal.record("sun", lambda _: [Draft("pestlist.published", 2, body)])
    key = pest_part_key(PEST_LIST, 1)
    doc = await site.journal.look(lambda state: state.get(PestListPartDoc, key))
    assert doc is not None
    assert doc.part == body
