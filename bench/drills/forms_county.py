"""The county of the drill `forms`: residents with a session each, and what is stored afterwards.

Run as a process of its own beside the database: `prepare N`, answering with JSON.
"""

import json
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

MUNICIPALITY = "munkedal"
BORN = date(1940, 1, 1)
NUMBERS_A_DAY = 20


def run() -> list[dict[str, object]]:
    """Do nothing by itself: `forms` starts this module as a process of its own."""
    return []


def prepare(count: int) -> dict[str, Any]:
    """Give a municipality residents who are logged in."""
    from django.conf import settings

    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    place = organisations.municipality_by_slug(MUNICIPALITY)
    assert place is not None
    with tenant_context(place.tenant_id):
        residents = [resident(number) for number in range(count)]
    return {"cookie": settings.GEMENSAM_SESSION_COOKIE, "residents": residents}


def resident(number: int) -> dict[str, str]:
    """Write down an invented resident who may log in, and open a session."""
    from gemensam.identity import api as identity
    from gemensam.kernel import actor as kernel
    from gemensam.kernel.personal_identity_number import number_for_tests
    from gemensam.people import api as people

    born = BORN + timedelta(days=number // NUMBERS_A_DAY)
    digits = number_for_tests(born, number % NUMBERS_A_DAY)
    name = {"given_name": "Påhittad", "family_name": f"Boende {number}"}
    person_id = identity.register_person(**name, identity_number=digits)
    resident_id = people.register_resident(
        **name, identity_number=digits, is_protected=False, person_id=person_id
    )
    token = identity.open_session(
        person_id=person_id,
        kind=kernel.ActorKind.RESIDENT,
        assurance=kernel.Assurance.LOA3,
        method="drill",
        now=datetime.now(UTC),
    )
    return {"id": str(resident_id), "token": token}


def main() -> int:
    """Answer with what was made."""
    import django

    django.setup()
    print(json.dumps(prepare(int(sys.argv[2]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
