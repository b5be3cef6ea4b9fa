"""Time: reported by one, attested by another, and co-funding in the county by event."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from gemensam.authority.api import Refused
from gemensam.identity import api as identity
from gemensam.identity.models import Commission, ExternalIdentity
from gemensam.kernel.actor import ActorKind, Assurance
from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.outbox.models import Event
from gemensam.programme import api, county, handlers
from gemensam.programme.events import AttestationWithdrawn, HoursAttested, HoursReported
from gemensam.programme.kinds import HoursState
from gemensam.programme.models import GrantComponent, HourReport
from gemensam.programme.queries import overview
from gemensam.tenancy.context import tenant_context

NOW = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
DAY = date(2027, 3, 9)


@pytest.fixture
def home(db):
    place = organisations.municipality_by_slug("munkedal")
    with tenant_context(place.tenant_id):
        yield place


def actor(who):
    person_id = ExternalIdentity.objects.get(subject=who).person_id
    for body in organisations.bodies():
        with tenant_context(body.tenant_id):
            commission = Commission.objects.filter(person_id=person_id).first()
        if commission:
            found = identity.actor_for(
                person_id=person_id,
                tenant_id=body.tenant_id,
                commission_id=commission.id,
                kind=ActorKind.STAFF,
                assurance=Assurance.LOA3,
            )
            return replace(found, authenticated_at=NOW)
    raise LookupError(who)


def report(who="anna", *, day=DAY, minutes=60, key=None):
    return api.report_hours(
        actor=actor(who),
        plan_key="plan_2013_2015",
        activity_key="trygghetslarm",
        worked_on=day,
        minutes=minutes,
        note="",
        now=NOW,
        key=key,
    )


def hand_on(home):
    """Run the handlers for what was published, as the worker would, but in this transaction."""
    kinds = {
        "programme.hours.reported": (HoursReported, handlers.hours_reported),
        "programme.hours.attested": (HoursAttested, handlers.hours_attested),
        "programme.hours.attestation_withdrawn": (
            AttestationWithdrawn,
            handlers.attestation_withdrawn,
        ),
    }
    from gemensam.outbox.registry import from_json

    for event in Event.objects.filter(created_at=NOW).order_by("id"):
        kind, handler = kinds[event.name]
        handler(from_json(kind, event.payload), NOW)


def lines():
    with county.context():
        return overview.hours_lines(2027)


def test_an_attested_hour_becomes_cofunding_in_the_countys_tenant(home):
    hours_id = report()
    assert api.attest(actor=actor("bo"), picks=[api.Pick(hours_id, 1)], now=NOW) == 1
    hand_on(home)
    (line,) = lines()
    assert (line.hours_id, line.municipality_id, line.minutes, line.amount, line.is_attested) == (
        hours_id,
        home.organisation_id,
        60,
        Money.from_kronor(288),
        True,
    )


def test_reported_time_is_a_forecast_and_not_cofunding(home):
    report()
    hand_on(home)
    found = overview.cofunding_of(lines(), year=2027)
    assert (found.attested, found.forecast) == (Money(), Money.from_kronor(288))


def test_events_that_come_twice_and_in_the_wrong_order_give_the_same_line(home):
    hours_id = report()
    api.attest(actor=actor("bo"), picks=[api.Pick(hours_id, 1)], now=NOW)
    hand_on(home)
    first = lines()
    hand_on(home)
    assert lines() == first


def test_a_withdrawn_attestation_is_a_forecast_again(home):
    hours_id = report()
    api.attest(actor=actor("bo"), picks=[api.Pick(hours_id, 1)], now=NOW)
    api.withdraw_attestation(actor=actor("bo"), picks=[api.Pick(hours_id, 2)], now=NOW)
    hand_on(home)
    (line,) = lines()
    assert (line.is_attested, line.attested_at) == (False, None)


def test_the_events_name_no_person(home):
    report()
    event = Event.objects.filter(created_at=NOW).latest("id")
    people = {str(actor("anna").person_id), "Anna", "Berg"}
    assert not people & set(map(str, event.payload.values()))


def test_a_button_pressed_twice_reports_once(home):
    key = uuid4()
    assert report(key=key) == report(key=key)
    assert HourReport.objects.filter(worked_on=DAY).count() == 1


def test_the_second_to_attest_is_told_and_nothing_of_hers_is_attested(home):
    taken, other = report(), report(minutes=30)
    api.attest(actor=actor("bo"), picks=[api.Pick(taken, 1)], now=NOW)
    with pytest.raises(api.ChangedMeanwhile) as told:
        api.attest(actor=actor("bo"), picks=[api.Pick(taken, 1), api.Pick(other, 1)], now=NOW)
    assert told.value.hours_ids == (taken,)
    assert HourReport.objects.get(id=other).state == HoursState.REPORTED


def test_nobody_attests_their_own_time(home):
    own = report("bo")
    with pytest.raises(api.OnesOwnTime):
        api.attest(actor=actor("bo"), picks=[api.Pick(own, 1)], now=NOW)


def test_the_database_refuses_an_attestation_of_ones_own(home):
    own = report("bo")
    bo = actor("bo").person_id
    with pytest.raises(IntegrityError, match="not_ones_own"), transaction.atomic():
        HourReport.objects.filter(id=own).update(
            state="ATTESTED", attested_by_id=bo, attested_at=NOW
        )


def test_the_database_refuses_an_attestation_without_attester(home):
    own = report("bo")
    with pytest.raises(IntegrityError, match="one_attestation"), transaction.atomic():
        HourReport.objects.filter(id=own).update(state="ATTESTED")


@pytest.mark.parametrize("who", ["anna", "nils", "farid", "cecilia", "karin", "sven", "ulla"])
def test_only_who_has_the_right_attests(home, who):
    hours_id = report("bo")
    with pytest.raises(Refused):
        api.attest(actor=actor(who), picks=[api.Pick(hours_id, 1)], now=NOW)


@pytest.mark.parametrize("who", ["cecilia", "hanna", "olga", "karin", "sara", "henrik"])
def test_only_who_has_the_right_reports(home, who):
    with pytest.raises(Refused):
        report(who)


def test_a_day_that_has_not_been_is_refused(home):
    with pytest.raises(api.DayIsAhead):
        report(day=DAY + timedelta(days=2))


def test_a_day_is_never_longer_than_a_day(home):
    report(minutes=1400)
    with pytest.raises(api.TooLongDay):
        report(minutes=41)
    report(minutes=40)


def test_a_day_without_hourly_rate_is_refused(home):
    with pytest.raises(api.NoHourlyRate):
        report(day=date(2019, 12, 31))


def test_a_locked_year_stays_as_it_is(home):
    last_year = date(2026, 1, 8)
    hours_id = report(day=last_year)
    with pytest.raises(api.StillWaiting):
        api.lock_year(actor=actor("bo"), year=2026, now=NOW)
    waiting = HourReport.objects.filter(state="REPORTED", worked_on__year=2026)
    picks = [api.Pick(row.id, row.version) for row in waiting]
    api.attest(actor=actor("bo"), picks=picks, now=NOW)
    count = api.lock_year(actor=actor("bo"), year=2026, now=NOW)
    assert count == HourReport.objects.filter(worked_on__year=2026, state="LOCKED").count() > 0
    with pytest.raises(api.YearIsLocked):
        report(day=last_year)
    with pytest.raises(api.ChangedMeanwhile):
        api.withdraw_attestation(actor=actor("bo"), picks=[api.Pick(hours_id, 3)], now=NOW)
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        HourReport.objects.filter(id=hours_id).update(minutes=1)


def test_this_year_is_not_locked(home):
    with pytest.raises(api.YearIsNotOver):
        api.lock_year(actor=actor("bo"), year=2027, now=NOW)


def test_another_municipality_sees_none_of_it(home):
    hours_id = report()
    other = organisations.municipality_by_slug("skara")
    with tenant_context(other.tenant_id):
        assert not HourReport.objects.filter(id=hours_id).exists()


def test_a_grants_part_is_exempt_only_by_a_stated_assumption(db):
    exempt = GrantComponent.objects.filter(is_matchable=False)
    with (
        county.context(),
        pytest.raises(IntegrityError, match="exempt_by_assumption"),
        transaction.atomic(),
    ):
        exempt.update(assumption="")


def test_a_pick_of_something_unknown_is_a_change(home):
    with pytest.raises(api.ChangedMeanwhile):
        api.attest(actor=actor("bo"), picks=[api.Pick(UUID(int=5), 1)], now=NOW)
