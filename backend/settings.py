"""Configuration: which expo this is, its ports and places, and the limits of an installation.

Guarantee: settings in hand are complete and checked, so nobody checks them again; a mistake in
the file stops the start and names the key and what to write there. Settings hold no secrets:
losing the file costs the choices in it and no record.
"""

import re
import tomllib
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from backend.wire.base import Text, Wire
from backend.wire.clocks import Terms
from backend.wire.desk import Expo, NamedPlace
from backend.wire.labels import Dpi, PrintFormat, Stock

EXPOS = Path(__file__).parent / "expos"
DEFAULT_EXPO = "jinzhou2013"
DEMO_LIST = EXPOS / "demo" / "consignments.csv"

_DESTINATION = re.compile(r"[A-Z0-9-]{1,12}\Z")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9])?(?::[0-9]{1,5})?\Z")
_AT_KEY = re.compile(r"^(.*?)(?: - at `\$\.?(.*)`)?$", re.DOTALL)
_NAMED_FIELD = re.compile(r"(?:required|unknown) field `([^`]+)`")

Size = Annotated[int, Meta(ge=1, le=2**40)]


class SettingsError(ValueError):
    """A settings file that cannot be used; `key` as written in it, e.g. `expo.host`."""

    def __init__(self, key: str, zh: str, en: str) -> None:
        super().__init__(f"设置项 {key}：{zh} Setting {key}: {en}")
        self.key = key
        self.zh = zh
        self.en = en


class Limits(Wire):
    """What this installation takes at most."""

    list_bytes: Size
    list_rows: Annotated[int, Meta(ge=1, le=1_000_000)]
    photo_bytes: Size
    oldest_client: Annotated[int, Meta(ge=0, le=10_000)]
    """The oldest version of the app that may still pull; its pushes are always taken."""


class Printer(Wire):
    """A printer that the desk may send labels to: a queue of CUPS, or a raw port (`address`)."""

    code: Annotated[str, Meta(pattern=r"^[A-Za-z0-9-]{1,32}$")]
    zh: Text
    en: Text
    stocks: Annotated[list[Stock], Meta(min_length=1)]
    format: PrintFormat
    dpi: Dpi
    queue: Text | None = None
    address: Text | None = None


class Settings(Wire):
    """One installation for one expo. `office_code` begins the office's declaration numbers;
    `office_phone` is the duty line, which the public status page names."""

    expo: Expo
    office_code: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
    base_url: Annotated[str, Meta(pattern=r"^https?://[^\s/?#]+$")]
    office_phone: Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 ()-]{3,30}$")]
    label_valid_days: Annotated[int, Meta(ge=1, le=730)]
    limits: Limits
    clocks: Terms
    push_hosts: list[Text]
    printers: list[Printer] = msgspec.field(default_factory=list)

    @property
    def port_codes(self) -> frozenset[str]:
        return frozenset(port.code for port in self.expo.ports)

    @property
    def isolation_places(self) -> frozenset[str]:
        """The isolation nurseries, by every name under which a list may give them."""
        nurseries = (place for place in self.expo.places if place.isolation)
        return frozenset(name for place in nurseries for name in (place.code, place.zh, place.en))

    def place(self, name: str) -> NamedPlace | None:
        """The designated place of that code or name, if it is one of this expo's."""
        wanted = name.strip()
        return next((p for p in self.expo.places if wanted in (p.code, p.zh, p.en)), None)


def load(path: Path | None = None) -> Settings:
    """The settings of a TOML file, or without one those of the expo that ships with the product.

    A file that begins with `base = "<shipped expo>"` names only what differs from it. Raises
    SettingsError.
    """
    return parse(_read(path) if path else _shipped(DEFAULT_EXPO))


def parse(raw: dict[str, Any]) -> Settings:
    """Settings from the tables of a TOML file, `base` and what older files cannot name filled in.

    Raises SettingsError.
    """
    tables = dict(raw)
    base = tables.pop("base", None)
    tables = _merge(_unsaid() if base is None else _shipped(base), tables)
    try:
        settings = msgspec.convert(_quoted_days(tables), Settings)
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from None
    _check(settings)
    return settings


def destination_of(stand: str, place: str, settings: Settings) -> str:
    """What a label names as the destination: the nursery's code, or else the stand.

    Raises ValueError with a sentence in both languages when a label could not carry it.
    """
    designated = settings.place(place)
    if designated is not None and designated.isolation:
        return designated.code
    text = stand.strip().upper()
    if not _DESTINATION.match(text):
        raise ValueError(
            f"展位“{stand}”不能印在标识上：请写成 1 至 12 位字母、数字或连字符，如 B12-07。 "
            f"Stand {stand!r} cannot go on a label: write 1 to 12 letters, digits or hyphens, "
            "such as B12-07."
        )
    return text


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(
            str(path),
            f"无法读取该文件（{reason}），请检查路径。",
            f"the file cannot be read ({reason}); check the path.",
        ) from None
    except ValueError as error:  # TOML syntax, or not UTF-8
        raise SettingsError(
            str(path),
            f"不是 UTF-8 编码的 TOML 文件：{error}。",
            f"not a TOML file in UTF-8: {error}.",
        ) from None


def _shipped(name: object) -> dict[str, Any]:
    known = sorted(file.stem for file in EXPOS.glob("*.toml"))
    if name not in known:
        raise SettingsError(
            "base", f"请写 {'、'.join(known)} 之一。", f"write one of {', '.join(known)}."
        )
    return _read(EXPOS / f"{name}.toml")


def _unsaid() -> dict[str, Any]:
    """What a whole file of its own may leave out, since it may be older than these keys: as in the
    expo that ships, but for people to call, whom nobody can name for another."""
    ships = _shipped(DEFAULT_EXPO)
    return {
        "clocks": ships["clocks"],
        "push_hosts": ships["push_hosts"],
        "limits": {"oldest_client": ships["limits"]["oldest_client"]},
        "expo": {"duty": []},
    }


def _merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Tables are merged key by key; lists and values are replaced."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        both = isinstance(below, dict) and isinstance(value, dict)
        merged[key] = _merge(below, value) if both else value  # type: ignore[arg-type]
    return merged


def _quoted_days(value: Any) -> Any:
    """TOML days may stand with or without quotes; here they are text."""
    if isinstance(value, dict):
        return {key: _quoted_days(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_quoted_days(item) for item in value]
    return value.isoformat() if isinstance(value, date | time) else value


def _explained(message: str) -> SettingsError:
    """Which key a decoder's message is about, and what belongs there."""
    match = _AT_KEY.match(message)
    said, parent = (match[1], match[2] or "") if match else (message, "")
    field = _NAMED_FIELD.search(said)
    if field is None:
        example = f"{DEFAULT_EXPO}.toml"
        return SettingsError(
            parent, f"写法不对，请照 {example} 改写。", f"{said}; write it as in {example}."
        )
    key = f"{parent}.{field[1]}".lstrip(".")
    if "unknown field" in said:
        return SettingsError(
            key, "没有这个设置项，请删除或改正拼写。", "no such key; remove or respell it."
        )
    return SettingsError(key, "缺少该项，请补上。", "missing; write it.")


def _check(settings: Settings) -> None:
    expo = settings.expo
    opens, closes = _day("expo.opens", expo.opens), _day("expo.closes", expo.closes)
    if closes < opens:
        raise SettingsError("expo.closes", "不得早于 expo.opens。", "must not precede expo.opens.")
    if not _HOST.match(expo.host):
        raise SettingsError(
            "expo.host",
            "请写主机名，可带端口，如 expo.example.cn:8443；中文域名写成 xn-- 形式。",
            "write a host name, with a port if need be, such as expo.example.cn:8443; "
            "a Chinese domain in its xn-- form.",
        )
    for place in expo.places:
        if not _DESTINATION.match(place.code):
            raise SettingsError(
                "expo.places.code",
                f"“{place.code}”应为 1 至 12 位大写字母、数字或连字符。",
                f"{place.code!r} must be 1 to 12 capitals, digits or hyphens.",
            )
    for port in expo.ports:
        if port.unlocode != f"CN{port.code}":
            raise SettingsError(
                "expo.ports.unlocode",
                f"口岸 {port.code} 应写 CN{port.code}。",
                f"write CN{port.code} for port {port.code}.",
            )
    for printer in settings.printers:
        if (printer.queue is None) == (printer.address is None) or printer.format == "png":
            raise SettingsError(
                "printers",
                f"打印机 {printer.code}：queue 与 address 写且只写一个，"
                "format 写 pdf、zpl 或 tspl。",
                f"printer {printer.code}: write either queue or address, and pdf, zpl or tspl "
                "as its format.",
            )
    _distinct("printers.code", [printer.code for printer in settings.printers])
    _unique("expo.places.code", [place.code for place in expo.places])
    _unique("expo.ports.code", [port.code for port in expo.ports])


def _day(key: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingsError(
            key, f"“{text}”不是日期，请写成 2013-05-10。", f"{text!r} is no day; write 2013-05-10."
        ) from None


def _unique(key: str, codes: list[str]) -> None:
    if not codes:
        raise SettingsError(key, "至少写一项。", "write at least one.")
    _distinct(key, codes)


def _distinct(key: str, codes: list[str]) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise SettingsError(
            key, f"{'、'.join(twice)} 重复。", f"{', '.join(twice)} occurs more than once."
        )
