"""The resource plan in per cent of posts, and the posts it is taken from, as files."""

from collections.abc import Iterable, Sequence

from gemensam.programme.kinds import ResourcePool
from gemensam.programme.lists.registry import List, Scope, register
from gemensam.programme.lists.tables import Field, Table, choice, plain
from gemensam.programme.models import Plan, Pool, ResourceLine
from gemensam.programme.rules.lists import CellFault, Check, Column, Fault, Record
from gemensam.programme.rules.lists_kinds import Text, Whole
from gemensam.programme.rules.lists_words import OneOf
from gemensam.programme.rules.resources import MONTHS, MOST_PERCENT
from gemensam.programme.rules.workings import gettext_noop

POOL_WORDS = {
    ResourcePool.ESAMORDNARE: gettext_noop("eSamordnare"),
    ResourcePool.LANSSAMORDNARE: gettext_noop("länssamordnare"),
    ResourcePool.SHARED: gettext_noop("shared by the two"),
    ResourcePool.BOUGHT: gettext_noop("bought services"),
    ResourcePool.NONE: gettext_noop("none"),
}
MONTH = Whole(1, MONTHS)


def _plan_column() -> Column:
    plans = dict(Plan.objects.order_by("first_year").values_list("key", "title"))
    return Column("plan", gettext_noop("plan"), OneOf(plans), is_key=True)


def _line_fields() -> Sequence[Field[ResourceLine]]:
    return (
        plain(_plan_column(), "plan_key"),
        plain(Column("ordning", gettext_noop("order"), Whole(1, 999), is_key=True), "order"),
        plain(Column("aktivitet", gettext_noop("activity"), Text(40)), "activity_key"),
        plain(Column("del", gettext_noop("part"), Text(160, needed=False), needed=False), "part"),
        plain(Column("roll", gettext_noop("role"), Text(120)), "role"),
        plain(
            Column("procent", gettext_noop("per cent"), Whole(0, MOST_PERCENT, needed=False)),
            "percent",
        ),
        choice("pool", gettext_noop("pool"), "pool", POOL_WORDS),
        plain(Column("fran", gettext_noop("first month"), MONTH), "first_month"),
        plain(Column("till", gettext_noop("last month"), MONTH), "last_month"),
        plain(
            Column("delas", gettext_noop("shared with"), Text(120, needed=False), needed=False),
            "shared_with",
        ),
    )


def _pool_fields() -> Sequence[Field[Pool]]:
    return (
        plain(_plan_column(), "plan_key"),
        _as_key(choice("pool", gettext_noop("pool"), "pool", POOL_WORDS)),
        plain(Column("poster", gettext_noop("posts"), Whole(0, 999)), "posts"),
        plain(
            Column("procent", gettext_noop("per cent of each"), Whole(0, MOST_PERCENT)),
            "percent_each",
        ),
        plain(Column("kalla", gettext_noop("source"), Text(40, needed=False), needed=False),
              "source"),
        plain(
            Column("antagande", gettext_noop("assumption"),
                   Text(2000, needed=False, lines=True), needed=False),
            "assumption",
        ),
    )  # fmt: skip


def _as_key(field: Field[Pool]) -> Field[Pool]:
    column = field.column
    return Field(Column(column.key, column.label, column.kind, is_key=True), field.get, field.put)


def _months_fit(_scope: Scope) -> Check:
    def check(after: Record, _before: Record | None) -> Iterable[CellFault]:
        if after.number("till") < after.number("fran"):
            yield CellFault(
                "till",
                Fault(
                    gettext_noop("The time ends before it begins."),
                    gettext_noop("Write a later month."),
                ),
            )

    return check


LINES = Table(ResourceLine, _line_fields, order=("plan_key", "order"))
POOLS = Table(Pool, _pool_fields, order=("plan_key", "pool"))

register(
    List(
        key="resursrader",
        title=gettext_noop("The resource plan"),
        about=gettext_noop("Each role's share of each activity, in per cent of a post."),
        columns=LINES.columns,
        rows=LINES.rows,
        write=LINES.write,
        remove=LINES.remove,
        checker=_months_fit,
        filters={"plan": "plan", "aktivitet": "aktivitet"},
    )
)
register(
    List(
        key="resurspooler",
        title=gettext_noop("Posts that there are"),
        about=gettext_noop("The posts that a plan's work is taken from."),
        columns=POOLS.columns,
        rows=POOLS.rows,
        write=POOLS.write,
        remove=POOLS.remove,
        filters={"plan": "plan"},
    )
)
