"""Ask `authority` about alarms and the register; the querysets of what is visible."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from gemensam.alarms.models import Alarm, SafetyAlarm
from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.kernel.actor import Activity, Actor, InformationClass, Purpose
from gemensam.kernel.periods import Period
from gemensam.people import api as people
from gemensam.tenancy.context import current_tenant_id

REGISTER_COLUMNS = authority.Columns(
    InformationClass.SAFETY_ALARM,
    unit_id="unit_id",
    is_protected="resident__is_protected",
)


def _purpose_of(actor: Actor) -> Purpose:
    return actor.commission.purpose if actor.commission else Purpose.OWN_AFFAIRS


def alarm_request(
    actor: Actor, activity: Activity, alarm: Alarm, *, now: datetime
) -> authority.Request:
    """Say what somebody wants with an alarm. It holds ids, never who the resident is."""
    return authority.Request(
        actor=actor,
        purpose=_purpose_of(actor),
        activity=activity,
        obj=authority.ObjRef(
            kind="alarms.alarm",
            tenant_id=alarm.tenant_id,
            information_class=InformationClass.SAFETY_ALARM,
            resident_id=alarm.resident_id,
            is_protected=False,
            id=alarm.id,
        ),
        at=now,
    )


def ensure_may(
    actor: Actor, activity: Activity, alarm: Alarm, *, now: datetime, request_id: str = ""
) -> None:
    """Ask and log in the centre's tenant. Raises authority.Refused: the answer is no."""
    authority.ensure_and_log(
        alarm_request(actor, activity, alarm, now=now),
        authority.Facts(),
        now=now,
        request_id=request_id,
    )


def ensure_may_watch(actor: Actor, *, now: datetime) -> None:
    """Ask whether somebody may see the centre's queue, which names nobody: nothing is logged.

    Raises authority.Refused: the answer is no.
    """
    authority.ensure(
        authority.Request(
            actor=actor,
            purpose=_purpose_of(actor),
            activity=Activity.RECEIVE,
            obj=authority.ObjRef(
                kind="alarms.queue",
                tenant_id=current_tenant_id() if actor.tenant_id else UUID(int=0),
                information_class=InformationClass.SAFETY_ALARM,
                is_protected=False,
            ),
            at=now,
        ),
        authority.Facts(),
    )


def resident_request(
    actor: Actor, alarm: Alarm, *, is_protected: bool, now: datetime
) -> authority.Request:
    """Say that an operator wants to see the resident of an alarm, who is the owner tenant's."""
    assert alarm.owner_tenant_id is not None
    return authority.Request(
        actor=actor,
        purpose=Purpose.ALARM_RECEIVING,
        activity=Activity.READ,
        obj=authority.ObjRef(
            kind="people.resident",
            tenant_id=alarm.owner_tenant_id,
            information_class=InformationClass.RESIDENT,
            resident_id=alarm.resident_id,
            is_protected=is_protected,
            id=alarm.resident_id,
        ),
        at=now,
    )


def disclosure_facts(*, since: datetime, until: datetime | None) -> authority.Facts:
    """The owner lets the one who answers an alarm read who lives there, while it is answered.

    Whoever must send help to a protected person must see the address as well.
    """
    return authority.Facts(
        disclosure=authority.DisclosureFacts(
            basis=authority.DisclosureBasis.ON_BEHALF,
            purpose=Purpose.ALARM_RECEIVING,
            classes=frozenset({InformationClass.RESIDENT, InformationClass.SAFETY_ALARM}),
            valid=Period(since, until),
        ),
        may_handle_protected=True,
    )


def register_request(
    actor: Actor, activity: Activity, row: SafetyAlarm, *, now: datetime
) -> authority.Request:
    """Say what somebody wants with a granted alarm in the municipality's register."""
    return authority.Request(
        actor=actor,
        purpose=_purpose_of(actor),
        activity=activity,
        obj=authority.ObjRef(
            kind="alarms.safety_alarm",
            tenant_id=row.tenant_id,
            information_class=InformationClass.SAFETY_ALARM,
            unit_id=row.unit_id,
            resident_id=row.resident_id,
            service="safety_alarm",
            is_protected=row.resident.is_protected,
            id=row.id,
        ),
        at=now,
    )


def ensure_may_register(
    actor: Actor, activity: Activity, row: SafetyAlarm, *, now: datetime, request_id: str = ""
) -> None:
    """Ask and log. `row` has its resident fetched. Raises authority.Refused: the answer is no."""
    authority.ensure_and_log(
        register_request(actor, activity, row, now=now),
        people.facts_for(actor, row.resident_id, now=now),
        now=now,
        request_id=request_id,
    )


def may_register(actor: Actor, activity: Activity, row: SafetyAlarm, *, now: datetime) -> bool:
    """Say whether somebody may do something with a granted alarm; nothing is logged."""
    asked = register_request(actor, activity, row, now=now)
    return authority.decide(asked, people.facts_for(actor, row.resident_id, now=now)).allow


def visible_safety_alarms(
    actor: Actor, *, now: datetime, activity: Activity = Activity.READ
) -> QuerySet[SafetyAlarm]:
    """Give the register as far as somebody may see it."""
    unit_id = actor.commission.unit_id if actor.commission else None
    related: Q | bool = people.related_resident_ids(
        person_id=actor.person_id, unit_id=unit_id, now=now
    )
    condition = authority.filter_for(
        actor,
        _purpose_of(actor),
        activity,
        columns=REGISTER_COLUMNS,
        facts=authority.RowFacts(care_relation=related),
        at=now,
    )
    return SafetyAlarm.objects.filter(condition)


def log_list(actor: Actor, rows: list[SafetyAlarm], *, now: datetime, request_id: str = "") -> None:
    """Log that the persons of a list were shown: one row each, one statement."""
    accesses = []
    for row in rows:
        asked = register_request(actor, Activity.READ, row, now=now)
        facts = authority.Facts(care_relation=True)
        accesses.append(authority.access_of(asked, authority.decide(asked, facts)))
    audit.record(actor=actor, accesses=accesses, now=now, request_id=request_id)


def list_request(actor: Actor, *, now: datetime) -> authority.Request:
    """Say that somebody wants to see the register as such."""
    return authority.Request(
        actor=actor,
        purpose=_purpose_of(actor),
        activity=Activity.READ,
        obj=authority.ObjRef(
            kind="alarms.register",
            tenant_id=actor.tenant_id or UUID(int=0),
            information_class=InformationClass.SAFETY_ALARM,
            is_protected=False,
        ),
        at=now,
    )


def ensure_may_see_again(actor: Actor, row: SafetyAlarm, *, now: datetime) -> None:
    """Ask without logging: a part of a page whose reading was logged when the page was opened.

    Raises authority.Refused: the answer is no.
    """
    authority.ensure(
        register_request(actor, Activity.READ, row, now=now),
        people.facts_for(actor, row.resident_id, now=now),
    )
