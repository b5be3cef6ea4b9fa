"""Residents choose who helps them: at the application, in the case, and without being steered."""

import re
from datetime import UTC, datetime, timedelta

from django.db import transaction

from gemensam.cases import api as cases
from gemensam.cases.tests.acting import the_world
from gemensam.eservices.tests.browsing import MINE, Visitor
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context
from gemensam.ui import formats
from gemensam.ui.formats import local_day

LISTING = "/munkedal/utforare/hemtjanst/"
NAMES = ["Hemtjänst Norr", "Hemtjänst Söder", "Kvarnåns Omsorg", "Åsens Hemhjälp"]


def test_everybody_reads_of_the_performers_in_the_order_of_names_and_the_same_of_each(real_db):
    text = Visitor().get(LISTING).content.decode()
    assert re.findall(r'<h3 id="performer-\d+">([^<]+)</h3>', text) == NAMES
    assert text.count("<dt>") == len(NAMES) * 5
    assert "Om du inte väljer får du hjälp av kommunens egen personal." in text


def test_where_nobody_else_is_approved_the_page_says_that_there_is_nothing_to_choose(real_db):
    text = Visitor().get("/orust/utforare/hemtjanst/").content.decode()
    assert "Det finns inget att välja." in text
    assert Visitor().get("/munkedal/utforare/finns-inte/").status_code == 404


CARE = "/munkedal/ansok/hemtjanst/"
ANSWERS = [
    {"needs": ["cleaning"], "how_often": "weekly", "reason": "Jag orkar inte städa."},
]


def _to_the_check(visitor):
    """Answer what is needed on each page, in whatever order they come, up to the last."""
    known = {
        "needs": ["cleaning"], "how_often": "weekly", "reason": "Jag orkar inte städa.",
        "has_help": "no", "lives_alone": "alone", "home_kind": "house", "who_opens": "myself",
        "phone_number": "070-174 06 07", "first_contact.name": "Lena Holm",
        "first_contact.relation": "dotter", "first_contact.phone": "070-174 06 09",
    }  # fmt: skip
    visitor.get(CARE)
    visitor.send("for", **{"for": re.search(r'name="for"[^>]*value="([^"]+)"', visitor.text)[1]})
    visitor.follow()
    while "/kontrollera/" not in visitor.path:
        names = visitor.form("go").names
        typed = {key.replace(".", "__"): one for key, one in known.items() if key in names}
        visitor.next(**typed)


def test_david_wishes_for_a_company_when_he_applies_and_changes_his_mind_in_the_case(real_db):
    david = Visitor("david")
    _to_the_check(david)
    assert [name in david.text for name in NAMES] == [True] * 4
    company = re.search(r'value="([^"]+)"[^>]*>\s*<span>Kvarnåns Omsorg', david.text)[1]
    assert david.send("send", performer="nonsense").status_code == 422
    david.send("send", performer=company)
    david.follow()
    case_id = re.search(rf"{MINE}arenden/([0-9a-f-]+)/", david.text)[1]
    david.get(f"{MINE}arenden/{case_id}/")
    assert "Du har valt Kvarnåns Omsorg (privat företag), om du får hjälp." in david.text
    david.get(f"{MINE}arenden/{case_id}/utforare/")
    assert david.send("performer", performer="annan").status_code == 422
    david.send("performer", performer="")
    david.follow()
    assert "Du har inte valt." in david.text


def _granted(world, name):
    """Give the address of David's case, granted with a performer."""
    with transaction.atomic(), tenant_context(world.home):
        david = world.actor("david")
        case_id = cases.open_case(
            actor=david,
            kind="home_care",
            resident_id=world.resident("david").id,
            applicant_person_id=david.person_id,
            representative_person_id=None,
            application_id=None,
            title="Hemtjänst",
            answers=(),
            now=world.now,
        ).id
        unit = next(one.id for one in organisations.units() if one.name == name)
        wanted = cases.Wanted(
            cases.Outcome.GRANT,
            "Ja.",
            local_day(world.now),
            unit,
            {"tasks": ["cleaning"], "how_often": ["weekly"]},
        )
        cases.decide(
            actor=world.actor("cecilia"), case_id=case_id, version=1, wanted=wanted, now=world.now
        )
    return f"{MINE}arenden/{case_id}/"


def test_the_case_says_who_gives_the_help_and_that_it_is_a_company_and_offers_to_change(real_db):
    world = the_world()
    world.now = datetime.now(UTC)
    david = Visitor("david")
    path = _granted(world, "Kvarnåns Omsorg")
    david.get(path)
    assert "Privat företag på kommunens uppdrag: Kvarnåns Omsorg AB." in david.text
    assert "Kvarnåns Omsorg (privat företag) hjälper dig. Du får byta när du vill." in david.text
    david.get(f"{path}utforare/")
    assert ("efter 14 dagar" in david.text, "Jag väljer inte" in david.text) == (True, False)
    own = re.search(r'value="([^"]+)"[^>]*>\s*<span>Hemtjänst Norr', david.text)[1]
    assert david.send("performer", performer="").status_code == 422
    david.send("performer", performer=own)
    day = formats.day(local_day(world.now) + timedelta(days=14))
    david.follow()
    assert f"Du har bytt: Hemtjänst Norr hjälper dig från och med {day}." in david.text
    assert david.get(f"{path}utforare/").status_code == 409
    assert Visitor("eva").get(f"{path}utforare/").status_code == 404
