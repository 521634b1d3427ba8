"""Personal values that travel beside an entry (selective disclosure, RFC 9901).

A signed body holds `{"_sd": [digest, …]}`; each value comes as a disclosure behind the entry,
`JWS~D1~D2~`. A disclosure is base64url of `[salt, name, value]`, and its digest is the base64url
SHA-256 of that text. What is signed, hashed and proved is the JWS alone, so a value can be deleted
without touching a proof.

Where a body holds personal values is a path of names, `record.witness.name`.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import Meta

from backend.wire.jws import NotJwsError, decode, encode

MARK = "_sd"
MAX_DISCLOSURES = 20
_MAX_CHARS = 10_000
"""As long as the strokes of a signature, with its salt, spelled in base64url."""
_MARK_BYTES = b'"_sd"'
_Parts = tuple[
    Annotated[str, Meta(min_length=22, max_length=64)],
    Annotated[str, Meta(min_length=1, max_length=60)],
    str | int | bool | None,
]
_parts = msgspec.json.Decoder(_Parts, strict=True)


class Disclosure(NamedTuple):
    """A value by its digest; `text` is the exact string that was sent."""

    digest: str
    name: str
    value: Any
    text: str


def split(text: str) -> tuple[str, list[str]]:
    """The JWS and the disclosures behind it. Raises NotJwsError."""
    jws, tilde, rest = text.partition("~")
    if not tilde:
        return text, []
    *found, end = rest.split("~")
    if end or not found or len(found) > MAX_DISCLOSURES:
        raise NotJwsError("disclosures end with a tilde each, and are few")
    return jws, found


def digest_of(text: str) -> str:
    return encode(hashlib.sha256(text.encode("ascii", "replace")).digest())


def read(text: str) -> Disclosure:
    """Raises NotJwsError where the text is no disclosure of the one accepted spelling."""
    if len(text) > _MAX_CHARS:
        raise NotJwsError("a disclosure is too long")
    raw = decode(text)
    try:
        _, name, value = _parts.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotJwsError("a disclosure is not [salt, name, value]") from error
    if name in (MARK, "..."):
        raise NotJwsError("a disclosure of a reserved name")
    return Disclosure(digest_of(text), name, value, text)


def make(salt: bytes, name: str, value: str | bool | int | None) -> Disclosure:
    """A disclosure under a salt of 16 random bytes or more."""
    return read(encode(msgspec.json.encode([encode(salt), name, value])))


def veiled(body: bytes) -> bool:
    """Whether a body may hold digests; a quick look, without parsing."""
    return _MARK_BYTES in body


def digests(body: bytes) -> list[str]:
    """The digests of a body, in order, each as often as it stands there."""
    return list(_digests(msgspec.json.decode(body))) if veiled(body) else []


def _digests(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == MARK and isinstance(inner, list):
                yield from (item for item in inner if isinstance(item, str))
            else:
                yield from _digests(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _digests(inner)


def check(body: bytes, texts: Sequence[str]) -> list[Disclosure]:
    """The disclosures, if each belongs to exactly one digest of the body. Raises NotJwsError."""
    found = [read(text) for text in texts]
    signed = digests(body)
    for item in found:
        if signed.count(item.digest) != 1:
            raise NotJwsError("a disclosure that the signed entry does not name exactly once")
    if len({item.digest for item in found}) != len(found):
        raise NotJwsError("a disclosure came twice")
    return found


def resolve(body: bytes, texts: Iterable[str], names: Sequence[str]) -> bytes:
    """The body with its values put in, those of `names` null where they are not disclosed.

    Raises NotJwsError where a disclosed value would replace a signed one or has another name.
    """
    if not veiled(body):
        return body
    known = {item.digest: item for item in map(read, texts)}
    return msgspec.json.encode(_resolved(msgspec.json.decode(body), known, names))


def veil(
    body: bytes, paths: Sequence[str], salt: Callable[[], bytes]
) -> tuple[bytes, list[Disclosure]]:
    """The body to sign, with a digest for each value at `paths`, and the values to send beside it.
    One that is null says nothing and is left out."""
    whole = msgspec.json.decode(body)
    made: list[Disclosure] = []
    for parent, names in _by_parent(paths):
        there = _at(whole, parent)
        if there is None:
            continue
        values = [(name, there.pop(name, None)) for name in names]
        found = [make(salt(), name, value) for name, value in values if value is not None]
        there.update({MARK: [item.digest for item in found]} if found else {})
        made += found
    return msgspec.json.encode(whole), made


def unveil(body: bytes, texts: Iterable[str], paths: Sequence[str]) -> bytes:
    """The body with its values put in where `paths` lead, null where they are not disclosed.

    Raises NotJwsError where a value stands there signed, a digest anywhere else, or a disclosure
    has another name: of such an entry something personal could never be deleted.
    """
    whole = msgspec.json.decode(body)
    known = {item.digest: item for item in map(read, texts)}
    for parent, names in _by_parent(paths):
        there = _at(whole, parent)
        if there is None:
            continue
        if not there.keys().isdisjoint(names):
            raise NotJwsError(f"signed in plain: {', '.join(names)} of {parent or 'the body'}")
        signed = there.pop(MARK, [])
        if not isinstance(signed, list) or not all(isinstance(item, str) for item in signed):
            raise NotJwsError("digests are a list of texts")
        found = [known[digest] for digest in signed if digest in known]
        if len(signed) > len(names) or len({item.name for item in found}) != len(found):
            raise NotJwsError("more digests than there are personal values")
        if any(item.name not in names for item in found):
            raise NotJwsError("a disclosure of what may not be one here")
        there.update(dict.fromkeys(names) | {item.name: item.value for item in found})
    resolved = msgspec.json.encode(whole)
    if next(_digests(whole), None) is not None:
        raise NotJwsError("a digest where no personal value belongs")
    return resolved


def _by_parent(paths: Sequence[str]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        parent, _, name = path.rpartition(".")
        found.setdefault(parent, []).append(name)
    return list(found.items())


def _at(whole: Any, parent: str) -> dict[str, Any] | None:
    """The object that a path leads to, or None where there is none."""
    for name in parent.split(".") if parent else ():
        whole = whole.get(name) if isinstance(whole, dict) else None
    return whole if isinstance(whole, dict) else None


def _resolved(value: Any, known: dict[str, Disclosure], names: Sequence[str]) -> Any:
    if isinstance(value, list):
        return [_resolved(inner, known, names) for inner in value]
    if not isinstance(value, dict):
        return value
    found = {key: _resolved(inner, known, names) for key, inner in value.items() if key != MARK}
    if MARK not in value:
        return found
    for digest in value[MARK] if isinstance(value[MARK], list) else []:
        item = known.get(digest) if isinstance(digest, str) else None
        if item is None:
            continue
        if item.name in found or item.name not in names:
            raise NotJwsError(f"a disclosure of {item.name}, which may not be one here")
        found[item.name] = item.value
    return {**dict.fromkeys(name for name in names if name not in found), **found}
