"""A label's token: one encoding, one signature, and nothing else is taken for it."""

from __future__ import annotations

from datetime import date

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from labels import cose
from labels.code import Facts, host_of, open_token, seal, token_of, url_of, verify
from labels.errors import FactsError, KeyFileError, LabelError, NotOurLabel
from labels.verdict import judge
from tests.labels import kit

DAL_POINT = cose.point_of(kit.DAL)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    of = draw(st.integers(1, 9999))
    issued, valid_until = sorted((draw(days), draw(days)))
    return Facts(
        serial=draw(st.integers(1, 999_999)),
        declaration=draw(st.integers(1, 10**15 - 1)),
        n=draw(st.integers(1, of)),
        of=of,
        port=draw(st.from_regex(r"[A-Z0-9]{3}", fullmatch=True)),
        origin=draw(st.from_regex(r"[A-Z]{2}", fullmatch=True)),
        hs=draw(st.integers(1, 999_999)),
        destination=draw(st.from_regex(r"[A-Z0-9-]{1,12}", fullmatch=True)),
        issued=issued,
        valid_until=valid_until,
    )


@given(facts())
def test_whatever_is_sealed_opens_again(label: Facts):
    opened = open_token(seal(label, kit.DAL))
    assert opened.facts == label
    assert opened.kid == cose.kid_of(DAL_POINT)
    assert verify(opened, DAL_POINT)
    assert not verify(opened, cose.point_of(kit.JNZ))


def test_sealing_is_deterministic_and_as_small_as_designed():
    token = kit.token()
    assert token == seal(kit.TULIPS, kit.DAL)
    assert kit.bytes_of(token)[0] == 0xD2
    assert len(kit.bytes_of(token)) <= 41 + 80
    assert len(url_of("GREENLANE.JZCIQ.GOV.CN", token)) <= 230


@given(facts())
def test_an_independent_library_verifies_the_signature(label: Facts):
    data = bytes(kit.bytes_of(seal(label, kit.DAL)))
    pem = kit.DAL.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = cwt.COSEKey.from_pem(pem, alg="ES256", kid=cose.kid_of(DAL_POINT))
    payload = cwt.COSE.new(alg_auto_inclusion=False, kid_auto_inclusion=False).decode(data, key)
    values = cbor2.loads(payload) if isinstance(payload, bytes) else payload
    assert values[1:9] == [
        label.serial,
        label.declaration,
        label.n,
        label.of,
        label.port,
        label.origin,
        label.hs,
        label.destination,
    ]


def test_s_is_always_low():
    for serial in range(1, 40):
        assert cose.is_low(bytes(kit.bytes_of(kit.token(serial=serial))[-64:]))


@given(st.data())
def test_a_token_with_one_character_changed_is_never_genuine(data: st.DataObject):
    token = kit.token()
    at = data.draw(st.integers(0, len(token) - 1))
    char = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").filter(token[at].__ne__))
    verdict = judge(token[:at] + char + token[at + 1 :], kit.TRUST, date(2013, 5, 10))
    assert verdict.code in ("not_ours", "key_unknown", "signature_failed")


@given(st.integers(0, 8 * 121 - 1))
def test_a_token_with_one_bit_flipped_is_never_genuine(bit: int):
    flipped = kit.with_bit_flipped(kit.token(), bit // 8 % len(kit.bytes_of(kit.token())), bit % 8)
    verdict = judge(flipped, kit.TRUST, date(2013, 5, 10))
    assert verdict.code in ("not_ours", "key_unknown", "signature_failed")


def test_every_slack_bit_is_refused():
    refused = 0
    for destination in ("A", "AB", "ABC", "ABCD", "ABCDE"):
        token = kit.token(destination=destination)
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        for char in alphabet:
            other = token[:-1] + char
            if other != token and kit.bytes_of(other) == kit.bytes_of(token):
                with pytest.raises(NotOurLabel):
                    open_token(other)
                refused += 1
    assert refused > 0


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text()
    | st.binary(),
    lambda inner: st.lists(inner, max_size=12) | st.dictionaries(st.integers(), inner, max_size=3),
    max_leaves=15,
)


@given(values | st.binary(max_size=90))
def test_no_payload_upsets_the_reader(value: object):
    payload = value if isinstance(value, bytes) else cbor2.dumps(value)
    assert judge(kit.signed(payload), kit.TRUST, date(2013, 5, 10)).code == "not_ours"


@given(st.text(max_size=300))
def test_no_text_upsets_the_reader(text: str):
    assert judge(text, kit.TRUST, date(2013, 5, 10)).code == "not_ours"


@given(st.binary(max_size=200))
def test_no_bytes_upset_the_reader(data: bytes):
    assert judge(kit.text_of(data), kit.TRUST, date(2013, 5, 10)).code == "not_ours"


def test_a_url_gives_its_token_back():
    token = kit.token()
    url = url_of("greenlane.jzciq.gov.cn", token)
    assert url == f"https://GREENLANE.JZCIQ.GOV.CN/L/{token}"
    assert token_of(url) == token_of(token) == token


@pytest.mark.parametrize(
    "host", ["", "绿色通道.cn", "a b", "a/b", "user@a", "-a.cn", "a" * 61, "a:b"]
)
def test_a_host_that_no_code_can_carry_is_refused(host: str):
    with pytest.raises(LabelError, match="主机名"):
        host_of(host)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("declaration", 0),
        ("declaration", 10**15),
        ("n", 0),
        ("n", 13),
        ("of", 10_000),
        ("origin", "NLD"),
        ("origin", "nl"),
        ("hs", 0),
        ("hs", 1_000_000),
        ("destination", ""),
        ("destination", "b12"),
        ("destination", "B12\n"),
        ("destination", "A" * 13),
        ("port", "DALX"),
        ("serial", 0),
        ("issued", date(1999, 12, 31)),
        ("valid_until", date(2013, 4, 27)),
        ("valid_until", date(2100, 1, 1)),
    ],
)
def test_facts_beyond_their_limits_are_refused_when_issued(field: str, value: object):
    with pytest.raises(FactsError) as caught:
        kit.token(**{field: value})
    assert caught.value.field == ("n" if field == "of" else field)


def test_only_p256_keys_sign():
    with pytest.raises(KeyFileError, match="P-256"):
        seal(kit.TULIPS, ec.generate_private_key(ec.SECP384R1()))
