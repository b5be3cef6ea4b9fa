"""The plans' activities as a file: accepting one makes each plan that it changes a new revision."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from gemensam.programme.actions import plans as actions
from gemensam.programme.kinds import RevisionOrigin
from gemensam.programme.lists.registry import List, Refused, Scope, register
from gemensam.programme.models import Plan
from gemensam.programme.queries import plans as queries
from gemensam.programme.rules import plans
from gemensam.programme.rules.lists import CellFault, Change, Column, Fault, Record
from gemensam.programme.rules.lists_kinds import Text, Whole
from gemensam.programme.rules.lists_words import Key, Lines, OneOf
from gemensam.programme.rules.plans_editing import (
    goals,
    sentence,
    sentences,
    with_activity,
    without_activity,
)
from gemensam.programme.rules.workings import gettext_noop

LONGEST = 2000
NOTE = "Fil med en lista"


def plan_column() -> Column:
    """Give the column that says which plan a row is of."""
    titles = dict(Plan.objects.order_by("first_year").values_list("key", "title"))
    return Column("plan", gettext_noop("plan"), OneOf(titles), is_key=True)


def change_plans(
    changes: Sequence[Change],
    scope: Scope,
    change: Callable[[plans.Plan, Record], plans.Plan],
) -> None:
    """Let each plan that the changes name be a new revision. Raises Refused."""
    by_plan: dict[str, list[Record]] = {}
    for one in changes:
        by_plan.setdefault(one.after.text("plan"), []).append(one.after)
    for key, records in by_plan.items():
        found = queries.at_revision(key)
        plan = found.plan
        for record in records:
            plan = change(plan, record)
        try:
            actions.save(
                actor=scope.actor,
                plan=plan,
                base=found.current,
                origin=RevisionOrigin.IMPORTED,
                note=NOTE,
                now=scope.now,
            )
        except actions.PlanHasFaults as refused:
            told = "; ".join(
                f"{one.place}: {_(one.message) % one.values}" for one in refused.faults
            )
            raise Refused([(record, _plan_fault(told)) for record in records]) from refused
        except actions.NothingChanged:
            continue


def _plan_fault(told: str) -> CellFault:
    return CellFault(
        "plan",
        Fault(
            gettext_noop("The plan would not hold together: %(told)s"),
            gettext_noop("Mend the rows of that plan."),
            (("told", told),),
        ),
    )


def _columns() -> Sequence[Column]:
    text, lines = Text(LONGEST, needed=False, lines=True), Lines(LONGEST)
    year = Whole(2000, 2100, needed=False)
    optional = (
        ("niva", gettext_noop("level"), Text(40, needed=False)),
        ("vad", gettext_noop("what"), text),
        ("hur", gettext_noop("how"), lines),
        ("nar", gettext_noop("when"), text),
        ("vem", gettext_noop("who"), text),
        ("nulage", gettext_noop("how it stands"), text),
        ("mal_ar", gettext_noop("goal's year"), year),
        ("mal", gettext_noop("goal"), text),
        ("malbild_ar", gettext_noop("target picture's year"), year),
        ("malbild", gettext_noop("target picture"), text),
        ("malen", gettext_noop("goals"), lines),
        ("roll", gettext_noop("the municipality's part"), lines),
        ("fran", gettext_noop("from"), Text(10, needed=False)),
        ("till", gettext_noop("to"), Text(10, needed=False)),
        ("kommentar", gettext_noop("comment"), text),
    )
    return (
        plan_column(),
        Column("nyckel", gettext_noop("key"), Key(), is_key=True),
        Column("nummer", gettext_noop("number"), Text(4)),
        Column("namn", gettext_noop("name"), Text(160)),
        *(Column(key, label, kind, needed=False) for key, label, kind in optional),
    )


def _rows(scope: Scope) -> Iterable[Record]:
    for head in sorted(queries.plans(), key=lambda one: (one.first_year, one.key)):
        if scope.filters.get("plan", head.key) == head.key:
            for activity in queries.plan(head.key).activities:
                yield _record(head.key, activity)


def _said(text: plans.PlanText | None) -> str:
    return text.text if text else ""


def _record(plan_key: str, one: plans.PlanActivity) -> Record:
    return Record(
        {
            "plan": plan_key,
            "nyckel": one.key,
            "nummer": one.number,
            "namn": one.name,
            "niva": one.level,
            "vad": _said(one.what),
            "hur": tuple(text.text for text in one.how),
            "nar": _said(one.when),
            "vem": _said(one.who),
            "nulage": _said(one.current_state),
            "mal_ar": one.goal.year if one.goal else None,
            "mal": one.goal.text if one.goal else "",
            "malbild_ar": one.target.year if one.target else None,
            "malbild": one.target.text if one.target else "",
            "malen": tuple(goal.text.text for goal in one.goals),
            "roll": tuple(text.text for text in one.municipality_role),
            "fran": one.starts,
            "till": one.ends,
            "kommentar": _said(one.comment),
        }
    )


def _dated(record: Record, key: str) -> plans.DatedText | None:
    year, text = record.number_or_none(f"{key}_ar"), record.text(key)
    return plans.DatedText(year, text) if year is not None and text else None


def _empty(record: Record, plan: plans.Plan) -> plans.PlanActivity:
    return plans.PlanActivity(
        key=record.text("nyckel"), number="", name="", source=plan.source, what=None, how=(),
        when=None, who=None, current_state=None, goal=None, target=None, indicators=(),
        comment=None,
    )  # fmt: skip


def _put(plan: plans.Plan, record: Record) -> plans.Plan:
    known = {one.key: one for one in plan.activities}
    before = known.get(record.text("nyckel")) or _empty(record, plan)
    after = replace(
        before,
        number=record.text("nummer"),
        name=record.text("namn"),
        level=record.text("niva"),
        what=sentence(record.text("vad"), before.what),
        how=sentences(record.words("hur"), before.how),
        when=sentence(record.text("nar"), before.when),
        who=sentence(record.text("vem"), before.who),
        current_state=sentence(record.text("nulage"), before.current_state),
        goal=_dated(record, "mal"),
        target=_dated(record, "malbild"),
        goals=goals(record.words("malen"), before.goals),
        municipality_role=sentences(record.words("roll"), before.municipality_role),
        starts=record.text("fran"),
        ends=record.text("till"),
        comment=sentence(record.text("kommentar"), before.comment),
    )
    return with_activity(plan, after)


def _checker(_scope: Scope) -> Callable[[Record, Record | None], Iterable[CellFault]]:
    def check(after: Record, _before: Record | None) -> Iterable[CellFault]:
        for key in ("mal", "malbild"):
            if (after.number_or_none(f"{key}_ar") is None) == bool(after.text(key)):
                yield CellFault(
                    f"{key}_ar",
                    Fault(
                        gettext_noop("A goal or target picture and its year belong together."),
                        gettext_noop("Write both, or none."),
                    ),
                )

    return check


def _write(changes: Sequence[Change], scope: Scope) -> None:
    change_plans(changes, scope, _put)


def _remove(records: Sequence[Record], scope: Scope) -> None:
    change_plans(
        [Change(None, record) for record in records],
        scope,
        lambda plan, record: without_activity(plan, record.text("nyckel")),
    )


register(
    List(
        key="aktiviteter",
        title=gettext_noop("Activities of plans"),
        about=gettext_noop(
            "What each plan wants done. Accepting a file makes the plan a new revision."
        ),
        columns=_columns,
        rows=_rows,
        write=_write,
        checker=_checker,
        remove=_remove,
        is_tried=True,
        filters={"plan": "plan"},
        href="programme:plan",
    )
)
