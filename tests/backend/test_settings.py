"""The settings: what ships, what a deployment changes, and what a mistake in the file says."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from backend.settings import EXPOS, SettingsError, destination_of, load, parse


def shipped() -> dict[str, Any]:
    return tomllib.loads((EXPOS / "jinzhou2013.toml").read_text(encoding="utf-8"))


def test_the_expo_that_ships_is_jinzhou_2013() -> None:
    settings = load()
    assert settings.expo.title.zh == "中国锦州2013世界园林博览会"
    assert (settings.expo.opens, settings.expo.closes) == ("2013-05-10", "2013-10-31")
    assert settings.office_code == "210900"
    assert {"DAL", "PVG", "TXG", "DDG", "BJS", "JNZ"} <= settings.port_codes
    assert len(settings.port_codes) == 13
    assert "锦州世园会园区隔离圃" in settings.isolation_places
    assert "锦州世园会园区" not in settings.isolation_places


def test_a_deployment_names_only_what_differs(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(
        'base = "jinzhou2013"\nbase_url = "https://expo.example.cn"\n'
        '[expo]\nhost = "expo.example.cn"\ncloses = 2013-11-30\n',
        encoding="utf-8",
    )
    settings = load(file)
    assert settings.expo.host == "expo.example.cn"
    assert settings.expo.closes == "2013-11-30"  # a TOML day needs no quotes
    assert settings.expo.ports == load().expo.ports


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        ({"office_cod": "210900"}, "office_cod", "没有这个设置项"),
        ({"office_code": "2109"}, "office_code", "jinzhou2013.toml"),
        ({"base_url": "localhost"}, "base_url", "jinzhou2013.toml"),
        ({"base": "atlantis"}, "base", "jinzhou2013"),
        ({"expo": {"host": "世园会.cn"}}, "expo.host", "xn--"),
        ({"expo": {"opens": "2013-02-30"}}, "expo.opens", "2013-05-10"),
        ({"expo": {"closes": "2013-05-09"}}, "expo.closes", "expo.opens"),
        ({"expo": {"ports": []}}, "expo.ports.code", "至少写一项"),
        ({"limits": {"list_rows": 0}}, "limits.list_rows", "jinzhou2013.toml"),
    ],
)
def test_a_mistake_names_the_key_and_what_to_write(
    change: dict[str, Any], key: str, says: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        parse({"base": "jinzhou2013", **change})
    assert caught.value.key == key
    assert says in str(caught.value)


def test_a_whole_file_from_before_clocks_and_messages_still_loads(tmp_path: Path) -> None:
    raw = shipped()
    del raw["clocks"], raw["push_hosts"], raw["limits"]["oldest_client"], raw["expo"]["duty"]
    settings, ships = parse(raw), load()
    assert settings.clocks == ships.clocks
    assert settings.push_hosts == ships.push_hosts
    assert settings.limits == ships.limits
    assert settings.expo.duty == [], "nobody is named whom this office did not name"
    assert settings.expo.ports == ships.expo.ports
    own = parse({**raw, "push_hosts": [], "clocks": {"near_minutes": 15}})
    assert (own.push_hosts, own.clocks.near_minutes) == ([], 15)
    assert own.clocks.signing == ships.clocks.signing


def test_a_missing_key_is_named_with_its_table() -> None:
    raw = shipped()
    del raw["expo"]["host"]
    with pytest.raises(SettingsError) as caught:
        parse(raw)
    assert caught.value.key == "expo.host"
    assert "缺少" in caught.value.zh


def test_ports_and_places_are_checked_for_what_a_label_needs() -> None:
    raw = shipped()
    raw["expo"]["ports"][0]["unlocode"] = "CNJZI"  # the other Jinzhou
    with pytest.raises(SettingsError, match="CNJNZ"):
        parse(raw)
    raw = shipped()
    raw["expo"]["places"][1]["code"] = "GLP"
    with pytest.raises(SettingsError, match="GLP"):
        parse(raw)
    raw = shipped()
    raw["expo"]["places"][0]["code"] = "隔离圃"
    with pytest.raises(SettingsError, match="capitals"):
        parse(raw)


@pytest.mark.parametrize(
    ("content", "says"), [(b"\xff\xfe", "TOML"), (b"office_code 210900", "TOML")]
)
def test_a_file_that_is_no_toml_is_said_to_be_none(
    tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "ours.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=says):
        load(file)


def test_a_file_that_is_not_there_names_its_path(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="absent"):
        load(tmp_path / "absent.toml")


def test_a_label_names_the_nursery_or_else_the_stand() -> None:
    settings = load()
    assert destination_of("N01", "锦州世园会园区隔离圃", settings) == "GLP"
    assert destination_of("N01", "GLP", settings) == "GLP"
    assert destination_of(" n01 ", "锦州世园会园区", settings) == "N01"
    with pytest.raises(ValueError, match="B12-07"):
        destination_of("三号馆", "锦州世园会园区", settings)
