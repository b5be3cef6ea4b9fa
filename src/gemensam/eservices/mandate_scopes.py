"""What a mandate opens: by what the resident chose, or by what a court's order covers.

A trustee's or conservator's order names duties (föräldrabalken 11 kap.). How each duty answers to our services
is the platform's reading and is to be verified with a lawyer: `README.md` says what is known.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from gemensam.eservices import catalogue
from gemensam.eservices.mandate_words import ALL_SERVICES
from gemensam.kernel.actor import Activity

type Scopes = frozenset[tuple[str, Activity]]

# Each choice holds the one before: nobody answers what they may not read.
MAY: Final[Mapping[str, tuple[Activity, ...]]] = {
    "read": (Activity.READ,),
    "write": (Activity.READ, Activity.WRITE),
    "sign": (Activity.READ, Activity.WRITE, Activity.SIGN),
}


class Duty(StrEnum):
    """What a court's order may cover; the words are the order's own, and stand in the evidence."""

    RIGHTS = "bevaka rätt"
    PROPERTY = "förvalta egendom"
    PERSON = "sörja för person"


def chosen(services: Iterable[str], may: str) -> Scopes:
    """Give the scopes of services chosen one by one, or of all."""
    keys = set(services)
    wanted = {ALL_SERVICES} if ALL_SERVICES in keys else keys
    return frozenset((service, activity) for service in wanted for activity in MAY[may])


def of_order(duties: Iterable[Duty]) -> Scopes:
    """Give the scopes of an order: rights, to apply for all; the two others, to read what is of their sort.

    To apply, answer and appeal is to watch over rights; who manages property or provides for the person
    follows how it goes.
    """
    held = set(duties)
    if Duty.RIGHTS in held:
        return chosen([ALL_SERVICES], "sign")
    services = [
        one.key
        for one in catalogue.catalogue()
        if (Duty.PROPERTY if one.is_about_money else Duty.PERSON) in held
    ]
    return chosen(services, "read")
