"""From a crate and its label to the face that is printed."""

from datetime import date

from backend.desk.countries import country_names
from backend.settings import Settings
from backend.wire.declarations import Goods
from backend.wire.views import Crate, CrateLabel
from labels.code import url_of
from labels.face import Face


def face_of(settings: Settings, crate: Crate, label: CrateLabel, officer: str) -> Face:
    """The face of a label in force."""
    return make_face(
        settings,
        number=label.number,
        token=label.token,
        declaration=crate.declaration,
        n=crate.n,
        of=crate.total,
        goods=crate.goods,
        place=crate.place,
        port=label.port,
        destination=label.destination,
        isolation=crate.outcome == "label_isolation",
        officer=officer,
        issued=date.fromisoformat(label.issued),
        valid_until=date.fromisoformat(label.valid_until),
    )


def make_face(
    settings: Settings,
    *,
    number: str,
    token: str,
    declaration: str,
    n: int,
    of: int,
    goods: Goods,
    place: str,
    port: str,
    destination: str,
    isolation: bool,
    officer: str,
    issued: date,
    valid_until: date,
) -> Face:
    """All that one face says, in the words of this expo."""
    origin_zh, origin_en = country_names(goods.origin)
    named = next((item for item in settings.expo.ports if item.code == port), None)
    return Face(
        number=number,
        declaration=declaration,
        n=n,
        of=of,
        goods_zh=goods.name,
        goods_latin=goods.latin or "",
        origin=goods.origin,
        origin_zh=origin_zh,
        origin_en=origin_en,
        destination=destination,
        place_zh=place,
        port_zh=named.zh if named else port,
        port_en=named.en if named else port,
        officer=officer,
        issued=issued,
        valid_until=valid_until,
        url=url_of(settings.expo.host, token),
        isolation=isolation,
        title_zh=settings.expo.label_title.zh,
        title_en=settings.expo.label_title.en,
    )
