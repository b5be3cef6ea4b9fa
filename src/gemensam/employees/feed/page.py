"""What the pages of deliveries hold: values for the templates, made of rows."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.employees.feed import register, settling, staging, words
from gemensam.employees.feed.mapping import mapping
from gemensam.employees.feed.preview import Preview, preview
from gemensam.employees.feed_models import ChangeKind, Delivery, DeliveryState, Source
from gemensam.identity import api as identity
from gemensam.ui import formats
from gemensam.ui.parts import Column, Fact, Figure, Lines, Link, Row, Table

SHOWN: Final = 30
# Invented, like everything in the demo. The number is of nobody.
_EXAMPLE: Final = (
    (
        *("Anställningsnummer", "Förnamn", "Efternamn", "HSA-id", "Personalkategori"),
        *("Befattning", "Arbetsplats", "Startdatum", "Slutdatum", "Skyddad"),
    ),
    (
        *("20001", "Åsa", "Exempel", "SE2120000001-P901", "Undersköterskor"),
        *("undersköterska", "Hemtjänst Norr", "2026-11-02", "", "nej"),
    ),
    (
        *("20002", "Örjan", "Påhittad", "", "Administratörer"),
        *("ekonom", "Kommunhuset", "2019-08-19", "2027-01-31", "nej"),
    ),
)


@dataclass(frozen=True, slots=True)
class Home:
    """The first page of the feed."""

    figures: Sequence[Figure]
    deliveries: Table
    has_columns: bool
    held: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits for somebody to look at it."""

    id: UUID
    name: str
    facts: Sequence[Fact]
    figures: Sequence[Figure]
    stops: Sequence[str]
    leavers: int
    unreadable: int
    is_empty: bool
    same_as: str
    fingerprint: str
    preview: Preview
    crumbs: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Settled:
    """A delivery that is carried out, held or thrown away."""

    id: UUID
    name: str
    facts: Sequence[Fact]
    figures: Sequence[Figure]
    is_held: bool
    suspended: int
    crumbs: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Held:
    """What the brake holds."""

    table: Table
    count: int
    # Which they are, so that none is let through that nobody saw.
    fingerprint: str
    crumbs: Sequence[Link]


def crumbs(here: str) -> list[Link]:
    """Say where a page lies under the feed's first."""
    return [Link(_("Staff"), reverse("hr_feed:home")), Link(here)]


def home() -> Home:
    """Give what has come, and how much is to do."""
    held_now = Delivery.objects.filter(state=DeliveryState.HELD).count()
    figures = [
        Figure(
            _("Proposals to do"),
            formats.number(register.open_proposals()),
            href=reverse("hr_feed:proposals"),
        ),
        Figure(
            _("Employees"),
            formats.number(register.count_at_work()),
            href=reverse("hr_feed:employees"),
        ),
        Figure(
            _("Suspended"),
            formats.number(len(identity.suspended_now())),
            href=reverse("hr_feed:employees") + f"?visa={register.SUSPENDED}",
        ),
    ]
    rows = Delivery.objects.order_by("-came_at", "-id")[:SHOWN]
    return Home(figures, _deliveries(list(rows)), bool(mapping().columns), held_now)


def _deliveries(rows: Sequence[Delivery]) -> Table:
    return Table(
        caption=_("What has come from the HR system"),
        columns=[
            Column(_("Delivery")),
            Column(_("Came")),
            Column(_("State")),
            Column(_("What it did")),
        ],
        rows=[
            Row(
                [
                    Lines(row.name, row.came_by, reverse("hr_feed:delivery", args=[row.id])),
                    formats.moment(row.came_at),
                    words.state_tag(row.state),
                    _did(row.counts),
                ],
                key=str(row.id),
            )
            for row in rows
        ],
        show_caption=True,
        empty_text=_("Nothing has come yet."),
    )


def _did(counts: Mapping[str, int]) -> str:
    said = [f"{words.KINDS[kind]} {counts[kind]}" for kind in ChangeKind if counts.get(kind)]
    return ", ".join(said) or "–"


def _facts(row: Delivery) -> list[Fact]:
    came = {"when": formats.moment(row.came_at), "who": row.came_by}
    found = [
        Fact(_("Came"), _("%(when)s, sent by %(who)s") % came),
        Fact(_("State"), words.state_tag(row.state)),
        Fact(_("Rows"), formats.number(row.row_count)),
    ]
    if row.source == Source.FILE:
        holds = _("all who are employed") if row.is_whole else _("some of them")
        found.append(Fact(_("Who is in it"), holds))
        found.append(Fact(_("Digest (SHA-256)"), row.digest[:16] + "…"))
    if row.settled_at is not None:
        settled = {"when": formats.moment(row.settled_at), "who": row.settled_by}
        found.append(Fact(_("Settled"), _("%(when)s by %(who)s") % settled))
    if row.reason:
        found.append(Fact(_("Why"), row.reason))
    return found


def waiting(row: Delivery, asked: QueryDict, *, now: datetime) -> Waiting:
    """Compare a file that waits with the register, and give what to show of it."""
    plan = staging.plan_of(row, now=now)
    before = staging.same_as(row)
    counts = {kind.value: plan.counts.get(kind, 0) for kind in ChangeKind}
    return Waiting(
        id=row.id,
        name=row.name,
        facts=_facts(row),
        figures=_figures(
            counts | {"UNREADABLE": len(plan.unreadable), "UNCHANGED": plan.unchanged}
        ),
        stops=[
            _(one.says) % {"number": one.number, "base": one.base, "most": one.most}
            for one in staging.stops_of(row, plan)
        ],
        leavers=plan.leavers,
        unreadable=len(plan.unreadable),
        is_empty=not plan.steps,
        same_as=formats.moment(before.settled_at) if before else "",
        fingerprint=plan.fingerprint,
        preview=preview(plan, part=asked.get("visa", ""), page=asked.get("sida", "")),
        crumbs=crumbs(row.name),
    )


def _figures(counts: Mapping[str, int]) -> list[Figure]:
    labels = {
        ChangeKind.LEFT.value: _("Leaving"),
        ChangeKind.JOINED.value: _("New employment"),
        ChangeKind.CHANGED.value: _("Changed"),
        ChangeKind.RETURNED.value: _("Back again"),
        "UNREADABLE": _("Cannot be read"),
        "UNCHANGED": _("As before"),
        "SUSPENDED": _("Suspended"),
    }
    return [
        Figure(label, formats.number(counts[key])) for key, label in labels.items() if key in counts
    ]


def settled(row: Delivery) -> Settled:
    """Give what a delivery did, and how many of its suspensions are running."""
    return Settled(
        id=row.id,
        name=row.name,
        facts=_facts(row),
        figures=_figures(row.counts),
        is_held=row.state == DeliveryState.HELD,
        suspended=identity.count_suspended_by(row.id),
        crumbs=crumbs(row.name),
    )


def held() -> Held:
    """Give the requests that the brake holds, oldest first."""
    rows = list(Delivery.objects.filter(state=DeliveryState.HELD).order_by("came_at", "id"))
    fingerprint = settling.fingerprint_of(rows)
    return Held(_deliveries(rows), len(rows), fingerprint, crumbs(_("Stopped requests")))


def example() -> str:
    """Write a file of invented people, as a municipality's HR system might."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(_EXAMPLE)
    return "\ufeff" + text.getvalue()
