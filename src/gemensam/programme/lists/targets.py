"""What plans want of measures, as a file."""

from collections.abc import Iterable, Sequence

from gemensam.programme.lists.registry import List, Scope, register
from gemensam.programme.lists.tables import Field, Table, choice, plain
from gemensam.programme.models import IndicatorTarget
from gemensam.programme.queries.indicators_definitions import recipes
from gemensam.programme.rules.indicators_targets import Comparison
from gemensam.programme.rules.lists import CellFault, Check, Column, Fault, Record
from gemensam.programme.rules.lists_kinds import Day, Text, Whole
from gemensam.programme.rules.lists_words import Key, OneOf
from gemensam.programme.rules.workings import gettext_noop

COMPARISON_WORDS = {
    Comparison.AT_LEAST: gettext_noop("at least"),
    Comparison.MORE_THAN: gettext_noop("more than"),
    Comparison.INCREASE: gettext_noop("increase"),
    Comparison.NARRATIVE: gettext_noop("told in words"),
}
WITH_NUMBER = {Comparison.AT_LEAST, Comparison.MORE_THAN}


def _number(key: str, label: str) -> Column:
    return Column(key, label, Whole(needed=False), needed=False)


def _words(key: str, label: str, longest: int) -> Column:
    return Column(key, label, Text(longest, needed=False), needed=False)


def _fields() -> Sequence[Field[IndicatorTarget]]:
    measures = {key: one.definition.name.sv for key, one in recipes().items()}
    return (
        plain(Column("nyckel", gettext_noop("key"), Key(), is_key=True), "key"),
        plain(Column("indikator", gettext_noop("measure"), OneOf(measures)), "indicator"),
        plain(Column("plan", gettext_noop("plan"), Text(40)), "plan_key"),
        plain(Column("text", gettext_noop("text"), Text(300)), "text"),
        plain(Column("kalla", gettext_noop("source"), Text(40)), "source"),
        plain(Column("fran", gettext_noop("from"), Day()), "starts_on"),
        plain(Column("till", gettext_noop("to"), Day()), "ends_on"),
        choice("jamforelse", gettext_noop("comparison"), "comparison", COMPARISON_WORDS),
        plain(_number("taljare", gettext_noop("numerator")), "numerator"),
        plain(_number("namnare", gettext_noop("denominator")), "denominator"),
        plain(_words("antagande", gettext_noop("assumption"), 300), "assumption"),
        plain(_words("villkor", gettext_noop("second condition"), 120), "second_condition"),
        plain(_words("villkor_indikator", gettext_noop("measured by"), 60), "second_indicator"),
        plain(_number("villkor_taljare", gettext_noop("its numerator")), "second_numerator"),
        plain(_number("villkor_namnare", gettext_noop("its denominator")), "second_denominator"),
    )


def _checker(_scope: Scope) -> Check:
    def check(after: Record, _before: Record | None) -> Iterable[CellFault]:
        wants = Comparison(after.text("jamforelse")) in WITH_NUMBER
        if wants != (after.number_or_none("taljare") is not None):
            yield CellFault(
                "taljare",
                Fault(
                    gettext_noop("At least and more than have a number; the others have none."),
                    gettext_noop("Fill in or empty the numerator."),
                ),
            )
        if after.day("till") < after.day("fran"):
            ends_first = gettext_noop("The time ends before it begins.")
            yield CellFault("till", Fault(ends_first, gettext_noop("Write a later day.")))
        if after.text("villkor_indikator") and not after.text("villkor"):
            yield CellFault(
                "villkor",
                Fault(
                    gettext_noop("The second condition is measured but not worded."),
                    gettext_noop("Write its words."),
                ),
            )

    return check


TARGETS = Table(IndicatorTarget, _fields, order=("starts_on", "key"))
register(
    List(
        key="malvarden",
        title=gettext_noop("Targets of measures"),
        about=gettext_noop("What each plan wants of a measure, and the qualifier it words."),
        columns=TARGETS.columns,
        rows=TARGETS.rows,
        write=TARGETS.write,
        remove=TARGETS.remove,
        checker=_checker,
        filters={"indikator": "indikator", "plan": "plan"},
        href="programme:goals",
    )
)
