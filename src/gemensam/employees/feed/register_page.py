"""What the pages of employees and proposals hold: values for the templates."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.employees.feed import register, words
from gemensam.employees.feed.page import crumbs
from gemensam.employees.feed.rows import Field
from gemensam.employees.feed_models import ChangeKind, Proposal, ProposalState
from gemensam.employees.models import Employee
from gemensam.identity import api as identity
from gemensam.ui import formats
from gemensam.ui.paging import CURSOR_PARAMETER, Page, first_href, more_href
from gemensam.ui.parts import Column, Fact, Lines, Link, Moment, Row, Table, Tag

STATES: Final = {
    register.WORKING: gettext_lazy("At work"),
    register.SUSPENDED: gettext_lazy("Suspended"),
    register.LEFT: gettext_lazy("Have left"),
}
LONGEST_SEARCH: Final = 100


@dataclass(frozen=True, slots=True)
class Employees:
    """A list of employees."""

    chips: Sequence[Link]
    table: Table
    search: str
    state: str
    crumbs: Sequence[Link]


@dataclass(frozen=True, slots=True)
class One:
    """One employee."""

    name: str
    facts: Sequence[Fact]
    history: Sequence[Moment]
    is_suspended: bool
    crumbs: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Proposals:
    """A list of proposals."""

    chips: Sequence[Link]
    table: Table
    crumbs: Sequence[Link]


@dataclass(frozen=True, slots=True)
class OneProposal:
    """One proposal."""

    id: UUID
    title: str
    to_do: str
    facts: Sequence[Fact]
    is_open: bool
    crumbs: Sequence[Link]


def employees(asked: QueryDict) -> Employees:
    """Give a page of employees: those at work unless others are asked for."""
    state = asked.get("visa", "")
    state = state if state in STATES else register.WORKING
    search = asked.get("sok", "").replace("\0", "")[:LONGEST_SEARCH]
    found = register.employees(state=state, search=search, after=asked.get(CURSOR_PARAMETER, ""))
    chips = [
        Link(str(label), "?" + urlencode({"visa": key, "sok": search}), key == state)
        for key, label in STATES.items()
    ]
    return Employees(chips, _employees(found, asked), search, state, crumbs(_("Employees")))


def _employees(found: Page[Employee], asked: QueryDict) -> Table:
    suspended = identity.suspended_among({row.hsa_id for row in found.rows})
    return Table(
        caption=_("Employees"),
        columns=[
            Column(_("Who")),
            Column(_("HSA-id")),
            Column(_("Workplace")),
            Column(_("From")),
            Column(_("Last day")),
            Column(_("Log-in")),
        ],
        rows=[
            Row(
                [
                    register.who(row, reverse("hr_feed:employee", args=[row.id])),
                    row.hsa_id or "–",
                    Lines(row.workplace or "–", row.title),
                    words.value("", row.starts_on),
                    words.value("", row.ends_on),
                    _standing(row, is_suspended=row.hsa_id in suspended),
                ],
                key=str(row.id),
            )
            for row in found.rows
        ],
        empty_text=_("Nobody is found."),
        more_href=more_href(found, asked),
        first_href=first_href(asked),
    )


def _standing(row: Employee, *, is_suspended: bool) -> Tag | str:
    if is_suspended:
        return Tag(_("Suspended"), "red")
    return Tag(_("Has left"), "off") if row.left_at else "–"


def employee(row: Employee) -> One:
    """Give one employee, with everything that happened."""
    facts = [
        Fact(str(words.FIELDS[field]), words.value(field, getattr(row, field.value)))
        for field in Field
    ]
    is_suspended = bool(row.hsa_id) and bool(identity.suspended_among({row.hsa_id}))
    if row.left_at is not None:
        facts.append(Fact(_("Over since"), formats.moment(row.left_at)))
    facts.append(Fact(_("Log-in"), _standing(row, is_suspended=is_suspended)))
    name = f"{row.given_name} {row.family_name}"
    here = [
        *crumbs("")[:1],
        Link(_("Employees"), reverse("hr_feed:employees")),
        Link(register.name_of(row)),
    ]
    return One(name, facts, register.history(row), is_suspended, here)


def proposals(asked: QueryDict) -> Proposals:
    """Give a page of proposals: those to do unless the others are asked for."""
    is_open = asked.get("visa") != "klara"
    found = register.proposals(is_open=is_open, after=asked.get(CURSOR_PARAMETER, ""))
    suspended = register.suspended_of(found.rows)
    chips = [
        Link(_("To do"), "?visa=oppna", is_open, register.open_proposals()),
        Link(_("Settled"), "?visa=klara", not is_open),
    ]
    table = Table(
        caption=_("Proposals"),
        columns=[
            Column(_("Who")),
            Column(_("What has happened")),
            Column(_("What to do")),
            Column(_("Came")),
        ],
        rows=[_proposal_row(row, suspended) for row in found.rows],
        empty_text=_("There is nothing to do.") if is_open else _("None is settled yet."),
        more_href=more_href(found, asked),
        first_href=first_href(asked),
    )
    return Proposals(chips, table, crumbs(_("Proposals")))


def _proposal_row(row: Proposal, suspended: Collection[str]) -> Row:
    is_open = row.state == ProposalState.OPEN
    state = str(words.PROPOSAL_STATES[row.state])
    return Row(
        [
            register.who(row.employee, reverse("hr_feed:settle", args=[row.id])),
            Lines(str(words.KINDS[row.change.kind]), row.employee.workplace),
            register.to_do(row, suspended) if is_open else Lines(state, row.reason),
            formats.moment(row.made_at),
        ],
        key=str(row.id),
    )


def proposal(row: Proposal) -> OneProposal:
    """Give one proposal with what it came of."""
    employee = row.employee
    facts = [
        Fact(_("What has happened"), str(words.KINDS[row.change.kind])),
        *(Fact(_("Change"), one) for one in words.differences(_shown(row))),
        Fact(_("Workplace"), employee.workplace or "–", below=employee.title),
        Fact(_("Category of staff"), words.value(Field.CATEGORY, employee.category)),
        Fact(_("HSA-id"), employee.hsa_id or "–"),
        Fact(_("Comes of"), register.traced(row), below=formats.moment(row.made_at)),
    ]
    if row.state != ProposalState.OPEN:
        facts.append(
            Fact(str(words.PROPOSAL_STATES[row.state]), row.settled_by or "–", below=row.reason)
        )
    if row.state == ProposalState.OPEN and row.change.kind == ChangeKind.JOINED and employee.hsa_id:
        href = reverse("keeping:grant") + "?" + urlencode({"hsa": employee.hsa_id})
        facts.append(Fact(_("Commission"), Link(_("Grant a commission"), href)))
    facts.append(
        Fact(_("Employee"), Link(_("Everything that has happened"), _employee_href(employee)))
    )
    here = [
        *crumbs("")[:1],
        Link(_("Proposals"), reverse("hr_feed:proposals")),
        Link(register.name_of(employee)),
    ]
    return OneProposal(
        id=row.id,
        title=f"{words.KINDS[row.change.kind]}: {register.name_of(employee)}",
        to_do=register.to_do(row, register.suspended_of([row])),
        facts=facts,
        is_open=row.state == ProposalState.OPEN,
        crumbs=here,
    )


def _shown(row: Proposal) -> Mapping[str, Any]:
    """Give what a change was, without the names of those with a protected identity."""
    values: Mapping[str, Any] = row.change.values
    if not row.employee.is_protected:
        return values
    return {key: pair for key, pair in values.items() if key not in words.NAMES}


def _employee_href(employee: Employee) -> str:
    return reverse("hr_feed:employee", args=[employee.id])
