"""The drafts of the drill `forms`: a new version is published under them.

Run as a process of its own beside the database, with how many and a seed; answers with JSON.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID


def run() -> list[dict[str, object]]:
    """Do nothing by itself: `forms` starts this module as a process of its own."""
    return []


def main() -> int:
    """Open drafts, publish, and count."""
    import django

    django.setup()
    from bench.drills.forms_county import MUNICIPALITY, resident
    from gemensam.kernel.actor import Actor, ActorKind, Assurance
    from gemensam.organisations import api as organisations
    from gemensam.people import api as people
    from gemensam.questionnaires.tests.open_drafts import republish
    from gemensam.tenancy.context import tenant_context

    place = organisations.municipality_by_slug(MUNICIPALITY)
    assert place is not None
    with tenant_context(place.tenant_id):
        somebody = people.resident(UUID(resident(19_999)["id"]))
        actor = Actor(ActorKind.RESIDENT, person_id=somebody.person_id, assurance=Assurance.LOA3)
        now = datetime.now(UTC) - timedelta(minutes=1)
        count, seed = int(sys.argv[1]), int(sys.argv[2])
        outcome = republish(Random(seed), count, actor=actor, resident_id=somebody.id, now=now)
    print(json.dumps(outcome.counts()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
