"""The dialogue of a case as staff see it, drawn."""

from django.utils.translation import gettext as _

from gemensam.cases import words
from gemensam.cases.appeals import Appeal
from gemensam.cases.casework import CaseForCaseworker
from gemensam.cases.models import EventKind, Side
from gemensam.cases.queries import ThreadEvent
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
}


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split()[:2]).upper()


def _status(event: ThreadEvent, case: CaseForCaseworker) -> str:
    if event.is_internal:
        return _("only within the municipality")
    if event.is_on_behalf:
        return _("for %(resident)s") % {"resident": case.resident.name}
    return ""


def _said(event: ThreadEvent) -> tuple[str, str]:
    """Give heading and text of an event."""
    match event.kind:
        case EventKind.QUESTION | EventKind.ANSWER:
            ends = event.field_label[-1:] in {"?", ".", "!", ":"}
            return event.field_label + ("" if ends or not event.field_label else ":"), event.text
        case EventKind.CORRECTION:
            return _("Corrected: %(field)s") % {"field": event.field_label}, event.text
        case EventKind.APPEAL | EventKind.APPEAL_DISMISSED:
            return words.event_name(event.kind), event.text
        case EventKind.PROPOSAL | EventKind.PROPOSAL_RETURNED if event.text:
            return f"{words.event_name(event.kind)}:", event.text
    return "", event.text or _did().get(event.kind, "")


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


def thread_event(event: ThreadEvent, case: CaseForCaseworker) -> Event:
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
