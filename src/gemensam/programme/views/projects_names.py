"""What the pages of projects have in common: who is who, and which activities there are."""

from gemensam.organisations import api as organisations
from gemensam.programme import county
from gemensam.programme.pages.projects import Names
from gemensam.programme.queries import plans

# The plans whose activities projects are about, the latest first.
PLANS = ("plan_2018", "plan_2013_2015")


def names_of() -> Names:
    """Give the names of organisations, municipalities and activities, in four queries."""
    with county.context():
        activities = {one.key: one.name for plan in PLANS for one in plans.activities(plan)}
    return Names(
        bodies={body.id: body for body in organisations.bodies()},
        places={place.organisation_id: place for place in organisations.municipalities()},
        activities=activities,
    )
