"""The portfolio's frames, calls, applications, scores and decisions, as files.

Applications come from municipalities that have confirmed each other: a file brings none of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from gemensam.kernel.actor import Activity
from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.programme.actions import projects_portfolio as actions
from gemensam.programme.kinds_projects import Criterion, Outcome
from gemensam.programme.lists.money import YEAR
from gemensam.programme.lists.registry import List, Refused, Scope, register
from gemensam.programme.lists.tables import ROW_KEY, Field, Table, amount, plain, said
from gemensam.programme.models import (
    PortfolioApplication,
    PortfolioDecision,
    PortfolioFrame,
    PortfolioScore,
)
from gemensam.programme.rules import projects_portfolio as rules
from gemensam.programme.rules.lists import CellFault, Change, Check, Column, Fault, Record
from gemensam.programme.rules.lists_kinds import Day, Kronor, Text, Whole, YesNo
from gemensam.programme.rules.lists_words import RowKey, Several
from gemensam.programme.rules.workings import gettext_noop
from gemensam.programme.words_projects import OUTCOME_WORDS

MOST_PERCENT = 100
# A score or a decision asks the rules of its application.
MOST_ROWS = 300


def _frame_fields() -> Sequence[Field[PortfolioFrame]]:
    return (
        plain(Column("ar", gettext_noop("year"), YEAR, is_key=True), "year"),
        plain(Column("plan", gettext_noop("plan"), Text(40, needed=False), needed=False),
              "plan_key"),
        amount(Column("kronor", gettext_noop("money"), Kronor()), "money"),
        plain(Column("procent", gettext_noop("per cent of a post"), Whole(0, 10_000)), "percent"),
        plain(Column("projekt", gettext_noop("projects wanted"), Whole(needed=False),
                     needed=False), "projects_wanted"),
        plain(Column("kalla", gettext_noop("source"), Text(200)), "source"),
        plain(Column("pahittad", gettext_noop("made up"), YesNo(False), needed=False),
              "is_synthetic"),
    )  # fmt: skip


def _application_column(*, is_key: bool = True) -> Column:
    return Column("ansokan", gettext_noop("application"), RowKey(), is_key=is_key)


def _application_columns() -> Sequence[Column]:
    places = {one.code: one.name for one in organisations.municipalities()}
    text = Text(4000, needed=False, lines=True)
    return (
        Column("ansokan", ROW_KEY, RowKey(), is_key=True),
        Column("titel", gettext_noop("title"), Text(160)),
        Column("kommuner", gettext_noop("municipalities"), Several(places)),
        Column("syfte", gettext_noop("purpose"), text),
        Column("procent", gettext_noop("per cent asked for"), Whole(needed=False)),
        Column("utbyte", gettext_noop("exchange asked for"), YesNo()),
        Column("kronor", gettext_noop("money asked for"), Kronor(needed=False)),
    )


def _applications(_scope: Scope) -> list[Record]:
    places = organisations.municipalities()
    codes = {one.organisation_id: one.code for one in places}
    rows = PortfolioApplication.objects.prefetch_related("applicants").order_by("id")
    return [
        Record(
            {
                "ansokan": str(row.id),
                "titel": row.title,
                "kommuner": _in_order(
                    {codes[one.applicant_municipality_id] for one in row.applicants.all()}, places
                ),
                "syfte": row.purpose,
                "procent": row.wanted_percent,
                "utbyte": row.wants_exchange,
                "kronor": None if row.wanted_money is None else Money.from_kronor(row.wanted_money),
            }
        )
        for row in rows
    ]


def _in_order(named: set[str], places: Sequence[organisations.Place]) -> tuple[str, ...]:
    return tuple(one.code for one in places if one.code in named)


def _never(_scope: Scope) -> Check:
    def check(_after: Record, _before: Record | None) -> Iterable[CellFault]:
        yield CellFault("", OWN_HANDS)

    return check


OWN_HANDS = Fault(
    gettext_noop("An application is written by its own municipalities, who confirm each other."),
    gettext_noop("Ask them to apply, or leave the row as it was."),
)


def _write_nothing(changes: Sequence[Change], _scope: Scope) -> None:
    raise Refused([(change.after, CellFault("", OWN_HANDS)) for change in changes])


SCORES = (
    (Criterion.COOPERATION, "samverkan", gettext_noop("cooperation")),
    (Criterion.TRANSPARENCY, "transparens", gettext_noop("transparency")),
    (Criterion.REUSE, "ateranvandning", gettext_noop("re-use")),
)


def _score_columns() -> Sequence[Column]:
    return (
        _application_column(),
        Column("titel", gettext_noop("title"), Text(160, needed=False), needed=False),
        *(Column(key, label, Whole(0, MOST_PERCENT)) for _one, key, label in SCORES),
        Column("skal", gettext_noop("reason"), Text(400)),
    )


def _scores(scope: Scope) -> list[Record]:
    """Give the reader's own scores: nobody scores for another."""
    rows = PortfolioScore.objects.filter(assessor_id=scope.actor.person_id)
    return [
        Record(
            {
                "ansokan": str(row.application_id),
                "titel": row.application.title,
                "samverkan": row.cooperation,
                "transparens": row.transparency,
                "ateranvandning": row.reuse,
                "skal": row.reason,
            }
        )
        for row in rows.select_related("application").order_by("application_id")
    ]


REFUSALS: Mapping[type[Exception], Fault] = {
    actions.DecidedMeanwhile: Fault(
        gettext_noop("The application has been decided, or has been taken back."),
        gettext_noop("Leave the row as it was."),
    ),
    actions.NoSuchApplication: Fault(
        gettext_noop("There is no such application."),
        gettext_noop("Write the key of one, from the list of applications."),
    ),
    rules.ScoreOutOfRange: Fault(
        gettext_noop("A score is higher than the model allows."),
        gettext_noop("Write at most the model's highest score."),
    ),
    rules.NotEnoughMoney: Fault(
        gettext_noop("There is not so much money left."),
        gettext_noop("Give at most what is left of the year's frame."),
    ),
    rules.NotEnoughPost: Fault(
        gettext_noop("There is not so much of the post left."),
        gettext_noop("Give at most what is left of the year's frame."),
    ),
    rules.AsksForNothing: Fault(
        gettext_noop("A granted application gets some support."),
        gettext_noop("Write per cent, exchange or money."),
    ),
}
REFUSED = (actions.PortfolioRefused, actions.NoSuchApplication, rules.PortfolioRule)


def _fault(refused: Exception) -> CellFault:
    other = Fault(
        gettext_noop("The portfolio's rules refuse it."),
        gettext_noop("Do it on the portfolio's page."),
    )
    return CellFault("", REFUSALS.get(type(refused), other))


def _write_scores(changes: Sequence[Change], scope: Scope) -> None:
    for change in changes:
        record = change.after
        try:
            actions.score(
                actor=scope.actor,
                application_id=UUID(record.text("ansokan")),
                scores={one: record.number(key) for one, key, _label in SCORES},
                reason=record.text("skal"),
                now=scope.now,
            )
        except REFUSED as refused:
            raise Refused([(record, _fault(refused))]) from refused


def _decision_columns() -> Sequence[Column]:
    return (
        _application_column(),
        Column("diarienummer", gettext_noop("reference"), Text(80), is_key=True),
        Column("utfall", gettext_noop("outcome"), said(OUTCOME_WORDS)),
        Column("dag", gettext_noop("day"), Day()),
        Column("skal", gettext_noop("reason"), Text(2000, lines=True)),
        Column("procent", gettext_noop("per cent of a post"), Whole(1, 100, needed=False)),
        Column("utbyte", gettext_noop("exchange"), YesNo(empty=False)),
        Column("kronor", gettext_noop("money"), Kronor(needed=False)),
    )


def _decisions(_scope: Scope) -> list[Record]:
    return [
        Record(
            {
                "ansokan": str(row.application_id),
                "diarienummer": row.reference,
                "utfall": row.outcome,
                "dag": row.decided_on,
                "skal": row.reason,
                "procent": row.percent,
                "utbyte": row.gives_exchange,
                "kronor": None if row.money is None else Money.from_kronor(row.money),
            }
        )
        for row in PortfolioDecision.objects.order_by("application_id", "number")
    ]


def _write_decisions(changes: Sequence[Change], scope: Scope) -> None:
    for change in changes:
        record, application_id = change.after, UUID(change.after.text("ansokan"))
        version = (
            PortfolioApplication.objects.filter(id=application_id)
            .values_list("version", flat=True)
            .first()
        )
        words = actions.DecisionWords(
            outcome=Outcome(record.text("utfall")),
            decided_on=record.day("dag"),
            reference=record.text("diarienummer"),
            reason=record.text("skal"),
            support=rules.Support(
                record.number_or_none("procent"),
                record.flag("utbyte"),
                record.money_or_none("kronor"),
            ),
        )
        try:
            actions.decide(
                actor=scope.actor, application_id=application_id, version=version or 0,
                words=words, now=scope.now,
            )  # fmt: skip
        except REFUSED as refused:
            raise Refused([(record, _fault(refused))]) from refused


def _never_changed(_scope: Scope) -> Check:
    def check(_after: Record, before: Record | None) -> Iterable[CellFault]:
        if before is not None:
            yield CellFault(
                "",
                Fault(
                    gettext_noop("A decision is never changed."),
                    gettext_noop("Write another decision with a reference of its own."),
                ),
            )

    return check


FRAMES = Table(PortfolioFrame, _frame_fields, order=("year",))
register(
    List(
        key="ramar",
        title=gettext_noop("Frames of the portfolio"),
        about=gettext_noop("What each year's portfolio has to give."),
        columns=FRAMES.columns,
        rows=FRAMES.rows,
        write=FRAMES.write,
        remove=FRAMES.remove,
        may_write=Activity.DECIDE,
    )
)
register(
    List(
        key="ansokningar",
        title=gettext_noop("Applications to the portfolio"),
        about=gettext_noop("What municipalities apply for together, as it came in."),
        columns=_application_columns,
        rows=_applications,
        write=_write_nothing,
        checker=_never,
        no_undo=gettext_noop(
            "Applications are written by their own municipalities; a file brings none."
        ),
    )
)
register(
    List(
        key="poang",
        title=gettext_noop("Your scores"),
        about=gettext_noop("What you give each application, and why."),
        columns=_score_columns,
        rows=_scores,
        write=_write_scores,
        no_undo=gettext_noop("Scores are changed by scoring again, until it is decided."),
        is_tried=True,
        most_changes=MOST_ROWS,
    )
)
register(
    List(
        key="beslut",
        title=gettext_noop("Decisions on applications"),
        about=gettext_noop("What was decided of each application; a granted one is a project."),
        columns=_decision_columns,
        rows=_decisions,
        write=_write_decisions,
        checker=_never_changed,
        no_undo=gettext_noop("A decision is changed by another decision."),
        is_tried=True,
        most_changes=MOST_ROWS,
        may_write=Activity.DECIDE,
    )
)
