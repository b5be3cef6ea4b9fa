"""What things are called on the pages: rights as sentences, flags with why and what to do. No queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gemensam.employees.models import Category
from gemensam.employees.register import Accepts, Carrier, CredentialState, Flag, IssuingState
from gemensam.kernel.actor import Activity, InformationClass, Purpose, Right, Scope

_ACTIVITIES: Final[Mapping[Activity, str]] = {
    Activity.READ: gettext_noop("Read %(things)s"),
    Activity.WRITE: gettext_noop("Write %(things)s"),
    Activity.SIGN: gettext_noop("Sign %(things)s"),
    Activity.DECIDE: gettext_noop("Decide on %(things)s"),
    Activity.RECEIVE: gettext_noop("Receive %(things)s"),
    Activity.DISPATCH: gettext_noop("Send somebody to %(things)s"),
    Activity.ATTEST: gettext_noop("Attest %(things)s"),
    Activity.ADMINISTER: gettext_noop("Administer %(things)s"),
    Activity.REVIEW: gettext_noop("Review %(things)s"),
}
_THINGS: Final[Mapping[InformationClass, str]] = {
    InformationClass.APPLICATION: gettext_noop("applications"),
    InformationClass.CASE: gettext_noop("cases"),
    InformationClass.DECISION: gettext_noop("decisions"),
    InformationClass.CARE_SERVICE: gettext_noop("care services"),
    InformationClass.SAFETY_ALARM: gettext_noop("safety alarms"),
    InformationClass.VISIT: gettext_noop("visits"),
    InformationClass.NOTE_SOL: gettext_noop("notes of social care"),
    InformationClass.NOTE_HSL: gettext_noop("notes of health care"),
    InformationClass.RESIDENT: gettext_noop("residents' details"),
    InformationClass.MANDATE: gettext_noop("representatives"),
    InformationClass.ACCESS_LOG: gettext_noop("the access log"),
    InformationClass.DIRECTORY: gettext_noop("staff and commissions"),
    InformationClass.PROGRAMME: gettext_noop("the programme"),
    InformationClass.HOURS: gettext_noop("hours"),
    InformationClass.FORM: gettext_noop("forms"),
    InformationClass.SURVEY: gettext_noop("surveys"),
    InformationClass.ALL: gettext_noop("everything"),
}
SCOPES: Final[Mapping[Scope, str]] = {
    Scope.UNIT: gettext_noop("within the unit"),
    Scope.PROVIDER: gettext_noop("within the whole care provider"),
    Scope.SHARED: gettext_noop("also in shared records"),
    Scope.TENANT: gettext_noop("in the whole municipality"),
}
PURPOSES: Final[Mapping[Purpose, str]] = {
    Purpose.CARE: gettext_noop("Care and treatment"),
    Purpose.CASEWORK: gettext_noop("Casework"),
    Purpose.ALARM_RECEIVING: gettext_noop("Alarm receiving"),
    Purpose.HOME_CARE: gettext_noop("Home care"),
    Purpose.QUALITY: gettext_noop("Quality assurance"),
    Purpose.ADMINISTRATION: gettext_noop("Administration"),
    Purpose.PROGRAMME: gettext_noop("Programme work"),
}
CATEGORIES: Final[Mapping[Category, str]] = {
    Category.LICENSED: gettext_noop("Licensed staff"),
    Category.MANAGER: gettext_noop("Managers"),
    Category.CASEWORKER: gettext_noop("Caseworkers"),
    Category.SOCIAL_CARE: gettext_noop("Others in social services"),
    Category.SCHOOL_HEALTH: gettext_noop("School health"),
}
CARRIERS: Final[Mapping[Carrier, str]] = {
    Carrier.SITHS_CARD: gettext_noop("SITHS card"),
    Carrier.EFOS_CARD: gettext_noop("EFOS card"),
    Carrier.EFOS_CERTIFICATE: gettext_noop("EFOS certificate"),
    Carrier.MOBILE: gettext_noop("Mobile certificate"),
}
ISSUING: Final[Mapping[IssuingState, str]] = {
    IssuingState.ISSUED: gettext_noop("Is issued"),
    IssuingState.PLANNED: gettext_noop("Planned"),
    IssuingState.MISSING: gettext_noop("Not there"),
}
ACCEPTS: Final[Mapping[Accepts, str]] = {
    Accepts.YES: gettext_noop("Yes"),
    Accepts.PLANNED: gettext_noop("Planned"),
    Accepts.NO: gettext_noop("No"),
}
CREDENTIAL_STATES: Final[Mapping[CredentialState, str]] = {
    CredentialState.VALID: gettext_noop("In use"),
    CredentialState.RENEWED: gettext_noop("Replaced"),
    CredentialState.REVOKED: gettext_noop("Revoked"),
}
ENTRIES: Final[Mapping[str, str]] = {
    "GRANTED": gettext_noop("Was granted"),
    "CHANGED": gettext_noop("Was changed"),
    "ENDED": gettext_noop("Was ended"),
}
FIELDS: Final[Mapping[str, str]] = {
    "hsa_id": gettext_noop("HSA-id"),
    "employee_hsa_id": gettext_noop("the employee's HSA-id"),
    "name": gettext_noop("name"),
    "title": gettext_noop("title"),
    "purpose": gettext_noop("purpose"),
    "rights": gettext_noop("rights"),
    "unit_id": gettext_noop("unit"),
    "care_provider_id": gettext_noop("care provider"),
    "regime": gettext_noop("the act it is under"),
    "starts_at": gettext_noop("first day"),
    "ends_at": gettext_noop("end"),
    "is_archived": gettext_noop("put in the archive"),
    "is_feigned": gettext_noop("for tests"),
}


@dataclass(frozen=True, slots=True)
class FlagWords:
    """A flag in short, why it is one, and what to do."""

    name: str
    why: str
    what_to_do: str


_FLAGS: Final[Mapping[Flag, FlagWords]] = {
    Flag.NO_EMPLOYEE: FlagWords(
        gettext_noop("No employee"),
        gettext_noop("HR knows nobody by this HSA-id."),
        gettext_noop("Ask HR to write the HSA-id on the employee, or end the commission."),
    ),
    Flag.EMPLOYEE_ENDED: FlagWords(
        gettext_noop("The employment has ended"),
        gettext_noop("The person's last day at work by HR has passed."),
        gettext_noop("End the commission."),
    ),
    Flag.EXTRA_RIGHTS: FlagWords(
        gettext_noop("Rights outside the purpose"),
        gettext_noop("The commission has rights that its purpose never uses."),
        gettext_noop("Change the commission and save: the rights that do not belong go away."),
    ),
    Flag.TOO_WIDE: FlagWords(
        gettext_noop("Wider than needed"),
        gettext_noop(
            "It reaches residents in the whole municipality, but the work is done in a unit."
        ),
        gettext_noop("Change the rights so that they reach within the unit."),
    ),
    Flag.ACROSS_WALL: FlagWords(
        gettext_noop("On both sides of the secrecy wall"),
        gettext_noop(
            "The person has one commission in health care and one in social care at the same time."
        ),
        gettext_noop("Find out whether both are needed. If not, end one of them."),
    ),
    Flag.UNUSED: FlagWords(
        gettext_noop("Not used for 90 days"),
        gettext_noop("Nobody has logged in with the commission for 90 days."),
        gettext_noop("Ask whether it is needed. If not, end it."),
    ),
    Flag.OTHER_UNIT: FlagWords(
        gettext_noop("Does not fit the unit"),
        gettext_noop("The purpose is another than what the unit does."),
        gettext_noop("Move the commission to the right unit, or end it and grant the right one."),
    ),
}


def flag_words(flag: Flag) -> FlagWords:
    """Give a flag's words in the reader's language."""
    one = _FLAGS[flag]
    return FlagWords(_(one.name), _(one.why), _(one.what_to_do))


# What an employee lacks: the address's word, in short, why it matters, and what to do.
LACKS: Final[Mapping[str, FlagWords]] = {
    "hsa": FlagWords(
        gettext_noop("No HSA-id"),
        gettext_noop("Without an HSA-id nobody can log in with an e-id for work."),
        gettext_noop("Order an HSA-id, and ask HR to write it on the employee."),
    ),
    "eleg": FlagWords(
        gettext_noop("No e-id"),
        gettext_noop("There is no card or mobile certificate that works."),
        gettext_noop("Order a card, or a mobile certificate."),
    ),
    "uppdrag": FlagWords(
        gettext_noop("No commission"),
        gettext_noop("Without a commission nothing can be opened after log-in."),
        gettext_noop("Grant a commission, if the work needs one."),
    ),
}


def lack_words(lack: str) -> FlagWords:
    """Give the words of what an employee lacks."""
    one = LACKS[lack]
    return FlagWords(_(one.name), _(one.why), _(one.what_to_do))


def joined(parts: Sequence[str]) -> str:
    """Write a list as people say it: a, b and c."""
    if len(parts) < 2:  # noqa: PLR2004 -- one or none needs no "and"
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def right_name(activity: Activity, information_class: InformationClass) -> str:
    """Say one right without how far it reaches."""
    return _(_ACTIVITIES[activity]) % {"things": _(_THINGS[information_class])}


def thing_name(information_class: InformationClass) -> str:
    """Name a sort of information."""
    found = _(_THINGS[information_class])
    return found[:1].upper() + found[1:]


def right_sentences(rights: Sequence[str]) -> list[str]:
    """Say rights as sentences: one for each activity and reach."""
    grouped: dict[tuple[Activity, Scope], list[InformationClass]] = {}
    for right in map(Right.parse, rights):
        grouped.setdefault((right.activity, right.scope), []).append(right.information_class)
    order = list(Activity)
    found = []
    for (activity, scope), classes in sorted(
        grouped.items(), key=lambda one: (order.index(one[0][0]), one[0][1])
    ):
        things = joined([_(_THINGS[one]) for one in InformationClass if one in classes])
        said = _(_ACTIVITIES[activity]) % {"things": things}
        found.append(f"{said}, {_(SCOPES[scope])}.")
    return found


def purpose_name(purpose: Purpose) -> str:
    """Name a purpose."""
    return _(PURPOSES.get(purpose, purpose.value))


def person_name(name: str, *, is_protected: bool) -> str:
    """Give a name to show; a protected identity has none here, its HSA-id stands beside."""
    return _("Protected identity") if is_protected else name


# The steps of changing a certificate: what, and how it is done.
STEPS: Final[Sequence[tuple[str, str]]] = (
    (
        gettext_noop("Check that you are at your own workplace's computer"),
        gettext_noop("You need your card, its reader and your old code. Set aside half an hour."),
    ),
    (
        gettext_noop("Order the new one"),
        gettext_noop(
            "Open the issuer's own page and log in with the one that still works. Order it for yourself."
        ),
    ),
    (
        gettext_noop("Fetch the new one and choose a code"),
        gettext_noop("Choose a code that nobody can guess. Never tell it to anybody, not to us."),
    ),
    (
        gettext_noop("Try it: log in to Gemensam with the new one"),
        gettext_noop("If it does not work, keep the old one and call your administrator."),
    ),
    (
        gettext_noop("Tell your administrator, so that the old one is revoked"),
        gettext_noop("Hand in the old card. You are done when it no longer stands in the list."),
    ),
)
