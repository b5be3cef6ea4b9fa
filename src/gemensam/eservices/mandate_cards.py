"""One mandate as a card: as the resident, the representative and the desk see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gemensam.eservices import mandate_words
from gemensam.eservices.mandates import BY_HERSELF, NewMandate
from gemensam.eservices.policy import Visit
from gemensam.people import api as people
from gemensam.people.api import MandateBasis
from gemensam.ui import formats
from gemensam.ui.parts import Fact, File, Moment, Tag


@dataclass(frozen=True, slots=True)
class MandateCard:
    """One mandate as either side sees it."""

    id: UUID
    title: str
    status: Tag
    facts: Sequence[Fact]
    journal: Sequence[Moment]
    # Where it is ended, and where that is taken back; empty when the reader may not.
    revoke_href: str
    undo_href: str
    # Who can end what the resident did not give.
    ended_by: str
    name: str
    # Where staff keep the scan of its paper.
    scan_href: str = ""
    has_scan: bool = False
    # Where whoever holds it leaves it.
    resign_href: str = ""


def card(
    visit: Visit,
    row: people.MandateRow,
    name: str,
    *,
    revoke_href: str = "",
    undo_href: str = "",
    scan: File | None = None,
    scan_href: str = "",
    resign_href: str = "",
) -> MandateCard:
    """Draw a mandate; where it may be ended is offered only while that can be done."""
    is_over = row.revoked_at is not None or (row.ends_at is not None and row.ends_at <= visit.now)
    may_end = not is_over and (row.is_the_residents or visit.is_at_the_desk)
    may_undo = undo_href and people.may_undo_revoke(
        actor=visit.actor, mandate_id=row.id, revoked_at=row.revoked_at, now=visit.now
    )
    return MandateCard(
        id=row.id,
        title=name,
        status=_status(row, visit.now),
        facts=_all_facts(row, scan, visit.now),
        journal=[
            Moment(formats.moment(line.at), line.what, _who(line))
            for line in reversed(people.journal(row.id))
        ],
        revoke_href=revoke_href if may_end else "",
        undo_href=undo_href if may_undo else "",
        scan_href=scan_href if row.evidence != BY_HERSELF else "",
        has_scan=scan is not None,
        ended_by="" if is_over or row.is_the_residents else _ended_by(row),
        name=name,
        resign_href=resign_href if may_end and row.organisation_id is None else "",
    )


def _all_facts(row: people.MandateRow, scan: File | None, now: datetime) -> Sequence[Fact]:
    return [
        *_kind(row.basis),
        *_who_acts(row, now),
        *_facts_of(row),
        Fact(_("Since"), formats.day(formats.local_day(row.starts_at))),
        Fact(_("Lasts"), mandate_words.until(row)),
        Fact(_("Rests on"), row.evidence),
        *([Fact(_("The paper"), files=[scan])] if scan else ()),
    ]


def to_check(new: NewMandate) -> Sequence[Fact]:
    """Give a mandate that is about to be given, to be read before it is."""
    return [
        Fact(_("Whom"), new.to.name, below=new.to.shown_number),
        *_kind(new.basis),
        *_facts_of(new),
        Fact(_("From"), formats.day(formats.local_day(new.starts_at))),
        Fact(_("Lasts"), mandate_words.until(new)),
        Fact(_("Rests on"), new.evidence),
    ]


def _who(line: people.JournalRow) -> str:
    return ", ".join(filter(None, (line.actor_name, line.organisation_name)))


def _who_acts(row: people.MandateRow, now: datetime) -> Sequence[Fact]:
    """Say who acts where an organisation holds it; to whoever acts, in whose name."""
    if row.organisation_id is None:
        return ()
    if not row.representative_name:
        return (Fact(_("You act for"), row.organisation_name),)
    names = [one.name for one in row.appointees if one.holds(now)]
    nobody = _("Nobody just now. Then nobody can do anything by it.")
    return (Fact(_("Acts for the organisation"), ", ".join(names) or nobody),)


def _facts_of(mandate: mandate_words.Scoped) -> Sequence[Fact]:
    language = get_language() or "sv"
    return (
        Fact(_("May do"), mandate_words.may(mandate)),
        Fact(_("Is about"), mandate_words.services(mandate, language)),
    )


def _kind(basis: str) -> Sequence[Fact]:
    """Say what it is where it is not a plain representative's, and what that means for who decides."""
    return {
        MandateBasis.MANDATE: (),
        MandateBasis.FUTURE_POWER: (Fact(_("Kind"), _("future power of attorney")),),
        MandateBasis.TRUSTEE: (
            Fact(
                _("Kind"),
                _("trustee (god man)"),
                below=_("Acts together with the resident: asks first, where she can say."),
            ),
        ),
        MandateBasis.CONSERVATOR: (
            Fact(
                _("Kind"),
                _("conservator (förvaltare)"),
                below=_("Acts in the resident's place within the order."),
            ),
        ),
        MandateBasis.CUSTODIAN: (Fact(_("Kind"), _("custodian")),),
    }[MandateBasis(basis)]


def _ended_by(row: people.MandateRow) -> str:
    if row.is_court_order:
        return _(
            "A court gave it. Only the district court can end it. If you want another person, turn "
            "to the chief guardian (överförmyndaren) in your municipality."
        )
    return _("It follows from the law and cannot be revoked here.")


def _status(row: people.MandateRow, now: datetime) -> Tag:
    if row.revoked_at is not None:
        return Tag(_("Ended %(when)s") % {"when": formats.moment(row.revoked_at)}, "off")
    if now < row.starts_at:
        return Tag(_("Has not begun"), "now")
    if not row.holds(now):
        return Tag(_("Has ended"), "off")
    return Tag(_("In force"), "ok")
