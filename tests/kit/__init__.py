"""People at work, simulated: an office, phones, consignments; and `check`, which re-proves all.

Tests read as scenarios. After each, `check` verifies every entry with an independent library,
that sequences and positions are dense, and that the views equal a replay.
"""

from tests.kit.check import check, stored
from tests.kit.goods import DECLARATION, declaration, inspection
from tests.kit.office import SiteOffice
from tests.kit.phone import Phone

__all__ = ["DECLARATION", "Phone", "SiteOffice", "check", "declaration", "inspection", "stored"]
