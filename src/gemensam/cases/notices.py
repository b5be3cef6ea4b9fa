"""Tell the resident and her representative, or staff, that something has come. Never what."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from gemensam.cases import acting
from gemensam.cases.models import Case
from gemensam.delivery import api as delivery
from gemensam.identity import api as identity
from gemensam.organisations import api as organisations
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id


def tell_resident(
    case: Case, person: people.ResidentRow, *, kind: delivery.MessageKind, now: datetime
) -> None:
    """Queue a notice without content to the resident, her representative and whoever applied together with her."""
    body = organisations.body_by_tenant(current_tenant_id())
    assert body is not None
    receivers = {
        one
        for one in (person.person_id, *acting.still_acting(case, now), case.co_applicant_id)
        if one is not None
    }
    names = identity.names(list(receivers))
    for person_id in sorted(receivers):
        delivery.notify(
            person_id=person_id,
            kind=kind,
            sender_name=body.short_name,
            link_path=f"/{body.slug}/mina-sidor/arenden/{case.id}/",
            # A notice to the representative also tells where the resident is known.
            is_protected=person.is_protected or names[person_id].is_protected,
            subject_key=str(case.id),
            now=now,
        )


def tell_staff(case: Case, person_ids: Collection[UUID], *, now: datetime) -> None:
    """Queue a notice without content to some who work with the case."""
    body = organisations.body_by_tenant(current_tenant_id())
    assert body is not None
    names = identity.names(list(person_ids)) if person_ids else {}
    for person_id in sorted(person_ids):
        delivery.notify(
            person_id=person_id,
            kind=delivery.MessageKind.CASE_NEWS,
            sender_name=body.short_name,
            link_path=f"/arbeta/arenden/{case.id}/",
            is_protected=names[person_id].is_protected,
            subject_key=str(case.id),
            now=now,
        )
