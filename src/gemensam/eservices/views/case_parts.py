"""What a case's page shows its resident, as values for the template."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from gemensam.cases import api as cases
from gemensam.files import api as files
from gemensam.ui import formats
from gemensam.ui.parts import Event, Fact, Step


def steps(found: cases.CaseForResident) -> list[Step]:
    """Give how far a case has come, from application to decision."""
    case = found.summary
    is_read = case.state != "NEW"
    is_decided = found.decision is not None
    is_asked = case.waits_for_you
    return [
        Step(_("Sent to us"), "done", formats.day(formats.local_day(case.opened_at))),
        Step(_("We read it"), "done" if is_read else "now"),
        Step(
            _("We ask you") if is_asked else _("We work on it"),
            "done" if is_decided else "now" if is_read else "ahead",
        ),
        Step(_("Decision"), "done" if is_decided else "ahead"),
    ]


def status_facts(found: cases.CaseForResident) -> list[Fact]:
    """Say how it stands, what comes next, and when."""
    case = found.summary
    facts = [
        Fact(_("Right now"), case.status.text),
        Fact(_("What happens next"), _next_step(found)),
    ]
    if case.due_at is not None:
        facts.append(
            Fact(
                _("When it is decided"),
                _("By %(day)s") % {"day": formats.day(formats.local_day(case.due_at))},
                below=_("The municipality's own promise. It stands still while we wait for you."),
            )
        )
    return [*facts, Fact(_("Case number"), case.number)]


def _next_step(found: cases.CaseForResident) -> str:
    if found.decision is None and cases.missed_files(found.answers):
        return _("You send the file again, at the top of this page.")
    return found.summary.status.next_step


def answers(found: cases.CaseForResident, file_href: Callable[[UUID], str]) -> list[Fact]:
    """Give the application as it was sent, with its files."""
    return [
        Fact(
            line.label,
            "" if line.files else line.text,
            files=[
                files.as_part(one.name, one.state, href=file_href(one.file_id))
                for one in line.files
            ],
        )
        for line in found.answers
    ]


def decision_facts(decision: cases.DecisionRow) -> list[Fact]:
    """Give what stands in the formal decision."""
    granted = [Fact(one.label, one.text) for row in decision.care_services for one in row.terms]
    return [
        *granted,
        Fact(_("Reasons"), decision.motivation),
        Fact(_("Decided by"), f"{decision.decided_by}, {decision.decided_by_title}"),
        Fact(_("Day of decision"), formats.day(formats.local_day(decision.decided_at))),
        Fact(_("Legal basis"), decision.law),
    ]


def events(found: cases.CaseForResident, reader_id: UUID | None) -> Sequence[Event]:
    """Give the dialogue as the thread component draws it."""
    return [_event(one, reader_id) for one in found.thread]


def _event(one: cases.ThreadEvent, reader_id: UUID | None) -> Event:
    is_mine = reader_id is not None and one.actor_person_id == reader_id
    who = _("You") if is_mine else one.who
    if one.title:
        who = f"{who}, {one.title}"
    if one.is_on_behalf and not is_mine:
        who = _("%(who)s, representative") % {"who": who}
    match one.kind:
        case "QUESTION":
            return Event("ask", who, one.at, one.text, _subject(one), initials=_initials(one.who))
        case "ANSWER" | "MESSAGE":
            return Event("said", who, one.at, one.text, initials=_initials(one.who), mine=is_mine)
        case "DECISION":
            return Event("done", who, one.at, one.text, _("The decision has been made."))
        case "OPENED":
            # What staff wrote in says itself how it came.
            sent = "" if one.text else _("sent the application")
            return Event("note", who, one.at, one.text, status=sent)
        case "ASSIGNED":
            return Event("note", who, one.at, status=_("handles the case"))
        case _:
            return Event("note", who, one.at, one.text)


def _subject(one: cases.ThreadEvent) -> str:
    return f"{one.field_label.rstrip('.')}" if one.field_label else ""


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper()
