"""What the HSA administrator types: a file, the mapping, a word to the brake, a reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.employees.feed.comparing import Limits
from gemensam.employees.feed.mapping import (
    Mapped,
    UnreadableCategories,
    read_categories,
    write_categories,
)
from gemensam.employees.feed.rows import REQUIRED, Field
from gemensam.employees.feed.settling import SHORTEST_REASON
from gemensam.employees.feed.words import FIELDS
from gemensam.employees.feed_models import LONGEST_REASON
from gemensam.ui.widgets import FileDrop, SuggestInput

WHOLE, PART = "alla", "en-del"


class UploadForm(forms.Form):
    """A file from the HR system."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("File from the HR system"),
        help_text=gettext_lazy("CSV with headings on the first line. At most 20 MB."),
        widget=FileDrop(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    holds = forms.ChoiceField(
        label=gettext_lazy("What the file holds"),
        choices=[
            (WHOLE, gettext_lazy("All who are employed. Whoever is not in it has left.")),
            (PART, gettext_lazy("Some of them. Whoever is not in it stays as before.")),
        ],
        initial=WHOLE,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what the file holds.")},
    )


class HeadingsForm(forms.Form):
    """A file of which only the headings are read, to choose among."""

    use_required_attribute = False
    sample = forms.FileField(
        label=gettext_lazy("Fetch the headings from a file"),
        help_text=gettext_lazy("Only the first line is read. Nothing is kept."),
        widget=FileDrop(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


def _share(label: Any, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        error_messages={
            "required": gettext_lazy("Write a number."),
            "invalid": gettext_lazy("Write a whole number."),
            "min_value": gettext_lazy("Write at least %(limit_value)s."),
            "max_value": gettext_lazy("Write at most %(limit_value)s."),
        },
    )


class MappingForm(forms.Form):
    """Which column is which, what their categories are to us, and when to stop."""

    use_required_attribute = False
    categories = forms.CharField(
        label=gettext_lazy("Categories of staff"),
        help_text=gettext_lazy(
            "A line for each word in the file: the word, an equals sign and one of legitimerad"
            " personal, chefer, handläggare, övrig socialtjänst, elevhälsa, övriga."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Write at least one line.")},
    )
    most_leavers = _share(gettext_lazy("Stop if more leave at once, in percent"), 50)
    most_changes = _share(gettext_lazy("Stop if something changes for more, in percent"), 90)
    floor = _share(gettext_lazy("But never stop for so few"), 1000)

    def __init__(self, *args: Any, headings: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in Field:
            self.fields[field.value] = forms.CharField(
                label=FIELDS[field],
                required=field in REQUIRED,
                max_length=100,
                help_text="" if field in REQUIRED else gettext_lazy("Leave empty if it has none."),
                widget=SuggestInput(headings),
                error_messages={"required": gettext_lazy("Write the column's heading.")},
            )
        self.order_fields([field.value for field in Field])

    @staticmethod
    def initial_of(
        mapped: Mapped, guessed: Mapping[Field, str], words: Sequence[str]
    ) -> dict[str, Any]:
        """Give what stands in the form first: what is kept, what was guessed, words that lack ours."""
        columns = {field.value: heading for field, heading in {**guessed, **mapped.columns}.items()}
        lines = [write_categories(mapped.categories), *(f"{word} = " for word in words)]
        return columns | {
            "categories": "\n".join(line for line in lines if line),
            "most_leavers": mapped.limits.most_leavers,
            "most_changes": mapped.limits.most_changes,
            "floor": mapped.limits.floor,
        }

    def clean_categories(self) -> dict[str, str]:
        """Read the lines; a line that is none is named."""
        try:
            return read_categories(self.cleaned_data["categories"])
        except UnreadableCategories as unreadable:
            raise forms.ValidationError(
                _("This line has no category of ours after the equals sign: %(line)s")
                % {"line": str(unreadable)}
            ) from unreadable

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two things."""
        given: dict[str, Any] = super().clean() or {}
        seen: dict[str, str] = {}
        for field in Field:
            heading = (given.get(field.value) or "").strip().casefold()
            if heading and heading in seen:
                self.add_error(field.value, _("The column is named twice."))
            seen[heading] = field.value
        return given

    def columns(self) -> dict[Field, str]:
        """Give the columns of a form that is right."""
        named = {field: self.cleaned_data[field.value].strip() for field in Field}
        return {field: heading for field, heading in named.items() if heading}

    def limits(self) -> Limits:
        """Give the limits of a form that is right."""
        given = self.cleaned_data
        return Limits(given["most_leavers"], given["most_changes"], given["floor"])


def _reason(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy("Write why."),
            "min_length": gettext_lazy("Write why in a few words."),
            "max_length": gettext_lazy("Write at most %(limit_value)s characters."),
        },
    )


class ReasonForm(forms.Form):
    """Why somebody lifts a suspension, lets held requests through or throws something away."""

    use_required_attribute = False
    reason = _reason(gettext_lazy("Why"))


class ReleaseForm(forms.Form):
    """The brake is let go: a reason, and the number that would leave, typed by whoever looked."""

    use_required_attribute = False
    reason = _reason(gettext_lazy("Why is it right all the same?"))
    number = forms.IntegerField(
        label=gettext_lazy("How many would leave?"),
        help_text=gettext_lazy("Write the number that stands above, so that you have seen it."),
        error_messages={
            "required": gettext_lazy("Write how many."),
            "invalid": gettext_lazy("Write a whole number."),
        },
    )

    def __init__(self, *args: Any, leavers: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leavers = leavers

    def clean_number(self) -> int:
        """Refuse another number than that of the plan."""
        number: int = self.cleaned_data["number"]
        if number != self.leavers:
            raise forms.ValidationError(_("That is not the number above."))
        return number
