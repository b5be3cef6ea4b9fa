"""What a case's page shows of appealing and of correcting, as values for the template."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _

from gemensam.cases import api as cases
from gemensam.ui import formats
from gemensam.ui.parts import Clock


class CorrectionForm(forms.Form):
    """Which line of the application to correct, and what it should say."""

    use_required_attribute = False
    field = forms.ChoiceField()
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, found: cases.CaseForResident, typed: dict[str, str] | None = None, problem: str = ""
    ) -> None:
        super().__init__(typed, auto_id="id_ratta_%s")
        choices = [(one.field_id, one.label) for one in found.answers if not one.files]
        field = self.fields["field"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose")), *choices]
        field.label = _("What do you want to correct?")
        self.fields["text"].label = _("What should it say instead?")
        if problem and typed is not None:
            self.errors.clear()
            at = "text" if typed["field"] else "field"
            self.add_error(at, forms.ValidationError(problem, code="mend"))


class AppealForm(forms.Form):
    """What should be changed in the decision, and why."""

    use_required_attribute = False
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, typed: str | None = None, problem: str = "") -> None:
        super().__init__(None if typed is None else {"text": typed}, auto_id="id_appeal_%s")
        self.fields["text"].label = _("How do you want the decision to be changed, and why?")
        if problem:
            self.errors.clear()
            self.add_error("text", forms.ValidationError(problem, code="mend"))


def _sent_on(found: cases.CaseForResident) -> str:
    """Say to which court the newest decision's appeal went; empty while none has gone."""
    about = [one for one in found.thread if one.kind == "DECISION" or "APPEAL" in one.kind]
    return about[-1].text if about[-1].kind == "APPEAL_FORWARDED" else ""


@dataclass(frozen=True, slots=True)
class AppealPart:
    """Where an appeal stands: not made, waiting here, or dealt with."""

    form: AppealForm
    is_waiting: bool
    # What was done with it, where it was handed on to a court.
    sent_on: str
    # What was appealed with, and when, as long as it waits.
    text: str
    came: str
    last_day: str
    clock: Clock | None
    is_too_late: bool


def appeal_part(
    found: cases.CaseForResident, *, now: datetime, form: AppealForm | None
) -> AppealPart | None:
    """Give how the decision can be appealed; None where there is none."""
    if found.decision is None:
        return None
    today = formats.local_day(now)
    received = cases.received_on(found.thread) or today
    last = cases.last_day(received)
    waiting = cases.appeal_in(found.thread) if found.summary.state == "APPEALED" else None
    left = (last - today).days
    days = (last - received).days
    return AppealPart(
        form=form or AppealForm(),
        is_waiting=waiting is not None,
        sent_on=_sent_on(found),
        text=waiting.text if waiting else "",
        came=formats.moment(waiting.came_at) if waiting else "",
        last_day=formats.day(last, weekday=True),
        clock=None
        if left < 0
        else Clock(formats.until(last, now), max(0, min(100, round((days - left) / days * 100)))),
        is_too_late=left < 0,
    )
