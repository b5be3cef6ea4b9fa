"""The forms about organisations as representatives: which one, its number, and who acts for it."""

from collections.abc import Sequence
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gemensam.eservices.mandate_forms import EVIDENCE_MAX, PaperForm, WhoForm
from gemensam.eservices.mandates import NamedOrganisation
from gemensam.kernel.organisation_number import (
    BelongsToAPerson,
    UnusableOrganisationNumber,
    parse_organisation_number,
)
from gemensam.ui.widgets import FileDrop


class OrganisationForm(forms.Form):
    """Which of the organisations that the municipality has registered."""

    title = _("Organisation")
    organisation = forms.ChoiceField(
        label=_("Which organisation?"),
        help_text=_(
            "Is it not here? Ask it to get in touch with the municipality, which registers who may "
            "act for it."
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an organisation."),
            "invalid_choice": _("Nobody can act for that organisation any more. Choose another."),
        },
    )

    def __init__(self, data: QueryDict | None, *, among: Sequence[NamedOrganisation]) -> None:
        super().__init__(data)
        self.among = {str(one.id): one for one in among}
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (key, f"{one.name}, {one.shown_number}") for key, one in self.among.items()
        ]

    def clean_organisation(self) -> NamedOrganisation:
        """Give the organisation itself."""
        return self.among[self.cleaned_data["organisation"]]


class NewOrganisationForm(forms.Form):
    """An organisation by number and name."""

    use_required_attribute = False
    number = forms.CharField(
        label=_("Organisation number"),
        help_text=_("Ten digits, as in 559900-0337."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": _("Write the organisation number.")},
    )
    name = forms.CharField(
        label=_("The organisation's name"),
        help_text=_("As it is registered. Residents choose by it."),
        max_length=100,
        error_messages={"required": _("Write the organisation's name.")},
    )

    def clean_number(self) -> str:
        """Read the number, and say in words what is wrong with it."""
        try:
            return parse_organisation_number(self.cleaned_data["number"])
        except BelongsToAPerson as error:
            message = _(
                "That is a sole trader's number, which is the person's own. Register the mandate to "
                "the person instead."
            )
            raise forms.ValidationError(message) from error
        except UnusableOrganisationNumber as error:
            message = _("The number is not right. Write ten digits and check the last four.")
            raise forms.ValidationError(message) from error


class AppointForm(PaperForm, WhoForm):
    """Somebody who may act for an organisation, how long and by which paper."""

    use_required_attribute = False
    field_order = ("number", "name", "starts_on", "ends_on", "evidence")
    evidence = forms.CharField(
        label=_("Which paper says so, and where is it?"),
        help_text=_("For example: minutes of 3 March, SN 2026-118."),
        max_length=EVIDENCE_MAX,
        error_messages={"required": _("Write which paper says so.")},
    )

    def __init__(self, data: QueryDict | None, *, today: date) -> None:
        super().__init__(data, today=today)
        self.fields["ends_on"].help_text = _("Leave it empty, and it lasts until it is ended.")


class EndForm(forms.Form):
    """Why somebody acts no more for an organisation."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Why, and who told you?"),
        help_text=_("For example: the chair called, she has left."),
        max_length=160,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why and who told you.")},
    )


class ScanForm(forms.Form):
    """The paper of a mandate, scanned."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("The scanned paper"),
        help_text=_("PDF, JPEG or PNG. Several pages: scan them as one PDF."),
        widget=FileDrop(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
