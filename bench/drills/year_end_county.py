"""The county of the drill `year_end`: who logs in and reports, and what is there afterwards.

Run as a process of its own beside the database: `prepare` or `count`, answering with JSON.
"""

import json
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

REPORTERS = 20
ATTESTERS = 2
PLAN = "plan_2013_2015"


def run() -> list[dict[str, object]]:
    """Do nothing by itself: `year_end` starts this module as a process of its own."""
    return []


def prepare() -> dict[str, Any]:
    """Give each municipality reporters and attesters with a session each."""
    from django.conf import settings

    from gemensam.kernel.money import Money
    from gemensam.organisations import api as organisations
    from gemensam.programme import api as programme
    from gemensam.programme.queries.hours_activities import choices
    from gemensam.tenancy.context import tenant_context

    activity = next(one.value for one in choices() if one.plan_key == PLAN)
    phones, attesters = [], []
    for place in organisations.municipalities():
        with tenant_context(place.tenant_id):
            programme.set_hourly_rate(
                starts_on=date(2020, 1, 1), per_hour=Money.from_kronor(288), basis="påhittad"
            )
            phones += [_session(place, number, False) for number in range(REPORTERS)]
            attesters.append(
                [_session(place, REPORTERS + number, True) for number in range(ATTESTERS)]
            )
    return {
        "cookie": settings.GEMENSAM_SESSION_COOKIE,
        "activity": activity,
        "phones": phones,
        "attesters": attesters,
    }


def _session(place: Any, number: int, may_attest: bool) -> str:
    from gemensam.identity import api as identity
    from gemensam.kernel import actor as kernel
    from gemensam.kernel.periods import Period

    now = datetime.now(UTC)
    activities = [kernel.Activity.READ, kernel.Activity.WRITE]
    activities += [kernel.Activity.ATTEST] if may_attest else []
    person_id = identity.register_person(given_name="Påhittad", family_name=f"{number}")
    hsa = f"SE{place.code}999999-{number}"
    commission_id = identity.grant_commission(
        person_id=person_id,
        hsa_id=f"{hsa}C",
        employee_hsa_id=hsa,
        name="Hemtjänst",
        title="undersköterska",
        purpose=kernel.Purpose.HOME_CARE,
        rights=[
            kernel.Right(activity, kernel.InformationClass.HOURS, kernel.Scope.TENANT)
            for activity in activities
        ],
        valid=Period(now - timedelta(days=1)),
    )
    return identity.open_session(
        person_id=person_id,
        kind=kernel.ActorKind.STAFF,
        assurance=kernel.Assurance.LOA3,
        method="drill",
        now=now,
        tenant_id=place.tenant_id,
        commission_id=commission_id,
    )


def count() -> dict[str, Any]:
    """Count what is there: each report by its note, who attested, and the county's lines."""
    from gemensam.organisations import api as organisations
    from gemensam.outbox import api as outbox
    from gemensam.programme import county
    from gemensam.programme.models import CofundingLine, HourReport
    from gemensam.tenancy.context import tenant_context

    notes: Counter[str] = Counter()
    attested, winners, ids = 0, [], set()
    for place in organisations.municipalities():
        with tenant_context(place.tenant_id):
            rows = list(HourReport.objects.all())
            notes.update(row.note for row in rows)
            ids |= {row.id for row in rows}
            attested += sum(row.state == "ATTESTED" for row in rows)
            winners.append(len({row.attested_by_id for row in rows if row.attested_by_id}))
    waiting = outbox.depth()
    with county.context():
        lines = list(CofundingLine.objects.filter(hours_id__in=ids))
    return {
        "notes": dict(notes),
        "attested": attested,
        "winners": winners,
        "lines": len(lines),
        "lines_attested": sum(line.state == "ATTESTED" for line in lines),
        "waiting": waiting.fresh_events + waiting.waiting_deliveries,
    }


def main() -> int:
    """Answer one of the two questions."""
    import django

    django.setup()
    print(json.dumps({"prepare": prepare, "count": count}[sys.argv[1]]()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
