"""Signing: an application that concerns two is sent when both have signed the same answers.

What is signed is a digest over every line as it was shown. A signature counts as long as the answers
have that digest and nobody has declined since, so a change voids it without anybody having to say so.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from gemensam.eservices import queries, renewing
from gemensam.eservices.models import Signature, SignatureKind
from gemensam.eservices.queries import ApplicationRow
from gemensam.kernel.actor import Activity
from gemensam.kernel.personal_identity_number import (
    PersonalIdentityNumber,
    UnusablePersonalIdentityNumber,
)
from gemensam.people import api as people
from gemensam.questionnaires.api import Filled
from gemensam.ui import formats

LIVES_WITH, PARTNER = "lives_with", "partner"


class ChangedSinceShown(Exception):
    """The answers are not those that the page showed: nothing was signed."""


class NotAskedToSign(Exception):
    """The applicant has not signed these answers, so nobody else is asked to."""


class ReasonNeeded(ValueError):
    """Whoever does not sign says why, so that the applicant can do something about it."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Whoever applies together with the applicant."""

    name: str
    # None: she cannot sign here, and signs on paper. Why is not told: it may be her secret.
    person_id: UUID | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody did when asked to sign."""

    kind: str
    person_id: UUID
    name: str
    is_co_applicant: bool
    at: datetime
    reason: str
    assurance: int
    # These very answers were signed, and nobody has declined since.
    holds: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far an application has come towards being sent."""

    digest: str
    partner: Partner | None
    marks: Sequence[Mark]

    def has_signed(self, *, is_co_applicant: bool) -> bool:
        """Say whether one of the two has signed the answers as they are."""
        return any(one.holds for one in self.marks if one.is_co_applicant == is_co_applicant)

    @property
    def signs_here(self) -> bool:
        """Say whether a partner is to sign on these pages."""
        return self.partner is not None and self.partner.person_id is not None

    @property
    def is_waiting(self) -> bool:
        """Say whether the partner's signature is all that is missing."""
        signed = self.has_signed(is_co_applicant=False)
        return signed and self.signs_here and not self.has_signed(is_co_applicant=True)

    @property
    def is_ready(self) -> bool:
        """Say whether everybody who signs here has signed."""
        both = not self.signs_here or self.has_signed(is_co_applicant=True)
        return self.has_signed(is_co_applicant=False) and both

    @property
    def declined(self) -> Mark | None:
        """Give the last word if it was a no."""
        last = self.marks[-1] if self.marks else None
        return last if last and last.kind == SignatureKind.DECLINED else None

    @property
    def voided(self) -> Sequence[Mark]:
        """Give the signatures that were of other answers."""
        signed = [one for one in self.marks if one.kind == SignatureKind.SIGNED]
        held = {one.is_co_applicant for one in signed if one.holds}
        return [one for one in signed if not one.holds and one.is_co_applicant not in held]


def standing_of(row: ApplicationRow, resident: people.ResidentRow, *, now: datetime) -> Standing:
    """Say who has signed the application as it is, and who is to."""
    lines = renewing.lines_of(row, now=now)
    digest = digest_of(row, resident, lines)
    rows = Signature.objects.filter(application_id=row.id).order_by("at", "id")
    marks: list[Mark] = []
    for one in rows:
        if one.kind == SignatureKind.DECLINED:
            marks = [replace(mark, holds=False) for mark in marks]
        holds = one.kind == SignatureKind.SIGNED and one.digest == digest
        holds = holds and _may_still(one, row, resident, now)
        marks.append(_mark(one, holds=holds))
    sheet = renewing.sheet_of(row, now=now)
    return Standing(digest, partner_of(sheet, resident), marks)


def _may_still(
    one: Signature, row: ApplicationRow, resident: people.ResidentRow, now: datetime
) -> bool:
    """Say whether a signature may send it still: a representative's only while the mandate holds.

    Until it is sent nothing has come in; what was sent stays signed as it was.
    """
    is_own = one.is_co_applicant or one.person_id == resident.person_id
    if is_own or row.submitted_at is not None:
        return True
    held = people.mandates_of_representative(one.person_id, now=now, resident_id=resident.id)
    return any(mandate.covers(row.service, (Activity.SIGN,)) for mandate in held)


def in_words(standing: Standing) -> str:
    """Say in Swedish, for the case, who has signed and who does it on paper."""
    signed = [
        f"{one.name}, {formats.moment(one.at)}, e-legitimation på nivå {one.assurance}"
        for one in standing.marks
        if one.holds
    ]
    if standing.partner and not standing.signs_here:
        signed.append(
            f"{standing.partner.name}: skriver under på papper, har inte skrivit under här"
        )
    return "\n".join(signed)


def _mark(one: Signature, *, holds: bool) -> Mark:
    return Mark(
        one.kind,
        one.person_id,
        one.name,
        one.is_co_applicant,
        one.at,
        one.reason,
        one.assurance,
        holds,
    )


def digest_of(
    row: ApplicationRow, resident: people.ResidentRow, lines: Sequence[renewing.Line]
) -> str:
    """Give the SHA-256 over what is signed: whose, which month, and every line with its words."""
    data = [
        [row.service, str(resident.id), resident.name, row.month.isoformat() if row.month else ""],
        *([one.key, one.label, one.text, one.value] for one in lines),
    ]
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def partner_of(sheet: Filled, resident: people.ResidentRow) -> Partner | None:
    """Find whoever applies together with the resident; None for whoever lives alone.

    She signs here if she is a resident of the municipality who can log in, and neither of the two
    has a protected identity. The applicant is told the same words whichever it is that is missing.
    """
    counting: Mapping[str, object] = sheet.counting
    if counting.get(LIVES_WITH) != PARTNER:
        return None
    name = str(counting.get("partner_name", ""))
    try:
        number = PersonalIdentityNumber.parse(str(counting.get("partner_pin", "")))
    except UnusablePersonalIdentityNumber:
        return Partner(name, None)
    found = people.resident_by_number(number)
    is_open = (
        found and found.id != resident.id and not (found.is_protected or resident.is_protected)
    )
    return Partner(name, found.person_id if found and is_open else None)


def awaiting(person_id: UUID, *, now: datetime) -> Sequence[ApplicationRow]:
    """List the drafts that somebody is asked to sign now."""
    found = []
    for row in queries.to_sign(person_id):
        standing = standing_of(row, people.resident(row.resident_id), now=now)
        if standing.is_waiting and standing.partner and standing.partner.person_id == person_id:
            found.append(row)
    return found
