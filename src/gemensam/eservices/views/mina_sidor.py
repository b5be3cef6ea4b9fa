"""Mina sidor: what waits for the visitor, the cases with their next step, and who has read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gemensam.audit import api as audit
from gemensam.cases import api as cases
from gemensam.eservices import (
    catalogue,
    contact,
    mandate_words,
    people_here,
    policy,
    queries,
    signing,
)
from gemensam.eservices.people_here import Someone
from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import ApplicationRow
from gemensam.eservices.views import access_words, meeting_parts
from gemensam.eservices.views.frame import (
    address,
    hidden_if_not_there,
    language,
    place_of,
    visit_of,
)
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.ui import formats
from gemensam.ui.parts import Card, Clock, Link, Tag, Waiting
from gemensam.ui.show import show

# The newest accesses; more than anybody reads at once, and few enough for one page.
ACCESSES_SHOWN = 100
# A question's clock turns warm when this many days are left.
SOON_DAYS = 3
# How much of a question stands on the front; the whole stands in the case.
TITLE_WORDS = 20


@dataclass(frozen=True, slots=True)
class Part:
    """The cases of one person on Mina sidor."""

    id: UUID
    name: str
    is_self: bool
    may: str
    cards: Sequence[Card]


@logged_in
@require_GET
def home(request: Request, **_place: str) -> HttpResponse:
    """Show what waits for the visitor, and each person's cases with their next step."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    someone = people_here.everyone(visit)
    summaries = {
        one.resident.id: cases.cases_of_resident(
            visit.actor, one.resident.id, now=visit.now, request_id=visit.request_id
        )
        for one in someone
    }
    together = _together(visit)
    context = {
        "place": place_of(request),
        "contact": contact.contact_of(place_of(request).organisation_id),
        "talk_href": address(request, "talk"),
        "first_name": visit.actor.display_name.split(" ")[0],
        "waiting": [
            *_to_sign(request),
            *(
                waiting
                for one in someone
                for waiting in _questions(request, summaries[one.resident.id], _for(one))
            ),
            *_questions(request, together),
            *_meetings(request, someone, summaries),
            *meeting_parts.waiting(request, together),
            *_drafts(request, someone),
        ],
        "parts": [_part(request, one, summaries[one.resident.id]) for one in someone],
        "together": [_card(request, case) for case in together],
        "is_known": bool(someone),
        "apply_href": address(request, "offer"),
        "documents_href": address(request, "documents"),
        "log_href": address(request, "access_log"),
        "mandates_href": address(request, "mandates"),
    }
    return show(request, "eservices/home.html", context)


def _together(visit: Visit) -> Sequence[cases.CaseSummary]:
    return cases.cases_of_co_applicant(visit.actor, now=visit.now, request_id=visit.request_id)


def _to_sign(request: Request) -> Iterator[Waiting]:
    visit = visit_of(request)
    assert visit.actor.person_id is not None
    for row in signing.awaiting(visit.actor.person_id, now=visit.now):
        offered = catalogue.by_key(row.service)
        resident = people.resident(row.resident_id)
        policy.ensure_application(
            visit,
            Activity.READ,
            resident=resident,
            service=row.service,
            application=row,
            as_co_applicant=True,
        )
        assert row.month is not None
        what = {"service": offered.title.within(language()), "month": formats.month(row.month)}
        yield Waiting(
            title=_("Sign: %(service)s, %(month)s") % what,
            text=_("%(name)s applies for the two of you. It is sent when you have signed too.")
            % {"name": resident.name},
            action=Link(_("Read and sign"), address(request, "sign", offered.slug, row.id)),
            main=True,
        )


def _meetings(
    request: Request,
    someone: Sequence[Someone],
    summaries: Mapping[UUID, Sequence[cases.CaseSummary]],
) -> Iterator[Waiting]:
    for one in someone:
        yield from meeting_parts.waiting(request, summaries[one.resident.id], _for(one))


def _for(one: Someone) -> str:
    return "" if one.is_self else _("For %(name)s.") % {"name": one.resident.name}


def _questions(
    request: Request, found: Sequence[cases.CaseSummary], for_whom: str = ""
) -> Iterator[Waiting]:
    for case in found:
        for question in case.open_questions:
            why = _("%(who)s needs your answer to be able to decide.") % {"who": question.asked_by}
            where = address(request, "case", case.id)
            yield Waiting(
                title=Truncator(question.text).words(TITLE_WORDS, truncate=" …"),
                text=f"{for_whom} {why}".strip(),
                action=Link(_("Answer the question"), f"{where}#fraga-{question.id}"),
                clock=question_clock(question, request),
                main=True,
            )


def question_clock(question: cases.OpenQuestion, request: Request) -> Clock:
    """Draw how long there is to answer."""
    today = formats.local_day(request.now)
    left = (question.due_on - today).days
    whole = max((question.due_on - formats.local_day(question.asked_at)).days, 1)
    gone = max(0, min(100, 100 - left * 100 // whole))
    state = "late" if left < 0 else "soon" if left <= SOON_DAYS else ""
    day = f"{formats.day(question.due_on)}, {formats.until(question.due_on, request.now)}"
    return Clock(_("Please answer by %(day)s") % {"day": day}, gone, state)


def _drafts(request: Request, someone: Sequence[Someone]) -> Iterator[Waiting]:
    visit = visit_of(request)
    known = {one.resident.id: one for one in someone}
    for draft in queries.drafts_of(list(known)) if known else []:
        one = known[draft.resident_id]
        if policy.may(visit, Activity.READ, resident=one.resident, service=draft.service):
            yield _draft(request, one, draft)


def _draft(request: Request, one: Someone, draft: ApplicationRow) -> Waiting:
    offered = catalogue.by_key(draft.service)
    response = questionnaires.response(draft.response_id)
    saved = _("Saved %(when)s. It has not been sent: the municipality has not received it.") % {
        "when": formats.moment(response.changed_at)
    }
    month = f", {formats.month(draft.month)}" if draft.month else ""
    if draft.month and (waits := _waits_for_partner(request, one, draft)):
        return Waiting(
            title=f"{offered.title.within(language())}{month}",
            text=f"{_for(one)} {waits}".strip(),
            action=Link(_("Look at it"), address(request, "check", offered.slug, draft.id)),
        )
    return Waiting(
        title=_("Go on with: %(service)s") % {"service": offered.verb.within(language())} + month,
        text=f"{_for(one)} {saved}".strip(),
        action=Link(_("Go on"), address(request, "page", offered.slug, draft.id, 1)),
    )


def _waits_for_partner(request: Request, one: Someone, draft: ApplicationRow) -> str:
    """Say that the partner is waited for, or why she would not sign; empty while it is written."""
    standing = signing.standing_of(draft, one.resident, now=request.now)
    if standing.declined:
        words = {"name": standing.declined.name, "why": standing.declined.reason}
        return _("%(name)s has not signed: %(why)s") % words
    if standing.is_waiting and standing.partner:
        return _(
            "You have signed. We wait for %(name)s, who finds it on My pages. It has not been sent."
        ) % {"name": standing.partner.name}
    return ""


def _part(request: Request, one: Someone, found: Sequence[cases.CaseSummary]) -> Part:
    return Part(
        id=one.resident.id,
        name=one.resident.name,
        is_self=one.is_self,
        may=" ".join(mandate_words.in_words(held, language()) for held in one.mandates),
        cards=[_card(request, case) for case in found],
    )


def _card(request: Request, case: cases.CaseSummary) -> Card:
    return Card(
        title=case.title,
        href=address(request, "case", case.id),
        text=meeting_parts.next_step(case, request.now),
        tag=Tag(case.status.text, case.status.kind),
        below=_("Case %(number)s, came in %(day)s")
        % {"number": case.number, "day": formats.day(formats.local_day(case.opened_at))},
    )


@logged_in
@require_GET
@hidden_if_not_there
def access_log(request: Request, **_place: str) -> HttpResponse:
    """Show who has read about the visitor, in plain words; another person's only if rules let."""
    visit = visit_of(request)
    policy.ensure_is_resident(visit)
    resident = _asked_for(request, visit)
    policy.ensure_access_log(visit, resident=resident)
    rows = audit.accesses_to_resident(resident.id, limit=ACCESSES_SHOWN)
    context = {
        "place": place_of(request),
        "days": access_words.by_day(
            rows,
            reader_id=visit.actor.person_id,
            mandates=people.mandates_of_resident(resident.id),
        ),
        "is_full": len(rows) == ACCESSES_SHOWN,
        "count": ACCESSES_SHOWN,
        "crumbs": [Link(_("My pages"), address(request, "home")), Link(_("Who has read"))],
        "now": request.now,
        "by": visit.actor.display_name,
    }
    return show(request, "eservices/access_log.html", context)


def _asked_for(request: Request, visit: Visit) -> people.ResidentRow:
    wanted = request.GET.get("person", "")
    for one in people_here.everyone(visit):
        if str(one.resident.id) == wanted or (not wanted and one.is_self):
            return one.resident
    raise Http404
