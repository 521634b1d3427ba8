"""Whatever is sent to the API, in its own shapes or bent ones: an answer, never a crash."""

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode

from backend.app import open_office
from backend.journal.sealing import Draft
from backend.rules.state import SYSTEM
from backend.schema import describe
from backend.settings import load
from backend.wire.attestations import RightsGranted
from tests.faults.sizes import sizes
from tests.kit import DECLARATION, check
from tests.kit.line import exchange, request
from tests.kit.premises import Premises
from tests.kit.serving import Serving

_BODIES = {
    "/api/session": "SignIn",
    "/api/people": "NewUser",
    "/api/devices/{dev}/revocation": "RevokeDevice",
    "/api/enrolments": "EnrolmentRequest",
    "/api/entries": "Push",
    "/api/labels": "IssueLabels",
    "/api/labels/prints": "PrintLabels",
    "/api/labels/resumptions": "ResumeRun",
    "/api/labels/tests": "PrinterTest",
    "/api/labels/affixing": "AffixLabel",
    "/api/labels/spoilage": "SpoilPrints",
    "/api/labels/{number}/voiding": "VoidLabel",
    "/api/labels/{number}/replacement": "ReplaceLabel",
    "/api/handovers": "HandOver",
    "/api/reviews": "Review",
    "/api/log/held": "HeldNote",
    "/api/log/proofs": "ProofsAsked",
    "/api/objections/{id_}/settlement": "SettleObjection",
    "/api/disputes/{id_}/settlement": "Settlement",
    "/api/quarantine/{id_}/admission": "GivenReason",
    "/api/quarantine/{id_}/dismissal": "GivenReason",
    "/api/quarantine/decisions": "DecideLot",
}
"""Handlers take bytes and decode them strictly, so the description leaves bodies out."""
_REAL = {"declaration": DECLARATION, "n": 1, "user": "wang"}
"""Names in addresses that lead somewhere."""
_SIGN_OUT = ("DELETE", "/api/session")


def described() -> Any:
    """The product's own description, with the bodies that its structs describe."""
    raw = describe()
    for path, operations in raw["paths"].items():
        if "post" in operations:
            named = _BODIES.get(path)
            schema = {"$ref": f"#/components/schemas/{named}"} if named else {}
            content = {"application/json": {"schema": schema}}
            operations["post"]["requestBody"] = {"required": True, "content": content}
    return schemathesis.openapi.from_dict(raw)


def cases() -> st.SearchStrategy[Case[Any]]:
    operations = [found.ok() for found in described().get_all_operations()]
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    return st.one_of(
        [
            operation.as_strategy(generation_mode=mode)
            for operation in operations
            if (operation.method.upper(), operation.path) != _SIGN_OUT
            for mode in modes
        ]
    )


def _everything_granted(data: Path) -> None:
    """To the administrator, so that no guard hides what is behind it."""
    office = open_office(load(), data)
    roles = RightsGranted(
        user="sun", name="孙洁", roles=["port", "inspector", "supervisor", "administrator"]
    )
    office.journal.plan(SYSTEM, lambda _: [Draft("rights.granted", 1, roles)])
    office.journal.close()


@pytest.mark.slow
@sizes(500, 5000)
def test_nothing_that_is_sent_makes_the_server_fail(
    premises: Premises, tmp_path: Path, size: int
) -> None:
    data = premises.copy(tmp_path / "data")
    _everything_granted(data)
    with Serving(data) as server:
        headers = {
            "Cookie": f"__Host-session={premises.tokens['sun']}",
            "Connection": "close",
            "Sec-Fetch-Site": "same-origin",
        }
        base = f"http://127.0.0.1:{server.address[1]}"

        @settings(
            max_examples=size,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate),
        )
        @given(case=cases(), real=st.booleans())
        def answered(case: Case[Any], real: bool) -> None:
            known = {name: _REAL[name] for name in case.path_parameters or {} if name in _REAL}
            case.path_parameters = {**(case.path_parameters or {}), **(known if real else {})}
            answer = case.call(base_url=base, headers=headers)
            told = f"{case.method} {case.formatted_path}: {answer.status_code}"
            told += f" {answer.content[:300]!r}"
            assert answer.status_code < 500, told
            if answer.status_code >= 400 and case.method.upper() != "HEAD":
                assert answer.json()["code"], told

        answered()
    check(data / "journal.db")


@pytest.mark.parametrize("lost_since", ["2026-06-31T09:00:00Z", "9999-12-31T23:59:59-12:00"])
def test_a_moment_that_never_was_is_refused(
    premises: Premises, tmp_path: Path, lost_since: str
) -> None:
    body = json.dumps({"reason": "遗失", "lost_since": lost_since}).encode()
    with Serving(premises.copy(tmp_path / "data")) as server:
        raw = request("POST", "/api/devices/x/revocation", body, token=premises.tokens["sun"])
        answer = exchange(server.address, raw)
    assert answer is not None
    assert answer.status == 400


@pytest.mark.parametrize("query", ["offset=9223372036854775808", "q=" + "a" * 60_000])
def test_a_search_beyond_all_bounds_is_refused(
    premises: Premises, tmp_path: Path, query: str
) -> None:
    with Serving(premises.copy(tmp_path / "data")) as server:
        raw = request("GET", f"/api/crates?{query}", token=premises.tokens["zhao"])
        answer = exchange(server.address, raw)
    assert answer is not None
    assert answer.status == 400
