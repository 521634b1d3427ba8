"""How the demo's consignments came: from the port's printer to the expo's gate."""

from collections.abc import Sequence
from typing import NamedTuple

from backend.desk.demo.afterwards import Expo
from backend.desk.demo.days import Story

NL, FR, NZ, LAVENDER, KP, TH, PG, PINE, EC, MX, IT, SC = (f"2109001130042{n:02}" for n in range(12))


def run(no: str, first: int, last: int) -> list[str]:
    return [f"{no}/{n}" for n in range(first, last + 1)]


class Road(NamedTuple):
    """How a consignment came: the days, the port's place, the carrier."""

    labelled: str
    affixed: str
    place: str
    carrier: str
    plate: str
    driver: str
    arrived: str


async def brought(
    site: Expo, no: str, crates: Sequence[str], road: Road, *, transfer: bool = False
) -> Story:
    """From the port's printer to the expo's gate; `transfer` with the notice 95."""
    yield site.days.day(road.labelled)
    await site.label(no)
    yield site.days.day(road.affixed)
    await site.affix(crates, road.place)
    if transfer:
        await site.issue("95", crates)
    await site.hand_over(crates, road.carrier, road.plate, road.driver)
    yield site.days.day(road.arrived)
    await site.arrive(crates)
