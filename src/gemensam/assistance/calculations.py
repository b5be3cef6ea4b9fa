"""A case's calculations: read, changed under the case's lock, and handed on as a decision's basis."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import translation

from gemensam.assistance import keeping, words
from gemensam.assistance.basis import basis_of
from gemensam.assistance.from_answers import month_of, sheet_of
from gemensam.assistance.models import CalculationVersion
from gemensam.assistance.norms import norms
from gemensam.assistance.rules.refusals import CannotCalculate
from gemensam.assistance.rules.steps import Calculation
from gemensam.assistance.sheet import APPLICANT_KEY, Sheet
from gemensam.cases import api as cases
from gemensam.kernel.actor import Actor
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.models import new_id
from gemensam.ui.formats import local_day

KIND = "financial_assistance"


class CalculationHasChanged(Exception):
    """Somebody saved another calculation after the page was shown."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes, when, and the number that logs and errors share."""

    actor: Actor
    now: datetime
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One stored version: when, by whom, what was changed and why, and what it came to."""

    number: int
    made_at: datetime
    made_by: str
    said: str
    granted_ore: int


@dataclass(frozen=True, slots=True)
class InHand:
    """A case's calculation as its caseworker has it; number 0 is one that nobody has saved."""

    case: cases.CaseInHand
    number: int
    sheet: Sheet
    # None where the month cannot be calculated, and why.
    calculation: Calculation | None
    problem: CannotCalculate | None
    # The month before's, to see what has changed.
    before: Calculation | None
    versions: Sequence[VersionRow]


def in_hand(visit: Visit, case_id: UUID) -> InHand:
    """Give the newest calculation, or what the answers make of it. It is logged that it was read.

    Raises NoSuchCase, Refused.
    """
    case = cases.case_in_hand(visit.actor, case_id, now=visit.now, request_id=visit.request_id)
    rows = list(CalculationVersion.objects.filter(case_id=case_id).order_by("-number"))
    chosen = month_of(case.answer("month")) or local_day(visit.now).replace(day=1)
    earlier = _version_before(visit, case, rows[0].month if rows else chosen)
    number = rows[0].number if rows else 0
    problem = None
    calculation: Calculation | None = None
    if rows:
        sheet = keeping.sheet_from_json(rows[0].sheet)
        calculation = keeping.calculation_from_json(rows[0].calculation)
    else:
        sheet = _first_sheet(visit, case, earlier)
        try:
            calculation = sheet.calculated(norms())
        except CannotCalculate as error:
            problem = error
    return InHand(
        case=case,
        number=number,
        sheet=sheet,
        calculation=calculation,
        problem=problem,
        before=keeping.calculation_from_json(earlier.calculation) if earlier else None,
        versions=[
            VersionRow(row.number, row.made_at, row.made_by_name, row.said, row.granted_ore)
            for row in rows
        ],
    )


def _first_sheet(visit: Visit, case: cases.CaseInHand, earlier: CalculationVersion | None) -> Sheet:
    """Make the sheet of the answers, with what the month before's can add."""
    answers = questionnaires.answers(case.response_id) if case.response_id else {}
    made = sheet_of(
        answers,
        month=case.answer("month"),
        today=local_day(visit.now),
        before=keeping.sheet_from_json(earlier.sheet) if earlier else None,
    )
    assisted = _assisted(case)
    if not assisted:
        return made
    return replace(made, application=replace(made.application, assisted={APPLICANT_KEY: assisted}))


def _assisted(case: cases.CaseInHand) -> frozenset[date]:
    """Give the months that were granted here: the job stimulus counts them."""
    ids = cases.granted_sources(case.resident.id, kind=KIND)
    months = CalculationVersion.objects.filter(id__in=ids).values_list("month", flat=True)
    return frozenset(months)


def _version_before(visit: Visit, case: cases.CaseInHand, month: date) -> CalculationVersion | None:
    """Find the newest of the month before, if it is of this case or of one that may be read."""
    first = (month.replace(day=1) - timedelta(days=1)).replace(day=1)
    found = (
        CalculationVersion.objects.filter(resident_id=case.resident.id, month=first)
        .exclude(case_id=case.id)
        .order_by("-made_at")
        .first()
    )
    may = found is not None and cases.may_read(
        visit.actor, found.case_id, now=visit.now, request_id=visit.request_id
    )
    return found if may else None


def change(
    visit: Visit,
    case_id: UUID,
    *,
    edit: Callable[[Sheet], Sheet],
    said: str,
    number: int | None = None,
) -> int:
    """Make a new version of a case's calculation, and give its number.

    `number` is the version that was seen; without it the newest is changed, whichever it is.
    Raises CalculationHasChanged. Raises CannotCalculate and whatever `edit` raises: nothing is stored.
    Raises CaseIsDecided, NoSuchCase, Refused.
    """
    made: list[int] = []

    def work_out() -> tuple[cases.Basis, str]:
        # Read under the case's lock: of two who save at once, the second finds the first's.
        found = in_hand(visit, case_id)
        if number is not None and number != found.number:
            raise CalculationHasChanged(case_id)
        sheet = edit(found.sheet)
        row = _store(visit, found, sheet, sheet.calculated(norms()), said)
        made.append(row.number)
        calculation = keeping.calculation_from_json(row.calculation)
        with translation.override("sv"):
            basis = basis_of(row.id, calculation, names_of(found.case, sheet))
            return basis, _note(row)

    cases.put_basis(
        actor=visit.actor,
        case_id=case_id,
        work_out=work_out,
        now=visit.now,
        request_id=visit.request_id,
    )
    return made[0]


def _store(
    visit: Visit, found: InHand, sheet: Sheet, calculation: Calculation, said: str
) -> CalculationVersion:
    assert visit.actor.person_id is not None
    return CalculationVersion.objects.create(
        id=new_id(),
        case_id=found.case.id,
        resident_id=found.case.resident.id,
        number=found.number + 1,
        month=calculation.month,
        sheet=keeping.sheet_to_json(sheet),
        calculation=keeping.calculation_to_json(calculation),
        norm=calculation.norm,
        is_invented=calculation.is_invented,
        granted_ore=calculation.granted().ore,
        said=said,
        made_at=visit.now,
        made_by_id=visit.actor.person_id,
        made_by_name=visit.actor.display_name,
    )


def _note(row: CalculationVersion) -> str:
    return words.saved_note(row.number, row.granted_ore, row.said)


def names_of(case: cases.CaseInHand, sheet: Sheet) -> dict[str, str]:
    """Give everybody's name by key."""
    return _named({**dict.fromkeys(sheet.people, ""), **sheet.names}, case.resident.name)


def _named(names: Mapping[str, str], applicant: str) -> dict[str, str]:
    """Fill in the applicant's name, and what somebody without a name is called."""
    known = {key: name or words.somebody(key) for key, name in names.items()}
    return known | {APPLICANT_KEY: applicant}


@dataclass(frozen=True, slots=True)
class Made:
    """A stored calculation and everybody's names by key."""

    calculation: Calculation
    names: Mapping[str, str]


def made_by(source_id: UUID, *, applicant: str) -> Made | None:
    """Give the calculation that a decision was made from, for whoever has asked and logged."""
    row = CalculationVersion.objects.filter(id=source_id).first()
    if row is None:
        return None
    names = {**dict.fromkeys(keeping.sheet_from_json(row.sheet).people, ""), **row.sheet["names"]}
    return Made(keeping.calculation_from_json(row.calculation), _named(names, applicant))
