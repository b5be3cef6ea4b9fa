"""What a file would change, row by row, with every fault named; and what it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from gemensam.programme.actions import lists as actions
from gemensam.programme.lists.registry import List, Refused
from gemensam.programme.models import ListImport
from gemensam.programme.pages.lists import sentence, state_tag
from gemensam.programme.rules.lists import (
    Column as ListColumn,
)
from gemensam.programme.rules.lists import (
    ImportPlan,
    Outcome,
    PlannedRow,
    Style,
)
from gemensam.ui import formats
from gemensam.ui.paging import address
from gemensam.ui.parts import Column, Figure, Kind, Link, Num, Row, Table, Tag

__all__ = ["done_text", "preview", "refusal_text", "refused_text", "sentence", "settled"]

PAGE_SIZE = 50
SHOWN_REFUSALS = 5
# The address words: what is looked at, and from which row of the file.
KIND_PARAMETER, FROM_PARAMETER = "visa", "fran"
PLAIN = Style()

OUTCOME_WORDS = {
    Outcome.FAULTY: (gettext_noop("Faulty"), Kind.RED, "fel"),
    Outcome.NEW: (gettext_noop("New"), Kind.OK, "nya"),
    Outcome.CHANGED: (gettext_noop("Changed"), Kind.WARM, "andrade"),
    Outcome.UNCHANGED: (gettext_noop("Unchanged"), Kind.OFF, "lika"),
}

REFUSALS: Mapping[type[actions.ImportRefused], str] = {
    actions.AlreadySettled: gettext_noop(
        "The file has already been accepted, thrown away or undone by somebody."
    ),
    actions.ChangedSincePreview: gettext_noop(
        "The rows have been changed since you saw the preview. Nothing was accepted: look at it again."
    ),
    actions.HasFaults: gettext_noop(
        "The file has faulty rows or changes nothing. Nothing was accepted."
    ),
    actions.BuiltUpon: gettext_noop(
        "Rows of the file have been changed or used since it was accepted, so it cannot be undone."
    ),
}


@dataclass(frozen=True, slots=True)
class ImportPage:
    """A file that has come in."""

    title: str
    key: str
    import_id: str
    file_name: str
    sent_at: str
    state: Tag
    is_waiting: bool
    notices: Sequence[str]
    figures: Sequence[Figure]
    chips: Sequence[Link]
    table: Table
    verdict: str
    fingerprint: str
    may_undo: bool
    no_undo: str


def preview(
    one: List, columns: Sequence[ListColumn], row: ListImport, plan: ImportPlan, query: QueryDict
) -> ImportPage:
    """Show what accepting the file would do, faulty rows first."""
    chosen = query.get(KIND_PARAMETER, "")
    wanted = next((one for one, words in OUTCOME_WORDS.items() if words[2] == chosen), None)
    if wanted is None and plan.counts[Outcome.FAULTY]:
        wanted = Outcome.FAULTY
    rows = [one for one in plan.rows if wanted is None or one.outcome is wanted]
    can = plan.can_be_accepted
    return ImportPage(
        title=_(one.title), key=one.key, import_id=str(row.id), file_name=row.file_name,
        sent_at=formats.moment(row.sent_at), state=state_tag(row), is_waiting=True,
        notices=[
            " ".join(_(text) % dict(about) for text in (wrong, right) if text)
            for wrong, right, about in row.notices
        ],
        figures=[
            Figure(_(words[0]), formats.number(plan.counts[outcome]), _("rows"))
            for outcome, words in OUTCOME_WORDS.items()
        ],
        chips=_chips(plan, wanted, query),
        table=_table(columns, rows, query),
        verdict=_verdict(plan), fingerprint=plan.fingerprint if can else "",
        may_undo=False, no_undo=_(one.no_undo) if one.no_undo else "",
    )  # fmt: skip


def _verdict(plan: ImportPlan) -> str:
    faulty = plan.counts[Outcome.FAULTY]
    if faulty:
        return ngettext(
            "One row is faulty. Mend it in your file and send the file in again: nothing is"
            " accepted until every row can be read.",
            "%(count)s rows are faulty. Mend them in your file and send the file in again: nothing"
            " is accepted until every row can be read.",
            faulty,
        ) % {"count": formats.number(faulty)}
    if not plan.changes:
        return _("The file says what is already there. There is nothing to accept.")
    return _("Nothing is changed yet. Rows that the file does not have stay as they are.")


def _chips(plan: ImportPlan, wanted: Outcome | None, query: QueryDict) -> list[Link]:
    return [
        Link(
            _(words),
            address(query, {KIND_PARAMETER: word, FROM_PARAMETER: ""}),
            current=wanted is outcome,
            count=plan.counts[outcome],
        )
        for outcome, (words, _kind, word) in OUTCOME_WORDS.items()
        if plan.counts[outcome]
    ]


def _paged(rows: Sequence[PlannedRow], query: QueryDict) -> tuple[Sequence[PlannedRow], str, str]:
    """Give a page of rows from a number of the file on; numbers of a file never change."""
    text = query.get(FROM_PARAMETER, "")
    first = int(text) if text.isdecimal() else 0
    left = [row for row in rows if row.number >= first]
    more = address(query, {FROM_PARAMETER: str(left[PAGE_SIZE].number)}) if left[PAGE_SIZE:] else ""
    return left[:PAGE_SIZE], more, address(query, {FROM_PARAMETER: ""}) if first else ""


def _table(columns: Sequence[ListColumn], rows: Sequence[PlannedRow], query: QueryDict) -> Table:
    page, more, first = _paged(rows, query)
    labels = {column.key: _(column.label) for column in columns}
    return Table(
        caption=_("Rows of the file"),
        columns=[
            Column(_("Row"), num=True), Column(_("What happens")), Column(_("Which row")),
            Column(_("What is wrong, or would be changed")),
        ],
        rows=[
            Row([Num(formats.number(row.number)), _outcome(row), _name(columns, row),
                 _told(columns, labels, row)])
            for row in page
        ],
        more_href=more,
        first_href=first,
        empty_text=_("No rows."),
    )  # fmt: skip


def _outcome(row: PlannedRow) -> Tag:
    words, kind, _word = OUTCOME_WORDS[row.outcome]
    return Tag(_(words), kind)


def _name(columns: Sequence[ListColumn], row: PlannedRow) -> str:
    """Name the row by its keys as the file wrote them; by its first cells where we give the key."""
    keys = [one.key for one in columns if one.is_key and not one.is_given]
    keys = keys or [one.key for one in columns if not one.is_given][:3]
    return ", ".join(text for key in keys if (text := row.cells.get(key, "").strip()))


def _told(columns: Sequence[ListColumn], labels: Mapping[str, str], row: PlannedRow) -> str:
    if row.faults:
        return " ".join(
            f"{labels[one.column]}: {sentence(one.fault)}" if one.column else sentence(one.fault)
            for one in row.faults
        )
    if row.after is None or row.outcome is Outcome.UNCHANGED:
        return ""
    kinds = {column.key: column.kind for column in columns}
    if row.before is None:
        written = {key: kinds[key].write(value, PLAIN) for key, value in row.after.values.items()}
        return _listed({key: text for key, text in written.items() if text}, labels)
    changed = {
        key: f"{_text(kinds[key].write(row.before.values[key], PLAIN))} →"
        f" {_text(kinds[key].write(row.after.values[key], PLAIN))}"
        for key in row.changed
    }
    return _listed(changed, labels)


def _text(text: str) -> str:
    return text or _("(empty)")


def _listed(texts: Mapping[str, str], labels: Mapping[str, str]) -> str:
    return "; ".join(f"{labels[key]}: {text}" for key, text in texts.items())


def settled(
    one: List, columns: Sequence[ListColumn], row: ListImport, query: QueryDict, *, may_undo: bool
) -> ImportPage:
    """Show what an accepted file changed, or that another was thrown away."""
    rows = [
        PlannedRow(number, Outcome.CHANGED if before else Outcome.NEW, after)
        for number, (before, after) in enumerate(row.changes, start=1)
    ]
    page, more, first = _paged(rows, query)
    labels = {column.key: _(column.label) for column in columns}
    table = Table(
        caption=_("What the file changed"),
        columns=[Column(_("What happened")), Column(_("Which row")), Column(_("What it changed"))],
        rows=[
            Row(
                [
                    _outcome(shown),
                    _name(columns, shown),
                    _change(row.changes[shown.number - 1], labels),
                ]
            )
            for shown in page
        ],
        more_href=more,
        first_href=first,
        empty_text=_("Nothing was changed."),
    )
    return ImportPage(
        title=_(one.title), key=one.key, import_id=str(row.id), file_name=row.file_name,
        sent_at=formats.moment(row.sent_at), state=state_tag(row), is_waiting=False, notices=[],
        figures=[], chips=[], table=table, verdict="", fingerprint="", may_undo=may_undo,
        no_undo=_(one.no_undo) if one.no_undo else "",
    )  # fmt: skip


def _change(
    change: tuple[Mapping[str, str] | None, Mapping[str, str]], labels: Mapping[str, str]
) -> str:
    before, after = change
    if before is None:
        told = {key: text for key, text in after.items() if text}
    else:
        told = {
            key: f"{_text(before.get(key, ''))} → {_text(text)}"
            for key, text in after.items()
            if before.get(key, "") != text
        }
    return _listed({key: text for key, text in told.items() if key in labels}, labels)


def done_text(row: ListImport) -> str:
    """Say what accepting a file did."""
    return _("The file is accepted: %(new)s new and %(changed)s changed rows.") % {
        "new": formats.number(row.new_count),
        "changed": formats.number(row.changed_count),
    }


def refused_text(refused: Refused) -> str:
    """Say what the list itself refused, for the first few rows."""
    return " ".join(sentence(fault.fault) for _record, fault in refused.faults[:SHOWN_REFUSALS])


def refusal_text(one: List, refused: actions.ImportRefused) -> str:
    """Say why nothing was done."""
    if isinstance(refused, actions.NotUndone):
        return _(one.no_undo)
    return _(REFUSALS[type(refused)])
