"""The base of all wire structs, and the constrained scalars they share.

Guarantee: decoding is strict (unknown fields and wrong types are errors) and signed bodies
have no defaults, so what was signed is exactly what is read.
"""

from typing import Annotated, dataclass_transform

import msgspec
from msgspec import Meta


# Told to type checkers as well: msgspec hands `frozen` and `kw_only` on to subclasses
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(msgspec.field,))
class Wire(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """Immutable and strict; fields are spelled as on the wire (snake case)."""


Text = Annotated[str, Meta(min_length=1, max_length=200)]
LongText = Annotated[str, Meta(min_length=1, max_length=2000)]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
DeviceId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]
"""RFC 7638 thumbprint of the device's P-256 key, base64url."""
UserId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9._-]{1,31}$")]
EntryId = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
]
"""UUIDv7, lower case."""
DeclarationNo = Annotated[str, Meta(pattern=r"^[0-9]{15}$")]
CrateKey = Annotated[str, Meta(pattern=r"^[0-9]{15}/[1-9][0-9]{0,3}$")]
"""Declaration number and crate number n, e.g. `210900113004200/31`."""
LabelNumber = Annotated[str, Meta(pattern=r"^[A-Z0-9]{3}[0-9]{2}-[0-9]{6}-[0-9A-Z]$")]
PortCode = Annotated[str, Meta(pattern=r"^[A-Z0-9]{3}$")]
"""UN/LOCODE without its country, e.g. `DAL`."""
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
Day = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Instant = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?"
        r"(Z|[+-][0-9]{2}:[0-9]{2})$"
    ),
]
"""RFC 3339 with zone."""
Destination = Annotated[str, Meta(pattern=r"^[A-Z0-9-]{1,12}$")]
LotKey = Annotated[
    str, Meta(pattern=r"^[0-9]{15}/[A-Z]{2}/[a-z_]+/[^\x00-\x1f]{1,200}$", max_length=240)
]
"""Declaration, origin, class and commodity, e.g. `210900113004200/NL/bulbs/Tulipa gesneriana`."""
VoucherNo = Annotated[str, Meta(pattern=r"^[0-9]{15}-[0-9]{3,4}-[1-9][0-9]?$")]
"""Declaration, crate n and the how manieth sample of that crate, e.g. `210900113004200-031-1`."""
FormNo = Annotated[str, Meta(pattern=r"^[0-9]{15}-(21|95|CL)-[0-9]{2}$")]
"""Declaration, code of the form and the how manieth of it, e.g. `210900113004200-21-01`."""
OrderNo = Annotated[str, Meta(pattern=r"^[0-9]{15}-CL-[0-9]{2}$")]
"""A treatment order, which bears the number of its notice."""
Registration = Annotated[str, Meta(pattern=r"^[A-Z]{2}[0-9]{4}[0-9]{3}$")]
"""Of an isolation: initials of the province, year, three figures, e.g. `LN2013001`."""
Eppo = Annotated[str, Meta(pattern=r"^[A-Z0-9]{5,7}$")]
