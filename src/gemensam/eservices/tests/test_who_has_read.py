"""Who has read about Margit, as she sees it: the log is read over a connection of its own."""

from dataclasses import replace

import pytest
from django.utils import translation

from gemensam.audit import api as audit
from gemensam.eservices.tests.browsing import MINE, Visitor
from gemensam.eservices.tests.margits_case import ask_about_the_key, send_for_margit
from gemensam.eservices.views import access_words
from gemensam.kernel.actor import Activity
from gemensam.organisations import api as organisations


@pytest.fixture
def sent(real_db):
    """Margit's application, about which Cecilia has asked something."""
    home = organisations.municipality_by_slug("munkedal")
    assert home is not None
    application = send_for_margit(home)
    ask_about_the_key(home, application)
    return application


def test_margit_sees_in_plain_words_who_has_read_and_eva_may_not(sent):
    margit, eva = Visitor("margit"), Visitor("eva")
    margit.get(f"{MINE}vem-har-last/")

    assert "<b>Eva Lindgren</b>, ditt ombud" in margit.text
    assert "<b>Cecilia Nyberg</b>, biståndshandläggare, Munkedals kommun" in margit.text
    assert "för att handlägga ärendet" in margit.text
    assert eva.get(f"{MINE}vem-har-last/?person={sent.resident_id}").status_code == 403
    margit.get(f"{MINE}vem-har-last/")
    assert "försökte men stoppades:" in margit.text


def test_somebody_elses_access_log_cannot_be_asked_for(sent):
    david = Visitor("david")
    assert david.get(f"{MINE}vem-har-last/?person={sent.resident_id}").status_code == 404
    david.get(f"{MINE}vem-har-last/")
    assert "Eva Lindgren" not in david.text


@pytest.mark.parametrize(
    ("did", "kind", "said"),
    [
        ("Skriva", "ssbtek_fk", "frågade Försäkringskassan och Pensionsmyndigheten om dig"),
        ("Skriva", "ssbtek_so", "frågade a-kassorna om dig"),
        ("Skriva", "ssbtek_csn", "frågade CSN om dig"),
        (Activity.DECIDE.value, "decision", "fattade beslutet"),
        (Activity.READ.value, "decision", "läste beslutet"),
    ],
)
def test_what_was_done_is_said_as_one_would_say_it(did, kind, said):
    row = audit.AccessRow(
        **dict.fromkeys(audit.AccessRow.__dataclass_fields__, ""),
    )
    asked = replace(row, resource_type=kind, activity=did, is_allowed=True)
    with translation.override("sv"):
        assert access_words._what(asked) == said
