"""The plans' workspace as drawn: list, one plan, two revisions side by side, sign-off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gemensam.programme.pages import plans_words as words
from gemensam.programme.pages import shown
from gemensam.programme.pages.plans_list import signed_words, state_tag
from gemensam.programme.queries.plans import PlanHead, PlanWithRevision, Revision
from gemensam.programme.rules import plans, plans_diff
from gemensam.programme.rules.plans_diff import Change
from gemensam.ui import formats
from gemensam.ui.parts import Column, Lines, Num, Row, Table, Tag

CHANGE_WORDS: Mapping[Change, str] = {
    Change.ADDED: gettext_noop("Added"),
    Change.REMOVED: gettext_noop("Taken away"),
    Change.CHANGED: gettext_noop("Changed"),
}
CHANGE_KINDS: Mapping[Change, str] = {
    Change.ADDED: "ok",
    Change.REMOVED: "warm",
    Change.CHANGED: "half",
}


@dataclass(frozen=True, slots=True)
class ListPage:
    """The plans to work with."""

    table: Table
    may_write: bool


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity with what it still lacks."""

    number: str
    name: str
    below: str
    edit_href: str
    remove_href: str
    key: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision with what can be done with it."""

    number: int
    title: str
    note: str
    made: str
    state: Tag
    signed: str
    compare_href: str
    is_current: bool
    can_restore: bool
    digest: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One plan to work with."""

    key: str
    title: str
    subtitle: str
    years: str
    number: int
    state: Tag
    state_below: str
    total: str
    activities: Sequence[ActivityRow]
    revisions: Sequence[RevisionRow]
    may_write: bool
    may_sign: bool
    can_undo: bool
    public_href: str
    # Where to register money for a plan that is decided; empty before it is, and for readers.
    grant_href: str


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two texts of one column, and what happened."""

    column: str
    before: str
    after: str
    tag: Tag
    difference: str


@dataclass(frozen=True, slots=True)
class PartRows:
    """A part of the plan that differs."""

    kind: str
    title: str
    tag: Tag
    rows: Sequence[SideBySide]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, and how much of each kind."""

    parts: Sequence[PartRows]
    summary: str


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two revisions side by side."""

    key: str
    title: str
    since: int
    till: int
    since_words: str
    till_words: str
    numbers: Sequence[int]
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class SignPage:
    """What is to be signed."""

    key: str
    title: str
    number: int
    words: str
    is_signed: bool
    by: str


def list_page(heads: Sequence[PlanHead], *, may_write: bool) -> ListPage:
    """Give the plans as a table."""
    rows = [
        Row(
            [
                Lines(
                    shown.in_swedish(head.title),
                    words.years(head.first_year, head.last_year),
                    reverse("programme:plan_work", args=[head.key]),
                ),
                Num(formats.number(head.activities)),
                Num(
                    formats.amount(head.total) if head.has_costs else _("No costs"),
                    muted=not head.has_costs,
                ),
                Num(formats.number(head.revision)),
                state_tag(is_signed=head.is_signed),
            ],
            key=head.key,
        )
        for head in heads
    ]
    columns = [
        Column(_("Plan")),
        Column(_("Activities"), num=True),
        Column(_("Cost"), num=True),
        Column(_("Revision"), num=True),
        Column(_("State")),
    ]
    return ListPage(Table(_("Plans"), columns, rows), may_write)


def plan_page(
    found: PlanWithRevision,
    revisions: Sequence[Revision],
    *,
    may_write: bool,
    may_sign: bool,
) -> WorkPage:
    """Give one plan with its activities and revisions."""
    plan, is_signed = found.plan, found.revision.sign_off is not None
    whole = plans.plan_totals(plan).whole.added
    return WorkPage(
        key=plan.key,
        title=plan.title,
        subtitle=plan.subtitle,
        years=words.years(plan.first_year, plan.last_year),
        number=found.current,
        state=state_tag(is_signed=is_signed),
        state_below=signed_words(found.revision),
        total=formats.amount(whole) if plan.cost_rows else "",
        activities=[_activity(plan.key, one) for one in plan.activities],
        revisions=[
            _revision(plan.key, one, found.current, may_write=may_write) for one in revisions
        ],
        may_write=may_write,
        may_sign=may_sign and not is_signed,
        can_undo=may_write and found.current > 1 and not is_signed,
        public_href=f"{reverse('programme:plan')}?plan={plan.key}",
        grant_href=f"{reverse('programme:grant_register')}?plan={plan.key}"
        if is_signed and may_write
        else "",
    )


def _activity(plan_key: str, one: plans.PlanActivity) -> ActivityRow:
    said = [
        " – ".join(words.plan_date(text) for text in (one.starts, one.ends) if text),
        formats.amount(one.cost) if one.cost is not None else "",
        ", ".join(dict.fromkeys(line.role for line in one.resources)),
    ]
    return ActivityRow(
        number=one.number,
        name=one.name,
        below=" · ".join(text for text in said if text),
        edit_href=reverse("programme:activity_edit", args=[plan_key, one.key]),
        remove_href=reverse("programme:activity_remove", args=[plan_key, one.key]),
        key=one.key,
    )


def _revision(plan_key: str, one: Revision, current: int, *, may_write: bool) -> RevisionRow:
    made = [_(words.ORIGIN_WORDS[one.origin])]
    if one.made_by_name:
        made.append(one.made_by_name)
    if one.made_at is not None:
        made.append(formats.moment(one.made_at))
    is_current = one.number == current
    compare = reverse("programme:plan_compare", args=[plan_key])
    return RevisionRow(
        number=one.number,
        title=_("Revision %(number)d") % {"number": one.number},
        note=one.note,
        made=" · ".join(made),
        state=state_tag(is_signed=one.sign_off is not None),
        signed=signed_words(one) if one.sign_off else "",
        compare_href=f"{compare}?fran={one.number - 1}&till={one.number}" if one.number > 1 else "",
        is_current=is_current,
        can_restore=may_write and not is_current,
        digest=one.digest,
    )


def comparison(before: plans.Plan, after: plans.Plan) -> Comparison:
    """Compare two plans, in the reader's language where the words are ours."""
    found = plans_diff.compare(before, after, words.speech())
    counts = plans_diff.count(found)
    said = [
        f"{_(CHANGE_WORDS[change]).lower()}: {formats.number(count)}"
        for change, count in counts.items()
        if count
    ]
    return Comparison([_part(one) for one in found], ", ".join(said))


def _tag(change: Change) -> Tag:
    return Tag(_(CHANGE_WORDS[change]), CHANGE_KINDS[change])


def _part(one: plans_diff.PartChange) -> PartRows:
    return PartRows(
        kind=_(one.kind),
        title=one.title,
        tag=_tag(one.change),
        rows=[
            SideBySide(
                column=_(line.column),
                before=line.before,
                after=line.after,
                tag=_tag(line.change),
                difference=_difference(line),
            )
            for line in one.lines
        ],
    )


def _difference(line: plans_diff.LineChange) -> str:
    if not line.difference:
        return ""
    sign = "+" if line.difference.ore > 0 else ""
    return f"{sign}{formats.amount(line.difference)}"


def compare_page(since: PlanWithRevision, till: PlanWithRevision) -> ComparePage:
    """Put two revisions side by side."""
    return ComparePage(
        key=till.plan.key,
        title=till.plan.title,
        since=since.revision.number,
        till=till.revision.number,
        since_words=_made(since.revision),
        till_words=_made(till.revision),
        numbers=range(1, till.current + 1),
        comparison=comparison(since.plan, till.plan),
    )


def _made(one: Revision) -> str:
    return formats.day(one.made_at) if one.made_at else _(words.ORIGIN_WORDS[one.origin])


def sign_page(found: PlanWithRevision) -> SignPage:
    """Say what is to be signed."""
    signing = found.plan.signing
    return SignPage(
        key=found.plan.key,
        title=found.plan.title,
        number=found.revision.number,
        words=signed_words(found.revision),
        is_signed=found.revision.sign_off is not None,
        by=f"{signing.role}, {signing.organisation}" if signing else "",
    )
