"""The grants' conditions, and how they stand in each municipality, as files."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from gemensam.organisations import api as organisations
from gemensam.programme.actions import ledger_conditions as actions
from gemensam.programme.kinds import ConditionState
from gemensam.programme.lists.registry import List, Scope, register
from gemensam.programme.lists.tables import Field, Table, parent, plain, said
from gemensam.programme.models import ConditionStanding, Grant, GrantComponent, GrantCondition
from gemensam.programme.rules.lists import CellFault, Change, Check, Column, Fault, Record, Value
from gemensam.programme.rules.lists_kinds import Text, Whole
from gemensam.programme.rules.lists_words import OneOf
from gemensam.programme.rules.workings import gettext_noop

STATE_WORDS = {
    ConditionState.MET: gettext_noop("fulfilled"),
    ConditionState.NOT_MET: gettext_noop("not fulfilled"),
    ConditionState.UNKNOWN: gettext_noop("not known"),
}


def _component_field() -> Field[GrantCondition]:
    """A part of the same grant, by its key; empty is the whole grant."""
    parts = list(GrantComponent.objects.values_list("grant_id", "key", "id"))
    ids: dict[tuple[UUID, str], UUID] = {(grant, key): row_id for grant, key, row_id in parts}
    keys: dict[UUID, str] = {row_id: key for _grant, key, row_id in parts}

    def get(row: GrantCondition) -> Value:
        return keys[row.component_id] if row.component_id else ""

    def put(row: GrantCondition, value: Value) -> None:
        assert isinstance(value, str)
        row.component_id = ids.get((row.grant_id, value)) if value else None

    known = dict.fromkeys(sorted(keys.values()), "")
    column = Column("del", gettext_noop("part of the grant"), OneOf(known, needed=False))
    return Field(column, get, put)


def _fields() -> Sequence[Field[GrantCondition]]:
    return (
        parent("bidrag", gettext_noop("grant"), "grant", Grant, is_key=True),
        plain(Column("ordning", gettext_noop("order"), Whole(1, 999), is_key=True), "order"),
        _component_field(),
        plain(Column("text", gettext_noop("text"), Text(200)), "text"),
        plain(Column("kalla", gettext_noop("source"), Text(40, needed=False), needed=False),
              "source"),
    )  # fmt: skip


def _standing_columns() -> Sequence[Column]:
    grants = dict.fromkeys(Grant.objects.order_by("year").values_list("key", flat=True), "")
    places = {one.code: one.name for one in organisations.municipalities()}
    return (
        Column("bidrag", gettext_noop("grant"), OneOf(grants), is_key=True),
        Column("ordning", gettext_noop("condition"), Whole(1, 999), is_key=True),
        Column("kommun", gettext_noop("municipality"), OneOf(places), is_key=True),
        Column("lage", gettext_noop("state"), said(STATE_WORDS)),
        Column("grund", gettext_noop("basis"), Text(200)),
    )


def _standings(_scope: Scope) -> list[Record]:
    """Give the latest word on each condition in each municipality."""
    codes = {one.organisation_id: one.code for one in organisations.municipalities()}
    keys = ("condition_id", "municipality_id")
    latest = ConditionStanding.objects.select_related("condition__grant")
    return [
        Record(
            {
                "bidrag": row.condition.grant.key,
                "ordning": row.condition.order,
                "kommun": codes[row.municipality_id],
                "lage": row.state,
                "grund": row.basis,
            }
        )
        for row in latest.order_by(*keys, "-written_at", "-id").distinct(*keys)
    ]


def _asked(_scope: Scope) -> Check:
    known = set(GrantCondition.objects.values_list("grant__key", "order"))

    def check(after: Record, _before: Record | None) -> Iterable[CellFault]:
        if (after.text("bidrag"), after.number("ordning")) not in known:
            yield CellFault(
                "ordning",
                Fault(
                    gettext_noop("The grant has no condition of that number."),
                    gettext_noop("Write the number of one of its conditions."),
                ),
            )

    return check


def _write_standings(changes: Sequence[Change], scope: Scope) -> None:
    conditions: dict[tuple[str, int], UUID] = {
        (key, order): row_id
        for key, order, row_id in GrantCondition.objects.values_list("grant__key", "order", "id")
    }
    ids = {one.code: one.organisation_id for one in organisations.municipalities()}
    for change in changes:
        record = change.after
        actions.set_condition(
            actor=scope.actor,
            condition_id=conditions[record.text("bidrag"), record.number("ordning")],
            municipality_ids=[ids[record.text("kommun")]],
            state=ConditionState(record.text("lage")),
            basis=record.text("grund"),
            now=scope.now,
        )


CONDITIONS = Table(GrantCondition, _fields, order=("grant__year", "grant__key", "order"))
register(
    List(
        key="villkor",
        title=gettext_noop("Conditions of grants"),
        about=gettext_noop("What each grant asks of every municipality."),
        columns=CONDITIONS.columns,
        rows=CONDITIONS.rows,
        write=CONDITIONS.write,
        remove=CONDITIONS.remove,
        filters={"bidrag": "bidrag"},
        href="programme:money",
    )
)
register(
    List(
        key="villkorslagen",
        title=gettext_noop("Conditions by municipality"),
        about=gettext_noop("How each condition stands in each municipality, and on what."),
        columns=_standing_columns,
        rows=_standings,
        write=_write_standings,
        checker=_asked,
        no_undo=gettext_noop(
            "What was known of a condition is kept: write how it stands now in a new file."
        ),
        filters={"bidrag": "bidrag", "kommun": "kommun"},
        href="programme:money",
    )
)
