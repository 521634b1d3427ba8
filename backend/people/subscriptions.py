"""Where phones take messages: addresses that browsers made, kept with the accounts they belong to.

They are no part of the journal: losing them costs each phone one press.
"""

from typing import NamedTuple


class Target(NamedTuple):
    """A browser's push address, and the keys for which messages to it are encrypted."""

    endpoint: str
    p256dh: str
    auth: str


class Subscriber(NamedTuple):
    """A phone that asked to be told, and whose it is."""

    dev: str
    user: str
    target: Target
