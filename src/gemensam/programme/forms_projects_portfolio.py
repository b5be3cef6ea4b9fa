"""What is asked about applications to the portfolio, and when they are scored and decided."""

from decimal import Decimal
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gemensam.kernel.money import Money
from gemensam.programme import words_projects as words
from gemensam.programme.forms_projects import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    LONGEST_LINE,
    LONGEST_TEXT,
    Choices,
    area,
    choices_of,
    give,
    in_swedish,
)
from gemensam.programme.kinds_projects import Criterion, Outcome
from gemensam.programme.models.projects_portfolio import MOST_PERCENT
from gemensam.programme.rules.projects_portfolio import Model, Support
from gemensam.ui.widgets import DateInput, MoneyField


class SupportFields(forms.Form):
    """The three forms of support; at least one."""

    percent = forms.IntegerField(
        label=_("Project lead, per cent of a post"),
        required=False,
        min_value=1,
        max_value=MOST_PERCENT,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    exchange = forms.BooleanField(label=_("Exchange of experience"), required=False)
    money = MoneyField(label=_("Money"), required=False, min_value=1, decimal_places=2)

    @property
    def support(self) -> Support:
        """The support of valid data."""
        money = self.cleaned_data.get("money")
        return Support(
            percent=self.cleaned_data.get("percent"),
            exchange=bool(self.cleaned_data.get("exchange")),
            money=Money.from_kronor(money) if isinstance(money, Decimal) else None,
        )


class ApplicationForm(SupportFields):
    """A municipality's application."""

    title = forms.CharField(label=_("What the project is called"), max_length=160)
    purpose = forms.CharField(label=_("What it is for"), max_length=LONGEST_TEXT, widget=area())
    cooperation = forms.CharField(
        label=_("How you cooperate"), max_length=LONGEST_TEXT, widget=area(3)
    )
    transparency = forms.CharField(
        label=_("How others can follow it"), max_length=LONGEST_TEXT, widget=area(3)
    )
    reuse = forms.CharField(
        label=_("How others can use it again"), max_length=LONGEST_TEXT, widget=area(3)
    )
    activity = forms.ChoiceField(
        label=_("Activity of the plan"), required=False, widget=in_swedish()
    )
    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)

    field_order = (
        "title", "purpose", "cooperation", "transparency", "reuse", "activity", "percent",
        "exchange", "money",
    )  # fmt: skip

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        activities: Choices,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        give(self, "activity", [("", gettext("None that the plan names")), *activities])


class InviteForm(forms.Form):
    """Which municipalities to ask, in any association."""

    municipalities = forms.MultipleChoiceField(
        label=_("Ask more municipalities"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one municipality")},
    )

    def __init__(self, data: QueryDict | None = None, *, places: Choices) -> None:
        super().__init__(data)
        give(self, "municipalities", places)

    @property
    def chosen(self) -> list[UUID]:
        """The municipalities of valid data."""
        return [UUID(one) for one in self.cleaned_data["municipalities"]]


class ModelForm(forms.Form):
    """SSVIT's decision on the model."""

    decided_by = forms.CharField(label=_("Who decided"), max_length=80, initial="SSVIT")
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DateInput())
    reference = forms.CharField(label=_("Reference"), max_length=80)
    text = forms.CharField(label=_("What was decided"), max_length=LONGEST_TEXT, widget=area())
    cooperation = forms.IntegerField(
        label=_("Weight of cooperation"), min_value=1, max_value=10, initial=1
    )
    transparency = forms.IntegerField(
        label=_("Weight of transparency"), min_value=1, max_value=10, initial=1
    )
    reuse = forms.IntegerField(label=_("Weight of use again"), min_value=1, max_value=10, initial=1)
    highest = forms.IntegerField(
        label=_("Highest score of each"), min_value=1, max_value=10, initial=4
    )

    @property
    def model(self) -> Model:
        """The model of valid data."""
        given = self.cleaned_data
        weights = {
            Criterion.COOPERATION: given["cooperation"],
            Criterion.TRANSPARENCY: given["transparency"],
            Criterion.REUSE: given["reuse"],
        }
        return Model(weights, given["highest"])


class FrameForm(forms.Form):
    """What a year's portfolio has to give."""

    year = forms.IntegerField(label=_("Year"), min_value=EARLIEST_YEAR, max_value=LATEST_YEAR)
    money = MoneyField(label=_("Money"), min_value=0, decimal_places=2)
    percent = forms.IntegerField(label=_("Per cent of a post"), min_value=0, max_value=1000)
    wanted = forms.IntegerField(
        label=_("Projects to carry out"), required=False, min_value=0, max_value=100
    )
    source = forms.CharField(label=_("Where it is decided"), max_length=200)

    @property
    def amount(self) -> Money:
        """The money of valid data."""
        return Money.from_kronor(self.cleaned_data["money"])


class CallForm(forms.Form):
    """A call for applications."""

    frame = forms.ChoiceField(label=_("Year"))
    title = forms.CharField(label=_("Title"), max_length=160)
    text = forms.CharField(
        label=_("In words"), required=False, max_length=LONGEST_TEXT, widget=area(3)
    )
    opens_on = forms.DateField(label=_("Opens"), widget=DateInput())
    closes_on = forms.DateField(label=_("Last day"), widget=DateInput())

    def __init__(self, data: QueryDict | None = None, *, frames: Choices) -> None:
        super().__init__(data)
        give(self, "frame", frames)

    def clean(self) -> dict[str, object]:
        """Refuse a call that ends before it begins."""
        given = dict(super().clean() or {})
        opens, closes = given.get("opens_on"), given.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("The last day comes after the first"))
        return given


class ScoreForm(forms.Form):
    """One assessor's scores and why."""

    cooperation = forms.IntegerField(label=_("Cooperation"), min_value=0)
    transparency = forms.IntegerField(label=_("Transparency and communication"), min_value=0)
    reuse = forms.IntegerField(label=_("Possible to use again"), min_value=0)
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_LINE, widget=area(2))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        highest: int,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id="id_score_%s")
        for name in ("cooperation", "transparency", "reuse"):
            self.fields[name] = forms.IntegerField(
                label=self.fields[name].label, min_value=0, max_value=highest
            )

    @property
    def scores(self) -> dict[Criterion, int]:
        """The scores of valid data."""
        return {each: self.cleaned_data[each.lower()] for each in Criterion}


class DecisionForm(SupportFields):
    """A decision on an application."""

    outcome = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    decided_on = forms.DateField(label=_("Day of the decision"), widget=DateInput())
    reference = forms.CharField(label=_("Reference"), max_length=80)
    reason = forms.CharField(label=_("Why"), max_length=LONGEST_TEXT, widget=area(3))
    version = forms.IntegerField(widget=forms.HiddenInput())

    field_order = (
        "outcome", "percent", "exchange", "money", "decided_on", "reference", "reason",
    )  # fmt: skip

    def __init__(
        self, data: QueryDict | None = None, *, initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        give(self, "outcome", choices_of(words.OUTCOME_WORDS))

    @property
    def decided(self) -> Outcome:
        """The outcome of valid data."""
        return Outcome(self.cleaned_data["outcome"])
