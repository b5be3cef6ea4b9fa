"""What a month's calculation is made from in a case, as its caseworker has it. Pure values.

A sheet is never changed: every change makes a new one, which is stored whole as a new version.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from gemensam.assistance.rules.calculating import Application, calculate
from gemensam.assistance.rules.costs import Cost
from gemensam.assistance.rules.incomes import Asset, Income
from gemensam.assistance.rules.norm import Norm
from gemensam.assistance.rules.steps import Calculation, Decision, decide

# The adults' keys; children are `child:1` and so on.
APPLICANT_KEY: Final = "applicant"
PARTNER_KEY: Final = "partner"

type Entry = Cost | Income | Asset


@dataclass(frozen=True, slots=True)
class Unread:
    """An answer that could not be put into the calculation, and why: a person sees to it."""

    key: str
    label: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """When the authorities were asked and about which days, and who gave no whole answer about whom."""

    at: datetime
    first: date
    last: date
    # By a person's key, what is missing: (agency, why).
    missing: Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a calculation is made from: what was applied for, what was found, what was decided."""

    application: Application
    # Names by key. The applicant's is the resident's and not here.
    names: Mapping[str, str] = field(default_factory=dict)
    # Only amounts that are others than the proposed ones: the rest follow the rules.
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    acknowledged: frozenset[str] = frozenset()
    asked: Asked | None = None
    unread: tuple[Unread, ...] = ()

    @property
    def people(self) -> Sequence[str]:
        """Give everybody's key, adults first."""
        home = self.application.household
        return (*home.adults, *(child.key for child in home.children))

    @property
    def children(self) -> frozenset[str]:
        """Give the children's keys."""
        return frozenset(child.key for child in self.application.household.children)

    @property
    def added(self) -> Sequence[Entry]:
        """Give what the caseworker added, in the order of its numbers."""
        return [one for one in _entries(self.application) if one.is_added]

    def calculated(self, norms: Sequence[Norm]) -> Calculation:
        """Calculate with what was decided. Raises CannotCalculate."""
        made = calculate(_without_the_absent(self.application), norms)
        rows = {row.key for row in made.rows}
        return decide(made, {key: one for key, one in self.decisions.items() if key in rows})

    def with_entry(self, entry: Entry) -> "Sheet":
        """Add a cost, an income or an asset."""
        app = self.application
        match entry:
            case Cost():
                return self._with(replace(app, costs=(*app.costs, entry)))
            case Income():
                return self._with(replace(app, incomes=(*app.incomes, entry)))
            case Asset():
                return self._with(replace(app, assets=(*app.assets, entry)))

    def without_added(self, number: int) -> "Sheet":
        """Take away what the caseworker added, by its number. Raises IndexError."""
        gone = self.added[number]
        app = self.application
        return self._with(
            replace(
                app,
                costs=tuple(one for one in app.costs if one is not gone),
                incomes=tuple(one for one in app.incomes if one is not gone),
                assets=tuple(one for one in app.assets if one is not gone),
            )
        )

    def with_decisions(self, decisions: Mapping[str, Decision], norms: Sequence[Norm]) -> "Sheet":
        """Take in the caseworker's amounts; those that are the proposed ones follow the rules.

        Raises NoSuchRow, DecidedWithoutReason and whatever makes the month incalculable.
        """
        made = calculate(_without_the_absent(self.application), norms)
        others = {
            key: one for key, one in decisions.items() if one.amount != made.row(key).proposed
        }
        decide(made, others)
        return replace(self, decisions=others)

    def with_found(
        self, incomes: Sequence[Income], asked: Asked, *, of: Collection[tuple[str, str]]
    ) -> "Sheet":
        """Take in what the authorities told, instead of what the same told before of the same people.

        `of` is who was asked about whom: (person, agency). What an agency told before stays while it
        is missing and has told nothing new.
        """
        told = {(one.person, agency_of(one)) for one in incomes}
        missing = {(person, agency) for person, away in asked.missing.items() for agency, _ in away}
        gone = told | (set(of) - missing)
        kept = [
            one
            for one in self.application.incomes
            if not one.agency or (one.person, agency_of(one)) not in gone
        ]
        changed = self._with(replace(self.application, incomes=(*kept, *incomes)))
        return replace(changed, asked=asked)

    def acknowledging(self, key: str) -> "Sheet":
        """Note that a warning was seen."""
        return replace(self, acknowledged=self.acknowledged | {key})

    def _with(self, application: Application) -> "Sheet":
        return replace(self, application=application)


def agency_of(income: Income) -> str:
    """Give the agency that answered: Pensionsmyndigheten's payments come with Försäkringskassan's."""
    code = income.agency.partition(" ")[0]
    return "FK" if code == "PM" else code


def _entries(application: Application) -> tuple[Entry, ...]:
    return (*application.costs, *application.incomes, *application.assets)


def _without_the_absent(application: Application) -> Application:
    """Leave out children who are here on no day, unless a row names them."""
    home = application.household
    named = {one.person for one in _entries(application)}
    here = tuple(one for one in home.children if one.days_here != 0 or one.key in named)
    return replace(application, household=replace(home, children=here))
