"""The dialogue of a case as staff see it, drawn."""

from collections.abc import Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from gemensam.cases import words
from gemensam.cases.appeals import Appeal
from gemensam.cases.models import REFERRALS, EventKind, Side
from gemensam.cases.queries import OpenQuestion, ThreadEvent
from gemensam.people.api import ResidentRow
from gemensam.ui import formats
from gemensam.ui.parts import Clock, Event, Kind, Tag

_EVENT_KINDS = {
    EventKind.QUESTION: "ask",
    EventKind.ANSWER: "done",
    EventKind.MESSAGE: "said",
    EventKind.NOTE: "note",
    EventKind.PROPOSAL: "note",
    EventKind.PROPOSAL_RETURNED: "note",
    EventKind.DECISION: "done",
    EventKind.OPENED: "note",
    EventKind.ASSIGNED: "note",
    EventKind.NOTICE: "note",
    EventKind.RECEIVED: "note",
    EventKind.CORRECTION: "note",
    EventKind.APPEAL: "ask",
    EventKind.APPEAL_WITHDRAWN: "note",
    EventKind.APPEAL_FORWARDED: "done",
    EventKind.APPEAL_DISMISSED: "done",
    EventKind.REFERRAL: "ask",
    EventKind.OPINION: "done",
    EventKind.OPINION_DECLINED: "note",
    EventKind.REFERRAL_WITHDRAWN: "note",
    EventKind.CONCERN_SEEN: "note",
    EventKind.FOLLOW_UP: "done",
    EventKind.MEETING: "note",
}
_EVENT_ICONS = {
    EventKind.OPENED: "inbox-arrow-down",
    EventKind.ASSIGNED: "user",
    EventKind.NOTE: "lock-closed",
    EventKind.PROPOSAL: "lock-closed",
    EventKind.PROPOSAL_RETURNED: "lock-closed",
    EventKind.DECISION: "check-badge",
    EventKind.RECEIVED: "eye",
    EventKind.CORRECTION: "pencil-square",
    EventKind.APPEAL: "scale",
    EventKind.APPEAL_WITHDRAWN: "arrow-uturn-left",
    EventKind.APPEAL_FORWARDED: "building-library",
    EventKind.APPEAL_DISMISSED: "x-circle",
    EventKind.REFERRAL_WITHDRAWN: "arrow-uturn-left",
    EventKind.CONCERN_SEEN: "eye",
    EventKind.MEETING: "calendar-days",
}


# What is headed by what it is.
_HEADED = REFERRALS | {
    *(EventKind.APPEAL, EventKind.APPEAL_DISMISSED, EventKind.FOLLOW_UP, EventKind.MEETING)
}


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split()[:2]).upper()


class Dialogue(Protocol):
    """Whose dialogue it is, and what waits in it."""

    @property
    def resident(self) -> ResidentRow | None: ...
    @property
    def open_questions(self) -> Sequence[OpenQuestion]: ...
    @property
    def thread(self) -> Sequence[ThreadEvent]: ...


def _status(event: ThreadEvent, case: Dialogue) -> str:
    if event.is_internal:
        late = _("came in after the decision") if came_after_decision(event, case) else ""
        return " · ".join(part for part in (_("only within the municipality"), late) if part)
    if event.is_on_behalf and case.resident:
        return _("for %(resident)s") % {"resident": case.resident.name}
    return ""


def came_after_decision(event: ThreadEvent, case: Dialogue) -> bool:
    """Say whether a note was written before a decision and came in after it."""
    written = event.written_at
    return written is not None and any(
        one.kind == EventKind.DECISION and written < one.at <= event.at for one in case.thread
    )


def _said(event: ThreadEvent) -> tuple[str, str]:
    """Give heading and text of an event."""
    heading = _heading(event)
    return heading, event.text if heading else event.text or _did().get(event.kind, "")


def _heading(event: ThreadEvent) -> str:
    """Give the words above what somebody said; none where it stands by itself."""
    about = event.field_label
    match event.kind:
        case EventKind.QUESTION | EventKind.ANSWER if about:
            heading = about if about[-1] in "?.!:" else f"{about}:"
        case EventKind.CORRECTION:
            heading = _("Corrected: %(field)s") % {"field": about}
        case EventKind.REFERRAL:
            heading = _("Asks %(who)s for an opinion:") % {"who": about}
        case EventKind.CONCERN_SEEN:
            heading = _("Seen: %(what)s") % {"what": about}
        case EventKind.NOTE if event.written_at is not None:
            when = {"when": formats.short_moment(event.written_at)}
            heading = _("From a home visit, written %(when)s") % when
        case EventKind.PROPOSAL | EventKind.PROPOSAL_RETURNED if event.text:
            heading = f"{words.event_name(event.kind)}:"
        case _:
            heading = words.event_name(event.kind) if event.kind in _HEADED else ""
    return heading


def _did() -> dict[str, str]:
    """Say what somebody did, where there are no words of theirs."""
    return {
        EventKind.OPENED: _("The application came in."),
        EventKind.ASSIGNED: _("Became the caseworker."),
        EventKind.RECEIVED: _("Has opened the decision."),
        EventKind.APPEAL_WITHDRAWN: _("Took the appeal back."),
        EventKind.PROPOSAL_RETURNED: _("Took the proposal back."),
    }


def appeal_tag(appeal: Appeal) -> Tag:
    """Say whether an appeal came in time."""
    if appeal.last_day is None:
        return Tag(_("The decision was not opened here: see when it was received"), Kind.HALF)
    day = formats.day(appeal.last_day)
    if appeal.is_late:
        return Tag(_("Too late: the last day was %(day)s") % {"day": day}, Kind.RED)
    return Tag(_("In time: the last day is %(day)s") % {"day": day}, Kind.OK)


def thread_event(event: ThreadEvent, case: Dialogue) -> Event:
    """Draw one event for staff."""
    kind = EventKind(event.kind)
    title, text = _said(event)
    waits = kind is EventKind.QUESTION and event.id in {one.id for one in case.open_questions}
    says = kind is EventKind.MESSAGE
    return Event(
        kind=_EVENT_KINDS[kind],
        who=event.who,
        at=event.at,
        title=title,
        text=text,
        icon=_EVENT_ICONS.get(kind, ""),
        initials=_initials(event.who) if says else "",
        mine=says and event.side == Side.MUNICIPALITY,
        status=_status(event, case),
        clock=Clock(_("Answer by %(day)s") % {"day": formats.day(event.due_on)}) if waits else None,
    )
