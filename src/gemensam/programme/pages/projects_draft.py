"""What a municipality sees of its applications, and of what others ask it to join."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme import words_projects as words
from gemensam.programme.kinds_projects import DraftState, InvitationState, Outcome
from gemensam.programme.pages import shown
from gemensam.programme.pages.projects import Names
from gemensam.programme.pages.projects_portfolio import support_words
from gemensam.programme.queries.projects_draft import DraftRow, ReceivedRow
from gemensam.programme.queries.projects_portfolio import CallRow
from gemensam.ui import formats
from gemensam.ui.parts import Check, Column, Fact, Kind, Lines, Row, Table, Tag


@dataclass(frozen=True, slots=True)
class ReceivedCard:
    """What another municipality asks, and the answer so far."""

    id: UUID
    title: SafeString
    who: str
    purpose: str
    cooperation: str
    tag: Tag
    below: str
    reason: str
    version: int
    can_answer: bool
    is_confirmed: bool
    is_declined: bool


def received(one: ReceivedRow, names: Names, calls: Mapping[UUID, CallRow]) -> ReceivedCard:
    """Draw an invitation."""
    call = calls.get(one.call_id)
    state = InvitationState(one.state)
    closes = _("Last day %(day)s") % {"day": formats.day(call.closes_on)} if call else ""
    asked = _("Asked %(moment)s") % {"moment": formats.moment(one.asked_at)}
    return ReceivedCard(
        id=one.application_id,
        title=shown.in_swedish(one.title),
        who=names.municipality(one.asking_municipality_id),
        purpose=one.purpose,
        cooperation=one.cooperation,
        tag=_answer_tag(one, state),
        below=" · ".join(part for part in (asked, closes) if part),
        reason=one.decision_reason,
        version=one.version,
        can_answer=not one.is_withdrawn and not one.is_submitted,
        is_confirmed=state is InvitationState.CONFIRMED,
        is_declined=state is InvitationState.DECLINED,
    )


def _answer_tag(one: ReceivedRow, state: InvitationState) -> Tag:
    if one.is_withdrawn:
        return Tag(_("Withdrawn by those who asked"), Kind.OFF)
    takes_part = state is InvitationState.CONFIRMED
    if one.outcome and takes_part:
        outcome = Outcome(one.outcome)
        return Tag(_(words.OUTCOME_WORDS[outcome]), words.OUTCOME_TAGS[outcome])
    if one.is_submitted:
        text = _("Submitted with you") if takes_part else _("Submitted without you")
        return Tag(text, Kind.HALF if takes_part else Kind.OFF)
    match state:
        case InvitationState.ASKED:
            return Tag(_("Waits for your answer"), Kind.WARM)
        case InvitationState.CONFIRMED:
            return Tag(_("You take part"), Kind.OK)
        case InvitationState.DECLINED:
            return Tag(_("You have declined"), Kind.OFF)


def state_tag(one: DraftRow) -> Tag:
    """Say where an application stands."""
    if one.outcome:
        outcome = Outcome(one.outcome)
        return Tag(_(words.OUTCOME_WORDS[outcome]), words.OUTCOME_TAGS[outcome])
    match DraftState(one.state):
        case DraftState.DRAFT:
            return Tag(_("Draft"), Kind.OPEN)
        case DraftState.SUBMITTED:
            return Tag(_("Submitted, waits for a decision"), Kind.HALF)
        case DraftState.WITHDRAWN:
            return Tag(_("Withdrawn"), Kind.OFF)


def drafts(
    rows: Sequence[DraftRow], names: Names, calls: Mapping[UUID, CallRow], *, more_href: str
) -> Table:
    """List the municipality's own applications."""
    return Table(
        caption=_("Your applications"),
        columns=[Column(_("Application")), Column(_("With")), Column(_("State"))],
        rows=[
            Row(
                [
                    Lines(
                        shown.in_swedish(one.title),
                        shown.in_swedish(calls[one.call_id].title) if one.call_id in calls else "",
                    ),
                    names.listed(_confirmed(one)) or _("nobody yet"),
                    state_tag(one),
                ],
                href=reverse("programme:draft", args=[one.id]),
            )
            for one in rows
        ],
        empty_text=_("You have no applications."),
        more_href=more_href,
    )


def _confirmed(one: DraftRow) -> list[UUID]:
    return [
        each.municipality_id for each in one.invitations if each.state == InvitationState.CONFIRMED
    ]


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A municipality that is asked, and its answer."""

    name: str
    association: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One application of one's own."""

    id: UUID
    title: SafeString
    plain_title: str
    tag: Tag
    facts: Sequence[Fact]
    texts: Sequence[tuple[str, str]]
    asked: Sequence[AskedLine]
    steps: Sequence[Check]
    version: int
    is_draft: bool
    can_withdraw: bool
    reason: str
    reference: str
    is_made_up: bool


def draft(
    one: DraftRow, names: Names, call: CallRow | None, *, own_id: UUID, today: date
) -> DraftPage:
    """Put an application's page together."""
    is_draft = one.state == DraftState.DRAFT
    return DraftPage(
        id=one.id,
        title=shown.in_swedish(one.title),
        plain_title=one.title,
        tag=state_tag(one),
        facts=_facts(one, names, call, own_id),
        texts=[
            (_("What it is for"), one.purpose),
            (_("Cooperation"), one.cooperation),
            (_("Transparency and communication"), one.transparency),
            (_("Possible to use again"), one.reuse),
        ],
        asked=[
            AskedLine(
                names.municipality(each.municipality_id),
                names.places[each.municipality_id].association_name,
                Tag(
                    _(words.INVITATION_WORDS[InvitationState(each.state)]),
                    words.INVITATION_TAGS[InvitationState(each.state)],
                ),
            )
            for each in one.invitations
        ],
        steps=_steps(one, call, today) if is_draft else [],
        version=one.version,
        is_draft=is_draft,
        can_withdraw=one.state != DraftState.WITHDRAWN and not one.outcome,
        reason=one.decision_reason,
        reference=one.decision_reference,
        is_made_up=one.is_synthetic,
    )


def _facts(one: DraftRow, names: Names, call: CallRow | None, own_id: UUID) -> list[Fact]:
    facts = [
        Fact(_("Leads"), names.municipality(own_id)),
        Fact(_("Asks for"), support_words(one.wanted)),
    ]
    if call:
        below = _("Last day %(day)s") % {"day": formats.day(call.closes_on)}
        facts.append(Fact(_("The call"), shown.in_swedish(call.title), below=below))
    if one.activity_key:
        name = names.activities.get(one.activity_key, one.activity_key)
        facts.append(Fact(_("Activity of the plan"), shown.in_swedish(name)))
    if one.submitted_at:
        facts.append(Fact(_("Submitted"), formats.moment(one.submitted_at)))
    return facts


def _steps(one: DraftRow, call: CallRow | None, today: date) -> list[Check]:
    confirmed = len(_confirmed(one))
    answered = ngettext(
        "%(count)d of those you have asked has confirmed",
        "%(count)d of those you have asked have confirmed",
        confirmed,
    ) % {"count": confirmed}
    is_open = call is not None and call.is_open(today)
    return [
        Check(_("Write the application"), "done"),
        Check(_("Ask at least one more municipality"), "done" if one.invitations else "todo"),
        Check(
            _("At least one confirms for itself"),
            "done" if confirmed else "waiting" if one.invitations else "todo",
            below=answered if one.invitations else "",
        ),
        Check(
            _("Submit while the call is open"),
            "todo",
            below="" if is_open else _("The call is not open."),
        ),
    ]


def places_to_ask(one: DraftRow, names: Names, own_id: UUID) -> list[tuple[str, str]]:
    """Give the municipalities that have not been asked, with their association."""
    asked = {own_id, *(each.municipality_id for each in one.invitations)}
    return [
        (str(key), f"{place.name} ({place.association_name})")
        for key, place in names.places.items()
        if key not in asked
    ]
