"""The one table of rules: purposes, activities and sorts of information. Data only.

Whoever changes a row also changes `RULES_VERSION`, which the access log keeps for each access.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from hashlib import sha256
from typing import Final

from gemensam.kernel.actor import Activity, Assurance, InformationClass, Purpose, Regime

type Permits = Mapping[Activity, frozenset[InformationClass]]

# A test compares the part after the hyphen with `fingerprint()`.
RULES_VERSION: Final = "2026.11-2a9cbd809d1e"

# Substantial assurance is what HSLF-FS 2016:40 and the brokers' level 3 ask for.
LOA_FLOOR: Final = Assurance.LOA3
# How long emergency access lasts: an acute event; it can be opened anew with a new reason.
EMERGENCY_MAX: Final = timedelta(hours=1)
# A reason shorter than this says nothing to the one who reviews it.
EMERGENCY_REASON_MIN: Final = 10
# A log-in counts as new for five minutes (step-up).
STEP_UP_MAX_AGE: Final = timedelta(minutes=5)
# The protected resident that it was made for stays open for longer: as long as a piece of work takes.
OPENED_FOR: Final = timedelta(minutes=30)

_C = InformationClass
_SOCIAL: Final = frozenset({Regime.SOL, Regime.LSS})
_HEALTH: Final = frozenset({Regime.HSL})


@dataclass(frozen=True, slots=True)
class ClassRule:
    """What one sort of information demands."""

    # Whether it concerns a resident: logged, and guarded if the identity is protected.
    is_personal: bool = False
    # Whether a care relation or an assignment is needed.
    needs_relation: bool = False
    # Documentation of care: access blocks and consent apply (PDL 4 kap., lag 2022:913).
    is_documentation: bool = False
    # Belongs to no unit but to the resident: whoever has a relation is near enough.
    follows_resident: bool = False
    # The acts it may be kept under; empty when the wall between them does not apply.
    regimes: frozenset[Regime] = frozenset()


@dataclass(frozen=True, slots=True)
class PurposeRule:
    """What one purpose permits; a commission's rights narrow it further."""

    permits: Permits
    # Sorts of information that need no relation for this purpose.
    without_relation: frozenset[InformationClass] = frozenset()
    # Whether shared records (SJF) may be read for it.
    may_share: bool = False


_CASE_PAPER: Final = ClassRule(is_personal=True, needs_relation=True, regimes=_SOCIAL)
_ALARM: Final = ClassRule(is_personal=True, needs_relation=True)
_CONTACT: Final = ClassRule(is_personal=True, needs_relation=True, follows_resident=True)
_PLAIN: Final = ClassRule()
_STRICTEST: Final = ClassRule(is_personal=True, needs_relation=True)

CLASSES: Final[Mapping[InformationClass, ClassRule]] = {
    _C.APPLICATION: _CASE_PAPER,
    _C.CASE: _CASE_PAPER,
    _C.DECISION: _CASE_PAPER,
    _C.CARE_SERVICE: ClassRule(
        is_personal=True, needs_relation=True, is_documentation=True, regimes=_SOCIAL
    ),
    _C.SAFETY_ALARM: _ALARM,
    _C.VISIT: ClassRule(
        is_personal=True, needs_relation=True, is_documentation=True, regimes=_SOCIAL | _HEALTH
    ),
    _C.NOTE_SOL: ClassRule(
        is_personal=True, needs_relation=True, is_documentation=True, regimes=_SOCIAL
    ),
    _C.NOTE_HSL: ClassRule(
        is_personal=True, needs_relation=True, is_documentation=True, regimes=_HEALTH
    ),
    _C.RESIDENT: _CONTACT,
    _C.MANDATE: _CONTACT,
    _C.ACCESS_LOG: ClassRule(is_personal=True, needs_relation=True),
    _C.DIRECTORY: _PLAIN,
    _C.PROGRAMME: _PLAIN,
    _C.HOURS: _PLAIN,
    # Questions and rules, before anybody has answered them.
    _C.FORM: _PLAIN,
    # What many answered, mostly nobody knows who; where it is known, each look is logged.
    _C.SURVEY: _PLAIN,
}

PURPOSES: Final[Mapping[Purpose, PurposeRule]] = {
    Purpose.CARE: PurposeRule(
        permits={
            Activity.READ: frozenset(
                {
                    *(_C.CARE_SERVICE, _C.SAFETY_ALARM, _C.VISIT, _C.NOTE_SOL, _C.NOTE_HSL),
                    *(_C.RESIDENT, _C.MANDATE, _C.DIRECTORY),
                }
            ),
            Activity.WRITE: frozenset({_C.VISIT, _C.NOTE_HSL}),
            Activity.SIGN: frozenset({_C.NOTE_HSL}),
        },
        may_share=True,
    ),
    Purpose.CASEWORK: PurposeRule(
        permits={
            Activity.READ: frozenset(
                {
                    *(_C.APPLICATION, _C.CASE, _C.DECISION, _C.CARE_SERVICE, _C.SAFETY_ALARM),
                    *(_C.VISIT, _C.NOTE_SOL, _C.NOTE_HSL, _C.RESIDENT, _C.MANDATE, _C.DIRECTORY),
                }
            ),
            Activity.WRITE: frozenset(
                {
                    *(_C.APPLICATION, _C.CASE, _C.DECISION, _C.CARE_SERVICE, _C.SAFETY_ALARM),
                    *(_C.NOTE_SOL, _C.RESIDENT, _C.MANDATE),
                }
            ),
            Activity.SIGN: frozenset({_C.DECISION, _C.NOTE_SOL}),
            Activity.DECIDE: frozenset({_C.DECISION, _C.CARE_SERVICE}),
            # The manager of a unit: which cases it has, how late they are, and who handles each.
            Activity.ADMINISTER: frozenset({_C.CASE}),
        },
        may_share=True,
    ),
    Purpose.ALARM_RECEIVING: PurposeRule(
        permits={
            Activity.READ: frozenset({_C.SAFETY_ALARM, _C.RESIDENT, _C.DIRECTORY}),
            Activity.WRITE: frozenset({_C.SAFETY_ALARM}),
            Activity.RECEIVE: frozenset({_C.SAFETY_ALARM}),
            Activity.DISPATCH: frozenset({_C.SAFETY_ALARM}),
        },
        # An operator sees the centre's queue before anybody knows whose alarm it is.
        without_relation=frozenset({_C.SAFETY_ALARM}),
    ),
    Purpose.HOME_CARE: PurposeRule(
        permits={
            Activity.READ: frozenset(
                {
                    *(_C.CARE_SERVICE, _C.SAFETY_ALARM, _C.VISIT, _C.NOTE_SOL, _C.NOTE_HSL),
                    *(_C.RESIDENT, _C.MANDATE, _C.DIRECTORY, _C.HOURS),
                }
            ),
            Activity.WRITE: frozenset({_C.SAFETY_ALARM, _C.VISIT, _C.NOTE_SOL, _C.HOURS}),
            Activity.SIGN: frozenset({_C.VISIT, _C.NOTE_SOL}),
            Activity.RECEIVE: frozenset({_C.SAFETY_ALARM}),
            Activity.DISPATCH: frozenset({_C.SAFETY_ALARM}),
            Activity.ATTEST: frozenset({_C.VISIT, _C.HOURS}),
        },
        may_share=True,
    ),
    Purpose.QUALITY: PurposeRule(
        permits={
            Activity.READ: frozenset(CLASSES),
            Activity.REVIEW: frozenset({_C.ACCESS_LOG}),
        },
        without_relation=frozenset(CLASSES),
    ),
    Purpose.ADMINISTRATION: PurposeRule(
        permits={
            Activity.READ: frozenset({_C.DIRECTORY, _C.FORM, _C.SURVEY}),
            Activity.WRITE: frozenset({_C.DIRECTORY, _C.FORM, _C.SURVEY}),
            Activity.DECIDE: frozenset({_C.FORM, _C.SURVEY}),
            Activity.ADMINISTER: frozenset({_C.DIRECTORY}),
        },
    ),
    Purpose.PROGRAMME: PurposeRule(
        permits={
            Activity.READ: frozenset({_C.PROGRAMME, _C.HOURS, _C.DIRECTORY, _C.FORM, _C.SURVEY}),
            Activity.WRITE: frozenset({_C.PROGRAMME, _C.HOURS, _C.FORM, _C.SURVEY}),
            Activity.DECIDE: frozenset({_C.PROGRAMME, _C.FORM, _C.SURVEY}),
            Activity.ATTEST: frozenset({_C.HOURS}),
            Activity.ADMINISTER: frozenset({_C.PROGRAMME}),
        },
    ),
    Purpose.OWN_AFFAIRS: PurposeRule(
        permits={
            Activity.READ: frozenset(
                {
                    *(_C.APPLICATION, _C.CASE, _C.DECISION, _C.CARE_SERVICE, _C.SAFETY_ALARM),
                    *(_C.VISIT, _C.NOTE_SOL, _C.NOTE_HSL, _C.RESIDENT, _C.MANDATE),
                    _C.ACCESS_LOG,
                }
            ),
            Activity.WRITE: frozenset({_C.APPLICATION, _C.CASE, _C.RESIDENT, _C.MANDATE}),
            Activity.SIGN: frozenset({_C.APPLICATION, _C.MANDATE}),
        },
    ),
}

# What a mandate can cover at all: nobody may widen a mandate, or read the log, by a mandate.
REPRESENTATIVES: Final[Permits] = {
    Activity.READ: PURPOSES[Purpose.OWN_AFFAIRS].permits[Activity.READ] - {_C.ACCESS_LOG},
    Activity.WRITE: frozenset({_C.APPLICATION, _C.CASE, _C.RESIDENT}),
    Activity.SIGN: frozenset({_C.APPLICATION}),
}

# What whoever applies together with a resident may do with that application and with its case; with
# nothing else of the resident's. Spouses and cohabitants are assessed together.
CO_APPLICANTS: Final[Permits] = {
    Activity.READ: frozenset({_C.APPLICATION, _C.CASE, _C.DECISION}),
    Activity.WRITE: frozenset({_C.CASE}),
    Activity.SIGN: frozenset({_C.APPLICATION}),
}

# What a colleague who was asked for an opinion may do with that one case, whatever the commission is
# for: read what was chosen, and write the opinion. Never past tenant, log-in or a protected identity.
CONSULTED: Final[Permits] = {
    Activity.READ: frozenset({_C.CASE}),
    Activity.WRITE: frozenset({_C.CASE}),
}

# What our own processes may do without a human: receive and escalate alarms, count hours. And what
# a municipality's own systems may by the API: their scopes narrow it, as rights do a commission.
SYSTEMS: Final[Mapping[Purpose, Permits]] = {
    Purpose.ALARM_RECEIVING: {
        Activity.READ: frozenset({_C.SAFETY_ALARM}),
        Activity.WRITE: frozenset({_C.SAFETY_ALARM}),
        Activity.RECEIVE: frozenset({_C.SAFETY_ALARM}),
        Activity.DISPATCH: frozenset({_C.SAFETY_ALARM}),
    },
    Purpose.PROGRAMME: {
        Activity.READ: frozenset({_C.PROGRAMME, _C.HOURS}),
        Activity.WRITE: frozenset({_C.PROGRAMME, _C.HOURS}),
    },
    Purpose.ADMINISTRATION: {
        Activity.READ: frozenset({_C.FORM, _C.DIRECTORY}),
        # The HR system keeps the register of employees. It gives nobody a commission.
        Activity.WRITE: frozenset({_C.DIRECTORY}),
    },
    Purpose.CASEWORK: {
        Activity.READ: frozenset({_C.APPLICATION, _C.CASE, _C.DECISION}),
        Activity.WRITE: frozenset({_C.APPLICATION, _C.CASE}),
    },
}
# What concerns somebody whose identity may be protected: only a system that was let at them.
GUARDED_FROM_SYSTEMS: Final = frozenset({_C.CASE, _C.DECISION})

# Health-care records are kept by licensed staff or those they delegated to (PDL 3 kap. 3 §).
NEEDS_LICENCE: Final[Permits] = {
    Activity.WRITE: frozenset({_C.NOTE_HSL}),
    Activity.SIGN: frozenset({_C.NOTE_HSL}),
}
# Decisions need delegated authority (kommunallagen 6 kap. 37 §, 7 kap. 5 §).
NEEDS_DELEGATION: Final[Permits] = {
    Activity.DECIDE: frozenset({_C.DECISION, _C.CARE_SERVICE}),
    Activity.SIGN: frozenset({_C.DECISION}),
}
# A note is signed by the one who answers for it (PDL 3 kap. 10 §).
SIGNED_BY_AUTHOR: Final = frozenset({_C.NOTE_SOL, _C.NOTE_HSL})
# What asks for a new log-in: reading the log of who read. Protected persons do as well.
NEEDS_STEP_UP: Final[Permits] = {Activity.REVIEW: frozenset({_C.ACCESS_LOG})}
# But never an operator with an alarm, nor home care on its round, where there may be no net.
NO_STEP_UP: Final = frozenset({Purpose.ALARM_RECEIVING, Purpose.HOME_CARE})

# Social services under SoL and LSS stand on one side of the wall, health care on the other.
SIDE_OF: Final[Mapping[Regime | None, frozenset[Regime]]] = {
    Regime.SOL: _SOCIAL,
    Regime.LSS: _SOCIAL,
    Regime.HSL: _HEALTH,
    None: frozenset(),
}


def class_rule(information_class: InformationClass) -> ClassRule:
    """Give what a sort of information demands; ALL, which no thing should be of, demands most."""
    return CLASSES.get(information_class, _STRICTEST)


def is_about_residents(information_class: InformationClass) -> bool:
    """Say whether a sort of information concerns a resident."""
    return class_rule(information_class).is_personal


def permits(table: Permits, activity: Activity, information_class: InformationClass) -> bool:
    """Say whether a table lists this activity with this sort of information."""
    return information_class in table.get(activity, frozenset())


def permits_of(purpose: Purpose) -> Permits:
    """Give what a commission for a purpose can have rights to at all."""
    return PURPOSES[purpose].permits


def fingerprint() -> str:
    """Give twelve hexadecimal digits that change with any row of the table."""
    parts = (
        *(f"class {name} {_line(rule)}" for name, rule in CLASSES.items()),
        *(f"purpose {name} {_line(rule)}" for name, rule in PURPOSES.items()),
        *(f"system {name} {_line(rule)}" for name, rule in SYSTEMS.items()),
        _line((REPRESENTATIVES, CO_APPLICANTS, CONSULTED)),
        _line((NEEDS_LICENCE, NEEDS_DELEGATION, SIGNED_BY_AUTHOR)),
        _line((NEEDS_STEP_UP, NO_STEP_UP, SIDE_OF, LOA_FLOOR, GUARDED_FROM_SYSTEMS)),
        _line((EMERGENCY_MAX, EMERGENCY_REASON_MIN, STEP_UP_MAX_AGE, OPENED_FOR)),
    )
    return sha256("\n".join(sorted(parts)).encode()).hexdigest()[:12]


def _line(value: object) -> str:
    """Write a value so that sets and mappings come out the same in every run."""
    match value:
        case frozenset():
            return "{" + " ".join(sorted(map(_line, value))) + "}"
        case Mapping():
            return "{" + " ".join(sorted(f"{_line(k)}:{_line(v)}" for k, v in value.items())) + "}"
        case tuple():
            return "(" + " ".join(map(_line, value)) + ")"
        case ClassRule() | PurposeRule():
            return _line(tuple(getattr(value, each.name) for each in fields(value)))
        case _:
            return str(value)
