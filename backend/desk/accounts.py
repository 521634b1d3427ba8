"""People and phones: an account with its rights, a one-time code, an enrolled device."""

import hashlib
from dataclasses import dataclass

import msgspec

from backend.desk.office import Office
from backend.desk.trusting import root_key
from backend.journal.sealing import Draft
from backend.people import NewCode, People
from backend.rules.state import SYSTEM
from backend.wire import jws
from backend.wire.attestations import DeviceEnrolled, RightsGranted, Role
from backend.wire.sync import Enrolled, EnrolmentClaim, EnrolmentHeader
from backend.wire.views import Trust


class EnrolmentRefusedError(Exception):
    """Wrong, used or expired code, or a request that proves no key: told apart to nobody."""


@dataclass(frozen=True)
class NewPerson:
    id: str
    name: str
    roles: list[Role]
    password: str


async def add_person(office: Office, people: People, actor: str, new: NewPerson) -> None:
    """Make the account and journal its rights. Raises UserExistsError."""
    await people.create_user(new.id, new.password)
    body = RightsGranted(user=new.id, name=new.name, roles=new.roles)
    try:
        await office.journal.record(actor, lambda _: [Draft("rights.granted", 1, body)])
    except BaseException:
        await people.forget_user(new.id)
        raise


def enrolment_url(office: Office, code: NewCode) -> str:
    """What the QR code at the desk holds: the code, and the hash of the root key to check."""
    digest = jws.encode(hashlib.sha256(office.keyring.root_point()).digest())
    return f"{office.settings.base_url}/enrol#{code.code}.{digest}"


def _claim(text: str) -> tuple[EnrolmentHeader, EnrolmentClaim]:
    """The claim, if the key in the header signed it."""
    try:
        head, signed, signature, payload = jws.cut(text)
        header = msgspec.json.decode(jws.decode(head), type=EnrolmentHeader, strict=True)
        key = jws.public_key(header.jwk)
        if not jws.verifies(signed, signature, key):
            raise EnrolmentRefusedError
        return header, msgspec.json.decode(payload, type=EnrolmentClaim, strict=True)
    except (jws.NotJwsError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EnrolmentRefusedError from error


async def enrol(office: Office, people: People, text: str) -> Enrolled:
    """Enrol the phone that signed `text` (a JWS with its key in the header).

    Raises EnrolmentRefusedError, and Objected for a key that was enrolled before. The code is used
    up first, so that no crash enrols two phones.
    """
    header, claim = _claim(text)
    user = await people.claim_code(claim.code)
    if user is None:
        raise EnrolmentRefusedError
    dev = jws.thumbprint(header.jwk)
    body = DeviceEnrolled(dev=dev, jwk=header.jwk, user=user, name=claim.name, desk=False)
    try:
        await office.journal.record(SYSTEM, lambda _: [Draft("device.enrolled", 1, body)])
    except BaseException:
        await people.release_code(claim.code)
        raise
    trust = await office.journal.look(lambda state: state.get(Trust, "trust"))
    return Enrolled(
        dev=dev,
        user=user,
        epoch=office.journal.epoch,
        root_key=root_key(office.keyring),
        log_vkey=office.journal.identity.vkey,
        trust_list=trust.token if trust else "",
    )
