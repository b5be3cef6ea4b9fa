"""What is asked when a year's goal fulfilment is written: the report's texts, and each area's."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.programme.kinds_followup import OutcomeStatus
from gemensam.programme.pages import shown
from gemensam.programme.rules import followup as rules
from gemensam.programme.rules.followup import MOST_AREAS, AreaOutcome, Report
from gemensam.programme.rules.indicators import IndicatorDefinition
from gemensam.programme.rules.plans_editing import key_for
from gemensam.programme.rules.plans_reading import EARLIEST_YEAR, LATEST_YEAR
from gemensam.programme.words import OUTCOME_WORDS

SWEDISH: Mapping[str, str] = {"lang": "sv"}
AREAS = "omrade"
LONGEST_NAME = 120
# Fields that are written one to a line.
LINES = ("deliveries", "wakes_on", "worked_with")
# What the browser may send: rules say how many areas a report has.
MOST_FORMS = 2 * MOST_AREAS
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def _text(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **SWEDISH})


class YearForm(forms.Form):
    """The year that a report is about."""

    year = forms.IntegerField(
        label=gettext_lazy("Year"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR
    )


class ReportForm(forms.Form):
    """The report's own texts."""

    intro = forms.CharField(
        label=gettext_lazy("The year in brief"), required=False, widget=_text(), strip=True
    )
    analysis = forms.CharField(label=gettext_lazy("Analysis"), required=False, widget=_text(5))
    comments = forms.CharField(label=gettext_lazy("Comments"), required=False, widget=_text())


class AreaForm(forms.Form):
    """An area: its goal, how it turned out, and on what that rests."""

    key = forms.CharField(required=False, widget=forms.HiddenInput())
    name = forms.CharField(
        label=gettext_lazy("Area"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs=dict(SWEDISH)),
    )
    goal = forms.CharField(label=gettext_lazy("Goal"), required=False, widget=_text(2))
    status = forms.ChoiceField(label=gettext_lazy("How it turned out"))
    why = forms.CharField(
        label=gettext_lazy("What the assessment rests on"), required=False, widget=_text(2)
    )
    status_is_ours = forms.BooleanField(
        label=gettext_lazy("It is our reading: the source prints no assessment"), required=False
    )
    indicators = forms.MultipleChoiceField(
        label=gettext_lazy("Indicators that show it"),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    deliveries = forms.CharField(
        label=gettext_lazy("Deliveries, one a line"), required=False, widget=_text(4)
    )
    comment = forms.CharField(label=gettext_lazy("Comment"), required=False, widget=_text(2))
    wakes_on = forms.CharField(
        label=gettext_lazy("What would wake it, one condition a line"),
        required=False,
        widget=_text(2),
    )
    worked_with = forms.CharField(
        label=gettext_lazy("Worked with, one a line"), required=False, widget=_text(2)
    )
    decided = forms.CharField(
        label=gettext_lazy("Date of a decision about the area"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"class": "input--short", "autocomplete": "off"}),
    )

    def __init__(
        self, *args: object, definitions: Mapping[str, IndicatorDefinition], **more: object
    ) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # handed on as the formset gives them
        status, indicators = self.fields["status"], self.fields["indicators"]
        assert isinstance(status, forms.ChoiceField)
        assert isinstance(indicators, forms.MultipleChoiceField)
        status.choices = [(one.value, _(OUTCOME_WORDS[one])) for one in OutcomeStatus]
        status.initial = OutcomeStatus.NOT_ASSESSABLE.value
        indicators.choices = [(key, shown.said(one.name)) for key, one in definitions.items()]

    @property
    def heading(self) -> str:
        """What the area is called, as typed so far."""
        return str(self["name"].value() or "")

    @property
    def number(self) -> int:
        """The area's place in the form, from nought, as a button names it."""
        return int(str(self.prefix).rpartition("-")[2])

    @property
    def chosen(self) -> int:
        """How many indicators are chosen."""
        return len(self["indicators"].value() or ())

    def area(self, taken: Iterable[str]) -> AreaOutcome:
        """Give the area that was written; a new one gets a key of its name."""
        said = self.cleaned_data
        name = " ".join(said["name"].split())
        key = said["key"] if _KEY.fullmatch(said["key"]) else key_for(name, taken, spare="omrade")
        return AreaOutcome(
            key=key,
            name=name,
            goal=said["goal"],
            status=OutcomeStatus(said["status"]),
            status_is_ours=said["status_is_ours"],
            why=said["why"],
            indicators=tuple(said["indicators"]),
            comment=said["comment"],
            decided=said["decided"],
            **{one: lines_of(said[one]) for one in LINES},
        )


def lines_of(text: str) -> tuple[str, ...]:
    """Give a text's lines, without empty ones."""
    return tuple(line for one in text.splitlines() if (line := " ".join(one.split())))


AreaForms = formset_factory(AreaForm, extra=0, max_num=MOST_FORMS, absolute_max=MOST_FORMS)


class Asked:
    """The forms of a whole report."""

    main: ReportForm
    areas: "BaseFormSet[AreaForm]"

    def __init__(
        self,
        definitions: Mapping[str, IndicatorDefinition],
        *,
        sent: QueryDict | None = None,
        texts: Mapping[str, object] | None = None,
        areas: Sequence[Mapping[str, object]] = (),
    ) -> None:
        kwargs = {"definitions": definitions}
        if sent is not None:
            self.main = ReportForm(sent)
            self.areas = AreaForms(sent, prefix=AREAS, form_kwargs=kwargs)
        else:
            self.main = ReportForm(initial=dict(texts or {}))
            initial = [dict(one) for one in areas]
            self.areas = AreaForms(initial=initial, prefix=AREAS, form_kwargs=kwargs)

    def report(self, year: int, source: str) -> Report | None:
        """Give the report that was written; None when something must be mended, said at its field."""
        # Each is asked, so that all that must be mended is shown at once.
        if not all([self.main.is_valid(), self.areas.is_valid()]):
            if self.areas.non_form_errors():
                self.main.add_error(None, _("The form came in incomplete. Open the page anew."))
            return None
        written = [form for form in self.areas if form.cleaned_data]
        areas: list[AreaOutcome] = []
        taken = {form.cleaned_data["key"] for form in written}
        for form in written:
            areas.append(form.area([*taken, *(one.key for one in areas)]))
        report = Report(year=year, source=source, areas=tuple(areas), **self.main.cleaned_data)
        faults = rules.faults(report)
        for fault in faults:
            self._say(fault, written)
        return None if faults else report

    def _say(self, fault: rules.Fault, written: Sequence[AreaForm]) -> None:
        form: forms.Form = self.main if fault.area is None else written[fault.area]
        form.add_error(fault.field if fault.field in form.fields else None, _(fault.message))


def texts_of(report: Report) -> dict[str, object]:
    """Give what the report's own fields begin with."""
    return {name: getattr(report, name) for name in rules.REPORT_FIELDS}


def area_initial(area: AreaOutcome) -> dict[str, object]:
    """Give what an area's fields begin with."""
    found: dict[str, object] = {"key": area.key}
    for name in rules.AREA_FIELDS:
        value = getattr(area, name)
        found[name] = "\n".join(value) if name in LINES else value
    return found | {"status": area.status.value, "indicators": list(area.indicators)}


def begun(area: AreaOutcome) -> dict[str, object]:
    """Give an area of the year before as next year begins with it: its goal, nothing assessed."""
    return area_initial(
        AreaOutcome(
            key=area.key,
            name=area.name,
            goal=area.goal,
            status=area.status
            if area.status is OutcomeStatus.DORMANT
            else OutcomeStatus.NOT_ASSESSABLE,
            why=area.why if area.status is OutcomeStatus.DORMANT else "",
            indicators=area.indicators,
            wakes_on=area.wakes_on,
            decided=area.decided,
        )
    )


def typed(sent: QueryDict) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Give everything as it was typed, right or wrong, for a form that is drawn once more."""
    texts: dict[str, object] = {name: sent.get(name, "") for name in rules.REPORT_FIELDS}
    count = sent.get(f"{AREAS}-TOTAL_FORMS", "")
    total = min(int(count), MOST_FORMS) if count.isdecimal() and len(count) < len("1000") else 0
    areas: list[dict[str, object]] = []
    for at in range(total):
        one: dict[str, object] = {
            name: sent.get(f"{AREAS}-{at}-{name}", "") for name in ("key", *rules.AREA_FIELDS)
        }
        one["status_is_ours"] = f"{AREAS}-{at}-status_is_ours" in sent
        one["indicators"] = sent.getlist(f"{AREAS}-{at}-indicators")
        areas.append(one)
    return texts, areas
