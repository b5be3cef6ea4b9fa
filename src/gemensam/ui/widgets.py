"""Form widgets and fields for what Swedish forms ask: dates, amounts, identity numbers, files."""

import re
from collections.abc import Sequence
from decimal import Decimal

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from gemensam.ui import formats

_SPACES_AND_UNIT = re.compile(r"[\s\u00a0\u202f]|kr\.?$|sek$", re.IGNORECASE)


class DateInput(forms.DateInput):
    """A date in the browser's own picker; the value travels as year-month-day."""

    input_type = "date"
    is_short = True

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """A time of day in the browser's own picker."""

    input_type = "time"
    is_short = True

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class MoneyInput(forms.TextInput):
    """An amount in kronor, shown with narrow spaces and its unit beside."""

    is_short = True
    unit = _("kr")

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def format_value(self, value: object) -> str | None:
        """Group the thousands, but leave alone what somebody typed and got wrong."""
        if isinstance(value, Decimal | int):
            decimals = 0 if value == int(value) else 2
            digits = f"{abs(value):,.{decimals}f}".replace(".", ";")
            # Never a comma for thousands: read back, it would be a decimal.
            digits = digits.replace(",", formats.NARROW_SPACE).replace(";", ",")
            return f"-{digits}" if value < 0 else digits
        return None if value is None else str(value)


class MoneyField(forms.DecimalField):
    """An amount as people write it: `8 450`, `8450,50`, `8 450 kr`."""

    widget = MoneyInput
    default_error_messages = {
        "invalid": _("Write the amount in figures, for example 8 450"),
    }

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # the stubs follow IntegerField
        """Read the amount after taking away spaces and the unit."""
        if isinstance(value, str):
            value = _SPACES_AND_UNIT.sub("", value.strip()).replace(",", ".").replace("−", "-")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:  # noqa: ARG002 – Django's
        """Keep `min` and `step` off: the input is text, so that spaces may be typed."""
        return {}


class PersonNumberInput(forms.TextInput):
    """A personal identity number: twelve digits, never remembered by the browser."""

    is_short = True
    # 19121212-9819 with room for the spaces and hyphens people put in.
    longest = 16

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        fixed: dict[str, object] = {
            "inputmode": "numeric",
            "autocomplete": "off",
            "spellcheck": "false",
            "maxlength": self.longest,
        }
        super().__init__(attrs={**fixed, **(attrs or {})})


class FileDrop(forms.ClearableFileInput):
    """A file or photo; on a phone the browser offers the camera itself."""

    template_name = "django/forms/widgets/file.html"


class ManyFilesDrop(FileDrop):
    """Several files or photos at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: object, files: object, name: str) -> object:  # noqa: ARG002
        """Return every file sent under the name, as a list."""
        getlist = getattr(files, "getlist", None)
        return getlist(name) if getlist else []


class SuggestInput(forms.TextInput):
    """Free text with suggestions: the browser's own list, so it works without script."""

    def __init__(self, options: Sequence[str], attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs={"autocomplete": "off", **(attrs or {})})
        self.options = options

    def render(
        self,
        name: str,
        value: object,
        attrs: dict[str, object] | None = None,
        renderer: BaseRenderer | None = None,
    ) -> SafeString:
        """Draw the input and its list, tied by id."""
        list_id = f"{(attrs or {}).get('id', name)}_options"
        box = super().render(name, value, {**(attrs or {}), "list": list_id}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((o,) for o in self.options))
        return format_html('{}<datalist id="{}">{}</datalist>', box, list_id, options)


class SearchInput(forms.TextInput):
    """A search box: the magnifying glass is drawn by the field's template."""

    input_type = "search"

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false", **(attrs or {})})
