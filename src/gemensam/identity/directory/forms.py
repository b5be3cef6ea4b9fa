"""What the keeper of the directory writes: a unit that stands in HSA, and what a unit is a part of."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.kernel.actor import Regime
from gemensam.organisations.api import ListedProvider, ListedUnit, UnitKind
from gemensam.ui.widgets import SearchInput

LONGEST_NAME = 120
LONGEST_SEARCH = 80


class SearchForm(forms.Form):
    """A search for a unit, a care provider or somebody who works here."""

    use_required_attribute = False
    sok = forms.CharField(
        label=gettext_lazy("Search for a unit or a colleague"),
        help_text=gettext_lazy("A name, or an HSA-id."),
        max_length=LONGEST_SEARCH,
        required=False,
        widget=SearchInput,
    )


class PlaceForm(forms.Form):
    """What a unit is a part of."""

    use_required_attribute = False
    parent = forms.ChoiceField(label=gettext_lazy("Part of"), required=False)

    def __init__(self, units: Sequence[ListedUnit], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("The care provider itself")),
            *((str(one.id), one.name) for one in units),
        ]

    def parent_id(self) -> UUID | None:
        """Give the chosen unit of a form that is right."""
        chosen = self.cleaned_data["parent"]
        return UUID(chosen) if chosen else None


class UnitForm(forms.Form):
    """A unit that stands in HSA and is to be here as well: what HSA does not say of it."""

    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Write the unit's name.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it does"),
        choices=[("", gettext_lazy("Choose")), *UnitKind.choices],
        error_messages={"required": gettext_lazy("Choose what the unit does.")},
    )
    regime = forms.ChoiceField(
        label=gettext_lazy("Which act it works under"),
        choices=[
            ("", gettext_lazy("None of these")),
            *((one.value, one.value.replace("SOL", "SoL")) for one in Regime),
        ],
        help_text=gettext_lazy("Health care and social services are kept apart by it."),
        required=False,
    )

    def regime_chosen(self) -> Regime | None:
        """Give the act of a form that is right."""
        chosen = self.cleaned_data["regime"]
        return Regime(chosen) if chosen else None


def provider_named(providers: Sequence[ListedProvider], hsa_id: str) -> ListedProvider | None:
    """Find a care provider by its HSA-id."""
    return next((one for one in providers if one.hsa_id == hsa_id), None)
