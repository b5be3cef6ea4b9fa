"""Projects and portfolio by rule: unknown stays unknown, together or not at all, what is left."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.money import Money
from gemensam.programme.kinds_projects import Criterion, ParticipantsKnown
from gemensam.programme.rules import projects_portfolio as portfolio
from gemensam.programme.rules.projects import (
    NotATime,
    Participation,
    ProjectFacts,
    Time,
    lens,
    read_time,
)
from gemensam.programme.shipped_projects import projects

A, B, C = (UUID(int=number) for number in (1, 2, 3))
LISTED, IN_PARTS, UNKNOWN = ParticipantsKnown


def project(number, known, *participants, year=2013):
    return ProjectFacts(UUID(int=100 + number), year, known, frozenset(participants))


def states(found):
    return {part.municipality_id: part.state for part in found.parts}


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2014", Time(2014)),
        ("2014-H1", Time(2014, half=1)),
        ("2014-09", Time(2014, month=9)),
        ("2014-09-15", Time(2014, month=9, day=15)),
    ],
)
def test_a_time_is_read_as_exactly_as_it_is_written(text, time):
    assert read_time(text) == time


@pytest.mark.parametrize("text", ["", "14", "2014-13", "2014-02-30", "2014-H3", "2014-9", "hösten"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(NotATime):
        read_time(text)


def test_who_is_not_named_is_unknown_while_one_projects_participants_are_unknown():
    found = lens([project(1, LISTED, A), project(2, UNKNOWN)], {A: 10_000, B: 5_000}, source="x")
    assert states(found) == {A: Participation.NAMED, B: Participation.UNKNOWN}
    assert (found.projects_listed, found.projects_unknown, found.named) == (1, 1, 1)


def test_who_is_not_named_took_part_in_nothing_when_every_projects_participants_are_known():
    found = lens([project(1, LISTED, A)], {A: 10_000, B: 5_000}, source="x")
    assert states(found) == {A: Participation.NAMED, B: Participation.NOT_NAMED}
    assert [part.hundredths_per_inhabitants for part in found.parts] == [100, 0]


def test_a_whole_is_counted_through_its_sub_projects_and_not_beside_them():
    found = lens([project(1, IN_PARTS), project(2, LISTED, A)], {A: 10_000}, source="x")
    assert (found.projects_listed, found.projects_unknown) == (1, 0)
    assert found.parts[0].projects == (UUID(int=102),)


def test_unknown_inhabitants_give_no_rate_and_belong_to_no_size():
    found = lens([project(1, LISTED, A)], {A: None}, source="x")
    assert found.parts[0].hundredths_per_inhabitants is None
    assert [size.municipalities for size in found.sizes] == [0, 0, 0, 0]


@given(
    st.lists(
        st.tuples(st.sampled_from(list(ParticipantsKnown)), st.sets(st.sampled_from([A, B, C])))
    ),
    st.dictionaries(st.sampled_from([A, B, C]), st.none() | st.integers(1, 600_000)),
)
def test_each_municipality_has_one_state_and_the_sizes_add_up(rows, inhabitants):
    found = lens(
        [
            project(n, known, *(named if known is LISTED else ()))
            for n, (known, named) in enumerate(rows)
        ],
        inhabitants,
        source="x",
    )
    assert {part.municipality_id for part in found.parts} == set(inhabitants)
    nobody_is_unknown = all(known is not UNKNOWN for known, _ in rows)
    assert all((part.state is Participation.NAMED) == bool(part.projects) for part in found.parts)
    assert nobody_is_unknown == (not found.projects_unknown)
    assert all(part.state is not Participation.UNKNOWN for part in found.parts) or (
        not nobody_is_unknown
    )
    known_sizes = [part for part in found.parts if part.inhabitants]
    assert sum(size.municipalities for size in found.sizes) == len(known_sizes)
    assert sum(size.projects for size in found.sizes) == sum(len(p.projects) for p in known_sizes)
    assert found.workings.result == len(inhabitants) - found.named


def test_the_newsletters_five_projects_are_led_as_it_says_and_four_have_unknown_participants():
    of_2013 = [one for one in projects().projects if one.year == 2013 and not one.parent]
    assert {one.key: (one.lead, one.participants_known) for one in of_2013} == {
        "etjanster-2013": ("fyrbodal", IN_PARTS),
        "identifikation-2013": ("skaraborg", UNKNOWN),
        "mobilt-2013": ("goteborgsregionen", UNKNOWN),
        "npo-2013": ("vastkom", UNKNOWN),
        "trygghetslarm-2013": ("borasregionen-sjuharad", UNKNOWN),
    }
    assert all(not one.participants for one in of_2013)


def test_the_sub_projects_have_their_participants_and_go_on_in_2014():
    subs = [one for one in projects().projects if one.parent or one.continues]
    assert {
        one.key: (one.continues, sorted(slug for slug, _stage in one.participants)) for one in subs
    } == {
        "distansmoten-2013": ("", ["skovde", "tidaholm", "trollhattan"]),
        "ehemtjanst-2013": ("", ["munkedal", "trollhattan"]),
        "it-coacher-2013": ("", ["gotene", "lidkoping", "munkedal"]),
        "chatt-tidaholm-2014": ("distansmoten-2013", ["tidaholm"]),
        "webbmoten-skovde-2014": ("distansmoten-2013", ["skovde"]),
        "it-coacher-munkedal-2014": ("it-coacher-2013", ["munkedal"]),
        "nattfrid-munkedal-2014": ("ehemtjanst-2013", ["munkedal"]),
        "ehemtjanst-trollhattan-2014": ("ehemtjanst-2013", ["trollhattan"]),
    }
    assert {one.lead for one in subs if one.year == 2014} == {""}


@pytest.mark.parametrize("confirmed", [[], [A], [A, A]])
def test_a_municipality_alone_cannot_apply(confirmed):
    with pytest.raises(portfolio.Alone):
        portfolio.ensure_together(A, confirmed)


def test_two_different_municipalities_may_apply():
    portfolio.ensure_together(A, [B])


def test_no_call_is_made_before_the_model_is_decided():
    with pytest.raises(portfolio.NoModelYet):
        portfolio.ensure_may_call(None, date(2018, 3, 1))
    with pytest.raises(portfolio.BeforeTheModel):
        portfolio.ensure_may_call(date(2018, 3, 2), date(2018, 3, 1))
    portfolio.ensure_may_call(date(2018, 3, 1), date(2018, 3, 1))


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2018, 2, 28), False),
        (date(2018, 3, 1), True),
        (date(2018, 4, 15), True),
        (date(2018, 4, 16), False),
    ],
)
def test_a_call_is_open_from_its_first_day_through_its_last(day, is_open):
    try:
        portfolio.ensure_open(date(2018, 3, 1), date(2018, 4, 15), day)
    except portfolio.CallIsClosed:
        assert not is_open
    else:
        assert is_open


MODEL = portfolio.Model(
    {Criterion.COOPERATION: 2, Criterion.TRANSPARENCY: 1, Criterion.REUSE: 1}, highest=4
)


def scores(*given):
    return dict(zip(Criterion, given, strict=True))


def test_points_are_each_assessors_scores_times_the_weights_with_workings():
    found = portfolio.points([scores(4, 3, 3), scores(3, 3, 4)], MODEL)
    assert (found.points, found.most, found.assessors) == (27, 32, 2)
    assert found.workings is not None
    assert [(step.formula, step.result) for step in found.workings.steps] == [
        ("2 × (4 + 3)", 14),
        ("1 × (3 + 3)", 6),
        ("1 × (3 + 4)", 7),
        ("14 + 6 + 7", 27),
    ]


def test_nought_points_are_not_the_same_as_no_score():
    scored, unscored = portfolio.points([scores(0, 0, 0)], MODEL), portfolio.points([], MODEL)
    assert (scored.points, scored.assessors, unscored.assessors) == (0, 1, 0)
    assert scored.workings is not None
    assert unscored.workings is None


def test_a_score_above_the_models_highest_is_refused():
    with pytest.raises(portfolio.ScoreOutOfRange):
        portfolio.points([scores(5, 0, 0)], MODEL)


def frame(*given):
    return portfolio.left(Money.from_kronor(1_000_000), 60, given, source="2018_plan")


def test_what_is_left_of_a_million_and_of_sixty_per_cent_is_shown_with_its_workings():
    found = frame(
        portfolio.Support(percent=20, money=Money.from_kronor(250_000)),
        portfolio.Support(exchange=True),
        portfolio.Support(money=Money.from_kronor(100_000)),
    )
    assert (found.money, found.percent) == (Money.from_kronor(650_000), 40)
    spaced = [
        step.formula.replace("\N{NARROW NO-BREAK SPACE}", " ")
        for step in found.money_workings.steps
    ]
    assert spaced == ["1 000 000", "250 000 + 100 000", "1 000 000 − 350 000"]
    assert [step.result for step in found.percent_workings.steps] == [600, 200, 400]


@given(st.lists(st.builds(
    portfolio.Support,
    percent=st.none() | st.integers(1, 60),
    exchange=st.booleans(),
    money=st.none() | st.integers(1, 100_000_000).map(Money),
), max_size=8))  # fmt: skip
def test_a_frame_is_never_overdrawn_when_each_support_had_to_fit(wanted):
    given_now = []
    for support in wanted:
        try:
            portfolio.ensure_fits(support, frame(*given_now))
        except portfolio.PortfolioRule:
            continue
        given_now.append(support)
    rest = frame(*given_now)
    assert rest.money.ore >= 0
    assert rest.percent >= 0


def test_a_support_beyond_what_is_left_says_how_much_that_is():
    with pytest.raises(portfolio.NotEnoughMoney) as refused:
        portfolio.ensure_fits(portfolio.Support(money=Money.from_kronor(1_000_001)), frame())
    assert refused.value.left == Money.from_kronor(1_000_000)
    with pytest.raises(portfolio.NotEnoughPost) as short:
        portfolio.ensure_fits(portfolio.Support(percent=61), frame())
    assert short.value.left == 60
