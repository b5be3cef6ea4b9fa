"""What is asked when a plan or one of its activities is typed, imported or signed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.kernel.money import Money
from gemensam.programme.rules import plans, plans_editing
from gemensam.programme.rules.plans_dates import is_plan_date
from gemensam.programme.rules.plans_reading import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    NAME,
    NUMBER,
    SUBTITLE,
    TITLE,
)
from gemensam.programme.rules.plans_yaml import MOST_CHARACTERS, MOST_KRONOR
from gemensam.ui.widgets import DateInput, FileDrop, MoneyField

# Rows that a form keeps open for more.
SPARE_ROWS = 2
MOST_ROWS = 60
SWEDISH: Mapping[str, str] = {"lang": "sv"}


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **SWEDISH})


def _short() -> forms.TextInput:
    return forms.TextInput(attrs=dict(SWEDISH))


class PlanDateField(forms.CharField):
    """A year, half-year, quarter, month or day."""

    def __init__(self, *, label: object, required: bool = False) -> None:
        super().__init__(
            label=label,  # type: ignore[arg-type]  # a lazy text
            required=required,
            max_length=10,
            widget=forms.TextInput(attrs={"class": "input--short", "autocomplete": "off"}),
        )

    def clean(self, value: object) -> str:
        """Refuse what is no date."""
        text = str(super().clean(value))
        if text and not is_plan_date(text):
            raise forms.ValidationError(
                _("Write the date as 2026, 2026-H1, 2026-Q3, 2026-09 or 2026-09-15"), code="date"
            )
        return text


class PlanForm(forms.Form):
    """Name and years: enough to begin a plan."""

    title = forms.CharField(
        label=gettext_lazy("Name of the plan"), max_length=TITLE, widget=_short()
    )
    first_year = forms.IntegerField(
        label=gettext_lazy("First year"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR
    )
    last_year = forms.IntegerField(
        label=gettext_lazy("Last year"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR
    )
    subtitle = forms.CharField(
        label=gettext_lazy("Subtitle"), max_length=SUBTITLE, required=False, widget=_short()
    )
    ambition = forms.CharField(
        label=gettext_lazy("Ambition"), max_length=2000, required=False, widget=_lines()
    )

    def clean(self) -> dict[str, object]:
        """Refuse years that run backwards."""
        found = super().clean() or {}
        first, last = found.get("first_year"), found.get("last_year")
        if isinstance(first, int) and isinstance(last, int) and last < first:
            self.add_error("last_year", _("The last year comes before the first."))
        return found

    def plan(self, before: plans.Plan | None, taken: Iterable[str]) -> plans.Plan:
        """Give the plan: a new one, or the one before with these words."""
        said = self.cleaned_data
        found = before or plans.Plan(
            key=plans_editing.key_for(said["title"], taken),
            title="",
            subtitle="",
            first_year=0,
            last_year=0,
            source="",
            stated_funding=None,
            areas=(),
            activities=(),
            printed_total=None,
        )
        return replace(
            found,
            title=" ".join(said["title"].split()),
            subtitle=" ".join(said["subtitle"].split()),
            first_year=said["first_year"],
            last_year=said["last_year"],
            ambition=plans_editing.sentence(said["ambition"], found.ambition),
        )


def plan_initial(plan: plans.Plan) -> dict[str, object]:
    """Give what the form starts with for a plan that is there."""
    return {
        "title": plan.title,
        "subtitle": plan.subtitle,
        "first_year": plan.first_year,
        "last_year": plan.last_year,
        "ambition": plan.ambition.text if plan.ambition else "",
    }


class ActivityForm(forms.Form):
    """One activity. Only the name must be there; the rest is filled in as it becomes known."""

    number = forms.CharField(label=gettext_lazy("Activity number"), max_length=NUMBER)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME, widget=_short())
    what = forms.CharField(
        label=gettext_lazy("What is to be done"), required=False, widget=_lines(2)
    )
    how = forms.CharField(
        label=gettext_lazy("How, one step a line"), required=False, widget=_lines()
    )
    goals = forms.CharField(
        label=gettext_lazy("Goals, one a line"), required=False, widget=_lines()
    )
    when = forms.CharField(
        label=gettext_lazy("When"), required=False, max_length=SUBTITLE, widget=_short()
    )
    starts = PlanDateField(label=gettext_lazy("Starts"))
    ends = PlanDateField(label=gettext_lazy("Ends"))
    who = forms.CharField(
        label=gettext_lazy("Who"), required=False, max_length=SUBTITLE, widget=_short()
    )
    role = forms.CharField(
        label=gettext_lazy("The municipality's role, one task a line"),
        required=False,
        widget=_lines(),
    )
    current_state = forms.CharField(
        label=gettext_lazy("How things stand today"), required=False, widget=_lines(2)
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Level"), required=False, widget=forms.Select(attrs=dict(SWEDISH))
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        plan: plans.Plan,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        field = self.fields["level"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None")), *((one.key, one.name) for one in plan.levels)]
        if not plan.levels:
            del self.fields["level"]

    def activity(self, before: plans.PlanActivity) -> plans.PlanActivity:
        """Give the activity with these words; what the form does not ask for stays."""
        said = self.cleaned_data
        return replace(
            before,
            number=said["number"].strip(),
            name=" ".join(said["name"].split()),
            what=plans_editing.sentence(said["what"], before.what),
            how=plans_editing.sentences(said["how"].splitlines(), before.how),
            goals=plans_editing.goals(said["goals"].splitlines(), before.goals),
            when=plans_editing.sentence(said["when"], before.when),
            starts=said["starts"],
            ends=said["ends"],
            who=plans_editing.sentence(said["who"], before.who),
            municipality_role=plans_editing.sentences(
                said["role"].splitlines(), before.municipality_role
            ),
            current_state=plans_editing.sentence(said["current_state"], before.current_state),
            level=said.get("level", before.level),
        )


def activity_initial(one: plans.PlanActivity) -> dict[str, object]:
    """Give what the form starts with for an activity."""
    return {
        "number": one.number,
        "name": one.name,
        "what": one.what.text if one.what else "",
        "how": "\n".join(text.text for text in one.how),
        "goals": "\n".join(goal.text.text for goal in one.goals),
        "when": one.when.text if one.when else "",
        "starts": one.starts,
        "ends": one.ends,
        "who": one.who.text if one.who else "",
        "role": "\n".join(text.text for text in one.municipality_role),
        "current_state": one.current_state.text if one.current_state else "",
        "level": one.level,
    }


class CostForm(forms.Form):
    """A cost: so many times so much. An empty row is none."""

    key = forms.CharField(required=False, widget=forms.HiddenInput())
    text = forms.CharField(
        label=gettext_lazy("What it goes to"), required=False, max_length=SUBTITLE, widget=_short()
    )
    quantity = forms.IntegerField(
        label=gettext_lazy("How many"), required=False, min_value=1, max_value=100_000
    )
    each = MoneyField(
        label=gettext_lazy("Cost of each"),
        required=False,
        min_value=0,
        max_value=MOST_KRONOR,
        max_digits=14,
        decimal_places=2,
    )

    def clean(self) -> dict[str, object]:
        """A row has a text and an amount, or nothing."""
        found = super().clean() or {}
        has_text, has_amount = bool(found.get("text")), found.get("each") is not None
        if has_text and not has_amount and "each" not in self.errors:
            self.add_error("each", _("Write what it costs"))
        if has_amount and not has_text:
            self.add_error("text", _("Write what the cost goes to"))
        return found


class MilestoneForm(forms.Form):
    """A date and what happens on it."""

    at = PlanDateField(label=gettext_lazy("Date"))
    text = forms.CharField(
        label=gettext_lazy("What happens"), required=False, max_length=SUBTITLE, widget=_short()
    )
    decision = forms.BooleanField(label=gettext_lazy("It is a decision"), required=False)

    def clean(self) -> dict[str, object]:
        """A row has a date and a text, or nothing."""
        found = super().clean() or {}
        if found.get("text") and not found.get("at") and "at" not in self.errors:
            self.add_error("at", _("Write the date"))
        if found.get("at") and not found.get("text"):
            self.add_error("text", _("Write what happens"))
        return found


CostForms = formset_factory(CostForm, extra=SPARE_ROWS, max_num=MOST_ROWS)
MilestoneForms = formset_factory(MilestoneForm, extra=SPARE_ROWS, max_num=MOST_ROWS)


def cost_initial(costs: Iterable[plans.CostRow]) -> list[dict[str, object]]:
    """Give the rows that the form starts with."""
    return [
        {
            "key": row.key,
            "text": row.text,
            "quantity": row.quantity,
            "each": _each(row).kronor,
        }
        for row in costs
    ]


def _each(row: plans.CostRow) -> Money:
    return row.amount if row.quantity is None else sum(row.unit_parts, Money())


def costs_of(
    rows: "BaseFormSet[CostForm]", before: Sequence[plans.CostRow]
) -> tuple[plans.CostRow, ...]:
    """Give the costs; a row that is as it was keeps its parts and its share."""
    known = {row.key: row for row in before}
    found: list[plans.CostRow] = []
    for said in (form.cleaned_data for form in rows):
        if not said.get("text"):
            continue
        keys = [*known, *(row.key for row in found)]
        key = said["key"] if said["key"] in known else plans_editing.key_for(said["text"], keys)
        row = _cost(key, said)
        was = known.get(key)
        if was is not None and (was.quantity, _each(was)) == (row.quantity, _each(row)):
            row = replace(was, text=row.text)
        found.append(row)
    return tuple(found)


def _cost(key: str, said: Mapping[str, object]) -> plans.CostRow:
    each, quantity = Money.from_kronor(said["each"]), said["quantity"]  # type: ignore[arg-type]
    text = " ".join(str(said["text"]).split())
    if not isinstance(quantity, int):
        return plans.CostRow(key, text, each)
    return plans.CostRow(key, text, each.times(quantity), None, quantity, (each,))


def milestone_initial(milestones: Iterable[plans.Milestone]) -> list[dict[str, object]]:
    """Give the rows that the form starts with."""
    return [
        {"at": one.at, "text": one.text.text, "decision": one.is_decision} for one in milestones
    ]


def milestones_of(
    rows: "BaseFormSet[MilestoneForm]", before: Sequence[plans.Milestone], source: str
) -> tuple[plans.Milestone, ...]:
    """Give the dates; a text that stood there before keeps its marks and its source."""
    known = {one.text.text: one for one in before}
    found = []
    for said in (form.cleaned_data for form in rows):
        if not said.get("text"):
            continue
        text = " ".join(said["text"].split())
        was = known.get(text) or plans.Milestone("", plans.PlanText(text), source=source)
        found.append(replace(was, at=said["at"], is_decision=said["decision"]))
    return tuple(found)


class ImportForm(forms.Form):
    """A plan as a file, or pasted."""

    file = forms.FileField(
        label=gettext_lazy("File with the plan (YAML)"), required=False, widget=FileDrop()
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the text here"),
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", **SWEDISH}),
    )

    def clean(self) -> dict[str, object]:
        """Read the file as text; something must be there."""
        found = super().clean() or {}
        file = found.get("file")
        if isinstance(file, UploadedFile):
            found["text"] = self._read(file)
        elif not str(found.get("text") or "").strip() and not self.errors:
            self.add_error("text", _("Choose a file or paste the plan's text"))
        return found

    def _read(self, file: "UploadedFile[bytes]") -> str:
        if (file.size or 0) > 4 * MOST_CHARACTERS:
            self.add_error("file", _("The file is too large to be a plan"))
            return ""
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error(
                "file", _("The file is not text in UTF-8. Save it as UTF-8 and try again")
            )
            return ""


class SignForm(forms.Form):
    """Who decided the plan, when and where."""

    decided_by = forms.CharField(
        label=gettext_lazy("Who decided, and where it is written"), max_length=160, widget=_short()
    )
    decided_on = forms.DateField(label=gettext_lazy("Day of the decision"), widget=DateInput())
    place = forms.CharField(
        label=gettext_lazy("Place"), required=False, max_length=80, widget=_short()
    )
