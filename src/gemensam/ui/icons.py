"""Icons as inline SVG: heroicons' outlines, and eight shapes of our own that carry a status."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags.heroicons import heroicon_outline

# Each status has a shape as well as a colour, so that colour is never the only sign.
_STATUS_SHAPES = {
    "ok": '<circle class="fill" cx="10" cy="10" r="8"/>'
    '<path class="cut" d="M6.5 10.3l2.4 2.4 4.6-5"/>',
    "half": '<circle cx="10" cy="10" r="7.2"/><path class="fill" d="M10 5.5a4.5 4.5 0 000 9z"/>',
    "warm": '<circle class="fill" cx="10" cy="10" r="8"/>'
    '<path class="cut-wide" d="M10 5.8v5M10 14v.1"/>',
    "red": '<path class="fill" d="M6.7 2h6.6L18 6.7v6.6L13.3 18H6.7L2 13.3V6.7z"/>'
    '<path class="cut-wide" d="M10 5.8v5M10 14v.1"/>',
    "now": '<circle cx="10" cy="10" r="7.2"/><circle class="fill" cx="10" cy="10" r="4"/>',
    "ask": '<circle cx="10" cy="10" r="7.2" stroke-dasharray="2.5 2.5"/>'
    '<path d="M8.3 8a1.8 1.8 0 112.5 1.7c-.6.3-.8.7-.8 1.3M10 13.6v.1"/>',
    "off": '<circle cx="10" cy="10" r="7.2"/><path d="M8.2 7.5v5M11.8 7.5v5"/>',
    "open": '<circle cx="10" cy="10" r="7.2"/>',
}

# Enough for every icon of the product with and without a name; each is about 500 bytes.
_CACHED_ICONS = 512


@lru_cache(maxsize=_CACHED_ICONS)
def icon(name: str, label: str = "") -> SafeString:
    """Draw the icon; without a label it is hidden from screen readers."""
    if name.startswith("status-"):
        return _status_icon(name.removeprefix("status-"), label)
    if label:
        return mark_safe(  # noqa: S308 – the icon's own markup; attributes are escaped by heroicons
            heroicon_outline(
                name, size=None, **{"class": "icon", "role": "img", "aria-label": label}
            )
        )
    drawn = heroicon_outline(name, size=None, **{"class": "icon", "aria-hidden": "true"})
    return mark_safe(drawn)  # noqa: S308 – as above


def _status_icon(kind: str, label: str) -> SafeString:
    shape = mark_safe(_STATUS_SHAPES[kind])  # noqa: S308 – a constant above
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 20 20" role="img" aria-label="{}">{}</svg>',
            label,
            shape,
        )
    return format_html('<svg class="icon" viewBox="0 0 20 20" aria-hidden="true">{}</svg>', shape)
