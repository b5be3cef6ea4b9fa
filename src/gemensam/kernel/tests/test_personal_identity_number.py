"""Identity numbers: what is read, what is refused, and that nothing shows the last four."""

import copy
import json
import pickle
from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemensam.kernel.actor import Actor, ActorKind
from gemensam.kernel.personal_identity_number import (
    CenturyUnknown,
    ImpossibleBirthDate,
    MalformedNumber,
    NumberKind,
    PersonalIdentityNumber,
    ReserveNumberNotSupported,
    UnusablePersonalIdentityNumber,
    WrongCheckDigit,
    check_digit,
    number_for_tests,
)

TODAY = date(2026, 11, 21)
MARGIT = number_for_tests(date(1945, 3, 12), 0)
birth_dates = st.dates(date(1850, 1, 1), TODAY)
sequences = st.integers(0, 19)
kinds = st.sampled_from(NumberKind)


@given(birth_dates, sequences, kinds)
def test_canonical_form_comes_back(born: date, sequence: int, kind: NumberKind) -> None:
    made = number_for_tests(born, sequence, kind=kind)
    again = PersonalIdentityNumber.parse(made.reveal(), TODAY)
    assert (again, again.birth_date, again.kind, again.is_test) == (made, born, kind, True)


@given(st.dates(date(1927, 1, 1), TODAY), sequences, kinds)
def test_short_form_with_hyphen_is_read_for_people_under_100(
    born: date, sequence: int, kind: NumberKind
) -> None:
    made = number_for_tests(born, sequence, kind=kind)
    digits = made.reveal()
    assert PersonalIdentityNumber.parse(f"{digits[2:8]}-{digits[8:]}", TODAY) == made


@given(st.dates(date(1827, 1, 1), date(1926, 12, 31)), sequences)
def test_short_form_with_plus_is_read_from_the_year_of_the_hundredth_birthday(
    born: date, sequence: int
) -> None:
    made = number_for_tests(born, sequence)
    digits = made.reveal()
    assert PersonalIdentityNumber.parse(f"{digits[2:8]}+{digits[8:]}", TODAY) == made


@given(birth_dates, sequences, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_never_gives_the_same_century_and_is_otherwise_refused(
    born: date, sequence: int, place: int, step: int
) -> None:
    right = number_for_tests(born, sequence).reveal()
    wrong = f"{right[:place]}{(int(right[place]) + step) % 10}{right[place + 1 :]}"
    accepted = True
    try:
        PersonalIdentityNumber.parse(wrong)
    except UnusablePersonalIdentityNumber:
        accepted = False
    # The check digit does not cover the century, so only there may another number be valid.
    assert not accepted or place < 2


@pytest.mark.parametrize("text", ["19450312-9803", " 19450312 9803 ", "194503129803"])
def test_spaces_and_hyphen_in_the_long_form_do_not_matter(text: str) -> None:
    assert PersonalIdentityNumber.parse(text) == MARGIT


def test_short_form_without_separator_is_read_as_with_a_hyphen() -> None:
    assert PersonalIdentityNumber.parse("4503129803", TODAY) == MARGIT


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", MalformedNumber),
        ("19450312980", MalformedNumber),
        ("1945031298033", MalformedNumber),
        ("１９４５０３１２９８０３", MalformedNumber),
        ("19450312-980x!", MalformedNumber),
        (MARGIT.reveal()[:11] + "4", WrongCheckDigit),
        ("19451312-9801", ImpossibleBirthDate),
        ("20250229-9809", ImpossibleBirthDate),
        ("20261122-9804", ImpossibleBirthDate),
        ("19450312K123", ReserveNumberNotSupported),
        ("19450312-t12a", ReserveNumberNotSupported),
    ],
)
def test_unusable_text_is_refused_by_its_reason(
    text: str, error: type[UnusablePersonalIdentityNumber]
) -> None:
    with pytest.raises(error):
        PersonalIdentityNumber.parse(text, TODAY)


def test_short_form_without_todays_date_is_refused() -> None:
    with pytest.raises(CenturyUnknown):
        PersonalIdentityNumber.parse("450312-9803")


def test_other_than_twelve_digits_cannot_be_constructed() -> None:
    with pytest.raises(MalformedNumber):
        PersonalIdentityNumber("450312-9803")


@given(st.text())
def test_any_text_is_read_or_refused_and_never_repeated_in_the_refusal(text: str) -> None:
    try:
        PersonalIdentityNumber.parse(text, TODAY)
    except UnusablePersonalIdentityNumber as error:
        assert len(text) < 4 or text not in str(error)  # noqa: PT017


@pytest.mark.parametrize("sequence", [-1, 20])
def test_only_twenty_test_numbers_exist_a_day(sequence: int) -> None:
    with pytest.raises(ValueError, match="twenty"):
        number_for_tests(date(1945, 3, 12), sequence)


def test_check_digit_agrees_with_a_hand_calculated_example() -> None:
    # 4·2 5·1 0·2 3·1 1·2 2·1 9·2 8·1 0·2 → 8+5+0+3+2+2+9+8+0 = 37, so 3 is missing to 40.
    assert check_digit("450312980") == "3"


@pytest.mark.parametrize(
    "shown",
    [
        str(MARGIT),
        repr(MARGIT),
        f"{MARGIT}",
        f"{MARGIT:>20}",
        json.dumps(MARGIT, default=str),
        repr([MARGIT]),
        "%s" % MARGIT,  # noqa: UP031
        repr(Actor(kind=ActorKind.RESIDENT, resident_identity=MARGIT)),
    ],
)
def test_no_way_of_printing_shows_the_last_four(shown: str) -> None:
    assert "9803" not in shown


def test_masked_form_keeps_the_day_of_birth() -> None:
    assert (MARGIT.masked, str(MARGIT), repr(MARGIT)) == (
        "19450312-••••",
        "19450312-••••",
        "PersonalIdentityNumber('19450312-••••')",
    )


def test_numbers_equal_by_their_digits_only() -> None:
    same = number_for_tests(date(1945, 3, 12), 0)
    other = number_for_tests(date(1945, 3, 12), 1)
    assert (same, hash(same), other == MARGIT, MARGIT == "194503129803") == (
        MARGIT,
        hash(MARGIT),
        False,
        False,
    )


def test_copies_are_the_same_number() -> None:
    assert (copy.copy(MARGIT) is MARGIT, copy.deepcopy(MARGIT) is MARGIT) == (True, True)


def test_numbers_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        MARGIT.birth_date = TODAY
    with pytest.raises(AttributeError):
        del MARGIT.birth_date


def test_numbers_cannot_be_pickled_into_a_cache_or_a_queue() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(MARGIT)


def test_number_inside_a_dataclass_survives_replace() -> None:
    @dataclass(frozen=True)
    class Holder:
        number: PersonalIdentityNumber
        place: str

    assert replace(Holder(MARGIT, "a"), place="b") == Holder(MARGIT, "b")
