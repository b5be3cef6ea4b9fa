"""An application while it is filled in: whose it is, for what, and its answers."""

from dataclasses import dataclass
from uuid import UUID

from gemensam.eservices import catalogue, policy, queries
from gemensam.eservices.catalogue import EService
from gemensam.eservices.policy import Visit
from gemensam.eservices.queries import ApplicationRow, NoSuchApplication
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires


@dataclass(frozen=True, slots=True)
class Filling:
    """Everything that a page of the application needs."""

    application: ApplicationRow
    offered: EService
    resident: people.ResidentRow
    draft: questionnaires.Draft
    is_on_behalf: bool


def open_application(
    visit: Visit,
    application_id: UUID,
    slug: str,
    *,
    activity: Activity = Activity.READ,
    is_logged: bool = True,
    may_move: bool = True,
    as_co_applicant: bool = False,
) -> Filling:
    """Load an application for a page, once the visitor may.

    Raises Refused, NoSuchApplication: also when it is of another service than the address says.
    """
    # Before looking: staff, of any municipality, must not learn which ids there are.
    policy.ensure_right_door(visit)
    row = queries.application(application_id)
    try:
        offered = catalogue.by_slug(slug)
    except catalogue.NoSuchService as error:
        raise NoSuchApplication from error
    if offered.key != row.service:
        raise NoSuchApplication(application_id)
    resident = people.resident(row.resident_id)
    policy.ensure_application(
        visit,
        activity,
        resident=resident,
        service=row.service,
        application=row,
        is_logged=is_logged,
        as_co_applicant=as_co_applicant,
    )
    return Filling(
        application=row,
        offered=offered,
        resident=resident,
        draft=questionnaires.open_draft(row.response_id, now=visit.now, may_move=may_move),
        is_on_behalf=resident.person_id != visit.actor.person_id,
    )
