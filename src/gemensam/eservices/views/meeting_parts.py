"""What Mina sidor says of a meeting, and the form to answer it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from gemensam.cases import api as cases
from gemensam.eservices.views.frame import address
from gemensam.identity.api import Request
from gemensam.ui.parts import Fact, Link, Tag, Waiting


class MeetingForm(forms.Form):
    """What the visitor says to a time."""

    use_required_attribute = False
    says = forms.ChoiceField(widget=forms.RadioSelect)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    interpreter = forms.CharField(max_length=60, required=False)

    def __init__(
        self, row: cases.MeetingRow, typed: Mapping[str, str] | None = None, problem: str = ""
    ) -> None:
        # A case may have several to come, each with its form: the fields' ids tell them apart.
        super().__init__(typed, prefix="mote", auto_id=f"id_{row.id}_%s")
        says = self.fields["says"]
        assert isinstance(says, forms.ChoiceField)
        says.label = _("Does the time suit you?")
        yes = [] if row.is_booked else [(cases.MeetingAnswer.YES.value, _("Yes, it suits me"))]
        says.choices = [
            *yes,
            (cases.MeetingAnswer.OTHER_TIME.value, _("I want another time")),
            (cases.MeetingAnswer.NO.value, _("No, I do not want this meeting")),
        ]
        self.fields["text"].label = _("When suits you better, or why not?")
        self.fields["text"].help_text = _("Needed if you want another time.")
        self.fields["interpreter"].label = _("Do you need an interpreter? Which language?")
        if row.interpreter:
            del self.fields["interpreter"]
        if typed is not None:
            self.full_clean()
            self.errors.clear()
            if problem:
                at = "text" if typed.get("mote-says") else "says"
                self.add_error(at, forms.ValidationError(problem, code="mend"))


@dataclass(frozen=True, slots=True)
class MeetingPart:
    """A meeting on the case's page."""

    row: cases.MeetingRow
    title: str
    tag: Tag
    facts: Sequence[Fact]
    # The video meeting's own link.
    link: str
    form: MeetingForm
    href: str
    calendar_href: str


def meeting_parts(
    request: Request, found: cases.CaseForResident, typed: tuple[Mapping[str, str], str] | None
) -> list[MeetingPart]:
    """Give the meetings that are to come, one of them with what was typed and has to be mended."""
    return [
        _part(request, found, row, _form(request, row, typed))
        for row in cases.meetings_to_come(found.summary.meeting, request.now)
    ]


def _form(
    request: Request, row: cases.MeetingRow, typed: tuple[Mapping[str, str], str] | None
) -> MeetingForm:
    if typed is not None and request.POST.get("meeting") == str(row.id):
        return MeetingForm(row, *typed)
    return MeetingForm(row)


def _part(
    request: Request, found: cases.CaseForResident, row: cases.MeetingRow, form: MeetingForm
) -> MeetingPart:
    case_id = found.summary.id
    return MeetingPart(
        row=row,
        title=cases.meeting_kind_name(row.kind),
        tag=cases.meeting_state_tag(row),
        facts=_facts(row, found),
        link=row.place if row.kind == cases.MeetingKind.VIDEO else "",
        form=form,
        href=address(request, "answer_meeting", case_id),
        calendar_href=f"{address(request, 'meeting_calendar', case_id)}?mote={row.id}",
    )


def _facts(row: cases.MeetingRow, found: cases.CaseForResident) -> list[Fact]:
    lines = (
        (_("When"), cases.meeting_hours(row)),
        (_("Where"), where(row, at_whose=found.resident_name if found.is_on_behalf else "")),
        (_("You meet"), ", ".join(part for part in (row.held_by_name, row.with_whom) if part)),
        (_("Bring"), row.bring),
        (_("Interpreter"), row.interpreter),
    )
    return [Fact(label, text) for label, text in lines if text]


def where(row: cases.MeetingRow, *, at_whose: str = "") -> str:
    """Say where people meet; of a home no address, which everybody there knows."""
    match cases.MeetingKind(row.kind):
        case cases.MeetingKind.HOME:
            return (
                _("At the home of %(name)s") % {"name": at_whose} if at_whose else _("At your home")
            )
        case cases.MeetingKind.PHONE:
            return (
                _("We call %(number)s") % {"number": row.place} if row.place else _("We call you")
            )
        case cases.MeetingKind.VIDEO:
            return _("By video")
        case cases.MeetingKind.OFFICE:
            return row.place


def _to_come(case: cases.CaseSummary, now: datetime) -> list[cases.MeetingRow]:
    """Give the meetings to come that the caseworker has not been asked to change."""
    return [one for one in cases.meetings_to_come(case.meeting, now) if not one.asks]


def next_step(case: cases.CaseSummary, now: datetime) -> str:
    """Say what the visitor has to do next; a time that was asked about comes first."""
    rows = cases.meetings_to_come(case.meeting, now)
    if not any(not one.is_booked and not one.asks for one in rows):
        return case.status.next_step
    return _("Answer whether the time for the meeting suits you.")


def waiting(
    request: Request, found: Sequence[cases.CaseSummary], for_whom: str = ""
) -> Iterator[Waiting]:
    """Give the meetings to come for the front of Mina sidor; what is asked first, as it is answered."""
    coming = ((case, row) for case in found for row in _to_come(case, request.now))
    for case, row in coming:
        title = f"{cases.meeting_kind_name(row.kind)}, {cases.meeting_hours(row)}"
        said = (
            _("You have agreed on the time.")
            if row.is_booked
            else _("%(who)s asks whether the time suits you.") % {"who": row.held_by_name}
        )
        text = _("See the meeting") if row.is_booked else _("Answer whether it suits")
        yield Waiting(
            title=title,
            text=f"{for_whom} {said}".strip(),
            action=Link(text, f"{address(request, 'case', case.id)}#mote"),
            main=not row.is_booked,
        )
