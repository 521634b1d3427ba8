"""Write the vectors that Python and TypeScript share: states, sampling, goods, records of kv 3.

Run it after a change of a rule that is meant, and read the difference before committing it:
python -m tests.backend.rules.make_vectors
"""

import copy
import json
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec.structs import replace

from backend.rules import inspection
from backend.rules.checklists import checklists
from backend.rules.draw import draw
from backend.rules.life import RULES, STATES, step
from backend.rules.lots import commodity_of
from backend.rules.sampling import infested, required
from backend.rules.waivers import waivers
from backend.wire.checklists import Checklist3, ItemRule
from backend.wire.declarations import Goods, GoodsClass
from backend.wire.inspections3 import InspectionRecorded3, NaRule
from backend.wire.views import FREE, Standing
from tests.kit.goods import ORCHIDS

FOLDER = Path(__file__).parents[2] / "vectors"
FROZEN = "01890000-0000-7000-8000-000000000001"
STANDINGS: dict[str, Standing] = {
    "free": FREE,
    "frozen": replace(FREE, frozen=FROZEN),
    "sampled": replace(FREE, samples_waiting=1),
    "failed": replace(FREE, samples_failed=1),
    "treating": replace(FREE, treatments_open=1),
    "to_isolate": replace(FREE, isolation="due"),
    "isolated": replace(FREE, isolation="assigned"),
    "done_isolating": replace(FREE, isolation="ended"),
    "everything": Standing(
        frozen=FROZEN, samples_waiting=2, samples_failed=1, treatments_open=1, isolation="due"
    ),
}
SEEDS = ("00000000000000000000000000000000", "3f9a1c0e5b7d42e88c16aa90d4f2b731")


CASES: list[Goods] = [
    ORCHIDS,
    replace(ORCHIDS, use="11", cites=None, medium=None, wood="有", package="集装箱"),
    replace(ORCHIDS, latin=None, medium=" 无 ", package="20' Container", name="火焰兰  切花"),
    replace(ORCHIDS, latin="  Tulipa   gesneriana ", wood="胶合板", medium="NONE"),
    replace(ORCHIDS, class_="bulbs", wood=None, cites=None, medium="泥炭"),
]


CLASSES: tuple[list[GoodsClass], ...] = (["plants"], ["bulbs", "seeds"], [])
_RULED_FOR: dict[str, tuple[str, list[str]]] = {
    "its_item": ("An item is waived by its own rule, of goods of any class", []),
    "its_class": ("A rule that names the class of the goods waives its item", ["bulbs"]),
    "another_class": ("A rule for goods of other classes waives nothing", ["plants"]),
}


def states() -> dict[str, Any]:
    """One file an event: every state, in every standing."""
    return {
        f"states/{event}.json": {
            "event": event,
            "standings": STANDINGS,
            "states": {
                state: {name: list(step(event, state, how)) for name, how in STANDINGS.items()}
                for state in STATES
            },
        }
        for event in RULES
    }


def sampling() -> Any:
    sizes = (1, 2, 7, 20, 25, 100, 500, 2000, 9999, 10_000, 10_001, 1_000_000)
    return {
        "required": [
            {
                "lot_size": size,
                "confidence_bp": confidence,
                "level_bp": level,
                "infested": infested(size, level),
                "required": required(size, confidence, level),
            }
            for size in sizes
            for confidence in (8000, 9500, 9900, 10_000)
            for level in (10, 100, 200, 500, 1000, 10_000)
            if not (size > 10_000 and level == 10)
        ],
        "draws": [
            {"seed": seed, "lot_size": size, "drawn": n, "units": draw(seed, size, n)}
            for seed in SEEDS
            for size, n in ((1, 1), (5, 5), (5, 0), (60, 12), (1000, 59), (1_000_000, 30))
        ],
    }


def goods() -> Any:
    return [
        {
            "goods": json.loads(msgspec.json.encode(case)),
            "commodity": commodity_of(case),
        }
        for case in CASES
    ]


def waived() -> Any:
    """What ships, and a list whose rules are limited to some classes."""
    first = checklists()[0].items[0]
    rules = [
        ItemRule(when=when, classes=classes) for when in get_args(NaRule) for classes in CLASSES
    ]
    items = [replace(first, id=f"made.q{n}", rule=rule) for n, rule in enumerate(rules)]
    asked = [*checklists(), replace(checklists()[0], id="made", items=items)]
    return {
        "checklists": asked,
        "cases": [{"goods": case, "waived": waivers(case, asked)} for case in CASES],
    }


def records() -> dict[str, Any]:
    """Records in version 3, made from the sound one of version 1."""
    old = json.loads((FOLDER / "inspection" / "sound.json").read_text(encoding="utf-8"))
    old["checklists"][0]["items"][0]["once"] = "truck"
    photo, original, clip = ("a" * 64, "b" * 64, "c" * 64)
    bulbs = replace(
        ORCHIDS, class_="bulbs", name="郁金香", latin="Tulipa gesneriana", origin="NL", cites=None
    )
    answers = [{**answer, "rule": None, "source": None} for answer in old["record"]["answers"]]
    answers[0]["source"] = {
        "scope": "truck",
        "name": "辽B12345",
        "record": None,
        "at": "2013-03-20T08:40:00+08:00",
    }
    finding = {
        "no": 1,
        "eppo": "DITYDI",
        "name": "鳞球茎茎线虫",
        "found_at": "other",
        "host": "Tulipa gesneriana",
        "stage": "adult",
        "alive": "dead",
        "count": 3,
        "share": {"affected": 2, "looked_at": 56},
        "identified_by": "morphology",
        "status": "identified",
        "regulation": {"regulated": True, "list": "cn", "edition": "2021"},
        "disposition": None,
        "remark": None,
        "photos": [photo],
        "originals": [original],
        "clips": [clip],
    }
    plan = {
        "lot_size": 500,
        "confidence_bp": 9500,
        "level_bp": 500,
        "required": required(500, 9500, 500),
        "drawn": 56,
        "seed": SEEDS[1],
        "units": draw(SEEDS[1], 500, 56),
    }
    attachment = {
        "sha256": original,
        "sort": "original",
        "of": photo,
        "original": original,
        "phase": "sight",
        "taken_at": "2013-03-20T09:10:00+08:00",
        "latitude": 41.1,
        "longitude": 121.1,
        "accuracy_m": 8.0,
        "marks": [
            {"shape": "circle", "x1": 0.2, "y1": 0.3, "x2": 0.4, "y2": 0.5, "text": None},
        ],
    }
    full = {
        **old["record"],
        "lot": "210900113004200/NL/bulbs/Tulipa gesneriana",
        "weather": {"sky": "晴", "temperature_c": 12.5, "humidity_pct": 40.0},
        "answers": answers,
        "sampling": plan,
        "findings": [finding],
        "attachments": [attachment],
    }
    files = [photo, original, clip]
    scenarios: dict[str, tuple[str, dict[str, Any], list[str]]] = {
        "v3_sound": ("A full record of version 3 has nothing wrong with it", full, files),
        "v3_clip_not_attached": ("A clip that a finding names travels along", full, files[:2]),
        "v3_rule_of_another_item": (
            "A rule waives the items that it names, and no other",
            {**full, "answers": _ruled(answers, "all.packing_clean", "no_cites")},
            files,
        ),
        "v3_unidentified": (
            "What is called identified has a code of the list and a way it was identified by",
            {**full, "findings": [{**finding, "identified_by": None}]},
            files,
        ),
        "v3_share_over_whole": (
            "No more units are affected than were looked at",
            {**full, "findings": [{**finding, "share": {"affected": 57, "looked_at": 56}}]},
            files,
        ),
        "v3_sampled_too_few": (
            "Fewer units drawn than the plan asks for",
            {**full, "sampling": {**plan, "drawn": 3, "units": draw(SEEDS[1], 500, 3)}},
            files,
        ),
        "v3_required_wrong": (
            "The number required is that of ISPM 31",
            {**full, "sampling": {**plan, "required": 12}},
            files,
        ),
        "v3_not_asked_once": (
            "An answer comes from elsewhere only where its item is asked once",
            {**full, "answers": [{**answer, "source": answers[0]["source"]} for answer in answers]},
            files,
        ),
        "v3_nothing_sampled": (
            "A record without sampling, attachments or findings",
            {**full, "sampling": None, "attachments": [], "findings": []},
            files,
        ),
    }
    made = {
        f"inspection/{name}.json": _scenario(old, said, record, photos, bulbs)
        for name, (said, record, photos) in scenarios.items()
    }
    for name, (said, classes) in _RULED_FOR.items():
        ruled = copy.deepcopy(old)
        ruled["checklists"][0]["items"][2]["rule"] = {"when": "no_cites", "classes": classes}
        by_rule = {**full, "answers": _ruled(answers, "all.packing_clean", "no_cites")}
        scenario = _scenario(ruled, said, by_rule, files, bulbs)
        made[f"inspection/v3_rule_of_{name}.json"] = scenario
    old = copy.deepcopy(old)
    for item in old["checklists"][1]["items"]:
        item["photo"] = True
    shown = [*answers[:4], {**answers[4], "photos": [photo]}]
    said = "A pass owes a photo where its item asks for one"
    bare = _scenario(old, said, {**full, "answers": shown}, files, bulbs)
    return {**made, "inspection/v3_pass_without_photo.json": bare}


def _ruled(answers: list[dict[str, Any]], item: str, rule: str) -> list[dict[str, Any]]:
    return [
        {**answer, "mark": "na", "rule": rule} if answer["item"] == item else answer
        for answer in answers
    ]


def _scenario(
    old: dict[str, Any], said: str, record: dict[str, Any], photos: list[str], goods: Goods
) -> Any:
    body = msgspec.convert(record, InspectionRecorded3)
    checklists = msgspec.convert(old["checklists"], list[Checklist3])
    found = inspection.problems(body, checklists, photos)
    found += inspection.unasked(body, old["required"]) + inspection.unwaived(
        body, goods, checklists
    )
    return {
        "name": said,
        "kv": 3,
        "checklists": old["checklists"],
        "required": old["required"],
        "record": record,
        "goods": goods,
        "photos": photos,
        "expect": found,
        "allowed": inspection.allowed_results(body, checklists),
    }


def files() -> dict[str, Any]:
    """Each file of vectors by its path, as plain data."""
    made = {
        **states(),
        "sampling/sampling.json": sampling(),
        "goods.json": goods(),
        "waivers.json": waived(),
        **records(),
    }
    return {path: json.loads(msgspec.json.encode(content)) for path, content in made.items()}


def main() -> None:
    for path, content in files().items():
        target = FOLDER / path
        target.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        target.write_text(text.replace("},", "},\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
