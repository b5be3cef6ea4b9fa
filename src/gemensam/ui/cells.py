"""What fills tables, drawn in Python: a page holds hundreds of cells, and a template for each costs
twenty times as much. Everything that stands once or a few times on a page has a template.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gemensam.ui.icons import icon
from gemensam.ui.parts import Clock, Column, Kind, Lines, Num, Row, Table, Tag

# Kinds that have a shape of their own and another's colour.
_COLOURS: dict[str, str] = {
    Kind.HALF: Kind.WARM,
    Kind.NOW: "accent",
    Kind.ASK: "accent",
    Kind.OPEN: Kind.OFF,
}


def draw(value: object) -> SafeString | str:
    """Draw any part, or plain text; what is already safe stays as it is."""
    drawn = _DRAWN.get(type(value))
    if drawn is not None:
        return drawn(value)
    template_name = getattr(value, "template_name", None)
    if template_name is not None:
        return render_to_string(template_name, {"part": value})
    return conditional_escape(
        "" if value is None else value if isinstance(value, str) else str(value)
    )


def _num(part: Num) -> SafeString:
    muted = " muted" if part.muted else ""
    return format_html('<span class="nowrap{}">{}</span>', muted, part.text)


def _tag(part: Tag) -> SafeString:
    drawn = format_html(
        '<span class="tag tag--{}{}">{}{}</span>',
        _COLOURS.get(part.kind, part.kind),
        " tag--box" if part.box else "",
        icon(part.icon or f"status-{part.kind}"),
        part.text,
    )
    if not part.next_step:
        return drawn
    return format_html('<span class="status">{}<small>{}</small></span>', drawn, part.next_step)


def _lines(part: Lines) -> SafeString:
    return format_html(
        '<span class="status"><span>{}</span>{}</span>',
        format_html('<a href="{}">{}</a>', part.href, part.text) if part.href else part.text,
        format_html("<small>{}</small>", part.below) if part.below else "",
    )


def _clock(part: Clock) -> SafeString:
    return format_html(
        '<span class="clock{}"><svg viewBox="0 0 20 20" aria-hidden="true">'
        '<circle class="bg" cx="10" cy="10" r="7"/>'
        '<circle class="fg" cx="10" cy="10" r="7" pathLength="100" stroke-dasharray="{} 100"/>'
        "</svg>{}</span>",
        f" clock--{part.state}" if part.state else "",
        part.percent_gone,
        part.text,
    )


_DRAWN: dict[type, Callable[[Any], SafeString]] = {
    Num: _num,
    Tag: _tag,
    Lines: _lines,
    Clock: _clock,
}


def body_of(table: Table) -> SafeString:
    """Draw a table's rows. Each cell says its column, for the cards of a phone."""
    opened = [_opened(column) for column in table.columns]
    choose = escape(_("Choose")) if table.pick_name else ""
    return _joined(part for row in table.rows for part in _row(table, row, opened, choose))


def _row(table: Table, row: Row, opened: Sequence[str], choose: str) -> list[str]:
    state = ' class="is-on"' if row.on else ' class="subtotal"' if row.subtotal else ""
    key = f' id="row-{escape(row.key)}"' if row.key else ""
    parts = [f"<tr{state}{key} data-row>"]
    if table.pick_name:
        checked = " checked" if row.on else ""
        head = getattr(row.cells[0], "text", "") or row.cells[0]
        parts.append(
            f'<td class="pick"><label><span class="vh">{choose} {draw(head)}</span>'
            f'<input type="checkbox" name="{escape(table.pick_name)}" value="{escape(row.key)}"{checked}>'
            "</label></td>"
        )
    first = draw(row.cells[0])
    num = ' class="num"' if table.columns[0].num else ""
    linked = f'<a href="{escape(row.href)}">{first}</a>' if row.href else first
    parts.append(f'<th scope="row"{num}>{linked}</th>')
    parts += [
        f"<td{start}>{draw(cell)}</td>"
        for start, cell in zip(opened[1:], row.cells[1:], strict=False)
    ]
    parts.append("</tr>")
    return parts


def foot_of(table: Table) -> SafeString:
    """Draw a table's last line; the first cell is its head."""
    if not table.foot:
        return SafeString()
    opened = [_opened(column) for column in table.columns]
    cells = zip(opened[1:], table.foot[1:], strict=False)
    return _joined(
        (
            "<tfoot><tr>",
            "<td></td>" if table.pick_name else "",
            f'<th scope="row">{draw(table.foot[0])}</th>',
            *(f"<td{start}>{draw(cell)}</td>" for start, cell in cells),
            "</tr></tfoot>",
        )
    )


def _opened(column: Column) -> str:
    num = ' class="num"' if column.num else ""
    return f'{num} data-label="{escape(column.text)}"'


def _joined(parts: Any) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 -- every part is escaped above
