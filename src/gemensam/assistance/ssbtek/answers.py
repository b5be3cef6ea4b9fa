"""What the authorities answer, as plain data. Printing any of it shows nothing: it is about a person.

Names and addresses that come along are left where they are: nothing here needs them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gemensam.assistance.ssbtek.question import Agency
from gemensam.kernel.money import Money


class FailureSource(StrEnum):
    """Who failed: the composite service, the agency's own, or we who could not read what came."""

    SSBT = "SSBT"
    BT = "BT"
    READING = "READING"


@dataclass(frozen=True, slots=True, repr=False)
class Failure:
    """One agency gave no answer; the others' stand. The messages may hold what is secret."""

    source: FailureSource
    code: str
    messages: tuple[str, ...] = ()

    @property
    def is_worth_another_try(self) -> bool:
        """Say whether the agency was not reached, so that asking it alone once more may help."""
        return self.source is FailureSource.SSBT


@dataclass(frozen=True, slots=True, repr=False)
class Support:
    """A decision on support by Arbetsförmedlingen: its kind, extent in per cent and days."""

    kind: str
    extent: int
    from_day: date
    to_day: date


@dataclass(frozen=True, slots=True, repr=False)
class Employment:
    """Arbetsförmedlingen: registered or not, since when, the activity report, decisions."""

    status_code: str
    status: str
    has_protected_identity: bool
    is_registered: bool | None
    category: str
    registered_on: date | None
    extent: int | None
    deregistered_on: date | None
    reported_on: date | None
    report_message: str
    unemployment_fund: str
    supports: tuple[Support, ...]


@dataclass(frozen=True, slots=True, repr=False)
class StudyPayment:
    """A payment of CSN. Weeks are written as CSN writes them (`202645`): the contract says no more."""

    scheme: str
    kind: str
    paid_on: date
    is_paid: bool
    amount: Money
    weeks: tuple[str, str] | None


@dataclass(frozen=True, slots=True, repr=False)
class StudySupport:
    """CSN: whether the person is known there, and every payment of every scheme."""

    code: str
    message: str
    is_known: bool
    payments: tuple[StudyPayment, ...]


@dataclass(frozen=True, slots=True, repr=False)
class BenefitPayment:
    """A payment of Försäkringskassan or Pensionsmyndigheten, after tax and deductions."""

    payer: str
    codes: tuple[str, ...]
    name: str
    paid_on: date | None
    is_preliminary: bool
    net: Money
    gross: Money | None
    period: tuple[date, date] | None


@dataclass(frozen=True, slots=True, repr=False)
class Benefits:
    """FK through LEFI: which providers answered (code → state), what is missing, and payments."""

    providers: Mapping[str, str]
    deviations: tuple[str, ...]
    payments: tuple[BenefitPayment, ...]

    @property
    def is_whole(self) -> bool:
        """Say whether every provider answered, with everything that was asked for."""
        return not self.deviations and all(state == "OK" for state in self.providers.values())


@dataclass(frozen=True, slots=True, repr=False)
class TaxFact:
    """A figure of Skatteverket as it is written: the chapter that it stands in, its name, its text."""

    chapter: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class Taxation:
    """Skatteverket: past years' figures. They are a ground for questions, no income of the month."""

    status_codes: tuple[str, ...]
    facts: tuple[TaxFact, ...]


@dataclass(frozen=True, slots=True, repr=False)
class FundPayment:
    """A payment of an unemployment fund: after tax, and after tax and deductions."""

    fund: str
    paid_on: date
    after_tax: Money
    after_deductions: Money
    days: str
    period: tuple[date, date]


@dataclass(frozen=True, slots=True, repr=False)
class Fund:
    """One unemployment fund's answer."""

    name: str
    status: str
    payments: tuple[FundPayment, ...]
    suspended: tuple[tuple[date, date], ...]
    right_decided_on: date | None
    has_applied: bool | None


@dataclass(frozen=True, slots=True, repr=False)
class UnemploymentFunds:
    """The unemployment funds (Sveriges a-kassor), each by itself."""

    funds: tuple[Fund, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Vehicle:
    """A vehicle in the register of Transportstyrelsen."""

    registration: str
    make: str
    year: str
    kind: str
    model: str


@dataclass(frozen=True, slots=True, repr=False)
class Vehicles:
    """Transportstyrelsen: the vehicles that the person owns."""

    vehicles: tuple[Vehicle, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Permit:
    """An application or a decision on a permit."""

    matter: str
    decision: str
    decided_on: date | None
    from_day: date | None
    to_day: date | None
    is_permanent: bool | None


@dataclass(frozen=True, slots=True, repr=False)
class Residence:
    """Migrationsverket: home country, entry, and permits."""

    country: str
    entered_on: date | None
    permits: tuple[Permit, ...]


type Answer = (
    Employment
    | StudySupport
    | Benefits
    | Taxation
    | UnemploymentFunds
    | Vehicles
    | Residence
    | Failure
)


@dataclass(frozen=True, slots=True, repr=False)
class Answers:
    """All that came of one question, by agency; one that is away is a Failure among the others."""

    by_agency: Mapping[Agency, Answer]
    correlation_id: str = ""

    @property
    def failures(self) -> dict[Agency, Failure]:
        """Give the agencies that did not answer."""
        return {
            agency: answer
            for agency, answer in self.by_agency.items()
            if isinstance(answer, Failure)
        }
