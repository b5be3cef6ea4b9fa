"""From what the keeper reads to the parts that templates draw. No queries here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.employees.keeping import rules, words
from gemensam.employees.keeping.queries import CredentialRow
from gemensam.employees.models import Category, Employee
from gemensam.employees.register import Carrier, CredentialState, Flag
from gemensam.identity import api as identity
from gemensam.ui import formats
from gemensam.ui.addresses import address_of
from gemensam.ui.parts import Column, Fact, Kind, Lines, Link, Moment, Row, Table, Tag


def state_tag(row: identity.CommissionRow, now: datetime, flags: Collection[Flag] = ()) -> Tag:
    """Say whether a commission applies, and under it what is wrong."""
    wrong = ", ".join(words.flag_words(one).name for one in flags)
    if row.starts_at > now:
        return Tag(
            _("From %(day)s") % {"day": formats.day(formats.local_day(row.starts_at))},
            Kind.HALF,
            next_step=wrong,
        )
    if not row.holds(now):
        return Tag(_("Has ended"), Kind.OFF, next_step=wrong)
    if row.ends_at is not None:
        until = _("Until %(when)s") % {"when": formats.moment(row.ends_at)}
        return Tag(until, Kind.HALF, next_step=wrong)
    return Tag(_("Applies"), Kind.WARM if flags else Kind.OK, next_step=wrong)


def commission_row(row: identity.CommissionRow, flags: Collection[Flag], now: datetime) -> Row:
    """Draw a commission in the list of all."""
    return Row(
        cells=[
            Lines(
                words.person_name(row.person_name, is_protected=row.is_protected),
                row.employee_hsa_id,
                address_of("keeping:person", row.person_id),
            ),
            Lines(
                row.name,
                row.unit_name or _("No unit"),
                address_of("keeping:commission", row.id),
            ),
            words.purpose_name(row.purpose),
            state_tag(row, now, flags),
        ],
        key=str(row.id),
    )


def flag_links(counts: Mapping[str, int], chosen: str) -> list[Link]:
    """Give the way to the commissions with each flag, the commonest first."""
    ordered = sorted(counts.items(), key=lambda one: -one[1])
    return [
        Link(
            words.flag_words(Flag(flag)).name,
            f"{reverse('keeping:commissions')}?brist={flag}",
            current=flag == chosen,
            count=count,
        )
        for flag, count in ordered
    ]


@dataclass(frozen=True, slots=True)
class FlagBanner:
    """A flag on a page: its words, and the very rights it is about."""

    words: words.FlagWords
    rights: Sequence[str]


def flag_banners(flags: Collection[Flag], row: identity.CommissionRow) -> list[FlagBanner]:
    """Say what is wrong with a commission, why, and what to do."""
    about = {
        Flag.EXTRA_RIGHTS: rules.extra_rights(row.purpose, row.rights),
        Flag.TOO_WIDE: rules.too_wide(row.purpose, row.rights),
    }
    return [
        FlagBanner(words.flag_words(one), words.right_sentences(about.get(one, [])))
        for one in flags
    ]


def person_facts(
    row: identity.CommissionRow, employments: Sequence[Employee], today: date
) -> list[Fact]:
    """Say who a person is: HSA-id and employments."""
    found = [Fact(_("HSA-id"), row.employee_hsa_id)]
    if not employments:
        found.append(Fact(_("Employment"), _("HR knows nobody by this HSA-id.")))
    for one in employments:
        is_past = one.ends_on is not None and one.ends_on < today
        has_ended = is_past or one.left_at is not None
        until = _("until %(day)s") % {"day": formats.day(one.ends_on)} if one.ends_on else ""
        since = _("from %(day)s") % {"day": formats.day(one.starts_on)}
        category = words.CATEGORIES.get(Category(one.category))
        below = ", ".join(
            part for part in (one.workplace, since, until, _(category) if category else "") if part
        )
        term = _("Earlier employment") if has_ended else _("Employment")
        found.append(Fact(term, one.title or _("No title"), below=below))
    return found


def person_table(
    rows: Sequence[identity.CommissionRow],
    flags: Mapping[UUID, Sequence[Flag]],
    granted: Mapping[UUID, identity.EntryRow],
    now: datetime,
) -> Table:
    """Draw a person's commissions, with why each was granted."""
    return Table(
        caption=_("Commissions"),
        columns=[
            Column(_("Commission")),
            Column(_("Purpose")),
            Column(_("Why")),
            Column(_("State")),
        ],
        rows=[
            Row(
                [
                    Lines(
                        one.name,
                        one.unit_name or _("No unit"),
                        address_of("keeping:commission", one.id),
                    ),
                    words.purpose_name(one.purpose),
                    _why(granted.get(one.id)),
                    state_tag(one, now, flags.get(one.id, ())),
                ],
                key=str(one.id),
            )
            for one in rows
        ],
        show_caption=True,
    )


def _why(entry: identity.EntryRow | None) -> Lines | str:
    if entry is None:
        return _("Granted before the history began")
    by = entry.by_name or entry.source or _("No name is written")
    said = ", ".join((by, formats.day(formats.local_day(entry.at))))
    return Lines(entry.reason or _("No reason is written"), said)


def commission_facts(row: identity.CommissionRow, now: datetime) -> list[Fact]:
    """Say what a commission is."""
    return [
        Fact(_("State"), state_tag(row, now)),
        Fact(_("Title"), row.title),
        Fact(_("Unit"), row.unit_name or _("No unit")),
        Fact(_("Purpose"), words.purpose_name(row.purpose)),
        Fact(_("First day"), formats.day(formats.local_day(row.starts_at))),
        Fact(_("HSA-id"), row.hsa_id),
    ]


def moments(history: Sequence[identity.EntryRow], units: Mapping[str, str]) -> list[Moment]:
    """Draw what has happened, latest first: what, why, by whom, and what became another."""
    found = []
    for one in history:
        what = f"{_(words.ENTRIES[one.kind])}: {one.after['name']}"
        unit = units.get(one.after["unit_id"] or "")
        by = one.by_name or one.source
        lines = [f"{what}, {unit}" if unit else what]
        if one.kind == "CHANGED":
            names = words.joined([_(words.FIELDS[name]) for name in one.changed])
            lines.append(_("What changed: %(names)s.") % {"names": names})
        below = [one.reason, by]
        found.append(
            Moment(
                formats.moment(one.at),
                " · ".join(lines),
                " · ".join(part for part in below if part),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class SessionPart:
    """A live log-in: since when, in which commission."""

    id: UUID
    text: str
    below: str


def sessions(
    live: Sequence[identity.SessionRow], rows: Sequence[identity.CommissionRow]
) -> list[SessionPart]:
    """Draw the live log-ins in the commissions that the visitor may see."""
    names = {one.id: one.name for one in rows}
    return [
        SessionPart(
            one.id,
            names[one.commission_id],
            _("Logged in %(since)s, last seen %(seen)s")
            % {
                "since": formats.moment(one.authenticated_at),
                "seen": formats.moment(one.last_seen_at),
            },
        )
        for one in live
        if one.commission_id in names
    ]


def expiry_tag(row: CredentialRow, today: date) -> Tag:
    """Say whether an e-id works, and how soon it stops."""
    if row.state != CredentialState.VALID:
        return Tag(_(words.CREDENTIAL_STATES[CredentialState(row.state)]), Kind.OFF)
    left = rules.days_left(row.expires_on, today)
    day = formats.day(row.expires_on)
    if left < 0:
        return Tag(_("Has stopped working"), Kind.RED, next_step=day)
    if left <= rules.REMIND_BEFORE[1]:
        return Tag(_("Change it now"), Kind.WARM, next_step=_("Last day %(day)s") % {"day": day})
    if left <= rules.REMIND_BEFORE[0]:
        return Tag(_("Change it soon"), Kind.HALF, next_step=_("Last day %(day)s") % {"day": day})
    return Tag(_("Works until %(day)s") % {"day": day}, Kind.OK)


def step_text(row: CredentialRow) -> str:
    """Say how far a change to a new one has come."""
    if row.state != CredentialState.VALID or not row.steps_done:
        return ""
    numbers = {"done": row.steps_done, "all": len(words.STEPS)}
    return _("%(done)s of %(all)s steps done") % numbers


def credential_table(
    rows: Sequence[CredentialRow], today: date, *, with_names: bool = False
) -> Table:
    """Draw e-ids, with whose they are where they are several people's."""
    whose = [Column(_("Who"))] if with_names else []
    return Table(
        caption=_("E-ids"),
        columns=[
            *whose,
            Column(_("Sort")),
            Column(_("Level")),
            Column(_("Issued")),
            Column(_("State")),
            Column(_("Change to a new one")),
        ],
        rows=[_credential_row(one, today, with_names=with_names) for one in rows],
        show_caption=not with_names,
        empty_text=_("No e-id is written down."),
    )


def _credential_row(row: CredentialRow, today: date, *, with_names: bool) -> Row:
    name = words.person_name(row.name, is_protected=row.is_protected)
    carrier = _(words.CARRIERS[Carrier(row.carrier)])
    change = Link(step_text(row) or _("Follow the change"), address_of("keeping:renewal", row.id))
    return Row(
        cells=[
            *([Lines(name, row.hsa_id)] if with_names else []),
            Lines(carrier, row.serial),
            Lines(f"LOA {row.assurance}", row.policy),
            formats.day(row.issued_on),
            expiry_tag(row, today),
            change if row.state == CredentialState.VALID else "",
        ],
        key=str(row.id),
    )


@dataclass(frozen=True, slots=True)
class SoonPart:
    """An e-id of one's own that soon stops working."""

    sort: str
    expires_on: date
    id: UUID


def is_soon(row: CredentialRow, today: date) -> bool:
    """Say whether an e-id in use stops working within the days of the first reminder."""
    left = rules.days_left(row.expires_on, today)
    return row.state == CredentialState.VALID and left <= rules.REMIND_BEFORE[0]
