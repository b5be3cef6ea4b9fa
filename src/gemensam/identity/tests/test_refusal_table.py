"""The page of what is tried against the log-in says what the tests try."""

from gemensam.identity.tests.refusal_table import PAGE, page


def test_the_page_of_refusals_is_what_the_tests_say_now():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_at_least_thirty_lies_are_tried():
    assert page().count("\n| ") - page().count("| case |") >= 30
