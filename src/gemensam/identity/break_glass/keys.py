"""Administrators' security keys: registered, confirmed by somebody else, revoked.

Everything is about the running tenant. Each person has two keys before any is confirmed, so that a
lost key is no reason to be locked out.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from gemensam.identity.break_glass import challenges, notices, webauthn
from gemensam.identity.break_glass.configured import Terms
from gemensam.identity.break_glass.models import KeyInvitation, ReserveLogIn, SecurityKey
from gemensam.identity.break_glass.refusals import Refusal, Refused
from gemensam.identity.commissions import Held, held
from gemensam.identity.models import Commission, Session
from gemensam.identity.rules import token_hash
from gemensam.kernel.actor import Activity, InformationClass, Purpose
from gemensam.kernel.hsa_ids import capitals

KEYS_EACH: Final = 2
CODE_BYTES: Final = 16
CODE_COUNTS: Final = timedelta(hours=4)


class NoSuchKey(Exception):
    """The municipality has no such key, or it does not stand as the press took it to."""


class OwnKey(Exception):
    """Somebody wanted to confirm a key of their own."""


class TooFewKeys(Exception):
    """Whoever's key it is has not registered the second."""


class NoAdministrator(Exception):
    """The HSA-id is nobody's who keeps the directory today."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose key it becomes, and in which commission it is used."""

    person_id: UUID
    name: str
    commission_id: UUID


def of_commission(commission_id: UUID) -> Holder:
    """Give the holder of a commission."""
    row = Commission.objects.select_related("person").get(id=commission_id)
    return Holder(row.person_id, row.person.display_name, row.id)


def is_administrators(commission_id: UUID, *, now: datetime) -> bool:
    """Say whether a commission is one to keep the directory in, today."""
    return any(_keeps_directory(one, now=now) for one in held("id", commission_id))


def _keeps_directory(one: Held, *, now: datetime) -> bool:
    return (
        one.commission.purpose is Purpose.ADMINISTRATION
        and one.counts(now)
        and any(
            right.names(Activity.ADMINISTER, InformationClass.DIRECTORY)
            for right in one.commission.rights
        )
    )


def asked_of(terms: Terms, holder: Holder, *, browser: str, now: datetime) -> tuple[UUID, str]:
    """Draw a challenge for a new key, and write what the browser is asked for."""
    drawn, challenge = challenges.draw(browser=browser, now=now, person_id=holder.person_id)
    own = SecurityKey.objects.filter(person_id=holder.person_id, revoked_at=None)
    known = [bytes(one) for one in own.values_list("credential", flat=True)]
    return drawn, webauthn.to_register(
        terms, challenge, person_id=holder.person_id, name=holder.name, known=known
    )


def register(
    terms: Terms,
    holder: Holder,
    *,
    challenge: str,
    answer: str,
    browser: str,
    name: str,
    now: datetime,
) -> UUID:
    """Register a key, which does not count yet. Raises Refused."""
    said = webauthn.newcomer(answer)
    asked = challenges.take(challenge, browser=browser, now=now, person_id=holder.person_id)
    new = webauthn.registered(terms, asked, said)
    if SecurityKey.objects.filter(credential_id=new.credential_id).exists():
        raise Refused(Refusal.KEY_KNOWN)
    key = SecurityKey.objects.create(
        person_id=holder.person_id,
        commission_id=holder.commission_id,
        name=name,
        credential_id=new.credential_id,
        credential=new.credential,
        sign_count=new.sign_count,
        registered_at=now,
    )
    notices.tell_holder(key, now=now)
    key_id: UUID = key.id
    return key_id


def attest(key_id: UUID, *, by: UUID, now: datetime) -> None:
    """Confirm that a key is in the hands of whoever it is registered for.

    Raises NoSuchKey: it is not there, or does not wait for it any longer.
    Raises OwnKey and TooFewKeys.
    """
    waiting = SecurityKey.objects.filter(id=key_id, revoked_at=None, attested_at=None)
    row = waiting.first()
    if row is None:
        raise NoSuchKey
    if row.person_id == by:
        raise OwnKey
    if SecurityKey.objects.filter(person_id=row.person_id, revoked_at=None).count() < KEYS_EACH:
        raise TooFewKeys
    if not waiting.update(attested_by=by, attested_at=now):
        raise NoSuchKey
    notices.tell_holder(row, now=now)


def revoke(key_id: UUID, *, by: UUID | None, now: datetime) -> None:
    """Let a key count for nothing, and end what it is logged in to. Raises NoSuchKey."""
    counting = SecurityKey.objects.filter(id=key_id, revoked_at=None)
    if not counting.update(revoked_by=by, revoked_at=now):
        raise NoSuchKey
    notices.tell_holder(SecurityKey.objects.get(id=key_id), now=now)
    opened = ReserveLogIn.objects.filter(key_id=key_id, ends_at__gt=now)
    hashes = list(opened.values_list("session_hash", flat=True))
    Session.objects.filter(token_hash__in=hashes, ended_at=None).update(ended_at=now)


def invite(hsa_id: str, *, now: datetime) -> tuple[str, str]:
    """Make a code for the administrator of an HSA-id; give it and the name. Raises NoAdministrator."""
    commissions = held("employee_hsa_id", capitals(hsa_id))
    found = next((one for one in commissions if _keeps_directory(one, now=now)), None)
    if found is None:
        raise NoAdministrator
    row = Commission.objects.select_related("person").get(id=found.row.id)
    code = secrets.token_hex(CODE_BYTES)
    KeyInvitation.objects.create(
        person_id=row.person_id,
        commission_id=row.id,
        code_hash=token_hash(code),
        counts_until=now + CODE_COUNTS,
    )
    return code, row.person.display_name


def invited(code: str, *, now: datetime) -> Holder:
    """Give whom a code is for, and hold it until the transaction ends: two at once share none.

    Raises Refused.
    """
    rows = KeyInvitation.objects.select_for_update(of=("self",)).filter(
        code_hash=token_hash("".join(code.split()).lower()), used_at=None, counts_until__gt=now
    )
    row = rows.select_related("commission", "person").first()
    if row is None or not is_administrators(row.commission_id, now=now):
        raise Refused(Refusal.CODE)
    return Holder(row.person_id, row.person.display_name, row.commission_id)


def use_up(code: str, *, now: datetime) -> None:
    """Let a code be worth nothing more, once a key was registered by it. Raises Refused."""
    mine = KeyInvitation.objects.filter(
        code_hash=token_hash("".join(code.split()).lower()), used_at=None
    )
    if not mine.update(used_at=now):
        raise Refused(Refusal.CODE)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as the list shows it, with its history."""

    id: UUID
    person_id: UUID
    person: str
    name: str
    registered_at: datetime
    attested_by: str
    attested_at: datetime | None
    revoked_by: str
    revoked_at: datetime | None
    last_used_at: datetime | None
    # How many keys its holder has that are not revoked.
    of_holder: int


def listed(person_id: UUID | None = None) -> Sequence[Key]:
    """List every key, or somebody's: those that count or wait first, then by name of the holder."""
    found = SecurityKey.objects.filter(**{"person_id": person_id} if person_id else {})
    rows = list(
        found.select_related("person", "attested_by", "revoked_by").order_by(
            "person__given_name", "person__family_name", "registered_at"
        )
    )
    unrevoked = [row.person_id for row in rows if row.revoked_at is None]
    keys = [_key(row, unrevoked.count(row.person_id)) for row in rows]
    return sorted(keys, key=lambda one: one.revoked_at is not None)


def one(key_id: UUID) -> Key:
    """Give one key. Raises NoSuchKey."""
    found = next((each for each in listed() if each.id == key_id), None)
    if found is None:
        raise NoSuchKey
    return found


def _key(row: SecurityKey, of_holder: int) -> Key:
    return Key(
        id=row.id,
        person_id=row.person_id,
        person=row.person.display_name,
        name=row.name,
        registered_at=row.registered_at,
        attested_by=row.attested_by.display_name if row.attested_by else "",
        attested_at=row.attested_at,
        revoked_by=row.revoked_by.display_name if row.revoked_by else "",
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        of_holder=of_holder,
    )
