"""The access log in plain words, for the one whom it is about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from gemensam.audit.api import AccessRow
from gemensam.kernel.actor import Activity, Purpose
from gemensam.organisations import api as organisations
from gemensam.ui import formats


@dataclass(frozen=True, slots=True)
class Access:
    """One access, said so that anybody understands."""

    when: str
    who: str
    role: str
    what: str
    why: str
    is_refused: bool
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class AccessDay:
    """The accesses of one day."""

    day: date
    accesses: Sequence[Access]


def by_day(rows: Sequence[AccessRow], *, reader_id: UUID | None) -> list[AccessDay]:
    """Give the accesses day by day, newest first; the same thing many times a day is one line."""
    bodies = {body.tenant_id: body.name for body in organisations.bodies()} if rows else {}
    days: dict[date, dict[Access, list[datetime]]] = {}
    for row in rows:
        day = days.setdefault(formats.local_day(row.at), {})
        day.setdefault(_access(row, bodies, reader_id), []).append(row.at)
    return [
        AccessDay(day, [replace(one, when=_times(at)) for one, at in found.items()])
        for day, found in days.items()
    ]


def _times(at: Sequence[datetime]) -> str:
    """Say when, newest first; and how often, if more than once."""
    latest = formats.clock(at[0])
    if len(at) == 1:
        return latest
    return _("%(count)s times, most recently %(latest)s") % {"count": len(at), "latest": latest}


def _access(row: AccessRow, bodies: dict[UUID, str], reader_id: UUID | None) -> Access:
    is_me = reader_id is not None and row.actor_person_id == reader_id
    at_work = bodies.get(row.actor_tenant_id, "") if row.actor_tenant_id else ""
    role = ", ".join(part for part in (row.actor_title, at_work) if part)
    if not role and not is_me:
        role = _("your representative")
    return Access(
        when="",
        who=_("You") if is_me else row.actor_name,
        role=role,
        what=_what(row),
        why=_purpose(row.purpose) if at_work else "",
        is_refused=not row.is_allowed,
        is_emergency=row.is_emergency,
    )


def _what(row: AccessRow) -> str:
    asked = {
        "ssbtek_fk": _("asked the Social Insurance Agency and the Pensions Agency about you"),
        "ssbtek_so": _("asked the unemployment funds about you"),
        "ssbtek_csn": _("asked CSN about you"),
    }.get(row.resource_type)
    if (row.activity, row.resource_type) == (Activity.DECIDE.value, "decision"):
        return _("made the decision")
    return asked or f"{_verb(row.activity)} {_thing(row.resource_type)}"


def _verb(activity: str) -> str:
    return {
        Activity.READ.value: _("opened"),
        Activity.WRITE.value: _("wrote in"),
        Activity.SIGN.value: _("signed"),
        Activity.DECIDE.value: _("decided on"),
        Activity.RECEIVE.value: _("received"),
        Activity.DISPATCH.value: _("sent help because of"),
        Activity.REVIEW.value: _("reviewed"),
        Activity.ADMINISTER.value: _("gave out"),
    }.get(activity, _("used"))


def _thing(kind: str) -> str:
    return {
        "application": _("the application"),
        "case": _("the case"),
        "case_file": _("a file in the application"),
        "papers": _("the list of documents"),
        "decision": _("the decision"),
        "care_service": _("the granted help"),
        "safety_alarm": _("the safety alarm"),
        "visit": _("the visit"),
        "note_sol": _("a note from home care"),
        "note_hsl": _("a note from health care"),
        "resident": _("contact details"),
        "mandate": _("the mandates"),
        "access_log": _("the list of who has read"),
    }.get(kind, _("details about you"))


def _purpose(purpose: str) -> str:
    return {
        Purpose.CASEWORK.value: _("to handle the case"),
        Purpose.HOME_CARE.value: _("to give home care"),
        Purpose.CARE.value: _("to give health care"),
        Purpose.ALARM_RECEIVING.value: _("to answer the alarm"),
        Purpose.QUALITY.value: _("to follow up quality"),
    }.get(purpose, "")
