"""Plans as cards and chips, and how it is said that a revision is signed."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.programme.pages import plans_words as words
from gemensam.programme.pages import shown
from gemensam.programme.queries.plans import PlanHead, Revision
from gemensam.ui import formats
from gemensam.ui.parts import Card, Link, Tag


def cards(heads: Iterable[PlanHead]) -> list[Card]:
    """Give the plans as cards."""
    return [
        Card(
            title=head.title,
            href=f"{reverse('programme:plan')}?plan={head.key}",
            text=head.subtitle,
            tag=state_tag(is_signed=head.is_signed),
            below=_head_words(head),
        )
        for head in heads
    ]


def _head_words(head: PlanHead) -> str:
    count = head.activities
    said = [
        words.years(head.first_year, head.last_year),
        ngettext("%(count)d activity", "%(count)d activities", count) % {"count": count},
    ]
    if head.has_costs:
        said.append(formats.amount(head.total))
    return " · ".join(said)


def state_tag(*, is_signed: bool) -> Tag:
    """Say whether a revision is signed."""
    if is_signed:
        return Tag(_("Signed off"), "ok")
    return Tag(_("Not signed"), "open")


def chips(heads: Iterable[PlanHead], chosen: str) -> list[Link]:
    """Give the plans as a choice in the address."""
    return [
        Link(
            shown.in_swedish(head.title),
            f"{reverse('programme:plan')}?plan={head.key}",
            current=head.key == chosen,
        )
        for head in heads
    ]


def signed_words(revision: Revision) -> str:
    """Say which revision it is and who decided it."""
    number = _("Revision %(number)d") % {"number": revision.number}
    if revision.sign_off is None:
        return number
    return format_html(
        _("{revision}, decided by {who} on {day}"),
        revision=number,
        who=shown.in_swedish(revision.sign_off.decided_by),
        day=formats.day(revision.sign_off.decided_on),
    )
