"""What is asked when a definition is saved or a value is reported."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from gemensam.programme.rules.indicators import Measure
from gemensam.programme.rules.indicators_yaml import MOST_BYTES, Recipe

LARGEST_NUMBER = 2_000_000_000


class DefinitionsForm(forms.Form):
    """One or several definitions as text."""

    text = forms.CharField(
        label=_("Definitions as YAML"),
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        max_length=MOST_BYTES,
        strip=False,
    )


class ValueForm(forms.Form):
    """What a municipality counted, or why it cannot say."""

    numerator = forms.IntegerField(
        label=_("Numerator"), required=False, min_value=0, max_value=LARGEST_NUMBER
    )
    denominator = forms.IntegerField(
        label=_("Denominator"), required=False, min_value=0, max_value=LARGEST_NUMBER
    )
    because = forms.CharField(
        label=_("If it cannot be assessed: why?"), required=False, max_length=200
    )
    corrected_because = forms.CharField(
        label=_("Why is the locked value corrected?"), required=False, max_length=200
    )

    def __init__(self, *args: object, recipe: Recipe, is_locked: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what a form takes
        definition = recipe.definition
        if definition.measure is Measure.COUNT:
            del self.fields["denominator"]
            self.fields["numerator"].label = _("Number")
        if not is_locked:
            del self.fields["corrected_because"]
        else:
            self.fields["corrected_because"].required = True
        for part in recipe.parts:
            self._add_part(part.key, part.name.sv, definition.measure)

    def _add_part(self, key: str, name: str, measure: Measure) -> None:
        for kind in ("numerator", "denominator") if measure is Measure.SHARE else ("numerator",):
            label = _("%(part)s: numerator") if kind == "numerator" else _("%(part)s: denominator")
            self.fields[f"{kind}_{key}"] = forms.IntegerField(
                label=label % {"part": name},
                required=False,
                min_value=0,
                max_value=LARGEST_NUMBER,
            )


class PeriodForm(forms.Form):
    """Which values are looked at."""

    fran = forms.DateField()
    till = forms.DateField()

    def period(self) -> tuple[date, date] | None:
        """Give the period, or nothing when it is not one."""
        if not self.is_valid() or self.cleaned_data["till"] < self.cleaned_data["fran"]:
            return None
        return self.cleaned_data["fran"], self.cleaned_data["till"]
