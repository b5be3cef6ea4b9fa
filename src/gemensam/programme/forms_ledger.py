"""What is asked when a grant is registered, a line is written or corrected, a condition is set."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gemensam.kernel.money import Money
from gemensam.organisations.api import Place
from gemensam.programme.actions import ledger as actions
from gemensam.programme.kinds import ConditionState, CostForm, LineKind
from gemensam.programme.queries.ledger import GrantHead
from gemensam.programme.queries.plans import ActivityName, PlanHead
from gemensam.programme.rules.cofunding import HourlyRate
from gemensam.programme.words import CONDITION_WORDS, COST_FORM_WORDS
from gemensam.ui.widgets import DateInput, MoneyField

FIRST_YEAR, LAST_YEAR = 2000, 2100
# As many as a page holds without scripts; more are added to the grant afterwards.
PARTS_AT_ONCE = 3
DAY_ERRORS = {"invalid": _("Write the day as year-month-day, for example 2026-11-21")}

type Choices = Sequence[tuple[str, object]]


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class PartForm(forms.Form):
    """A component. One that needs no matching says on what assumption."""

    text = forms.CharField(label=_("Name of the part"), max_length=160)
    amount = MoneyField(label=_("Amount"), max_digits=14, decimal_places=2, min_value=0)
    is_matchable = forms.BooleanField(
        label=_("This part is to be matched by co-funding"), required=False, initial=True
    )
    assumption = forms.CharField(
        label=_("If it is not to be matched: on what assumption?"), required=False, max_length=400
    )
    purpose = forms.CharField(label=_("Purpose"), required=False, max_length=200)
    starts_on = forms.DateField(
        label=_("May be used from"), required=False, widget=DateInput(), error_messages=DAY_ERRORS
    )
    ends_on = forms.DateField(
        label=_("May be used until"), required=False, widget=DateInput(), error_messages=DAY_ERRORS
    )

    def has_changed(self) -> bool:
        """A part is one that was not filled in when only its box was touched."""
        return any(name != "is_matchable" for name in self.changed_data)

    def clean(self) -> None:
        """An exempt part explains itself; a period does not end before it begins."""
        found = super().clean() or self.cleaned_data
        if not found.get("is_matchable") and not found.get("assumption") and found.get("text"):
            self.add_error("assumption", _("Say what the exemption rests on."))
        starts, ends = found.get("starts_on"), found.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The period ends before it begins."))

    @property
    def part(self) -> actions.NewPart:
        """The component of valid data."""
        data = self.cleaned_data
        return actions.NewPart(
            text=data["text"],
            amount=Money.from_kronor(data["amount"]),
            is_matchable=data["is_matchable"],
            assumption="" if data["is_matchable"] else data["assumption"],
            purpose=data["purpose"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
        )


class GrantForm(forms.Form):
    """A grant; its amount is never typed, it is the sum of its parts."""

    title = forms.CharField(label=_("Name of the grant"), max_length=120)
    year = forms.IntegerField(
        label=_("Year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    plan = forms.ChoiceField(
        label=_("Hours on this plan meet the grant"),
        required=False,
        widget=forms.Select(attrs={"lang": "sv"}),
    )
    agreement = forms.CharField(label=_("Agreement"), required=False, max_length=200)
    matching_rule = forms.CharField(
        label=_("What the agreement says about matching"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        plans: Sequence[PlanHead],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        _choose(
            self, "plan", [("", _("No hours meet it")), *((one.key, one.title) for one in plans)]
        )


def part_forms(data: QueryDict | None) -> list[PartForm]:
    """Give the components of a new grant; only the first must be filled in."""
    return [
        PartForm(
            data,
            prefix=f"del{number}",
            empty_permitted=number > 0,
            use_required_attribute=False,
        )
        for number in range(PARTS_AT_ONCE)
    ]


class LineForm(forms.Form):
    """A line: what, when, how much, and what it concerns. The fields follow the kind of line."""

    component = forms.ChoiceField(label=_("Part of the grant"))
    allocation = forms.ChoiceField(label=_("Spent from what was set aside"), required=False)
    cost_form = forms.ChoiceField(label=_("Kind of cost"), widget=forms.RadioSelect())
    text = forms.CharField(label=_("What it is for"), max_length=200)
    dated_on = forms.DateField(label=_("Day"), widget=DateInput(), error_messages=DAY_ERRORS)
    amount = MoneyField(
        label=_("Amount"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    hours = forms.DecimalField(
        label=_("Hours"), max_digits=7, decimal_places=2, min_value=Decimal("0.01"),
        required=False, localize=True,
    )  # fmt: skip
    rate = MoneyField(
        label=_("Cost per hour"), max_digits=9, decimal_places=2, min_value=0, required=False
    )
    rate_basis = forms.CharField(
        label=_("What the cost per hour rests on"), required=False, max_length=200
    )
    activity = forms.ChoiceField(
        label=_("Activity"), required=False, widget=forms.Select(attrs={"lang": "sv"})
    )
    municipality = forms.ChoiceField(label=_("Municipality"), required=False)
    reference = forms.CharField(
        label=_("Invoice, account or decision"), required=False, max_length=120
    )
    key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: LineKind,
        head: GrantHead,
        activities: Sequence[ActivityName],
        places: Sequence[Place],
        allocations: Choices,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.kind = kind
        _choose(self, "component", [(part.key, part.text) for part in head.parts])
        _choose(
            self, "activity", [("", "–"), *((a.key, f"{a.number}. {a.name}") for a in activities)]
        )
        _choose(
            self, "municipality", [("", "–"), *((str(p.organisation_id), p.name) for p in places)]
        )
        _choose(self, "cost_form", [(one.value, _(COST_FORM_WORDS[one])) for one in CostForm])
        _choose(self, "allocation", [("", _("Directly from the part")), *allocations])
        if kind is not LineKind.COST:
            for name in ("allocation", "cost_form", "hours", "rate", "rate_basis"):
                del self.fields[name]
            self.fields["amount"].required = True
        if kind is LineKind.BOOKED:
            for name in ("activity", "municipality"):
                del self.fields[name]

    def clean(self) -> None:
        """A cost has an amount, or hours and what one of them costs: not both, not neither."""
        found = super().clean() or self.cleaned_data
        if self.kind is not LineKind.COST or self.errors:
            return
        if found["cost_form"] == CostForm.INVOICE and found.get("hours"):
            self.add_error("hours", _("An invoice has an amount, not hours."))
        if found.get("hours"):
            for name in ("rate", "rate_basis"):
                if not found.get(name):
                    self.add_error(name, _("Say what an hour costs, and what that rests on."))
            if found.get("amount"):
                self.add_error("amount", _("Leave the amount empty: it is worked out."))
        elif found["cost_form"] == CostForm.HOURS:
            self.add_error("hours", _("Write how many hours."))
        elif found.get("amount") is None:
            self.add_error("amount", _("Write the amount."))

    @property
    def line(self) -> actions.NewLine:
        """The line of valid data."""
        data = self.cleaned_data
        hours, rate = data.get("hours"), data.get("rate")
        return actions.NewLine(
            kind=self.kind,
            component=data["component"],
            dated_on=data["dated_on"],
            text=data["text"],
            amount=Money.from_kronor(data["amount"] or 0),
            reference=data["reference"],
            activity_key=data.get("activity", ""),
            municipality_id=data.get("municipality") or None,
            allocation_id=data.get("allocation") or None,
            cost_form=CostForm(data["cost_form"]) if self.kind is LineKind.COST else None,
            minutes=int(hours * 60) if hours else None,
            rate=HourlyRate(Money.from_kronor(rate), data["rate_basis"])
            if hours and rate
            else None,
        )


class CorrectionForm(forms.Form):
    """What a line should have been, and why: the correction is the difference."""

    right = MoneyField(
        label=_("What the amount should be"), max_digits=14, decimal_places=2, min_value=0
    )
    reason = forms.CharField(label=_("Why it is corrected"), max_length=300)
    seen = forms.IntegerField(widget=forms.HiddenInput())


class ConditionForm(forms.Form):
    """A new condition of the grant."""

    text = forms.CharField(label=_("The condition"), max_length=200)
    component = forms.ChoiceField(label=_("Part of the grant"), required=False)

    def __init__(self, data: QueryDict | None = None, *, head: GrantHead) -> None:
        super().__init__(data, prefix="ny")
        _choose(
            self,
            "component",
            [("", _("The whole grant")), *((part.key, part.text) for part in head.parts)],
        )


class StandingForm(forms.Form):
    """How a condition stands in some municipalities, and what that rests on."""

    condition = forms.ChoiceField(label=_("The condition"))
    state = forms.ChoiceField(label=_("How it stands"), widget=forms.RadioSelect())
    basis = forms.CharField(label=_("What it rests on"), max_length=200)
    municipalities = forms.MultipleChoiceField(
        label=_("Municipalities"), widget=forms.CheckboxSelectMultiple()
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        conditions: Choices,
        places: Sequence[Place],
    ) -> None:
        super().__init__(data, prefix="lage")
        _choose(self, "condition", conditions)
        _choose(self, "state", [(one.value, _(CONDITION_WORDS[one])) for one in ConditionState])
        _choose(self, "municipalities", [(str(p.organisation_id), p.name) for p in places])


def day_of(year: int, today: date) -> date:
    """Give a day to begin with: today, or the last day of a year that has passed."""
    return today if today.year <= year else date(year, 12, 31)
