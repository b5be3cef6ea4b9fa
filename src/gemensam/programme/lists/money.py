"""The grants, their parts, purposes and conditions, as files."""

from collections.abc import Iterable, Sequence

from gemensam.programme.lists.registry import List, Scope, register
from gemensam.programme.lists.tables import (
    Field,
    Table,
    amount,
    parent,
    plain,
)
from gemensam.programme.models import (
    Grant,
    GrantClosing,
    GrantComponent,
    GrantPurpose,
)
from gemensam.programme.rules.lists import CellFault, Check, Column, Fault, Record
from gemensam.programme.rules.lists_kinds import Day, Kronor, Text, Whole, YesNo
from gemensam.programme.rules.lists_words import Key, Keys
from gemensam.programme.rules.workings import gettext_noop

FIRST_YEAR, LAST_YEAR = 2000, 2100
YEAR = Whole(FIRST_YEAR, LAST_YEAR)
MONEY_PAGE = "programme:money"
CLOSED = Fault(
    gettext_noop("The grant has a closed year."),
    gettext_noop("Write a correction line in its ledger instead."),
)


def _grant_fields() -> Sequence[Field[Grant]]:
    return (
        plain(Column("nyckel", gettext_noop("key"), Key(), is_key=True), "key"),
        plain(Column("titel", gettext_noop("title"), Text(120)), "title"),
        plain(Column("ar", gettext_noop("year"), YEAR), "year"),
        plain(Column("avtal", gettext_noop("agreement"), Text(200, needed=False)), "agreement"),
        plain(
            Column(
                "plan", gettext_noop("plan whose hours meet it"), Text(40, needed=False),
                needed=False,
            ),
            "plan_key",
        ),
        amount(
            Column("tryckt", gettext_noop("sum as printed"), Kronor(needed=False), needed=False),
            "printed_total",
        ),
        plain(
            Column(
                "regel", gettext_noop("matching rule"),
                Text(2000, needed=False, lines=True), needed=False,
            ),
            "matching_rule",
        ),
        plain(
            Column("regelkalla", gettext_noop("source of the rule"), Text(40, needed=False),
                   needed=False),
            "matching_source",
        ),
        plain(Column("pahittad", gettext_noop("made up"), YesNo(False), needed=False),
              "is_synthetic"),
    )  # fmt: skip


def _component_fields() -> Sequence[Field[GrantComponent]]:
    text, needed = Text(2000, needed=False, lines=True), False
    return (
        parent("bidrag", gettext_noop("grant"), "grant", Grant, is_key=True),
        plain(Column("nyckel", gettext_noop("key"), Key(), is_key=True), "key"),
        plain(Column("ordning", gettext_noop("order"), Whole(1, 999)), "order"),
        plain(Column("text", gettext_noop("text"), Text(160)), "text"),
        amount(Column("belopp", gettext_noop("amount"), Kronor()), "amount"),
        plain(Column("matchas", gettext_noop("to be matched"), YesNo()), "is_matchable"),
        plain(Column("antagande", gettext_noop("assumption"), text, needed=needed), "assumption"),
        plain(
            Column("andamal", gettext_noop("purpose"), Text(200, needed=False), needed=needed),
            "purpose",
        ),
        plain(Column("fran", gettext_noop("from"), Day(needed=False), needed=needed), "starts_on"),
        plain(Column("till", gettext_noop("to"), Day(needed=False), needed=needed), "ends_on"),
        plain(
            Column("aktiviteter", gettext_noop("activities"), Keys(), needed=needed),
            "activity_keys",
        ),
    )


def _purpose_fields() -> Sequence[Field[GrantPurpose]]:
    return (
        parent("bidrag", gettext_noop("grant"), "grant", Grant, is_key=True),
        plain(Column("nyckel", gettext_noop("key"), Key(), is_key=True), "key"),
        plain(Column("ordning", gettext_noop("order"), Whole(1, 999)), "order"),
        plain(Column("text", gettext_noop("text"), Text(200)), "text"),
        plain(Column("aktiviteter", gettext_noop("activities"), Keys(), needed=False),
              "activity_keys"),
    )  # fmt: skip


def _closed_grants() -> set[str]:
    return set(GrantClosing.objects.values_list("grant__key", flat=True))


def _grants_open(_scope: Scope) -> Check:
    closed = _closed_grants()

    def check(after: Record, _before: Record | None) -> Iterable[CellFault]:
        return [CellFault("nyckel", CLOSED)] if after.text("nyckel") in closed else []

    return check


def _components_fit(_scope: Scope) -> Check:
    closed = _closed_grants()

    def check(after: Record, _before: Record | None) -> Iterable[CellFault]:
        if after.text("bidrag") in closed:
            yield CellFault("bidrag", CLOSED)
        if not after.flag("matchas") and not after.text("antagande"):
            yield CellFault(
                "antagande",
                Fault(
                    gettext_noop("A part that is not to be matched lacks its assumption."),
                    gettext_noop("Write on what assumption; no document exempts a part."),
                ),
            )
        starts, ends = after.day_or_none("fran"), after.day_or_none("till")
        if starts and ends and ends < starts:
            yield CellFault("till", ENDS_FIRST)

    return check


ENDS_FIRST = Fault(
    gettext_noop("The time ends before it begins."), gettext_noop("Write a later day.")
)
GRANTS = Table(Grant, _grant_fields, order=("year", "key"))
COMPONENTS = Table(GrantComponent, _component_fields, order=("grant__year", "grant__key", "order"))
PURPOSES = Table(GrantPurpose, _purpose_fields, order=("grant__year", "grant__key", "order"))

register(
    List(
        key="bidrag",
        title=gettext_noop("Grants"),
        about=gettext_noop("What the state gives for a year. Its amount is the sum of its parts."),
        columns=GRANTS.columns,
        rows=GRANTS.rows,
        write=GRANTS.write,
        remove=GRANTS.remove,
        checker=_grants_open,
        filters={"ar": "ar"},
        href=MONEY_PAGE,
    )
)
register(
    List(
        key="bidragsdelar",
        title=gettext_noop("Parts of grants"),
        about=gettext_noop("What each grant is made of, and whether it must be met."),
        columns=COMPONENTS.columns,
        rows=COMPONENTS.rows,
        write=COMPONENTS.write,
        remove=COMPONENTS.remove,
        checker=_components_fit,
        filters={"bidrag": "bidrag"},
        href=MONEY_PAGE,
    )
)
register(
    List(
        key="andamal",
        title=gettext_noop("Purposes of grants"),
        about=gettext_noop("What each grant is for, and the activities that serve it."),
        columns=PURPOSES.columns,
        rows=PURPOSES.rows,
        write=PURPOSES.write,
        remove=PURPOSES.remove,
        filters={"bidrag": "bidrag"},
        href=MONEY_PAGE,
    )
)
