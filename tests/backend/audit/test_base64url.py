"""One spelling for each string of bytes: what is not it is refused."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.wire import jws


@given(st.binary(max_size=70))
def test_what_is_encoded_is_read_back(data: bytes) -> None:
    assert jws.decode(jws.encode(data)) == data


@given(st.text(alphabet="AQgw-_+/= \n.é", max_size=9))
def test_a_text_is_accepted_only_where_encoding_gives_it_again(text: str) -> None:
    try:
        data = jws.decode(text)
    except jws.NotJwsError:
        plain = text.replace("-", "+").replace("_", "/") if not set(text) & set("+/=") else "!"
        try:
            data = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
        except ValueError:
            return
        assert jws.encode(data) != text, "refused though it is the one spelling"
    else:
        assert jws.encode(data) == text


@pytest.mark.parametrize("text", ["A", "QQ==", "QQ=", "AB", "AAB", "A=AA", "AA\nA", "AA+A", "é"])
def test_second_spellings_are_refused(text: str) -> None:
    with pytest.raises(jws.NotJwsError):
        jws.decode(text)
