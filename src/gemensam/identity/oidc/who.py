"""Whom a proven log-in is: a resident by number, staff by commission; never by name or e-mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gemensam.identity.commissions import Held
from gemensam.identity.models import Commission, ExternalIdentity, Person
from gemensam.identity.oidc.issuers import Fact, Issuer
from gemensam.identity.oidc.protocol import Proven
from gemensam.identity.oidc.refusals import Refusal, Refused
from gemensam.identity.queries import commissions_of_employee
from gemensam.identity.rules import covers
from gemensam.kernel import actor as kernel
from gemensam.kernel.hsa_ids import capitals
from gemensam.kernel.personal_identity_number import (
    NumberKind,
    PersonalIdentityNumber,
    UnusablePersonalIdentityNumber,
)
from gemensam.organisations import api as organisations

# How an accepted level's address ends when whoever has it does not live in Sweden.
NONRESIDENT = "-nonresident"
KINDS = {
    Fact.PERSONAL_NUMBER: NumberKind.PERSONNUMMER,
    Fact.COORDINATION_NUMBER: NumberKind.SAMORDNINGSNUMMER,
}
_HSA_IDS = frozenset({Fact.EMPLOYEE, Fact.COMMISSION, Fact.CARE_PROVIDER})


@dataclass(frozen=True, slots=True)
class Fit:
    """A commission that a log-in may be bound to. `rights`: those the issuer named; None: all."""

    person_id: UUID
    tenant_id: UUID
    commission_id: UUID
    name: str
    place: str
    rights: tuple[str, ...] | None


def resident(issuer: Issuer, proof: Proven, *, now: datetime) -> UUID:
    """Give the person of a resident's log-in, written down if new. Raises Refused."""
    number = _number(issuer, proof, now=now)
    known = ExternalIdentity.objects.filter(issuer=issuer.url, subject=proof.subject).first()
    if number is None:
        if known is None:
            raise Refused(Refusal.NUMBER_MISSING)
        linked: UUID = known.person_id
        return linked
    digits = number.reveal()
    person = Person.objects.filter(personal_identity_number=digits).first()
    if known is not None and (person is None or known.person_id != person.id):
        raise Refused(Refusal.SUBJECT_OF_ANOTHER)
    if person is None:
        person, _made = Person.objects.get_or_create(
            personal_identity_number=digits, defaults=_names(issuer, proof)
        )
    person_id: UUID = person.id
    link(issuer, proof.subject, person_id)
    return person_id


def link(issuer: Issuer, subject: str, person_id: UUID) -> None:
    """Remember how an issuer names a person. Raises Refused: it names another so."""
    known, _made = ExternalIdentity.objects.get_or_create(
        issuer=issuer.url, subject=subject, defaults={"person_id": person_id}
    )
    if known.person_id != person_id:
        raise Refused(Refusal.SUBJECT_OF_ANOTHER)


def _number(issuer: Issuer, proof: Proven, *, now: datetime) -> PersonalIdentityNumber | None:
    said = {fact: claim for fact in KINDS if (claim := _claim(issuer, proof, fact)) is not None}
    if not said:
        return None
    if Fact.PERSONAL_NUMBER in said and proof.acr.endswith(NONRESIDENT):
        raise Refused(Refusal.NUMBER_OF_NONRESIDENT)
    ((fact, claim), *more) = said.items()
    try:
        number = PersonalIdentityNumber(str(claim), today=now.date())
    except UnusablePersonalIdentityNumber:
        raise Refused(Refusal.NUMBER_UNREADABLE) from None
    if more or number.kind is not KINDS[fact]:
        raise Refused(Refusal.NUMBER_UNREADABLE)
    if number.is_test and not issuer.takes_test_numbers:
        raise Refused(Refusal.NUMBER_FOR_TESTS)
    if issuer.takes_test_numbers and not number.is_test:
        raise Refused(Refusal.NUMBER_REAL_IN_TEST)
    return number


def _names(issuer: Issuer, proof: Proven) -> dict[str, str]:
    given, family = (
        " ".join(str(_claim(issuer, proof, fact) or "").split())
        for fact in (Fact.GIVEN_NAME, Fact.FAMILY_NAME)
    )
    if not given or not family:
        raise Refused(Refusal.NAME_MISSING)
    return {"given_name": given[:60], "family_name": family[:59]}


def _claim(issuer: Issuer, proof: Proven, fact: Fact) -> object:
    claim = issuer.claims.get(fact)
    said = None if claim is None else proof.claims.get(claim)
    return capitals(said) if fact in _HSA_IDS and isinstance(said, str) else said


def commissions(issuer: Issuer, proof: Proven, *, now: datetime) -> list[Fit]:
    """Give the commissions that a log-in may be bound to, at least one. Raises Refused."""
    employee = _claim(issuer, proof, Fact.EMPLOYEE)
    if not isinstance(employee, str) or not employee:
        raise Refused(Refusal.EMPLOYEE_MISSING)
    named = _claim(issuer, proof, Fact.COMMISSION)
    fits: list[Fit] = []
    reasons: list[Refusal] = []
    purpose, rights = _claim(issuer, proof, Fact.PURPOSE), _rights(issuer, proof)
    for one in commissions_of_employee(employee, named=str(named) if named is not None else ""):
        body = organisations.body_by_tenant(one.row.tenant_id)
        if body is None:
            continue
        try:
            _check_belongs(issuer, proof, one.row, employee=employee, slug=body.slug)
            _check_not_suspended(one)
            claimed = check(one.commission, purpose, rights, now=now)
        except Refused as refused:
            reasons.append(refused.refusal)
        else:
            fits.append(_fit(one.row, body, claimed))
    if not fits:
        none = Refusal.COMMISSION_NONE if named is None else Refusal.COMMISSION_UNKNOWN
        raise Refused(reasons[0] if reasons else none)
    return fits


def _fit(row: Commission, body: organisations.Body, rights: tuple[str, ...] | None) -> Fit:
    return Fit(row.person_id, body.tenant_id, row.id, row.name, body.name, rights)


def _check_belongs(
    issuer: Issuer, proof: Proven, row: Commission, *, employee: str, slug: str
) -> None:
    if row.employee_hsa_id != employee:
        raise Refused(Refusal.COMMISSION_OF_ANOTHER)
    if issuer.organisations and slug not in issuer.organisations:
        raise Refused(Refusal.COMMISSION_ELSEWHERE)
    provider = _claim(issuer, proof, Fact.CARE_PROVIDER)
    registered = row.care_provider.hsa_id if row.care_provider else None
    if provider is not None and provider != registered:
        raise Refused(Refusal.CARE_PROVIDER)


def _check_not_suspended(one: Held) -> None:
    if one.is_suspended:
        raise Refused(Refusal.SUSPENDED)


def _rights(issuer: Issuer, proof: Proven) -> Sequence[object] | None:
    said = _claim(issuer, proof, Fact.RIGHTS)
    return said if said is None or isinstance(said, list) else [said]


def check(
    commission: kernel.Commission,
    purpose: object,
    rights: Sequence[object] | None,
    *,
    now: datetime,
) -> tuple[str, ...] | None:
    """Hold a commission as registered against what the issuer says; give the rights it named.

    Raises Refused. An issuer that says nothing of purpose or rights leaves what is registered.
    """
    is_ended = commission.valid.ends_at is not None and commission.valid.ends_at <= now
    for is_wrong, why in (
        (commission.is_archived, Refusal.COMMISSION_ARCHIVED),
        (commission.is_feigned, Refusal.COMMISSION_FEIGNED),
        (commission.is_elsewhere, Refusal.COMMISSION_ELSEWHERE),
        (commission.valid.starts_at > now, Refusal.COMMISSION_LATER),
        (is_ended, Refusal.COMMISSION_ENDED),
        (purpose is not None and purpose != commission.purpose.value, Refusal.PURPOSE),
    ):
        if is_wrong:
            raise Refused(why)
    if rights is None:
        return None
    try:
        named = [kernel.Right.parse(str(one)) for one in rights]
    except kernel.UnreadableRight:
        raise Refused(Refusal.RIGHTS) from None
    if not all(covers(commission.rights, one) for one in named):
        raise Refused(Refusal.RIGHTS)
    return tuple(sorted(map(str, named)))
