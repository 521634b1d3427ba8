"""The labels that are printed, by the product and by its peers: 100 × 150 mm, each its own code."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from labels.code import Facts, seal, url_of
from labels.face import Face, date_zh, face_of

HOST = "GREENLANE.EXAMPLE.CN"
_CRATES = 40
_GOODS = (
    ("郁金香种球", "Tulipa gesneriana", "NL", 60110),
    ("大花蕙兰盆栽", "Cymbidium hybridum", "KR", 60290),
    ("红掌种苗", "Anthurium andraeanum", "TH", 60290),
    ("日本晚樱", "Prunus serrulata 'Kanzan'", "JP", 60220),
)


def facts(count: int) -> Iterator[Facts]:
    """Crates of declarations of forty crates each."""
    for serial in range(1, count + 1):
        declaration, n = divmod(serial - 1, _CRATES)
        _, _, origin, hs = _GOODS[declaration % len(_GOODS)]
        yield Facts(
            serial=serial,
            declaration=210_900_113_000_000 + declaration,
            n=n + 1,
            of=_CRATES,
            port="DAL",
            origin=origin,
            hs=hs,
            destination=f"B{declaration % 30 + 1:02d}-{declaration % 12 + 1:02d}",
            issued=date(2013, 5, 10),
            valid_until=date(2013, 11, 1),
        )


def faces(count: int, key: ec.EllipticCurvePrivateKey) -> Iterator[Face]:
    """The labels of `facts`, each sealed when it is its turn."""
    for one in facts(count):
        zh, latin, _, _ = _GOODS[(one.serial - 1) // _CRATES % len(_GOODS)]
        yield face_of(
            one,
            url_of(HOST, seal(one, key)),
            goods_zh=zh,
            goods_latin=latin,
            place_zh="国际展区温室",
            officer="王建国",
        )


def records(count: int, key: ec.EllipticCurvePrivateKey) -> list[dict[str, Any]]:
    """The same for peers: the words of a face and its code, sealed already."""
    return [
        {
            "title": face.title_zh,
            "number": face.number,
            "destination": face.destination,
            "crate": f"{face.n}/{face.of}",
            "goods": face.goods_zh,
            "latin": face.goods_latin,
            "origin": f"{face.origin_zh} {face.origin_en}",
            "declaration": face.declaration,
            "port": f"{face.port_zh} {face.port_en}",
            "officer": face.officer,
            "issued": date_zh(face.issued),
            "valid_until": date_zh(face.valid_until),
            "url": face.url,
        }
        for face in faces(count, key)
    ]
