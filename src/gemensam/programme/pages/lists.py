"""The hub of all lists, and the page of one: what it holds, its files, and what has come in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gemensam.kernel.swedish import sort_key
from gemensam.programme.kinds_lists import ImportState
from gemensam.programme.lists.registry import List
from gemensam.programme.models import ListImport
from gemensam.programme.rules.lists import Column as ListColumn
from gemensam.programme.rules.lists import Fault
from gemensam.ui import formats
from gemensam.ui.parts import Column, Kind, Lines, Link, Num, Row, Table, Tag

NO_FILE = Fault(gettext_noop("No file was sent."), gettext_noop("Choose a file first."))
NO_ROWS = Fault(
    gettext_noop("The file has no rows under its head."), gettext_noop("Fill in at least one row.")
)


STATE_WORDS = {
    ImportState.WAITING: (gettext_noop("Waiting for you to accept it"), Kind.WARM),
    ImportState.ACCEPTED: (gettext_noop("Accepted"), Kind.OK),
    ImportState.DISCARDED: (gettext_noop("Thrown away"), Kind.OFF),
    ImportState.UNDONE: (gettext_noop("Undone"), Kind.OFF),
}


def sentence(fault: Fault) -> str:
    """Say what is wrong and what would be right."""
    about = dict(fault.about)
    return " ".join(_(text) % about for text in (fault.wrong, fault.right) if text)


def heads(columns: Sequence[ListColumn]) -> dict[str, str]:
    """Give every text that names a column, in lower case: its key and its label in each language."""
    found: dict[str, str] = {}
    for language in ("sv", "en"):
        with translation.override(language):
            found |= {_(column.label).casefold(): column.key for column in columns}
    return found | {column.key.casefold(): column.key for column in columns}


def state_tag(row: ListImport) -> Tag:
    """Draw where a file that came in stands."""
    words, kind = STATE_WORDS[ImportState(row.state)]
    return Tag(_(words), kind)


def hub(open_to: Sequence[List], writable: Collection[str]) -> Table:
    """Put all lists in one table, each with its files."""
    rows = []
    for one in sorted(open_to, key=lambda one: sort_key(_(one.title))):
        address = reverse("programme:list", args=[one.key])
        rows.append(
            Row(
                [
                    Lines(_(one.title), _(one.about), href=address),
                    Link("CSV", file_href(one, "csv", {})),
                    Link("xlsx", file_href(one, "xlsx", {})),
                    Link(_("Send in a file"), f"{address}#skicka-in")
                    if one.key in writable
                    else "",
                ],
                key=one.key,
            )
        )
    return Table(
        caption=_("All lists"),
        columns=[
            Column(_("List")), Column(_("Fetch")), Column(_("Fetch (xlsx)"), hidden_text=True),
            Column(_("Send in")),
        ],
        rows=rows,
    )  # fmt: skip


def file_href(one: List, sort: str, parameters: Mapping[str, str]) -> str:
    """Give the address of a list's file."""
    address = reverse("programme:list_file", args=[one.key, sort])
    kept = {word: text for word, text in parameters.items() if text}
    return f"{address}?{urlencode(kept)}" if kept else address


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything on the page of one list."""

    title: str
    about: str
    key: str
    files: Sequence[Link]
    templates: Sequence[Link]
    columns: Table
    imports: Table
    may_write: bool
    looked_at: str
    no_undo: str
    error: str


def list_page(
    one: List,
    imports: Sequence[ListImport],
    *,
    filters: Mapping[str, str],
    may_write: bool,
    fault: Fault | None,
) -> ListPage:
    """Put the page of a list together."""
    return ListPage(
        title=_(one.title),
        about=_(one.about),
        key=one.key,
        files=[
            Link(_("Fetch as CSV"), file_href(one, "csv", filters), icon="arrow-down-tray"),
            Link(_("Fetch as xlsx"), file_href(one, "xlsx", filters), icon="arrow-down-tray"),
        ],
        templates=[
            Link(_("Empty CSV"), file_href(one, "csv", {"tom": "1"})),
            Link(_("Empty xlsx"), file_href(one, "xlsx", {"tom": "1"})),
        ],
        columns=_columns(one.columns()),
        imports=_imports(one, imports, may_write=may_write),
        may_write=may_write,
        looked_at=reverse(one.href) if one.href else "",
        no_undo=_(one.no_undo) if one.no_undo else "",
        error=sentence(fault) if fault else "",
    )


def _columns(columns: Sequence[ListColumn]) -> Table:
    return Table(
        caption=_("The columns"),
        columns=[Column(_("Column")), Column(_("What is written there")), Column(_("Needed"))],
        rows=[
            Row([_(column.label), sentence(column.kind.hint), _need(column)], key=column.key)
            for column in columns
        ],
    )


def _need(column: ListColumn) -> str:
    if column.is_given:
        return _("we give it")
    if column.is_key:
        return _("yes: says which row it is")
    return _("yes") if column.needed else _("no: left out, it stays as it is")


def _imports(one: List, imports: Sequence[ListImport], *, may_write: bool) -> Table:
    return Table(
        caption=_("Files that have come in"),
        columns=[
            Column(_("When")), Column(_("File")), Column(_("New rows"), num=True),
            Column(_("Changed rows"), num=True), Column(_("State")),
        ],
        rows=[
            Row(
                [
                    formats.moment(row.sent_at),
                    row.file_name or _("without a name"),
                    Num(formats.number(row.new_count)),
                    Num(formats.number(row.changed_count)),
                    state_tag(row),
                ],
                href=reverse("programme:list_import", args=[one.key, row.id])
                if may_write
                else "",
            )
            for row in imports
        ],
        empty_text=_("No file has come in."),
    )  # fmt: skip
