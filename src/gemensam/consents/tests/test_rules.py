"""The pure rules: whom a consent lets in, what a block hides, how long lifts and emergencies last."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.authority.api import EmergencyFacts, Facts, StepUpNeeded
from gemensam.consents import rules
from gemensam.consents.rules import (
    Asker,
    BlockFact,
    BlockLevel,
    ConsentFact,
    LiftFact,
    LiftReach,
    Source,
    Standing,
)
from gemensam.kernel.periods import Period

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HANNA, COLLEAGUE = UUID(int=1), UUID(int=2)
HOME_HEALTH_CARE, NORTH, SOUTH = UUID(int=11), UUID(int=12), UUID(int=13)
MUNICIPALITY, REGION = UUID(int=21), UUID(int=22)
BLOCK = UUID(int=31)
ASKER = Asker(HANNA, HOME_HEALTH_CARE, MUNICIPALITY)
FROM_NORTH = Source(NORTH, MUNICIPALITY, NOW - HOUR)

instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- the zone is given beside
bounds = st.none() | instants


def an_inner_block(*, unit_id=NORTH, lifts=(), written=(None, None), valid=None):
    return BlockFact(
        id=BLOCK,
        level=BlockLevel.INNER,
        unit_id=unit_id,
        care_provider_id=None,
        valid=valid or Period(NOW - HOUR),
        written_from=written[0],
        written_to=written[1],
        lifts=lifts,
    )


def a_lift(*, person_id=HANNA, unit_id=HOME_HEALTH_CARE, reach=LiftReach.ONLY_REQUESTER):
    return LiftFact(person_id, unit_id, reach, Period(NOW - HOUR, NOW + HOUR))


@pytest.mark.parametrize(
    ("to_unit", "to_provider", "expected"),
    [
        (HOME_HEALTH_CARE, None, True),
        (NORTH, None, False),
        (None, MUNICIPALITY, True),
        (None, REGION, False),
        (None, None, False),
    ],
)
def test_a_consent_lets_in_the_unit_or_provider_that_it_was_given_to(
    to_unit, to_provider, expected
):
    consent = ConsentFact(to_unit, to_provider, Period(NOW))
    assert consent.covers(ASKER, now=NOW) is expected


def test_a_consent_to_a_provider_lets_nobody_in_who_has_no_provider():
    consent = ConsentFact(None, None, Period(NOW))
    assert consent.covers(Asker(HANNA, None, None), now=NOW) is False


@given(starts_at=instants, ends_at=bounds, now=instants)
def test_a_consent_holds_from_its_start_until_before_its_end(starts_at, ends_at, now):
    if ends_at is not None and ends_at < starts_at:
        starts_at, ends_at = ends_at, starts_at
    consent = ConsentFact(HOME_HEALTH_CARE, None, Period(starts_at, ends_at))
    expected = starts_at <= now and (ends_at is None or now < ends_at)
    assert consent.covers(ASKER, now=now) is expected


@pytest.mark.parametrize(
    ("level", "unit_id", "provider_id", "source", "expected"),
    [
        (BlockLevel.INNER, NORTH, None, FROM_NORTH, True),
        (BlockLevel.INNER, NORTH, None, Source(SOUTH, MUNICIPALITY, NOW), False),
        (BlockLevel.INNER, NORTH, None, Source(None, None, None), True),
        (BlockLevel.OUTER, None, REGION, Source(SOUTH, REGION, NOW), True),
        (BlockLevel.OUTER, None, REGION, FROM_NORTH, False),
        (BlockLevel.OUTER, None, REGION, Source(NORTH, None, NOW), True),
    ],
)
def test_a_block_covers_its_unit_or_provider_and_whatever_comes_from_nowhere(
    level, unit_id, provider_id, source, expected
):
    block = BlockFact(BLOCK, level, unit_id, provider_id, Period(NOW - HOUR))
    assert block.covers(source) is expected


@given(first=bounds, last=bounds, written_at=instants)
def test_a_block_over_a_period_covers_what_was_written_in_it(first, last, written_at):
    block = an_inner_block(written=(first, last))
    expected = (first is None or first <= written_at) and (last is None or written_at < last)
    assert block.covers(Source(NORTH, MUNICIPALITY, written_at)) is expected


def test_what_was_written_at_an_unknown_time_lies_under_every_period():
    block = an_inner_block(written=(NOW - 2 * HOUR, NOW - HOUR))
    assert block.covers(Source(NORTH, MUNICIPALITY, None)) is True


@pytest.mark.parametrize(
    ("lift", "expected"),
    [
        (a_lift(), False),
        (a_lift(person_id=COLLEAGUE), True),
        (a_lift(person_id=COLLEAGUE, reach=LiftReach.ALL_UNIT), False),
        (a_lift(unit_id=SOUTH, reach=LiftReach.ALL_UNIT), True),
        (a_lift(unit_id=None, reach=LiftReach.ALL_UNIT), True),
        # The same person in another commission asks from another unit.
        (a_lift(unit_id=SOUTH), True),
    ],
)
def test_a_lift_opens_for_whoever_asked_or_for_the_whole_unit(lift, expected):
    block = an_inner_block(lifts=(lift,))
    assert block.stops(ASKER, FROM_NORTH, now=NOW) is expected


@given(starts_at=instants, lasts=st.timedeltas(timedelta(), rules.LIFT_MAX), now=instants)
def test_a_block_is_back_the_instant_its_lift_ends(starts_at, lasts, now):
    lift = LiftFact(
        HANNA, HOME_HEALTH_CARE, LiftReach.ONLY_REQUESTER, Period(starts_at, starts_at + lasts)
    )
    block = an_inner_block(lifts=(lift,), valid=Period(datetime(2025, 1, 1, tzinfo=UTC)))
    assert block.stops(ASKER, FROM_NORTH, now=now) is not (starts_at <= now < starts_at + lasts)


def test_a_block_that_was_taken_away_stops_nobody():
    block = an_inner_block(valid=Period(NOW - 2 * HOUR, NOW))
    assert block.stops(ASKER, FROM_NORTH, now=NOW) is False


def test_standing_gives_consent_blocks_and_emergency_as_facts():
    emergency = EmergencyFacts("medvetslös på golvet", NOW, NOW + HOUR)
    standing = Standing(
        asker=ASKER,
        consents=(ConsentFact(HOME_HEALTH_CARE, None, Period(NOW)),),
        blocks=(an_inner_block(),),
        emergency=emergency,
    )
    base = Facts(care_relation=True)
    assert standing.facts(FROM_NORTH, now=NOW, base=base) == Facts(
        care_relation=True,
        consent=True,
        inner_blocked=True,
        outer_blocked=False,
        blocks_known=True,
        emergency=emergency,
    )
    assert standing.facts(Source(SOUTH, MUNICIPALITY, NOW), now=NOW, base=base) == Facts(
        care_relation=True, consent=True, blocks_known=True, emergency=emergency
    )


def test_only_blocks_over_others_hide_anything_from_the_asker():
    over_north, over_own = an_inner_block(), an_inner_block(unit_id=HOME_HEALTH_CARE)
    over_own_provider = BlockFact(BLOCK, BlockLevel.OUTER, None, MUNICIPALITY, Period(NOW - HOUR))
    lifted = an_inner_block(lifts=(a_lift(),))
    standing = Standing(ASKER, blocks=(over_north, over_own, over_own_provider, lifted))
    assert standing.closing(now=NOW) == (over_north,)


@pytest.mark.parametrize("reason", ["", "akut", "  fortkort  ", "         "])
def test_a_reason_of_fewer_than_ten_characters_is_refused(reason):
    with pytest.raises(rules.TooShortReason):
        rules.ensure_reason(reason)


def test_a_reason_is_kept_without_the_space_around_it():
    assert rules.ensure_reason("  ligger på golvet ") == "ligger på golvet"


@given(since=st.timedeltas(timedelta(hours=-2), timedelta(hours=2)))
def test_emergency_access_lasts_an_hour_from_a_log_in_within_five_minutes(since):
    logged_in_at = NOW - since
    fresh = timedelta() <= since <= timedelta(minutes=5)
    try:
        until = rules.emergency_until(logged_in_at, now=NOW)
    except StepUpNeeded:
        until = None
    assert until == (logged_in_at + HOUR if fresh else None)


def test_emergency_access_needs_a_log_in_whose_time_is_known():
    with pytest.raises(StepUpNeeded):
        rules.emergency_until(None, now=NOW)


@pytest.mark.parametrize(
    "until", [NOW, NOW - HOUR, NOW + rules.LIFT_MAX + timedelta(microseconds=1)]
)
def test_a_lift_that_ends_before_it_begins_or_after_seven_days_is_refused(until):
    with pytest.raises(rules.LiftTooLong):
        rules.ensure_lift_ends(now=NOW, until=until)


def test_a_lift_of_seven_days_is_allowed():
    assert rules.ensure_lift_ends(now=NOW, until=NOW + rules.LIFT_MAX) is None
