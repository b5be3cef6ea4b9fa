"""Inhabitants by municipality and day, as a file."""

from collections.abc import Iterable, Sequence

from gemensam.organisations import api as organisations
from gemensam.programme.lists.registry import List, Scope, register
from gemensam.programme.rules.lists import Change, Column, Record
from gemensam.programme.rules.lists_kinds import Day, Text, Whole
from gemensam.programme.rules.lists_words import OneOf
from gemensam.programme.rules.workings import gettext_noop

# No municipality of Sweden has a million inhabitants; ten leave room for a region as one.
MOST_INHABITANTS = 10_000_000


def _columns() -> Sequence[Column]:
    places = {one.code: one.name for one in organisations.municipalities()}
    return (
        Column("kommun", gettext_noop("municipality"), OneOf(places), is_key=True),
        Column("dag", gettext_noop("day"), Day(), is_key=True),
        Column("invanare", gettext_noop("inhabitants"), Whole(0, MOST_INHABITANTS)),
        Column("kalla", gettext_noop("source"), Text(120)),
    )


def _rows(_scope: Scope) -> Iterable[Record]:
    return [
        Record(
            {"kommun": one.code, "dag": one.on_date, "invanare": one.inhabitants,
             "kalla": one.source}
        )
        for one in organisations.populations()
    ]  # fmt: skip


def _write(changes: Sequence[Change], _scope: Scope) -> None:
    organisations.set_populations(
        organisations.PopulationRow(
            change.after.text("kommun"),
            change.after.day("dag"),
            change.after.number("invanare"),
            change.after.text("kalla"),
        )
        for change in changes
    )


register(
    List(
        key="folkmangd",
        title=gettext_noop("Inhabitants"),
        about=gettext_noop("How many lived in each municipality on a day, and who says so."),
        columns=_columns,
        rows=_rows,
        write=_write,
        no_undo=gettext_noop(
            "A day's population stays once it is known: send in the right number instead."
        ),
        filters={"dag": "dag", "kommun": "kommun"},
        href="programme:money",
    )
)
