"""The inspection rules, by the scenarios that the phone is held to as well."""

import json
from pathlib import Path

import msgspec
import pytest

from backend.rules import inspection
from backend.wire.inspections import Checklist, InspectionRecorded
from backend.wire.views import Objection

VECTORS = sorted((Path(__file__).parents[2] / "vectors" / "inspection").glob("*.json"))


class Vector(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    checklists: list[Checklist]
    required: list[str]
    record: InspectionRecorded
    photos: list[str]
    expect: list[Objection]
    allowed: list[str]


def read(path: Path) -> Vector:
    return msgspec.json.decode(path.read_bytes(), type=Vector)


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vector(path: Path) -> None:
    vector = read(path)
    found = inspection.problems(vector.record, vector.checklists, vector.photos)
    found += inspection.unasked(vector.record, vector.required)
    assert found == vector.expect
    allowed = inspection.allowed_results(vector.record, vector.checklists)
    assert list(allowed) == vector.allowed
    assert inspection.mildest_allowed(vector.record, vector.checklists) == vector.allowed[0]


def test_every_objection_has_a_vector() -> None:
    source = Path(inspection.__file__).read_text(encoding="utf-8")
    codes = {part.split('"')[1] for part in source.split("_object(")[1:] if part.startswith('"')}
    assert len(codes) >= 14
    seen = {objection.code for path in VECTORS for objection in read(path).expect}
    assert codes == seen


def test_every_vector_is_named_once() -> None:
    names = [json.loads(path.read_text(encoding="utf-8"))["name"] for path in VECTORS]
    assert len(set(names)) == len(names)
