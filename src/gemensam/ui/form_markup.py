"""What the field template needs to know about a bound field: its kind, ids and links."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.forms import BaseForm, BoundField, DateField
from django.forms import widgets as django_widgets
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gemensam.ui import widgets


@dataclass(frozen=True, slots=True)
class FieldMarkup:
    """One field, ready to draw."""

    bound: BoundField
    kind: str
    control: SafeString | str
    label: str
    hint: str
    unit: str
    hint_id: str
    error_id: str
    described_by: str
    errors: Sequence[str]
    optional: bool
    in_row: bool


@dataclass(frozen=True, slots=True)
class FieldError:
    """One line of the error summary and the control it leads to."""

    text: str
    target: str


def describe(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    unit: str = "",
    short: bool = False,
    in_row: bool = False,
) -> FieldMarkup:
    """Work out how the field is drawn; label and hint fall back to the form's own."""
    hint = hint or str(bound.help_text or "")
    hint_id = f"{bound.auto_id}_hint" if hint else ""
    error_id = f"{bound.auto_id}_error" if bound.errors else ""
    described_by = " ".join(part for part in (hint_id, error_id) if part)
    kind = _kind(bound)
    widget = bound.field.widget
    return FieldMarkup(
        bound=bound,
        kind=kind,
        control="" if kind == "choices" else _control(bound, kind, described_by, short=short),
        label=label or str(bound.label or ""),
        hint=hint,
        unit=unit or str(getattr(widget, "unit", "")),
        hint_id=hint_id,
        error_id=error_id,
        described_by=described_by,
        errors=words_of(bound),
        optional=_is_said_optional(bound) and kind != "check",
        in_row=in_row,
    )


def _is_said_optional(bound: BoundField) -> bool:
    """Say whether the label tells that it may be left empty; a form of settings says it of none."""
    field = bound.field
    return not (field.required or field.disabled) and getattr(field, "says_optional", True)


def _kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, django_widgets.RadioSelect | django_widgets.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, django_widgets.CheckboxInput):
        return "check"
    if isinstance(widget, django_widgets.FileInput):
        return "file"
    if isinstance(widget, widgets.SearchInput):
        return "search"
    return "plain"


def _control(bound: BoundField, kind: str, described_by: str, *, short: bool) -> SafeString:
    attrs: dict[str, str | bool] = {}
    if kind != "check":
        classes = ["input"] if kind != "file" else []
        if short or getattr(bound.field.widget, "is_short", False):
            classes.append("input--short")
        if kind == "search":
            classes.append("input--search")
        own = bound.field.widget.attrs.get("class")
        attrs["class"] = " ".join([*classes, *([str(own)] if own else [])])
        if not attrs["class"]:
            del attrs["class"]
    if described_by:
        attrs["aria-describedby"] = described_by
    return bound.as_widget(attrs=attrs)


def errors_of(forms: Sequence[BaseForm]) -> Iterator[FieldError]:
    """Yield every error of the forms in the order of the page, with where to mend it."""
    for form in forms:
        for text in form.non_field_errors():
            yield FieldError(text=str(text), target="")
        for bound in form:
            for text in words_of(bound):
                yield FieldError(text=text, target=_first_control(bound))


def words_of(bound: BoundField) -> list[str]:
    """Say what is wrong and how to mend it, naming the field where Django's own words do not."""
    return [
        _own_words(bound, code) or str(text)
        for code, text in zip(_codes(bound), bound.errors, strict=True)
    ]


def _codes(bound: BoundField) -> list[str]:
    return [error.code or "" for error in bound.errors.as_data()]


def _own_words(bound: BoundField, code: str) -> str:
    """Return better words than Django's default ones; a form's own words are left alone."""
    if code not in {"required", "invalid"} or not _has_default_words(bound, code):
        return ""
    values = {"label": bound.label}
    if code == "invalid":
        is_date = isinstance(bound.field, DateField)
        return _("Write a date such as 2026-11-21: %(label)s") % values if is_date else ""
    kind = _kind(bound)
    if kind == "check":
        return _("Tick the box: %(label)s") % values
    if kind == "choices" or isinstance(bound.field.widget, django_widgets.Select):
        return _("Choose an answer: %(label)s") % values
    if kind == "file":
        return _("Add a file: %(label)s") % values
    return _("Fill in: %(label)s") % values


def _has_default_words(bound: BoundField, code: str) -> bool:
    words = [
        getattr(cls, "default_error_messages", {}).get(code) for cls in type(bound.field).__mro__
    ]
    default = next((one for one in words if one is not None), None)
    return default is not None and bound.field.error_messages.get(code) == default


def _first_control(bound: BoundField) -> str:
    if _kind(bound) == "choices":
        return f"{bound.auto_id}_0"
    return str(bound.id_for_label or bound.auto_id)
