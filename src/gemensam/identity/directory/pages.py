"""The parts that the directory's pages are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.identity.directory import queries, words
from gemensam.identity.directory.queries import Changed, Picture, Unlike, Worker
from gemensam.identity.hsa.comparing import Sort
from gemensam.organisations import api as organisations
from gemensam.organisations.api import ListedProvider, ListedUnit, Listing, UnitKind
from gemensam.ui import formats
from gemensam.ui.addresses import address_of
from gemensam.ui.paging import CURSOR_PARAMETER, Page, first_href, more_href
from gemensam.ui.parts import Cell, Column, Fact, Lines, Link, Row, Table, Tag


@dataclass(frozen=True, slots=True)
class Branch:
    """A care provider or a unit in the tree, with its parts."""

    name: str
    href: str
    # What it is, its HSA-id and its dates.
    below: str
    # None where it counts: only what is out of the ordinary is marked.
    tag: Tag | None
    parts: Sequence["Branch"] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """How old the picture is, and what there is to know of it."""

    age: str
    trouble: str
    notes: Sequence[str]


def crumbs(name: str) -> Sequence[Link]:
    """Give the way here."""
    return [Link(_("The directory"), reverse("directory:tree")), Link(name)]


def picture(one: Picture, now: datetime) -> Heard:
    """Say how old what is shown is."""
    notes = []
    if not one.is_connected:
        notes.append(
            _("Gemensam is not connected to HSA here, so nothing is checked automatically.")
        )
    if one.is_under_way and one.tried_at is not None:
        began = formats.moment(one.tried_at)
        notes.append(_("A check began %(when)s and is not done.") % {"when": began})
    if one.never_heard:
        notes.append(
            ngettext(
                "HSA has never been asked about %(count)s who works here.",
                "HSA has never been asked about %(count)s who work here.",
                one.never_heard,
            )
            % {"count": one.never_heard}
        )
    return Heard(words.age(one, now), words.trouble(one), notes)


def branches(now: datetime) -> Sequence[Branch]:
    """Make the tree: care providers, their units, and those units' parts; strays last."""
    units = organisations.listed_units()
    by_parent: dict[UUID | None, list[ListedUnit]] = {}
    for one in units:
        by_parent.setdefault(one.parent_id, []).append(one)
    tops = by_parent.get(None, [])
    made = [
        Branch(
            name=owner.name,
            href=address_of("directory:provider", owner.id),
            below=_joined(_owner_kind(owner), owner.hsa_id, *_dates(owner.listing)),
            tag=_mark(owner.listing, now),
            parts=[
                _branch(one, by_parent, now) for one in tops if one.care_provider_id == owner.id
            ],
        )
        for owner in organisations.listed_providers()
    ]
    return made + [_branch(one, by_parent, now) for one in tops if one.care_provider_id is None]


def _branch(
    one: ListedUnit, by_parent: dict[UUID | None, list[ListedUnit]], now: datetime
) -> Branch:
    return Branch(
        name=one.name,
        href=address_of("directory:unit", one.id),
        below=_joined(UnitKind(one.kind).label, one.hsa_id, *_dates(one.listing)),
        tag=_mark(one.listing, now),
        parts=[_branch(part, by_parent, now) for part in by_parent.get(one.id, [])],
    )


def _owner_kind(owner: ListedProvider) -> str:
    return _("private care provider") if owner.is_private else _("care provider")


def _mark(listing: Listing, now: datetime) -> Tag | None:
    is_plain = listing.standing(now) is organisations.Standing.NOW
    return None if is_plain else words.standing(listing, now)


def _dates(listing: Listing) -> list[str]:
    return [words.dates(listing.starts_at, listing.ends_at)]


def _joined(*texts: str) -> str:
    return " · ".join(text for text in texts if text)


def found(asked: str, query: QueryDict, *, shows_protected: bool, now: datetime) -> dict[str, Any]:
    """Make what a search finds: places by name or HSA-id, and people."""
    sought = asked.casefold().split()
    places = [
        Row([Lines(one.name, one.hsa_id, href), what, words.standing(one.listing, now)])
        for one, href, what in _places()
        if all(word in f"{one.name} {one.hsa_id}".casefold() for word in sought)
    ]
    names = {one.id: one.name for one in organisations.listed_units()}
    after = query.get(CURSOR_PARAMETER, "")
    workers = queries.found(asked, shows_protected=shows_protected, now=now, after=after)
    rows = [
        Row(
            [
                Lines(one.name, one.employee_hsa_id),
                Lines(
                    names[one.unit_id] if one.unit_id else _("Directly under the care provider"),
                    one.commission,
                    address_of("directory:unit", one.unit_id) if one.unit_id else "",
                ),
                words.counts(one),
            ]
        )
        for one in workers.rows
    ]
    head = [Column(_("Name")), Column(_("What it is")), Column(_("Now"))]
    who = [Column(_("Name")), Column(_("Works at")), Column(_("Now"))]
    return {
        "places": Table(
            _("Units and care providers"), head, places, show_caption=True,
            empty_text=_("No unit or care provider fits what you searched for."),
        ),
        "workers": Table(
            _("People who work here"), who, rows, show_caption=True,
            empty_text=_("Nobody who works here fits what you searched for."),
            more_href=more_href(workers, query), first_href=first_href(query),
        ),
    }  # fmt: skip


def _places() -> Sequence[tuple[ListedProvider | ListedUnit, str, str]]:
    owners = [
        (one, address_of("directory:provider", one.id), _owner_kind(one))
        for one in organisations.listed_providers()
    ]
    units = [
        (one, address_of("directory:unit", one.id), UnitKind(one.kind).label)
        for one in organisations.listed_units()
    ]
    return [*owners, *units]


def unit_facts(one: ListedUnit, now: datetime, *, may_keep: bool) -> Sequence[Fact]:
    """Give a unit's facts."""
    owners = {owner.id: owner.name for owner in organisations.listed_providers()}
    units = {other.id: other.name for other in organisations.listed_units()}
    owner = owners.get(one.care_provider_id) if one.care_provider_id else None
    above = units[one.parent_id] if one.parent_id else owner or "–"
    place_href = address_of("directory:place", one.id) if may_keep else ""
    act = one.regime.replace("SOL", "SoL") or "–"
    return [
        *_listed_facts(one.hsa_id, one.listing, now),
        Fact(_("What it does"), UnitKind(one.kind).label),
        Fact(_("Which act it works under"), act),
        Fact(_("Care provider"), owner or "–"),
        Fact(_("Part of"), above, change_href=place_href),
    ]


def provider_facts(one: ListedProvider, now: datetime) -> Sequence[Fact]:
    """Give a care provider's facts."""
    return [
        *_listed_facts(one.hsa_id, one.listing, now),
        Fact(_("Organisation number"), one.organisation_number),
        Fact(_("Sort"), _owner_kind(one)),
    ]


def _listed_facts(hsa_id: str, listing: Listing, now: datetime) -> Sequence[Fact]:
    dates = words.dates(listing.starts_at, listing.ends_at)
    return [
        Fact(_("HSA-id"), hsa_id or "–"),
        Fact(_("Now"), words.standing(listing, now)),
        Fact(_("Dates in HSA"), dates or _("HSA has told of none")),
    ]


def parts(unit_id: UUID) -> Sequence[Link]:
    """Link to a unit's parts."""
    return [
        Link(one.name, address_of("directory:unit", one.id))
        for one in organisations.listed_units()
        if one.parent_id == unit_id
    ]


def people(found: Page[Worker], query: QueryDict) -> Table:
    """Make the table of who works somewhere."""
    return Table(
        caption=_("Who works here, by commission"),
        columns=[
            Column(_("Name")),
            Column(_("Commission")),
            Column(_("Dates")),
            Column(_("Now")),
            Column(_("Last heard from HSA")),
        ],
        rows=[
            Row(
                [
                    Lines(one.name, _joined(one.employee_hsa_id, _marks(one))),
                    Lines(one.commission, _joined(one.purpose, one.commission_hsa_id)),
                    words.dates(one.starts_at, one.ends_at),
                    words.counts(one),
                    words.heard(one.heard_at),
                ],
                key=one.commission_hsa_id,
            )
            for one in found.rows
        ],
        show_caption=True,
        empty_text=_("Nobody has a commission here."),
        more_href=more_href(found, query),
        first_href=first_href(query),
    )


def _marks(one: Worker) -> str:
    said = [_("protected")] if one.is_protected else []
    if one.licences:
        said.append(_("licensed: %(codes)s") % {"codes": ", ".join(one.licences)})
    return _joined(*said)


def differences(found: Sequence[Unlike], *, may_keep: bool) -> Table | None:
    """Make the table of what stands in HSA and not here; None when nothing does."""
    if not found:
        return None
    columns = [Column(_("Name")), Column(_("Commission in HSA")), Column(_("What differs"))]
    rows = []
    for one in found:
        kept = one.difference
        name = Lines(one.name, one.employee_hsa_id)
        commission = Lines(kept.commission_name or "–", kept.commission_hsa_id)
        cells: list[Cell] = [
            name,
            commission,
            Lines(words.difference(kept), words.heard(one.heard_at)),
        ]
        if may_keep:
            is_new = kept.sort is Sort.UNIT_UNKNOWN
            cells.append(Link(_("Add the unit"), _new_href(kept.unit_hsa_id)) if is_new else "")
        rows.append(Row(cells))
    if may_keep:
        columns.append(Column(_("Change"), hidden_text=True))
    return Table(_("In HSA and not here"), columns, rows, show_caption=True)


def _new_href(unit_hsa_id: str) -> str:
    return reverse("directory:new_unit", args=[unit_hsa_id])


def changes(found: Sequence[Changed]) -> Table | None:
    """Make the table of what HSA changed; None when it changed nothing."""
    if not found:
        return None
    columns = [Column(_("When")), Column(_("What")), Column(_("Concerns")), Column(_("Answer"))]
    rows = [
        Row(
            [
                formats.moment(one.at),
                Lines(*words.change(one)),
                one.subject_hsa_id,
                Lines(one.answer[:12], _("about %(employee)s") % {"employee": one.employee_hsa_id}),
            ]
        )
        for one in found
    ]
    return Table(_("What HSA has changed"), columns, rows, show_caption=True)
