"""Referrals, related cases and what there is to look at, drawn on the case page."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.cases import acknowledging, opinions, words
from gemensam.cases.casework import CaseForCaseworker
from gemensam.cases.models import ReferralState
from gemensam.cases.policy import Visit
from gemensam.cases.related import Related, RelatedService, related_to
from gemensam.files import api as files
from gemensam.ui import formats
from gemensam.ui.parts import Card, Fact, Kind, Lines, Link, Tag


@dataclass(frozen=True, slots=True)
class ReferralPart:
    """A question to a colleague with how it stands."""

    id: UUID
    asked_name: str
    question: str
    tag: Tag
    is_open: bool


def around(visit: Visit, found: CaseForCaseworker) -> dict[str, object]:
    """Give what stands around a case on its page: colleagues asked, related cases, concerns."""
    related = related_to(visit, found)
    concerns = acknowledging.concerns_in(found, related, now=visit.now)
    return {
        "referrals": [_referral(one) for one in opinions.asked_in(found.thread, now=visit.now)],
        "may_refer": not found.is_decided or found.appeal is not None,
        "related_cases": _cases(related),
        "related_services": [_service(one) for one in related.services],
        "to_see": [one for one in concerns if not one.is_seen],
        "looked_at": [one for one in concerns if one.is_seen],
    }


def _referral(row: opinions.ReferralRow) -> ReferralPart:
    day = formats.day(row.due_on)
    tag = {
        ReferralState.ASKED: Tag(_("Answer by %(day)s") % {"day": day}, Kind.ASK),
        ReferralState.GIVEN: Tag(_("An opinion has come"), Kind.OK),
        ReferralState.DECLINED: Tag(_("Gives no opinion"), Kind.OFF),
        ReferralState.TAKEN_BACK: Tag(_("Taken back"), Kind.OFF),
    }[ReferralState(row.state)]
    if row.is_late:
        tag = Tag(_("Late: the last day was %(day)s") % {"day": day}, Kind.RED)
    return ReferralPart(row.id, row.asked_name, row.question, tag, row.is_open)


def _cases(related: Related) -> list[Lines]:
    return [
        Lines(
            f"{one.title} · {one.number}",
            " · ".join(part for part in (one.whose, words.state_name(one.state)) if part),
            reverse("cases:case", args=[one.id]),
        )
        for one in related.cases
    ]


def _service(one: RelatedService) -> Lines:
    days = (
        _("from %(day)s until further notice") % {"day": formats.day(one.starts_on)}
        if one.ends_on is None
        else _("from %(first)s to %(last)s")
        % {"first": formats.day(one.starts_on), "last": formats.day(one.ends_on)}
    )
    parts = (one.whose, one.performer_name, days)
    return Lines(
        one.service.capitalize(),
        " · ".join(part for part in parts if part),
        reverse("cases:case", args=[one.case_id]),
    )


def list_cards(rows: Sequence[opinions.ToAnswer]) -> list[Card]:
    """Draw what somebody is to give an opinion on."""
    return [
        Card(
            title=one.title,
            href=reverse("cases:opinion", args=[one.id]),
            text=_("%(who)s asks for your opinion") % {"who": one.asked_by},
            tag=due_tag(one),
            below=one.number,
        )
        for one in rows
    ]


def due_tag(one: opinions.ToAnswer | opinions.Consulted) -> Tag:
    """Say until when an opinion is wanted."""
    day = {"day": formats.day(one.due_on)}
    if one.is_late:
        return Tag(_("Late: the last day was %(day)s") % day, Kind.RED)
    return Tag(_("Answer by %(day)s") % day, Kind.ASK)


def answer_facts(found: opinions.Consulted) -> list[Fact]:
    """Draw the answers that are shown, with their files and what they were corrected to."""
    return [
        Fact(
            line.label,
            "" if line.files else line.text,
            below=_("Corrected: %(text)s") % {"text": found.corrections[line.field_id]}
            if line.field_id in found.corrections
            else "",
            files=[
                files.as_part(
                    one.name,
                    one.state,
                    href=reverse("cases:opinion_file", args=[found.id, one.file_id]),
                )
                for one in line.files
            ],
        )
        for line in found.answers
    ]


def opinions_link(count: int) -> Link | None:
    """Lead from the work page to what one is asked; nothing where nothing waits."""
    if not count:
        return None
    return Link(_("Opinions to give"), reverse("cases:opinions"), count=count)
