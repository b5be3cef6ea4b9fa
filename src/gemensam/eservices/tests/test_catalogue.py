"""The catalogue: what counts as an e-service, part by part of the definition."""

from dataclasses import replace

import pytest

from gemensam.cases import api as cases
from gemensam.eservices import catalogue
from gemensam.eservices.catalogue import NoSuchService, Quality
from gemensam.questionnaires.library import shipped_forms

WHOLE = Quality(
    is_electronic=True,
    is_dialogue=True,
    is_publicly_funded=True,
    is_for_social_services=True,
    performers=("municipality",),
    status="operation",
    hosting="joint",
)


def test_four_services_are_offered_and_count():
    assert [(one.key, one.slug, one.quality.counts()) for one in catalogue.catalogue()] == [
        ("safety_alarm", "trygghetslarm", True),
        ("home_care", "hemtjanst", True),
        ("meals", "mat-hem", True),
        ("financial_assistance", "forsorjningsstod", True),
    ]


def test_every_service_has_a_shipped_form_and_a_kind_of_case_that_is_decided():
    offered = catalogue.catalogue()
    assert {one.form_key for one in offered} <= {form.key for form in shipped_forms()}
    assert {one.key: "REJECT" in cases.outcomes_of(one.key) for one in offered} == {
        one.key: True for one in offered
    }


@pytest.mark.parametrize(
    "change",
    [
        {"is_electronic": False},
        {"is_dialogue": False},
        {"is_publicly_funded": False},
        {"is_for_social_services": False},
        {"performers": ()},
        {"status": "pilot"},
    ],
)
def test_a_service_that_lacks_one_part_of_the_definition_does_not_count(change):
    assert WHOLE.counts()
    assert not replace(WHOLE, **change).counts()


def test_a_service_is_found_by_its_word_and_by_its_key():
    assert catalogue.by_slug("trygghetslarm") is catalogue.by_key("safety_alarm")
    with pytest.raises(NoSuchService):
        catalogue.by_slug("finns-inte")
    with pytest.raises(NoSuchService):
        catalogue.by_key("")
