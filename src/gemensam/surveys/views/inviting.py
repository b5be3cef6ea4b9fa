"""Who is invited to a survey: the list, and adding to it."""

from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.surveys import actions, policy, queries
from gemensam.surveys.forms import FAULT_WORDS, InviteForm
from gemensam.surveys.queries import InvitationRow, SurveyRow
from gemensam.surveys.views import showing
from gemensam.surveys.views.work import address, found
from gemensam.ui import formats
from gemensam.ui.parts import Kind, Tag
from gemensam.ui.show import go_on, show

SHOWN: Final = 50
# Faults told of a pasted list; the rest are mended with them.
MOST_FAULTS: Final = 12


@logged_in
@require_http_methods(["GET", "POST"])
def invited(request: Request, survey_id: UUID) -> HttpResponse:
    """List who is invited; POST adds what was pasted, all lines or none."""
    is_change = request.method == "POST"
    policy.ensure_surveys(
        request.actor, Activity.WRITE if is_change else Activity.READ, now=request.now
    )
    row = found(request, survey_id)
    if not row.invites:
        return go_on(request, address(survey_id))
    form = InviteForm(request.POST if is_change else None, asked=queries.codes(survey_id))
    if is_change and form.is_valid():
        lines = form.cleaned_data["lines"]
        count = actions.invite(survey_id, lines, is_named=not row.is_anonymous)
        messages.info(request, _added(count, len(lines)))
        return go_on(request, address(survey_id, "invited"))
    return _show(request, row, form)


def _added(count: int, lines: int) -> str:
    said = ngettext("%(count)s is added.", "%(count)s are added.", count) % {"count": count}
    known = lines - count
    if not known:
        return said
    return f"{said} " + ngettext(
        "%(count)s was on the list already.", "%(count)s were on the list already.", known
    ) % {"count": known}


def _show(request: Request, row: SurveyRow, form: InviteForm) -> HttpResponse:
    after = request.GET.get("efter", "")[:254]
    rows = queries.invitations(row.id, after=after, limit=SHOWN + 1)
    names = showing.names()
    more = urlencode({"efter": rows[SHOWN - 1].address}) if len(rows) > SHOWN else ""
    context = {
        "survey": row,
        "form": form,
        "faults": [
            (bad.number, bad.text, FAULT_WORDS[bad.fault]) for bad in form.bad[:MOST_FAULTS]
        ],
        "faults_left": max(0, len(form.bad) - MOST_FAULTS),
        "rows": [
            {
                "place": names.get(one.code, one.code),
                "name": one.name,
                "address": one.address,
                "state": _state(one, is_anonymous=row.is_anonymous),
                "remove": ""
                if one.invited_at
                else reverse("surveys:uninvite", args=[row.id, one.id]),
            }
            for one in rows[:SHOWN]
        ],
        "has_names": any(one.name for one in rows),
        "more_href": f"?{more}" if more else "",
        "first_href": address(row.id, "invited") if after else "",
        "waiting": queries.waiting(row.id),
        "back_href": address(row.id),
        "do_href": address(row.id, "do"),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show(request, "surveys/invited.html", context, status=status)


def _state(row: InvitationRow, *, is_anonymous: bool) -> Tag:
    if row.invited_at is None:
        return Tag(_("Not sent yet"), Kind.OFF)
    if row.has_answered and not is_anonymous:
        return Tag(_("Has answered"), Kind.OK)
    if row.wants_no_more:
        return Tag(_("Wants no reminders"), Kind.OFF)
    when = formats.day(formats.local_day(row.reminded_at or row.invited_at))
    if row.reminded_at:
        return Tag(_("Reminded %(day)s") % {"day": when}, Kind.ASK)
    return Tag(_("Invited %(day)s") % {"day": when}, Kind.OPEN)


@logged_in
@require_POST
def uninvite(request: Request, survey_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Take away an invitation that has not been sent."""
    policy.ensure_surveys(request.actor, Activity.WRITE, now=request.now)
    row = found(request, survey_id)
    if actions.uninvite(row.id, invitation_id):
        messages.info(request, _("Taken off the list."))
    else:
        messages.info(request, _("That invitation has been sent, so it stays on the list."))
    return go_on(request, address(survey_id, "invited"))
