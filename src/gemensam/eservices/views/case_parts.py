"""What a case's page shows its resident, as values for the template."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from gemensam.assistance import api as assistance
from gemensam.cases import api as cases
from gemensam.eservices.views import meeting_parts
from gemensam.questionnaires import api as questionnaires
from gemensam.ui import formats
from gemensam.ui.parts import Event, Fact, Figure, Step, Table


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


def status_facts(found: cases.CaseForResident, how_long: str, *, now: datetime) -> list[Fact]:
    """Say how it stands, what comes next, when, and while it runs how long others waited."""
    case = found.summary
    facts = [
        Fact(_("Right now"), case.status.text),
        Fact(_("What happens next"), _next_step(found, now)),
    ]
    if case.due_at is not None:
        facts.append(
            Fact(
                _("When it is decided"),
                _("By %(day)s") % {"day": formats.day(formats.local_day(case.due_at))},
                below=_("The municipality's own promise. It stands still while we wait for you."),
            )
        )
    if how_long:
        facts.append(Fact(_("How long it has taken for others"), how_long))
    if found.follow_up_on is not None and found.decision is not None:
        facts.append(
            Fact(
                _("When we follow up"),
                _("By %(day)s") % {"day": formats.day(found.follow_up_on)},
                below=_("Then we ask you how the help works. Call us before if it does not."),
            )
        )
    return [*facts, Fact(_("Case number"), case.number)]


def _next_step(found: cases.CaseForResident, now: datetime) -> str:
    if found.decision is None and cases.missed_files(found.answers):
        return _("You send the file again, at the top of this page.")
    return meeting_parts.next_step(found.summary, now)


def answers(found: cases.CaseForResident, file_href: Callable[[UUID], str]) -> list[Fact]:
    """Give the application as it was sent, with its files."""
    return [
        Fact(
            line.label,
            "" if line.files else line.text,
            below=_corrections(found, line.field_id),
            files=[questionnaires.as_part(one, href=file_href(one.file_id)) for one in line.files],
        )
        for line in found.answers
    ]


def _corrections(found: cases.CaseForResident, field_id: str) -> str:
    """Say what an answer was corrected to since, the newest of each side."""
    newest = {
        one.side: one
        for one in found.thread
        if one.kind == "CORRECTION" and one.field_id == field_id
    }
    return " · ".join(
        _("Corrected by %(who)s: %(text)s") % {"who": one.who, "text": one.text}
        for one in newest.values()
    )


def decision_facts(decision: cases.DecisionRow) -> list[Fact]:
    """Give what stands in the formal decision beside its outcome and its reasons."""
    # One performer after the other gives the same.
    granted = [Fact(one.label, one.text) for row in decision.care_services[:1] for one in row.terms]
    return [
        *(_given_by(one) for one in decision.care_services),
        *granted,
        Fact(_("Decided by"), decision.officers),
        Fact(_("Day of decision"), formats.day(formats.local_day(decision.decided_at))),
        Fact(_("Legal basis"), decision.law),
    ]


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """How the money of a decision was worked out, in the reader's language."""

    table: Table
    figures: Sequence[Figure]
    is_invented: bool
    norm: str


def worked_out(found: cases.CaseForResident) -> WorkedOut | None:
    """Give the calculation that a decision about money was made from; none of other decisions."""
    basis = found.decision.basis if found.decision else None
    made = assistance.made_by(basis.source_id, applicant=found.resident_name) if basis else None
    if made is None:
        return None
    return WorkedOut(
        table=assistance.plain(made.calculation, made.names),
        figures=assistance.figures_of(made.calculation),
        is_invented=made.calculation.is_invented,
        norm=made.calculation.norm,
    )


def _given_by(one: cases.CareServiceRow) -> Fact:
    who = _("The municipality")
    if one.is_private:
        who = _("Private company, on the municipality's behalf: %(name)s") % {
            "name": one.provider_name
        }
    days = _("From %(day)s") % {"day": formats.day(one.starts_on)}
    if one.ends_on is not None:
        days = _("Until %(day)s") % {"day": formats.day(one.ends_on)}
    return Fact(_("Given by"), one.performer_name, below=f"{who}. {days}.")


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
    initials = _initials(one.who)
    match one.kind:
        case "QUESTION":
            return Event("ask", who, one.at, one.text, _subject(one), initials=initials)
        case "ANSWER" | "MESSAGE" | "APPEAL":
            title = _titles().get(one.kind, "")
            return Event("said", who, one.at, one.text, title, initials=initials, mine=is_mine)
        case "DECISION" | "APPEAL_FORWARDED" | "APPEAL_DISMISSED" | "FOLLOW_UP":
            return Event("done", who, one.at, one.text, _titles()[one.kind])
        case "MEETING":
            title = _titles()[one.kind]
            return Event("note", who, one.at, one.text, title, icon="calendar-days")
        case "CORRECTION":
            title = _("Corrected: %(field)s") % {"field": _subject(one)}
            return Event("note", who, one.at, one.text, title)
    # What staff wrote in says itself how it came.
    did = "" if one.text else _did().get(one.kind, "")
    return Event("note", who, one.at, one.text, status=did)


def _titles() -> dict[str, str]:
    return {
        "DECISION": _("The decision has been made."),
        "APPEAL": _("Appeal:"),
        "APPEAL_FORWARDED": _("About the appeal:"),
        "APPEAL_DISMISSED": _("About the appeal:"),
        "FOLLOW_UP": _("We have followed up:"),
        "MEETING": _("Meeting:"),
    }


def _did() -> dict[str, str]:
    """Say what somebody did, where there are no words of theirs."""
    return {
        "OPENED": _("sent the application"),
        "ASSIGNED": _("handles the case"),
        "RECEIVED": _("opened the decision"),
        "APPEAL_WITHDRAWN": _("took the appeal back"),
    }


def _subject(one: cases.ThreadEvent) -> str:
    return f"{one.field_label.rstrip('.')}" if one.field_label else ""


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper()
