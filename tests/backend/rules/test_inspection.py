"""The inspection rules, by the scenarios that the phone is held to as well."""

import json
from pathlib import Path

import msgspec
import pytest

from backend.rules import inspection
from backend.rules.unpacking import upgraded
from backend.wire.checklists import Checklist3
from backend.wire.declarations import Goods
from backend.wire.inspections import InspectionRecorded
from backend.wire.inspections3 import InspectionRecorded3
from backend.wire.views import Objection

VECTORS = sorted((Path(__file__).parents[2] / "vectors" / "inspection").glob("*.json"))


class Vector(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    checklists: list[Checklist3]
    required: list[str]
    record: msgspec.Raw
    photos: list[str]
    expect: list[Objection]
    allowed: list[str]
    kv: int = 1
    goods: Goods | None = None

    @property
    def read(self) -> InspectionRecorded3:
        """The record as the rules read it, whatever version it was signed in."""
        if self.kv == 3:
            return msgspec.json.decode(self.record, type=InspectionRecorded3)
        old = msgspec.json.decode(self.record, type=InspectionRecorded)
        return upgraded(old, f"{old.crate[:15]}/NL/bulbs/Tulipa gesneriana")


def read(path: Path) -> Vector:
    return msgspec.json.decode(path.read_bytes(), type=Vector)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    vector = read(path)
    record = vector.read
    found = inspection.problems(record, vector.checklists, vector.photos)
    found += inspection.unasked(record, vector.required)
    if vector.goods is not None:
        found += inspection.unwaived(record, vector.goods, vector.checklists)
    assert found == vector.expect
    allowed = inspection.allowed_results(record, vector.checklists)
    assert list(allowed) == vector.allowed
    assert inspection.mildest_allowed(record, vector.checklists) == vector.allowed[0]


def test_every_objection_has_a_vector() -> None:
    source = Path(inspection.__file__).read_text(encoding="utf-8")
    codes = {part.split('"')[1] for part in source.split("_object(")[1:] if part.startswith('"')}
    assert len(codes) >= 14
    seen = {objection.code for path in VECTORS for objection in read(path).expect}
    beside = {code for code in seen if code.startswith("sampl")}  # those of `rules.sampling`
    assert codes == seen - beside
    assert len(beside) >= 2


def test_every_vector_is_named_once() -> None:
    names = [json.loads(path.read_text(encoding="utf-8"))["name"] for path in VECTORS]
    assert len(set(names)) == len(names)
