"""The checklists and the pest list that ship."""

import csv
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from backend.rules.checklists import checklists, for_class
from backend.rules.pests import pests
from backend.wire.declarations import GoodsClass

PESTS_CSV = Path(__file__).parents[4] / "shared" / "domain" / "pests.csv"
CRITICAL = {
    "all.label_intact",
    "all.seal_matches",
    "all.documents_valid",
    "all.goods_match",
    "all.no_soil",
    "all.no_live_animals",
    "plants.permit_covers",
    "plants.certificate_matches",
    "plants.roots_washed",
    "plants.medium_approved",
    "plants.isolation_site",
    "bulbs.soil_free",
    "seeds.sample_to_laboratory",
    "plant_products.live_larvae",
    "wood_packaging.no_live_borer",
    "growing_media.no_soil",
    "animals.health_certificate",
    "animals.permit",
    "animals.clinical_signs",
}


def test_there_is_one_checklist_for_all_and_one_for_each_class() -> None:
    ids = [checklist.id for checklist in checklists()]
    assert ids[0] == "all"
    assert sorted(ids[1:]) == sorted(get_args(GoodsClass))


def test_each_question_is_asked_once_and_belongs_to_its_list() -> None:
    items = [item for checklist in checklists() for item in checklist.items]
    assert max(Counter(item.id for item in items).values()) == 1
    for checklist in checklists():
        assert all(item.id.startswith(f"{checklist.id}.") for item in checklist.items)


def test_the_critical_questions_are_those_of_the_office() -> None:
    found = {item.id for checklist in checklists() for item in checklist.items if item.critical}
    assert found == CRITICAL


def test_texts_are_bilingual_and_typeset_for_chinese() -> None:
    for checklist in checklists():
        for item in checklist.items:
            assert any("\u4e00" <= char <= "\u9fff" for char in item.zh), item.id
            assert not set(item.zh) & set(",;:?!()"), item.id
            assert item.en.isascii() or "²" in item.en, item.id


def test_a_crate_is_asked_what_concerns_all_its_class_and_its_wood() -> None:
    assert [c.id for c in for_class("bulbs", wood=False)] == ["all", "bulbs"]
    assert [c.id for c in for_class("plants", wood=True)] == ["all", "plants", "wood_packaging"]
    assert [c.id for c in for_class("wood_packaging", wood=True)] == ["all", "wood_packaging"]
    asked = for_class("food", wood=False, among=checklists()[:1])
    assert [c.id for c in asked] == ["all"]


def test_the_pests_are_those_of_the_seed_list() -> None:
    shipped = pests()
    assert len(shipped.pests) == 28
    assert "未核对" in shipped.edition
    assert "28" in shipped.source_zh
    assert "not been checked" in shipped.source_en
    assert len({pest.eppo for pest in shipped.pests}) == 28


def test_pinyin_finds_a_pest_without_tones_and_by_its_initials() -> None:
    by_eppo = {pest.eppo: pest for pest in pests().pests}
    assert by_eppo["BURSXY"].pinyin == "songcaixianchong"
    assert by_eppo["BURSXY"].initials == "scxc"
    assert by_eppo["1XYLBG"].pinyin.startswith("caixiaodu")
    assert by_eppo["OPOGSC"].pinyin == "zhebiane"
    for pest in pests().pests:
        assert pest.pinyin.isascii()
        assert pest.pinyin.islower()
        han = sum("\u4e00" <= char <= "\u9fff" for char in pest.zh)
        assert len(pest.initials) == han


def test_nothing_of_the_seed_list_is_lost() -> None:
    if not PESTS_CSV.exists():
        pytest.skip("the seed list of pests is not beside this checkout")
    rows = list(csv.DictReader(PESTS_CSV.read_text(encoding="utf-8-sig").splitlines()))
    by_eppo = {pest.eppo: pest for pest in pests().pests}
    assert sorted(row["eppo"] for row in rows) == sorted(by_eppo)
    for row in rows:
        pest = by_eppo[row["eppo"]]
        assert (pest.latin, pest.class_, pest.hosts) == (
            row["latin"],
            row["class"],
            row["host_or_pathway"],
        )
        assert pest.regulated == row["regulation_cn_2021_unverified"].startswith("Q")
