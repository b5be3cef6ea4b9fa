"""Organisation numbers: their check digit, how they are written, and those that are a person's."""

import pytest

from gemensam.kernel.organisation_number import (
    BelongsToAPerson,
    UnusableOrganisationNumber,
    parse_organisation_number,
)


@pytest.mark.parametrize(
    "written", ["559900-1210", "5599001210", "16559900-1210", " 559900 - 1210 "]
)
def test_a_number_is_read_however_it_is_written(written):
    assert parse_organisation_number(written) == "559900-1210"


@pytest.mark.parametrize("wrong", ["", "559900-1211", "559900-121", "55990012100", "ABC900-1210"])
def test_what_is_no_number_is_refused(wrong):
    with pytest.raises(UnusableOrganisationNumber):
        parse_organisation_number(wrong)


def test_a_sole_traders_number_is_a_persons():
    with pytest.raises(BelongsToAPerson):
        parse_organisation_number("700304-9868")
