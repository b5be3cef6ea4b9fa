"""Ask a colleague for an opinion, and give it; say that a warning was seen."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.cases import (
    acknowledging,
    casework,
    opinions,
    referral_parts,
    referrals,
    related,
    rules,
)
from gemensam.cases.case_page import Open, case_page, decided_already, done, visit_of
from gemensam.cases.models import ReferralState
from gemensam.cases.policy import NoSuchCase
from gemensam.cases.referral_forms import OpinionForm, ReferralForm
from gemensam.cases.refused import of_a_case, problem
from gemensam.cases.thread_parts import thread_event
from gemensam.files import api as files
from gemensam.identity.api import Request, logged_in
from gemensam.ui import formats
from gemensam.ui.paging import CURSOR_PARAMETER, first_href, more_href
from gemensam.ui.parts import Fact, Link
from gemensam.ui.refusals import refusals
from gemensam.ui.show import conflict, go_on, show


@logged_in
@require_http_methods(["GET", "POST"])
@of_a_case()
def refer(request: Request, case_id: UUID) -> HttpResponse:
    """Ask a colleague: the form, and what becomes of it."""
    found = casework.open_for_caseworker(visit_of(request), case_id)
    if found.is_decided and found.appeal is None:
        return decided_already(request, case_id)
    is_post = request.method == "POST"
    form = ReferralForm(
        request.POST if is_post else None,
        colleagues=referrals.colleagues(request.actor, now=request.now),
        answers=found.answers,
        initial={"due_on": formats.local_day(request.now + rules.ANSWER_WITHIN)},
    )
    if is_post and form.is_valid() and _asks(request, found, form):
        said = _("Your colleague is asked. The clock runs on.")
        return done(request, case_id, said, "#yttranden")
    context = {"case": found, "form": form, "now": request.now, "crumbs": _crumbs(found)}
    return show(request, "cases/refer.html", context, status=422 if is_post else 200)


def _crumbs(found: casework.CaseForCaseworker) -> list[Link]:
    return [
        Link(_("Whole work list"), reverse("cases:work")),
        Link(f"{found.title} {found.number}", reverse("cases:case", args=[found.id])),
        Link(_("Ask a colleague"), current=True),
    ]


def _asks(request: Request, found: casework.CaseForCaseworker, form: ReferralForm) -> bool:
    """Ask; write into the form why it could not be."""
    try:
        referrals.refer(
            actor=request.actor,
            case_id=found.id,
            wanted=form.wanted(),
            now=request.now,
            request_id=request.request_id,
        )
    except rules.AnswerDayOutOfRange:
        form.add_error("due_on", _("Choose a day from today and within 60 days."))
    except referrals.AskedAlready:
        form.add_error(
            "to", _("This colleague has a question in the case already. Take it back first.")
        )
    except referrals.NotForProtected:
        form.add_error(
            "to",
            _(
                "The case is about somebody with a protected identity. Ask somebody who handles those."
            ),
        )
    return not form.errors


@logged_in
@require_POST
@of_a_case(
    {
        referrals.ReferralIsClosed: problem(
            gettext_lazy(
                "Your colleague answered before you took the question back. Read it below."
            )
        )
    }
)
def take_back(request: Request, case_id: UUID, referral_id: UUID) -> HttpResponse:
    """Let the colleague off."""
    referrals.take_back(
        actor=request.actor,
        case_id=case_id,
        referral_id=referral_id,
        now=request.now,
        request_id=request.request_id,
    )
    return done(request, case_id, _("The question is taken back."), "#yttranden")


@logged_in
@require_GET
def to_give(request: Request) -> HttpResponse:
    """List what the reader is asked for an opinion on."""
    after = request.GET.get(CURSOR_PARAMETER, "")
    page = opinions.to_answer(visit_of(request), after=after)
    context = {
        "cards": referral_parts.list_cards(page.rows),
        "started_over": page.started_over,
        "more_href": more_href(page, request.GET),
        "first_href": first_href(request.GET),
        "now": request.now,
    }
    return show(request, "cases/opinions.html", context)


def _gone(request: Request, _error: Exception, *, referral_id: UUID) -> HttpResponse:
    """Whoever reads the case anyway goes there."""
    case_id = opinions.case_instead(visit_of(request), referral_id)
    return go_on(request, reverse("cases:case", args=[case_id]))


def _is_closed(
    request: Request, error: referrals.ReferralIsClosed, **_words: object
) -> HttpResponse:
    return _closed(request, error.state)


@logged_in
@require_http_methods(["GET", "POST"])
@refusals(
    {referrals.NoSuchReferral: _gone, referrals.ReferralIsClosed: _is_closed}, absent=NoSuchCase
)
def opinion(request: Request, referral_id: UUID) -> HttpResponse:
    """Show what one is asked, with what was chosen for it; give the opinion, or decline."""
    if request.method == "POST" and (answered := _answered(request, referral_id)):
        return answered
    found = opinions.consulted(visit_of(request), referral_id)
    return _opinion_page(request, found, OpinionForm(is_yes_no=found.is_yes_no))


def _answered(request: Request, referral_id: UUID) -> HttpResponse | None:
    """Give the answer to a press: the list, or the page with what went wrong."""
    row = referrals.asked_of(request.actor, referral_id)
    declines = "avsta" in request.POST
    form = OpinionForm(request.POST, is_yes_no=row.is_yes_no, declines=declines)
    if not form.is_valid():
        found = opinions.consulted(visit_of(request), referral_id)
        return _opinion_page(request, found, form, status=422)
    referrals.answer(
        actor=request.actor,
        referral_id=referral_id,
        text=form.cleaned_data["text"],
        says_yes=form.says_yes(),
        declines=declines,
        now=request.now,
        request_id=request.request_id,
    )
    said = _("You have declined.") if declines else _("Your opinion is given.")
    messages.success(request, said)
    return go_on(request, reverse("cases:opinions"))


def _opinion_page(
    request: Request, found: opinions.Consulted, form: OpinionForm, *, status: int = 200
) -> HttpResponse:
    who = found.resident
    age = who and _("%(age)d years") % {"age": who.age(formats.local_day(request.now))}
    context = {
        "found": found,
        "due": referral_parts.due_tag(found),
        "facts": [Fact(_("Resident"), who.name, below=str(age))] if who else [],
        "answers": referral_parts.answer_facts(found),
        "thread": [thread_event(one, found) for one in found.thread],
        "form": form,
        "now": request.now,
    }
    return show(request, "cases/opinion.html", context, status=status)


def _closed(request: Request, state: str) -> HttpResponse:
    """Say what became of it; what was being written stays to be copied."""
    reasons: dict[str, str] = {
        ReferralState.GIVEN: _("You have given your opinion, so you no longer read the case."),
        ReferralState.DECLINED: _("You declined, so you no longer read the case."),
        ReferralState.TAKEN_BACK: _("The question was taken back. No opinion is needed any more."),
    }
    reason = reasons.get(state, _("The case was decided. No opinion is needed any more."))
    typed = request.POST.get("text", "")
    back = Link(_("Opinions to give"), reverse("cases:opinions"))
    if not typed:
        return conflict(request, reason, back)
    context = {"reason": reason, "typed": typed, "back": back, "now": request.now}
    return show(request, "cases/opinion_closed.html", context, status=409)


def _not_opened(
    request: Request, _error: Exception, *, referral_id: UUID, **_w: object
) -> HttpResponse:
    back = Link(_("Back"), reverse("cases:opinion", args=[referral_id]))
    return conflict(request, _("The file cannot be opened: the page says how it stands."), back)


@logged_in
@require_GET
@refusals(
    {
        referrals.ReferralIsClosed: _is_closed,
        (files.NotYetScanned, files.Infected): _not_opened,
    },
    absent=NoSuchCase,
)
def file(request: Request, referral_id: UUID, file_id: UUID) -> HttpResponse:
    """Give a file that lies with an answer that is shown."""
    return files.as_sent_in(opinions.consulted_file(visit_of(request), referral_id, file_id))


@logged_in
@require_POST
@of_a_case(
    {
        acknowledging.ConcernIsGone: problem(
            gettext_lazy("What you saw has changed since you opened the case. Look again.")
        )
    }
)
def acknowledge(request: Request, case_id: UUID) -> HttpResponse:
    """Write down that a warning was seen."""
    visit = visit_of(request)
    found = casework.open_for_caseworker(visit, case_id)
    try:
        concern = acknowledging.concern_by(
            request.POST.get("key", ""), found, related.related_to(visit, found), now=request.now
        )
        acknowledging.acknowledge(
            actor=request.actor,
            case_id=case_id,
            concern=concern,
            text=request.POST.get("text", ""),
            now=request.now,
            request_id=request.request_id,
        )
    except rules.TooLongText:
        said = _("The words are too many: at most %(most)d characters.")
        said %= {"most": rules.LONGEST_TEXT}
        return case_page(request, case_id, Open(problem=said, status=422))
    return done(request, case_id, _("It is written down that you have seen it."))
