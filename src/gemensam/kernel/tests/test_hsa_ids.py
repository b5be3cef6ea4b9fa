"""HSA-ids are one in either case, and never two people's made one."""

import pytest

from gemensam.kernel.hsa_ids import FORM, LONGEST, capitals


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("se2120000001-p014", "SE2120000001-P014"),
        (" SE2120000001-P014\t", "SE2120000001-P014"),
        ("", ""),
        # Capitals of these would be I and S: another's HSA-id.
        ("SE2120000001-Pı", "SE2120000001-Pı"),
        ("SE2120000001-Pſ", "SE2120000001-Pſ"),
    ],
)
def test_an_hsa_id_is_kept_in_capitals_of_ascii_alone(text: str, kept: str) -> None:
    assert capitals(text) == kept


def test_the_longest_hsa_id_has_its_form_and_one_more_letter_has_not() -> None:
    longest = "SE2120000001-" + "A" * 18
    assert (len(longest), bool(FORM.fullmatch(longest))) == (LONGEST, True)
    assert not FORM.fullmatch(longest + "A")
