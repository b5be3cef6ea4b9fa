"""What there is to look at in a case: each rule with its facts, and that other facts come back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from gemensam.cases.concerns import Grant, Mandate, Matter, concerns_of

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CALM = Matter(now=NOW, due_at=NOW + timedelta(days=3), runs=True, title="Trygghetslarm")


def _said(**changes):
    with translation.override("sv"):
        return [
            (one.key.partition(":")[0], one.text) for one in concerns_of(replace(CALM, **changes))
        ]


def test_a_case_as_it_should_be_gives_nothing_to_look_at():
    assert _said() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"due_at": NOW - timedelta(hours=1)},
            ("late", "Den utlovade dagen har passerat: 23 november 2026"),
        ),
        (
            {"same_kind": ["2026-0009", "2026-0004"]},
            ("same_kind", "Ett annat öppet ärende av samma slag: 2026-0004, 2026-0009"),
        ),
        (
            {"grants": [Grant("2026-0002", "trygghetslarm", None)]},
            ("granted", "Redan beviljat tills vidare: trygghetslarm"),
        ),
        (
            {"grants": [Grant("2026-0002", "mat hem", date(2027, 1, 31))]},
            ("granted", "Redan beviljat till och med 31 januari 2027: mat hem"),
        ),
        (
            {"mandate": Mandate("Eva Lindgren", holds=False, ended_at=NOW)},
            ("mandate", "Eva Lindgren är inte längre ombud"),
        ),
        (
            {"interpreter_asked": "Dari"},
            ("interpreter", "I ansökan begärs tolk: Dari"),
        ),
    ],
)
def test_each_rule_tells_its_facts(changes, expected):
    assert _said(**changes) == [expected]


@pytest.mark.parametrize(
    "changes",
    [
        {"due_at": NOW - timedelta(days=1), "runs": False},
        {"mandate": Mandate("Eva Lindgren", holds=True, ended_at=None)},
        {"interpreter_asked": "Dari", "interpreter_noted": True},
    ],
)
def test_what_is_in_order_is_not_told(changes):
    assert _said(**changes) == []


matters = st.builds(
    Matter,
    now=st.just(NOW),
    due_at=st.sampled_from([NOW - timedelta(days=2), NOW - timedelta(days=1), NOW]),
    runs=st.booleans(),
    title=st.just("Trygghetslarm"),
    mandate=st.none()
    | st.builds(Mandate, st.sampled_from("AB"), st.booleans(), st.none() | st.just(NOW)),
    interpreter_asked=st.sampled_from(["", "Dari", "Somaliska"]),
    interpreter_noted=st.booleans(),
    same_kind=st.lists(st.sampled_from(["2026-0001", "2026-0002", "2026-0003"]), unique=True),
    grants=st.lists(
        st.builds(
            Grant, st.sampled_from("12"), st.just("mat"), st.none() | st.just(date(2027, 1, 1))
        ),
        max_size=2,
        unique_by=lambda one: (one.case_number, one.ends_on),
    ),
)


@given(matters)
def test_a_key_fits_its_column_and_is_the_same_in_every_language_and_order(matter):
    with translation.override("sv"):
        found = [one.key for one in concerns_of(matter)]
    with translation.override("en"):
        turned = replace(matter, same_kind=list(reversed(matter.same_kind)))
        assert [one.key for one in concerns_of(turned)] == found
    assert len(set(found)) == len(found)
    assert all(len(key) <= 80 for key in found)


@given(matters, matters)
def test_concerns_that_read_otherwise_are_other_concerns(one, other):
    with translation.override("sv"):
        said = {(each.text, each.key) for each in (*concerns_of(one), *concerns_of(other))}
    texts = {text for text, _ in said}
    keys = {key for _, key in said}
    assert len(keys) >= len(texts)
