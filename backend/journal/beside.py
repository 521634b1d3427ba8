"""Personal values that come with pushed entries: taken off before, put beside after checking."""

from collections.abc import Sequence

from backend.journal.incoming import Received
from backend.wire.disclosures import Disclosure, check, split
from backend.wire.jws import NotJwsError
from backend.wire.sync import Refused


def apart(texts: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Each entry without, and its disclosures; what cannot be taken apart stays whole, and so is
    refused as no entry."""
    plain, beside = [], []
    for text in texts:
        try:
            jws, found = split(text)
        except NotJwsError:
            jws, found = text, []
        plain.append(jws)
        beside.append(found)
    return plain, beside


def fitting(
    items: list[Received | Refused], beside: Sequence[Sequence[str]]
) -> dict[str, list[Disclosure]]:
    """The disclosures by the JWS that names them; an entry whose do not fit becomes a refusal."""
    found: dict[str, list[Disclosure]] = {}
    for place, (item, texts) in enumerate(zip(items, beside, strict=True)):
        if isinstance(item, Refused) or not texts:
            continue
        try:
            found[item.jws] = check(bytes(item.envelope.body), texts)
        except NotJwsError as error:
            items[place] = Refused(code="unparseable", detail=str(error))
    return found
