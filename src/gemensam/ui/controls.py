"""A form's controls, drawn in Python: Django has a template for each option of each choice, and a
list of the county's 49 municipalities took longer than the page around it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

type Widget = Mapping[str, Any]

WIDGETS = "django/forms/widgets/"
# All are one element with a type of its own.
_INPUTS = (
    *("input", "text", "number", "email", "url", "password", "hidden", "date", "time", "datetime"),
    *("tel", "search", "color", "checkbox"),
)


class Controls(DjangoTemplates):
    """Draws what it knows as Django's own templates do, and leaves the rest to them."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Draw a control, or whatever else a form has a template for."""
        widget = context.get("widget")
        drawn = _DRAWN.get(template_name)
        if drawn is None or widget is None or widget.get("wrap_label"):
            return super().render(template_name, context, request)
        return mark_safe("".join(drawn(widget)))  # noqa: S308 -- every value is escaped below


def _said(value: object) -> str:
    return conditional_escape(str(value))


def _attributes(widget: Widget) -> Iterator[str]:
    for name, value in widget["attrs"].items():
        if value is True:
            yield f" {_said(name)}"
        elif value is not False:
            yield f' {_said(name)}="{_said(value)}"'


def _input(widget: Widget) -> Iterator[str]:
    yield f'<input type="{_said(widget["type"])}" name="{_said(widget["name"])}"'
    if widget["value"] is not None:
        yield f' value="{_said(widget["value"])}"'
    yield from _attributes(widget)
    yield ">"


def _textarea(widget: Widget) -> Iterator[str]:
    yield f'<textarea name="{_said(widget["name"])}"'
    yield from _attributes(widget)
    # The first line break is the element's own.
    yield ">\n"
    yield _said(widget["value"] or "")
    yield "</textarea>"


def _select(widget: Widget) -> Iterator[str]:
    yield f'<select name="{_said(widget["name"])}"'
    yield from _attributes(widget)
    yield ">"
    for group, options, _index in widget["optgroups"]:
        if group:
            yield f'<optgroup label="{_said(group)}">'
        for option in options:
            yield f'<option value="{_said(option["value"])}"'
            yield from _attributes(option)
            yield f">{_said(option['label'])}</option>"
        if group:
            yield "</optgroup>"
    yield "</select>"


_DRAWN: Mapping[str, Callable[[Widget], Iterator[str]]] = {
    **{f"{WIDGETS}{name}.html": _input for name in _INPUTS},
    # One of several, with its label drawn by whoever asks.
    f"{WIDGETS}radio_option.html": _input,
    f"{WIDGETS}checkbox_option.html": _input,
    f"{WIDGETS}textarea.html": _textarea,
    f"{WIDGETS}select.html": _select,
}
