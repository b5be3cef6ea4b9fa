"""The component library for templates: `{% load ui %}` gives every tag and filter."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gemensam.ui import cells, charts, filters, form_markup, formats, icons, look, parts

register = template.Library()

register.filter("day", formats.day)
register.filter("long_day", formats.long_day)
register.filter("short_day", formats.short_day)
register.filter("clock_time", formats.clock)
register.filter("moment", formats.moment)
register.filter("long_moment", formats.long_moment)
register.filter("short_moment", formats.short_moment)
register.filter("number", formats.number)
register.filter("amount", formats.amount)
register.filter("file_size", formats.file_size)
register.filter("telephone", formats.telephone)
register.simple_tag(formats.percent, name="percent")
register.simple_tag(formats.until, name="until")
register.simple_tag(formats.moment_and_until, name="moment_and_until")
register.simple_tag(icons.icon, name="icon")


def _draw(name: str, values: Mapping[str, object]) -> SafeString:
    return render_to_string(f"ui/{name}.html", dict(values))


@register.simple_tag
def part(value: object) -> SafeString | str:
    """Draw any part, or plain text."""
    return cells.draw(value)


@register.simple_tag(takes_context=True)
def shell_of(context: Context) -> parts.Shell:
    """Return the frame that the view or a context processor gave, or a plain one."""
    given = context.get("shell")
    if isinstance(given, parts.Shell):
        return given
    is_demo = bool(context.get("is_demo"))
    return parts.Shell(demo_text=_("People, cases and times are made up.") if is_demo else "")


@register.simple_tag(takes_context=True)
def chosen_theme(context: Context) -> str:
    """Return the reader's choice of light or dark, or nothing when the system decides."""
    request = context.get("request")
    return look.theme_of(request) if request else ""


@register.simple_tag(takes_context=True)
def page_address(context: Context) -> str:
    """Return the address that leads back to this page."""
    request = context.get("request")
    return look.page_of(request) if request else ""


@register.simple_tag
def stylesheet_url() -> str:
    """Return the address of the joined style sheet, or of the plain file where ui has no urls."""
    try:
        return reverse("ui:stylesheet", args=[look.stylesheet()[1]])
    except NoReverseMatch:
        return static("ui/css/main.css")


# --- single things ---------------------------------------------------------------------------


@register.simple_tag
def button(
    text: str,
    kind: str = "",
    *,
    href: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
    type: str = "submit",  # noqa: A002 – HTML's own word
    below: str = "",
    disabled: bool = False,
    busy: bool = False,
    wide: bool = False,
    small: bool = False,
    form: str = "",
    id: str = "",  # noqa: A002 – HTML's own word
    extra: str = "",
) -> SafeString:
    """Draw a button, or a link that looks like one when `href` is given."""
    return _draw("button", locals())


@register.simple_tag
def tag(
    text: str, kind: str = "off", *, box: bool = False, next_step: str = "", icon: str = ""
) -> SafeString | str:
    """Draw a status: shape and word."""
    return part(parts.Tag(text=text, kind=kind, box=box, next_step=next_step, icon=icon))


@register.simple_tag
def clock(text: str, percent_gone: int = 0, state: str = "") -> SafeString | str:
    """Draw a deadline's clock; `state` is nothing, `soon` or `late`."""
    return part(parts.Clock(text=text, percent_gone=percent_gone, state=state))


@register.simple_tag
def made_up(text: str = "") -> SafeString | str:
    """Mark an invented value."""
    return part(parts.MadeUp(text=text or _("made-up value")))


@register.simple_tag
def empty(
    title: str,
    text: str = "",
    *,
    href: str = "",
    action: str = "",
    icon: str = "inbox",
    level: int = 3,
) -> SafeString:
    """Draw an empty or broken state with the one useful action; its heading has a level."""
    return _draw("empty", locals())


@register.simple_tag
def skeleton(lines: int = 3, label: str = "") -> SafeString:
    """Draw a place that is being filled."""
    return _draw("skeleton", {"lines": range(lines), "label": label or _("Loading")})


@register.simple_tag
def sync_mark(state: str, count: int = 0) -> SafeString:
    """Draw whether something is on the phone, sending, received or signed."""
    return _draw("sync_mark", locals())


@register.simple_tag
def print_head(title: str, now: datetime | None = None, by: str = "") -> SafeString:
    """Draw what only paper shows: title, time of printing and by whom."""
    return _draw("print_head", locals())


# --- forms -----------------------------------------------------------------------------------


@register.simple_tag
def form_field(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    unit: str = "",
    short: bool = False,
    in_row: bool = False,
) -> SafeString:
    """Draw a field with label, hint, error and every id that ties them."""
    markup = form_markup.describe(
        bound, label=label, hint=hint, unit=unit, short=short, in_row=in_row
    )
    return _draw("form_field", {"field": markup})


@register.simple_tag
def form_fields(form: BaseForm) -> SafeString:
    """Draw every visible field of the form in order, and the hidden ones."""
    return _draw("form_fields", {"form": form})


@register.simple_tag
def error_summary(*forms: BaseForm, level: int = 2) -> SafeString:
    """Draw what must be mended, each line a link to its control; nothing when all is well."""
    return _draw("error_summary", {"errors": list(form_markup.errors_of(forms)), "level": level})


@register.simple_tag
def saved_mark(text: str = "") -> SafeString:
    """Draw where autosave says `Sparat kl. 16.28`; place it inside the form."""
    return _draw("saved_mark", locals())


@register.simple_block_tag
def fieldset(content: str, legend: str, *, hint: str = "") -> SafeString:
    """Group fields under one legend."""
    return _draw("fieldset", locals())


# --- boxes round content ---------------------------------------------------------------------


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    *,
    level: int = 2,
    id: str = "",  # noqa: A002 – HTML's own word
    href: str = "",
    link: str = "",
) -> SafeString:
    """Put content on a surface of its own, with a title and perhaps a link beside it."""
    return _draw("card", locals())


@register.simple_block_tag
def banner(content: str, kind: str = "", *, icon: str = "", id: str = "") -> SafeString:  # noqa: A002
    """Say something above the rest; `kind` is nothing, `ok`, `warm`, `red` or `demo`."""
    return _draw("banner", locals())


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002
    """Draw a native dialog; a link to `#id` with data-dialog opens it, without JavaScript too."""
    return _draw("dialog", locals())


@register.simple_block_tag
def chart_frame(
    content: str, title: str, *, below: str = "", download_href: str = "", table: object = None
) -> SafeString:
    """Frame a drawing of one's own with title, data table and download."""
    return _draw("chart_frame", locals())


# --- lists -----------------------------------------------------------------------------------


@register.simple_tag
def table(value: parts.Table) -> SafeString | str:
    """Draw a table."""
    return part(value)


register.simple_tag(cells.body_of, name="table_body")
register.simple_tag(cells.foot_of, name="table_foot")


@register.simple_tag
def chips(links: Sequence[parts.Link], label: str = "") -> SafeString:
    """Draw filters as links in the address."""
    return _draw("chips", {"links": links, "label": label or _("Filter")})


@register.simple_tag
def ignored_note(chosen: filters.Chosen) -> SafeString:
    """Say which parts of the address were not understood and left out; nothing when all were."""
    return _draw("ignored_note", locals())


@register.simple_tag
def tabs(links: Sequence[parts.Link], label: str) -> SafeString:
    """Draw tabs as links."""
    return _draw("tabs", locals())


@register.simple_tag
def crumbs(links: Sequence[parts.Link]) -> SafeString:
    """Draw the way here; the last link is the page itself."""
    return _draw("crumbs", locals())


@register.simple_tag
def card_list(cards: Sequence[parts.Card], *, level: int = 3) -> SafeString:
    """Draw items as cards that are links."""
    return _draw("card_list", locals())


@register.simple_tag
def waiting(items: Sequence[parts.Waiting], *, level: int = 3) -> SafeString:
    """Draw what waits for the reader, each with its one action."""
    return _draw("waiting", locals())


@register.simple_tag
def facts(items: Sequence[parts.Fact], *, stack: bool = False) -> SafeString:
    """Draw terms and values."""
    return _draw("facts", locals())


@register.simple_tag
def answers(items: Sequence[parts.Fact]) -> SafeString:
    """Draw answers to check before sending, each with `Ändra`."""
    return _draw("answers", locals())


@register.simple_tag
def files(items: Sequence[parts.File]) -> SafeString:
    """Draw files, each with its state."""
    return _draw("files", locals())


@register.simple_tag
def stepper(steps: Sequence[parts.Step], *, flat: bool = True) -> SafeString:
    """Draw how far something has come."""
    return _draw("stepper", locals())


@register.simple_tag
def checklist(items: Sequence[parts.Check]) -> SafeString:
    """Draw what is done and what remains."""
    return _draw("checklist", locals())


@register.simple_tag
def thread(events: Sequence[parts.Event]) -> SafeString:
    """Draw a dialogue as typed events."""
    return _draw("thread", locals())


@register.simple_tag
def timeline(moments: Sequence[parts.Moment]) -> SafeString:
    """Draw what has happened and what is planned."""
    return _draw("timeline", locals())


@register.simple_tag
def workings(
    steps: Sequence[parts.Working],
    *,
    title: str = "",
    note: str = "",
    open: bool = False,  # noqa: A002
) -> SafeString:
    """Draw how a figure was reached, step by step."""
    return _draw(
        "workings",
        {
            "steps": steps,
            "title": title or _("How this was worked out"),
            "note": note,
            "open": open,
        },
    )


@register.simple_tag
def audit_strip(seen: Sequence[parts.Seen], *, href: str = "", level: int = 2) -> SafeString:
    """Draw who has seen this."""
    return _draw("audit_strip", locals())


@register.simple_tag
def figures(items: Sequence[parts.Figure]) -> SafeString:
    """Draw large numbers in a row."""
    return _draw("figures", locals())


@register.simple_tag
def bar_chart(chart: charts.BarChart) -> SafeString:
    """Draw bars from zero, with the target as a line and gaps shown as gaps."""
    return _draw("bar_chart", {"chart": chart, "drawing": charts.draw_bars(chart)})


@register.simple_tag
def line_chart(chart: charts.LineChart) -> SafeString:
    """Draw a line over time, with the target and gaps."""
    return _draw("line_chart", {"chart": chart, "drawing": charts.draw_line(chart)})


@register.simple_tag
def dot_strip(strip: charts.DotStrip) -> SafeString:
    """Draw one dot per value and the median as a stroke."""
    return _draw("dot_strip", {"strip": strip, "drawing": charts.draw_strip(strip)})


@register.simple_tag
def area_map(value: parts.Map) -> SafeString:
    """Draw areas in five strengths, each a link that the keyboard reaches."""
    return _draw("area_map", {"map": value})


@register.simple_tag
def today_or_day(value: date, now: datetime) -> str:
    """Write `i dag` beside the date of today, otherwise only the date."""
    words = formats.day(value)
    return f"{_('today')}, {words}" if value == formats.local_day(now) else words
