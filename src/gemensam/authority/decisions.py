"""What a decision says: allowed or not, by which rule, and what must be done with it."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from gemensam.authority.reasons import Reason


class Rule(IntEnum):
    """The rules in the order they are asked; the first that denies decides."""

    LOA = 1
    COMMISSION = 2
    TENANT = 3
    PURPOSE = 4
    RIGHT = 5
    REGIME = 6
    RELATION = 7
    PROTECTED = 8
    BLOCK = 9
    CONSENT = 10
    EMERGENCY = 11
    LICENCE = 12
    # No rule denied.
    ALLOW = 13


type Step = tuple[Rule, Reason, str]


class Obligation(StrEnum):
    """What the function that returns the data must do as well."""

    LOG_ACCESS = "LOG_ACCESS"
    # Log in the owner's tenant and in the actor's.
    LOG_BOTH_TENANTS = "LOG_BOTH_TENANTS"
    # Log both the representative and the resident, who is shown the row.
    LOG_REPRESENTATIVE = "LOG_REPRESENTATIVE"
    LOG_EMERGENCY = "LOG_EMERGENCY"
    NOTIFY_REVIEWER = "NOTIFY_REVIEWER"
    BANNER = "BANNER"
    # Show nothing after the emergency access has run out.
    EXPIRE = "EXPIRE"
    # Ask for a new log-in first: the last one is too old for it.
    STEP_UP = "STEP_UP"


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer; `rule` and `rules_version` go into the access log."""

    allow: bool
    reason: Reason
    rule: Rule
    rules_version: str
    obligations: frozenset[Obligation] = frozenset()
    # Every check in order, and what it said: the words of them are made when somebody reads them.
    steps: tuple[Step, ...] = ()

    @property
    def trace(self) -> tuple[str, ...]:
        """Say each check in order, as `RULE/REASON: ok`."""
        return tuple(f"{rule.name}/{reason}: {said}" for rule, reason, said in self.steps)
