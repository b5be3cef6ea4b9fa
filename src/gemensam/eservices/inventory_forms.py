"""What a municipality's officer writes of an e-service."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.eservices import inventory_words as words
from gemensam.eservices.inventory_actions import Told
from gemensam.eservices.inventory_rules import HOSTINGS


def _why() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Which decision, or what has changed. Stays in the history."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write why.")},
    )


class StageForm(forms.Form):
    """How far an e-service has come here."""

    use_required_attribute = False
    stage = forms.ChoiceField(
        label=gettext_lazy("How far has it come here?"),
        choices=list(words.STAGES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how far it has come.")},
    )
    reason = _why()

    def __init__(self, *args: Any, may_leave: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_leave:
            stage = self.fields["stage"]
            assert isinstance(stage, forms.ChoiceField)
            stage.choices = [*words.STAGES.items(), ("", _("We take no part"))]
            stage.required = False


class ListedForm(forms.Form):
    """An e-service beside the platform."""

    use_required_attribute = False
    title = forms.CharField(
        label=gettext_lazy("What is it called?"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write what it is called.")},
    )
    about = forms.CharField(
        label=gettext_lazy("What does one do there?"),
        help_text=gettext_lazy("Residents read this: a sentence or two."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Write what one does there.")},
    )
    area = forms.ChoiceField(
        label=gettext_lazy("Which area of social services?"),
        choices=[("", gettext_lazy("Choose an area")), *words.AREAS.items()],
        error_messages={"required": gettext_lazy("Choose an area.")},
    )
    href = forms.URLField(
        label=gettext_lazy("Its address on the web"),
        help_text=gettext_lazy("Begins with https://. Empty until there is one."),
        required=False,
        max_length=300,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Write the whole address, with https://.")},
    )
    hosting = forms.ChoiceField(
        label=gettext_lazy("Whose is it?"),
        choices=[(one, words.HOSTINGS[one]) for one in HOSTINGS],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whose it is.")},
    )
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Which parts of the definition does it meet?"),
        help_text=gettext_lazy("What you do not tick is shown as missing."),
        choices=list(words.PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def told(self) -> Told:
        """Give what a form that is right says."""
        return Told(**{key: self.cleaned_data[key] for key in Told.__slots__})


class NewForm(ListedForm, StageForm):
    """One that is not in the inventory yet."""

    field_order = (*Told.__slots__, "stage", "reason")


class ChangeForm(ListedForm):
    """A new version of one that is."""

    reason = _why()


class EndForm(forms.Form):
    """Why it is no more."""

    use_required_attribute = False
    reason = _why()
