"""Bodies of entries about a crate on its way: handed to a carrier, arrived at the expo."""

from typing import Annotated, Literal

from msgspec import Meta

from backend.wire.base import CrateKey, Destination, LabelNumber, PortCode, Text, Wire
from backend.wire.labels import How, Token

HandoverNo = Annotated[str, Meta(pattern=r"^[A-Z0-9]{3}[0-9]{2}-J[0-9]{4}$")]
"""Port, year and count of the handover list: `DAL13-J0007`."""
Phone = Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 ()-]{3,30}$")]
Transport = Literal["road", "rail", "sea", "air"]


class CrateArrived(Wire):
    """crate.arrived 1: the label was scanned at the gate."""

    crate: CrateKey
    number: LabelNumber | None
    gate: Text | None


class GatePlace(Wire):
    """The designated place whose gate it is, by its code and both of its names."""

    code: Destination
    zh: Text
    en: Text


class CrateScannedIn(Wire):
    """crate.arrived 2: what was read at which gate, and where that was.

    `token` is what the code said, null where the number was typed; `place` is null where the
    device does not know it, the position where it has none.
    """

    crate: CrateKey
    number: LabelNumber | None
    token: Token | None
    how: How
    gate: Text | None
    place: GatePlace | None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None
    accuracy_m: Annotated[float, Meta(ge=0)] | None


class HandedCrate(Wire):
    """A crate on a handover list, under the label that it bore then."""

    crate: CrateKey
    number: LabelNumber


class CrateHanded(Wire):
    """crate.handed 1: 交接清单, released crates given to a carrier. None is a "/" on paper."""

    no: HandoverNo
    port: PortCode
    destination: Text
    carrier: Text
    plate: Text
    driver: Text
    phone: Phone | None
    seal: Text | None
    remark: Text | None
    kind: Transport
    crates: Annotated[list[HandedCrate], Meta(min_length=1, max_length=800)]


class CrateHandedOver(Wire):
    """crate.handed 2: as before, but driver and phone travel as disclosures beside the entry. A
    list always has a driver: where `driver` is null, both were redacted."""

    no: HandoverNo
    port: PortCode
    destination: Text
    carrier: Text
    plate: Text
    driver: Text | None
    phone: Phone | None
    seal: Text | None
    remark: Text | None
    kind: Transport
    crates: Annotated[list[HandedCrate], Meta(min_length=1, max_length=800)]
