"""The town of the drill `office_day`: who logs in, which cases are open, and what is there afterwards.

Run as a process of its own beside the database: `prepare CASEWORKERS RESIDENTS` or `count`,
answering with JSON.
"""

import json
import random
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.drills.forms_county import BORN, MUNICIPALITY, NUMBERS_A_DAY, resident

KIND, TITLE = "safety_alarm", "Trygghetslarm"
# As long as the board promises, and some are late when the day begins.
DAYS_AGO = (1, 25)
# One case in so many waits for the resident's answer.
ASKED = 3


def run() -> list[dict[str, object]]:
    """Do nothing by itself: `office_day` starts this module as a process of its own."""
    return []


def prepare(caseworkers: int, residents: int) -> dict[str, Any]:
    """Employ the caseworkers, and give each resident a case that has been going on for a while."""
    from django.conf import settings
    from django.db import transaction

    from gemensam.kernel.actor import Regime
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    place = organisations.municipality_by_slug(MUNICIPALITY)
    assert place is not None
    with transaction.atomic(), tenant_context(place.tenant_id):
        unit_id = organisations.register_unit(
            name="Biståndsenheten", kind=organisations.UnitKind.CASEWORK, regime=Regime.SOL
        )
        staff = [_caseworker(place, unit_id, number) for number in range(caseworkers)]
        people = [{**resident(number), **_case(number, staff)} for number in range(residents)]
    return {
        "cookie": settings.GEMENSAM_SESSION_COOKIE,
        "caseworkers": [{"person": one["person"], "token": one["token"]} for one in staff],
        "residents": people,
    }


def _caseworker(place: Any, unit_id: Any, number: int) -> dict[str, Any]:
    from gemensam.cases import api as cases
    from gemensam.identity import api as identity
    from gemensam.kernel.actor import ActorKind, Assurance, Purpose, Regime
    from gemensam.kernel.periods import Period
    from gemensam.portal.demo.cast import STAFF

    now = datetime.now(UTC)
    hsa = f"SE{place.code}777777-{number}"
    person_id = identity.register_person(given_name="Påhittad", family_name=f"Handläggare {number}")
    commission_id = identity.grant_commission(
        person_id=person_id,
        hsa_id=f"{hsa}C",
        employee_hsa_id=hsa,
        name="Handläggning äldre",
        title="biståndshandläggare",
        purpose=Purpose.CASEWORK,
        rights=next(one.rights for one in STAFF if one.key == "cecilia"),
        valid=Period(now - timedelta(days=365)),
        unit_id=unit_id,
        regime=Regime.SOL,
    )
    outcomes = [cases.Outcome(one) for one in cases.outcomes_of(KIND)]
    cases.delegate(
        commission_id=commission_id,
        kind=KIND,
        outcomes=outcomes,
        point="4.2",
        now=now - timedelta(days=365),
    )
    ids = {"person_id": person_id, "tenant_id": place.tenant_id, "commission_id": commission_id}
    staff: dict[str, Any] = {"kind": ActorKind.STAFF, "assurance": Assurance.LOA3, **ids}
    token = identity.open_session(method="drill", now=now, **staff)
    return {"person": str(person_id), "token": token, "actor": identity.actor_for(**staff)}


def _case(number: int, staff: list[dict[str, Any]]) -> dict[str, str]:
    """Open a case by the product's own actions; some are taken, and some are asked about."""
    from dataclasses import replace

    from gemensam.cases import api as cases
    from gemensam.kernel.personal_identity_number import number_for_tests
    from gemensam.people import api as people
    from gemensam.portal.demo.cases import as_resident

    born = BORN + timedelta(days=number // NUMBERS_A_DAY)
    row = people.resident_by_number(number_for_tests(born, number % NUMBERS_A_DAY))
    assert row is not None
    assert row.person_id is not None
    chance = random.Random(number)
    at = datetime.now(UTC) - timedelta(days=chance.uniform(*DAYS_AGO))
    case_id = cases.open_case(
        actor=as_resident(row.person_id, at),
        kind=KIND,
        resident_id=row.id,
        applicant_person_id=row.person_id,
        representative_person_id=None,
        application_id=None,
        title=TITLE,
        answers=[cases.AnswerLine("reason", "När skulle larmet hjälpa dig?", "När jag faller.")],
        now=at,
    ).id
    if number % ASKED == 0:
        now = datetime.now(UTC) - timedelta(hours=1)
        cases.ask(
            actor=replace(chance.choice(staff)["actor"], authenticated_at=now),
            case_id=case_id,
            version=1,
            field_id="reason",
            text="Hur ofta händer det?",
            due_on=now.date() + timedelta(days=7),
            now=now,
        )
    return {"case": str(case_id), "person": str(row.person_id)}


def count() -> dict[str, Any]:
    """Count everything that the people of the day could have made, by the words they marked it with."""
    from gemensam.audit.models import AccessLog
    from gemensam.cases.models import Case, CaseEvent, Decision
    from gemensam.eservices.models import Application
    from gemensam.organisations import api as organisations
    from gemensam.questionnaires.models import Answer
    from gemensam.tenancy.context import tenant_context

    place = organisations.municipality_by_slug(MUNICIPALITY)
    assert place is not None
    with tenant_context(place.tenant_id):
        cases = list(Case.objects.all())
        opened = Counter(str(one.application_id) for one in cases if one.application_id)
        applications = list(Application.objects.all())
        found = {
            "events": dict(Counter(CaseEvent.objects.values_list("text", flat=True))),
            "decisions": dict(Counter(Decision.objects.values_list("motivation", flat=True))),
            "versions": {str(one.id): one.version for one in cases},
            "decided": [str(one.id) for one in cases if one.state == "DECIDED"],
            "submitted": {
                str(one.id): opened[str(one.id)] for one in applications if one.submitted_at
            },
            "answers": {
                str(one.resident_id): dict(
                    Answer.objects.filter(response_id=one.response_id).values_list("key", "value")
                )
                for one in applications
            },
        }
    with tenant_context(place.tenant_id, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(
            is_allowed=True, resource_type__in=["case", "case_list"], request_id__gt=""
        )
        looks = rows.values_list("actor_person_id", "activity", "resource_type")
        found["looks"] = {"|".join(map(str, key)): n for key, n in Counter(looks).items()}
    return found


def main() -> int:
    """Answer one of the two questions."""
    import django

    django.setup()
    word, *numbers = sys.argv[1:]
    found = prepare(*map(int, numbers)) if word == "prepare" else count()
    print(json.dumps(found, default=str))
    return 0


if __name__ == "__main__":
    sys.exit(main())
