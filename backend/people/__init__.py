"""Accounts, sessions and enrolment codes, in a file of their own.

Guarantee: nothing here can be used by whoever reads the file: passwords are argon2id hashes,
sessions and codes only SHA-256 hashes. Who a person is and what they may do is in the journal;
losing this file costs everybody a new password and a new sign-in, and no record.
"""

from backend.people.attempts import Attempts, TooManyAttemptsError
from backend.people.people import NoSuchUserError, People, UserExistsError
from backend.people.tokens import DESK, PHONE, Lifetime, NewCode, OpenedSession, Session

__all__ = [
    "DESK",
    "PHONE",
    "Attempts",
    "Lifetime",
    "NewCode",
    "NoSuchUserError",
    "OpenedSession",
    "People",
    "Session",
    "TooManyAttemptsError",
    "UserExistsError",
]
