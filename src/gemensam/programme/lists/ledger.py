"""The lines of the grants' ledgers as a file: only ever added, and corrected by further lines."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.programme.actions import ledger as actions
from gemensam.programme.kinds import CostForm, LineKind
from gemensam.programme.lists.registry import List, Refused, Scope, register
from gemensam.programme.lists.tables import ROW_KEY, said
from gemensam.programme.models import Grant, LedgerLine
from gemensam.programme.rules import ledger as rules
from gemensam.programme.rules.cofunding import HourlyRate
from gemensam.programme.rules.lists import CellFault, Change, Check, Column, Fault, Record
from gemensam.programme.rules.lists_kinds import MOST_KRONOR, Day, Kronor, Text, Whole
from gemensam.programme.rules.lists_words import Key, OneOf, RowKey
from gemensam.programme.rules.workings import gettext_noop

# Each line asks the rules of the whole ledger.
MOST_LINES = 500

KIND_WORDS = {
    LineKind.ALLOCATION: gettext_noop("set aside"),
    LineKind.COST: gettext_noop("cost"),
    LineKind.BOOKED: gettext_noop("booked co-funding"),
    LineKind.HOURS: gettext_noop("hours corrected"),
}
FORM_WORDS = {
    CostForm.INVOICE: gettext_noop("invoice"),
    CostForm.HOURS: gettext_noop("hours"),
    CostForm.REPLACEMENT: gettext_noop("replacement staff"),
}

NEVER_CHANGED = Fault(
    gettext_noop("A line of the ledger is never changed."),
    gettext_noop("Add a line instead, with this one's key under “corrects” and the reason for it."),
)
REFUSALS: Mapping[type[Exception], Fault] = {
    rules.NoSuchComponent: Fault(
        gettext_noop("The grant has no such part."),
        gettext_noop("Write the key of one of its parts."),
    ),
    rules.YearIsClosed: Fault(
        gettext_noop("The year is closed."), gettext_noop("Only a correction is written in it.")
    ),
    rules.OnlyCorrectionsAreNegative: Fault(
        gettext_noop("The amount is less than nothing, or a correction of nothing."),
        gettext_noop("Only a correction takes away, and it changes something."),
    ),
    rules.CorrectionWithoutReason: Fault(
        gettext_noop("A correction lacks its reason."), gettext_noop("Write why.")
    ),
    rules.NothingToCorrect: Fault(
        gettext_noop("The line that it corrects is not there, or is a correction itself."),
        gettext_noop("Write the key of the first line."),
    ),
    rules.MoreThanThereIs: Fault(
        gettext_noop("The correction takes away more than is left."),
        gettext_noop("Take away at most what the line still says."),
    ),
    actions.OutsidePeriod: Fault(
        gettext_noop("The day is outside the time in which the money may be used."),
        gettext_noop("Write a day inside it."),
    ),
    actions.DayIsAhead: Fault(
        gettext_noop("The day has not come yet."),
        gettext_noop("Write the day on which it was done."),
    ),
    actions.MoreThanGranted: Fault(
        gettext_noop("More would be set aside than the part has."),
        gettext_noop("Set aside at most what is left of it."),
    ),
    actions.OtherAllocation: Fault(
        gettext_noop("What it is spent from is not set aside of the same part."),
        gettext_noop("Write the key of a line that sets money aside of that part."),
    ),
}


def _columns() -> Sequence[Column]:
    grants = dict.fromkeys(Grant.objects.order_by("year").values_list("key", flat=True), "")
    places = {one.code: one.name for one in organisations.municipalities()}
    optional = False
    return (
        Column("bidrag", gettext_noop("grant"), OneOf(grants)),
        Column("del", gettext_noop("part of the grant"), Key()),
        Column("slag", gettext_noop("kind"), said(KIND_WORDS)),
        Column("dag", gettext_noop("day"), Day(needed=False)),
        Column("text", gettext_noop("text"), Text(200)),
        Column("belopp", gettext_noop("amount"), Kronor(least=-MOST_KRONOR)),
        Column(
            "underlag", gettext_noop("reference"), Text(120, needed=False), needed=optional
        ),
        Column("aktivitet", gettext_noop("activity"), Text(40, needed=False), needed=optional),
        Column(
            "kommun", gettext_noop("municipality"), OneOf(places, needed=False), needed=optional
        ),
        Column(
            "form", gettext_noop("form of the cost"), said(FORM_WORDS, needed=False),
            needed=optional,
        ),
        Column("minuter", gettext_noop("minutes"), Whole(1, needed=False), needed=optional),
        Column("timpris", gettext_noop("cost per hour"), Kronor(needed=False), needed=optional),
        Column("grund", gettext_noop("basis"), Text(200, needed=False), needed=optional),
        Column("ur", gettext_noop("spent from"), RowKey(), needed=optional),
        Column("rattar", gettext_noop("corrects"), RowKey(), needed=optional),
        Column("skal", gettext_noop("reason"), Text(300, needed=False), needed=optional),
        Column("nyckel", ROW_KEY, RowKey(), is_key=True, needed=optional, is_given=True),
    )  # fmt: skip


def _rows(scope: Scope) -> Iterable[Record]:
    codes = {one.organisation_id: one.code for one in organisations.municipalities()}
    rows = LedgerLine.objects.select_related("grant", "component")
    if grant := scope.filters.get("bidrag"):
        rows = rows.filter(grant__key=grant)
    return [_record(row, codes) for row in rows.order_by("grant__year", "year", "id")]


def _record(row: LedgerLine, codes: Mapping[UUID, str]) -> Record:
    rate = row.rate_per_hour
    corrects = row.corrects_id or row.corrects_hours_id or row.corrects_late_id
    return Record(
        {
            "bidrag": row.grant.key,
            "del": row.component.key,
            "slag": row.kind,
            "dag": row.dated_on,
            "text": row.text,
            "belopp": Money.from_kronor(row.amount),
            "underlag": row.reference,
            "aktivitet": row.activity_key,
            "kommun": codes.get(row.municipality_id, "") if row.municipality_id else "",
            "form": row.cost_form,
            "minuter": row.minutes,
            "timpris": None if rate is None else Money.from_kronor(rate),
            "grund": row.rate_basis,
            "ur": str(row.allocation_id) if row.allocation_id else "",
            "rattar": str(corrects) if corrects else "",
            "skal": row.reason,
            "nyckel": str(row.id),
        }
    )


def _checker(_scope: Scope) -> Check:
    def check(after: Record, before: Record | None) -> Iterable[CellFault]:
        if before is not None:
            yield CellFault("", NEVER_CHANGED)
            return
        if after.day_or_none("dag") is None and not after.text("rattar"):
            yield CellFault(
                "dag", Fault(gettext_noop("A new line lacks its day."), Day().hint.right)
            )
        if after.text("slag") == LineKind.HOURS:
            yield CellFault("slag", HOURS_ELSEWHERE)
        if (after.text("slag") == LineKind.COST) != bool(after.text("form")):
            yield CellFault("form", COST_HAS_FORM)
        parts = (
            after.number_or_none("minuter"),
            after.money_or_none("timpris"),
            after.text("grund"),
        )
        if any(parts) and not all(parts):
            yield CellFault("minuter", ALL_OR_NONE)

    return check


HOURS_ELSEWHERE = Fault(
    gettext_noop("Hours are corrected on the ledger's page."),
    gettext_noop("Leave the row out of the file."),
)
COST_HAS_FORM = Fault(
    gettext_noop("A cost, and nothing else, says in which form it arose."),
    gettext_noop("Write invoice, hours or replacement staff beside a cost."),
)
ALL_OR_NONE = Fault(
    gettext_noop("Minutes, cost per hour and its basis belong together."),
    gettext_noop("Write all three, or none."),
)


def _write(changes: Sequence[Change], scope: Scope) -> None:
    ids = {one.code: one.organisation_id for one in organisations.municipalities()}
    for change in changes:
        record = change.after
        try:
            if record.text("rattar"):
                _correct(record, scope)
            else:
                _add(record, ids, scope)
        except (rules.LedgerRefused, actions.LedgerWriteRefused) as refused:
            raise Refused([(record, CellFault("", _fault(refused)))]) from refused


def _fault(refused: Exception) -> Fault:
    other = Fault(
        gettext_noop("The ledger refuses the line."), gettext_noop("Write it on the ledger's page.")
    )
    return REFUSALS.get(type(refused), other)


def _add(record: Record, ids: Mapping[str, UUID], scope: Scope) -> None:
    price, form = record.money_or_none("timpris"), record.text("form")
    spent_from = record.text("ur")
    line = actions.NewLine(
        kind=LineKind(record.text("slag")),
        component=record.text("del"),
        dated_on=record.day("dag"),
        text=record.text("text"),
        amount=record.money("belopp"),
        reference=record.text("underlag"),
        activity_key=record.text("aktivitet"),
        municipality_id=ids.get(record.text("kommun")),
        allocation_id=UUID(spent_from) if spent_from else None,
        cost_form=CostForm(form) if form else None,
        minutes=record.number_or_none("minuter"),
        rate=HourlyRate(price, record.text("grund")) if price is not None else None,
    )
    if line.value != line.amount:
        raise Refused([(record, CellFault("belopp", OTHER_AMOUNT))])
    actions.add_line(
        actor=scope.actor,
        grant_key=record.text("bidrag"),
        line=line,
        now=scope.now,
        line_id=UUID(record.text("nyckel")),
    )


OTHER_AMOUNT = Fault(
    gettext_noop("The amount is not the hours times the cost per hour."),
    gettext_noop("Write what the minutes come to."),
)


def _correct(record: Record, scope: Scope) -> None:
    target = UUID(record.text("rattar"))
    seen = LedgerLine.objects.filter(corrects_id=target).count()
    correction = actions.Correction(record.money("belopp"), record.text("skal"), seen)
    actions.correct_line(actor=scope.actor, line_id=target, correction=correction, now=scope.now)


register(
    List(
        key="bidragsrader",
        title=gettext_noop("Lines of the ledger"),
        about=gettext_noop("What is set aside, spent and booked of each grant, line by line."),
        columns=_columns,
        rows=_rows,
        write=_write,
        checker=_checker,
        no_undo=gettext_noop(
            "Lines of the ledger are never taken away: what is wrong is corrected by another line."
        ),
        is_tried=True,
        most_changes=MOST_LINES,
        filters={"bidrag": "bidrag"},
        href="programme:money",
    )
)
