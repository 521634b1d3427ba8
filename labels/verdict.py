"""The verdict on a code that was read (识读结论), as far as it can be given with no network.

Guarantees: the first verdict of `ORDER` that holds is the one given, and whatever else holds is
named below it. Nothing a code claims is weighed before its signature has been verified: after
`not_ours`, `key_unknown` and `signature_failed` no further verdicts are named, and the facts then
are what the code says, not what is known. The words never accuse anybody.

How the keys bear on it. A label of another port than its key's, one issued on a day on which the
key was not yet or no longer valid, and one issued on or after the day of the key's revocation, is
`signature_failed`, with a note that says which. One issued before the revocation goes on to the
other verdicts, with the note `before_revocation`: its day of issue is the signer's own word.
A clock never decides against a label alone: a day of issue in the future is a note.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from labels import cose
from labels.code import Facts, Opened, open_token, token_of, verify
from labels.errors import NotOurLabel
from labels.trust import Trust, TrustedKey

# code -> (Chinese, English), in the order in which they are tried
WORDS = {
    "not_ours": ("非专用标识", "Not our label"),
    "key_unknown": ("签发密钥未收录", "Key unknown"),
    "signature_failed": ("验签未通过", "Signature failed"),
    "void": ("已作废", "Void"),
    "replaced": ("已换发", "Replaced"),
    "seen_elsewhere": ("一号多现", "Seen elsewhere"),
    "unpacked": ("已拆包查验", "Already unpacked"),
    "wrong_destination": ("目的地不符", "Wrong destination"),
    "expired": ("超过有效期", "Expired"),
    "not_listed": ("清单未列", "Valid, not on the list"),
    "valid": ("标识有效", "Valid"),
}
ORDER = tuple(WORDS)

NOTES = {
    "signature": ("签名与内容不符", "The signature does not fit what the code says"),
    "high_s": ("签名不是规定的形式", "The signature is not in the prescribed form"),
    "port": ("签发口岸与密钥所属口岸不符", "Another port than that of the key"),
    "before_key": ("签发日期早于密钥启用", "Issued before the key was valid"),
    "after_key": ("签发日期晚于密钥有效期", "Issued after the key had expired"),
    "after_revocation": ("签发日期在密钥吊销当日或之后", "Issued after the key's revocation"),
    "before_revocation": ("密钥已吊销，签发在吊销之前", "Issued before the key's revocation"),
    "issued_after_today": (
        "签发日期晚于本机日期，请核对本机时间",
        "Issued later than today: check this device's clock",
    ),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the reader knows from elsewhere; None where it does not know."""

    seen_elsewhere: bool | None = None  # on another crate, or at another place at the same time
    unpacked: bool | None = None
    destinations: Collection[str] | None = None  # where this crate may be bound for from here
    on_list: bool | None = None


NOTHING_KNOWN = Known()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. `code` and `also` are keys of WORDS, `notes` keys of NOTES."""

    code: str
    also: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    facts: Facts | None = None  # None only when the code is not ours
    revoked: date | None = None  # the day to show beside a note about a revocation

    @property
    def number(self) -> str | None:
        """The label number as printed, where there is one."""
        return self.facts.number if self.facts else None

    @property
    def words(self) -> tuple[str, str]:
        """The verdict in Chinese and English."""
        return WORDS[self.code]


def judge(text: str, trust: Trust, today: date, known: Known = NOTHING_KNOWN) -> Verdict:
    """Judge what a scanner read: a label's URL or a bare token. `today` is a day in UTC+8.

    Never raises on anything that can be scanned.
    """
    try:
        opened = open_token(token_of(text))
    except NotOurLabel:
        return Verdict("not_ours")
    key = trust.key(opened.kid)
    if key is None:
        return Verdict("key_unknown", facts=opened.facts)
    doubt = _signature_doubt(opened, key)
    if doubt is not None:
        revoked = key.revoked if doubt == "after_revocation" else None
        return Verdict("signature_failed", (), (doubt,), opened.facts, revoked)
    holding = [*_holding(opened.facts, trust, today, known), "valid"]
    notes = tuple(_notes(opened.facts, key, today))
    also = tuple(code for code in holding[1:] if code != "valid")
    revoked = key.revoked if "before_revocation" in notes else None
    return Verdict(holding[0], also, notes, opened.facts, revoked)


def _signature_doubt(opened: Opened, key: TrustedKey) -> str | None:
    """The note that says why the signature does not count, or None when it does."""
    facts = opened.facts
    if not cose.is_low(opened.message.signature):
        return "high_s"
    if not verify(opened, key.point):
        return "signature"
    if key.port is not None and facts.port != key.port:
        return "port"
    if facts.issued < key.first_day:
        return "before_key"
    if facts.issued > key.last_day:
        return "after_key"
    if key.revoked is not None and facts.issued >= key.revoked:
        return "after_revocation"
    return None


def _holding(facts: Facts, trust: Trust, today: date, known: Known) -> Iterator[str]:
    """Every verdict short of `valid` that holds for a label with a good signature, in order."""
    year = facts.issued.year
    if trust.is_void(facts.port, year, facts.serial):
        yield "void"
    if trust.is_replaced(facts.port, year, facts.serial):
        yield "replaced"
    if known.seen_elsewhere:
        yield "seen_elsewhere"
    if known.unpacked:
        yield "unpacked"
    if known.destinations is not None and facts.destination not in known.destinations:
        yield "wrong_destination"
    if today > facts.valid_until:
        yield "expired"
    if known.on_list is False:
        yield "not_listed"


def _notes(facts: Facts, key: TrustedKey, today: date) -> Iterator[str]:
    if key.revoked is not None:
        yield "before_revocation"
    if facts.issued > today:
        yield "issued_after_today"
