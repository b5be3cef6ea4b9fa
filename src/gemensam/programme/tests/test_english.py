"""Every page of the programme in English: no Swedish is left but for data, and numbers are English."""

import csv
import io
from pathlib import Path
from uuid import UUID, uuid4

import polib
import pytest
from django.utils import timezone, translation
from tests.english import in_english, leftovers, names_in

from gemensam.kernel.money import Money
from gemensam.organisations import api as organisations
from gemensam.outbox.models import Event
from gemensam.outbox.registry import from_json
from gemensam.programme import county, handlers
from gemensam.programme.events import HoursAttested, HoursReported
from gemensam.programme.pages import shown
from gemensam.programme.rules.indicators import share
from gemensam.programme.rules.matching import Cofunding, GrantComponent, compare_matching
from gemensam.programme.shipped import indicators
from gemensam.programme.tests.pages import open_as, text_of
from gemensam.tenancy.context import tenant_context

CATALOGUE = Path(__file__).parents[1] / "locale/sv/LC_MESSAGES/django.po"
NOBODY_S = UUID(int=9)


@pytest.fixture
def names(db):
    places = organisations.municipalities()
    tenants = (county.tenant_id(), organisations.municipality_by_slug("munkedal").tenant_id)
    return {
        *(place.name for place in places),
        *(place.association_name for place in places),
        *(name for tenant in tenants for name in names_in(tenant)),
        # The region, and the national patient overview by its own name.
        "Västra Götaland",
        "NPÖ",
    }


@pytest.fixture
def at_the_county(db):
    """Carry Munkedal's hours to the county, as the worker would."""
    kinds = (
        ("programme.hours.reported", HoursReported, handlers.hours_reported),
        ("programme.hours.attested", HoursAttested, handlers.hours_attested),
    )
    with tenant_context(organisations.municipality_by_slug("munkedal").tenant_id):
        for name, kind, handler in kinds:
            for event in Event.objects.filter(name=name).order_by("id"):
                handler(from_json(kind, event.payload), timezone.now())


def page_of(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "1 is counted directly from the alarm service"),
        ("/?kommun=Munkeda", "Do you mean Munkedal?"),
        ("/?kommun=zz", "Choose from the list below."),
        ("/?kommun=", "Write the name of your municipality"),
        ("/?arende=trygghetslarm", "Apply for a safety alarm: choose your municipality."),
        ("/?matt=kommuner_npo_konsument", "have answered no."),
        ("/?matt=andel_npo", "Groups under 10 are hidden"),
        ("/mal/", "None of this is measured."),
        (
            "/plan/?plan=plan_2013_2015",
            "The plan does not say when it is to be done, who does it or what it costs.",
        ),
        ("/pengarna/", "SEK 2,093,480 is lacking."),
        ("/pengarna/grant_2013/", "Used without needing a match"),
        ("/kommuner/munkedal/", "Open a measure"),
        ("/uppfoljning/?ar=2015", "0 of 3 areas met their goal."),
        ("/uppfoljning/nationell/", "1 county is not accounted for"),
        *(
            (f"/mal/{one}/", "What is counted")
            for one in (*indicators(), "besokare_offentliga_rummet")
        ),
        ("/mal/malvarden/", "Each target of the plans with its second condition."),
        ("/mal/malvarden/?ar=2013", "The targets of 2013"),
    ],
)
def test_a_public_page_has_no_swedish_left(names, path, expected):
    page = page_of(in_english(open_as()).get(path))
    assert expected in text_of(page)
    assert leftovers(page, names) == []


@pytest.mark.parametrize(
    ("who", "path", "expected"),
    [
        ("karin", "/program/", "2 time entries are not attested"),
        ("sara", "/program/?ar=2013", "The grant of 2013 is SEK 13,877,988."),
        ("karin", "/program/bidrag/", "Register a grant"),
        ("karin", "/program/bidrag/nytt/", "The sum is worked out"),
        ("karin", "/program/bidrag/grant_2013/", "The public page"),
        ("karin", "/program/bidrag/grant_2013/rader/", "A line is never changed."),
        ("karin", "/program/bidrag/grant_2013/delar/", "Taken not to need matching"),
        (
            "karin",
            "/program/bidrag/grant_2013/timmar/",
            "Who worked is the municipality's business.",
        ),
        ("karin", "/program/bidrag/grant_2013/villkor/", "Unknown is not the same"),
        ("karin", "/program/bidrag/grant_2013/ny/kostnad/", "hours times what an hour costs"),
        ("anna", "/program/timmar/", "Waiting to be attested"),
        ("bo", "/program/timmar/attestera/", "attested by Bo Hallberg"),
    ],
)
@pytest.mark.usefixtures("at_the_county")
def test_a_page_behind_the_log_in_has_no_swedish_left(names, who, path, expected):
    page = page_of(in_english(open_as(who)).get(path))
    assert expected in text_of(page)
    assert leftovers(page, names) == []


@pytest.mark.parametrize(
    ("path", "posted", "expected"),
    [
        ("", {"worked_on": "x", "minutes": "x"}, "Write the minutes in digits"),
        ("", {"worked_on": "2099-01-01", "minutes": "0"}, "Write at least one minute"),
        ("", {"worked_on": "2099-01-01", "minutes": "1441"}, "A day has 1,440 minutes"),
        ("", {"worked_on": "2099-01-01", "minutes": "9"}, "That day has not come yet."),
        ("", {"worked_on": "1999-01-01", "minutes": "9"}, "no cost per hour for that day"),
        ("attestera/", {}, "Choose at least one row to attest."),
        ("attestera/", {"hours": f"{NOBODY_S}:1"}, "1 of 1 rows have already been attested"),
        ("las/", {"year": "2099"}, "A year is locked when it has ended."),
        (f"{NOBODY_S}/ta-tillbaka/", {}, "already attested or taken back"),
        (f"{NOBODY_S}/angra-attest/", {}, "The row has been changed by somebody else"),
    ],
)
def test_what_is_refused_is_refused_in_english(names, path, posted, expected):
    form = {"activity": "plan_2013_2015/mobilitet", "note": "", "key": str(uuid4())} | posted
    page = page_of(in_english(open_as("bo")).post(f"/program/timmar/{path}", form))
    assert expected in text_of(page)
    assert leftovers(page, names) == []


def test_a_receipt_is_in_english(names):
    form = {
        "activity": "plan_2013_2015/mobilitet", "worked_on": timezone.localdate().isoformat(), "minutes": "9",
        "note": "", "key": str(uuid4()),
    }  # fmt: skip
    client = in_english(open_as("nils"))
    sent = client.post("/program/timmar/", form)
    page = page_of(client.get(sent["Location"]))
    assert "The time is reported." in text_of(page)
    assert leftovers(page, names) == []


@pytest.mark.usefixtures("at_the_county")
def test_the_english_files_have_english_heads_and_decimals():
    def rows(who, path):
        body = in_english(open_as(who)).get(path).content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(body)))

    share_row = rows("", "/mal/andel_npo/data.csv")[0]
    assert {key: share_row[key] for key in ("municipality", "share in per cent", "made up")} == {
        "municipality": "Ale",
        "share in per cent": "39.7",
        "made up": "yes",
    }
    assert rows("", "/mal/antal_etjanster/data.csv")[0]["number"] == "33"
    assert {row["state"] for row in rows("karin", "/program/medfinansiering.csv")} == {
        "attested",
        "waiting",
    }
    own = {row["value in kronor"] for row in rows("anna", "/program/timmar/data.csv")}
    assert own == {"216.00", "432.00"}


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("sv", ["1 234 567,50 kr", "1 234 567,50 kr", "100 %", "0 kr"]),
        ("en", ["SEK 1,234,567.50", "SEK 1,234,567.50", "100%", "SEK 0"]),
    ],
)
def test_workings_write_numbers_as_the_language_does(language, written):
    whole = Money(123_456_750)
    grant = [GrantComponent("a", "Del", whole, is_matchable=True)]
    reading = compare_matching(grant, Cofunding(whole, None, is_whole=True)).on_total
    with translation.override(language):
        steps = shown.workings(reading.workings)
    assert [text_of(step.amount) for step in steps] == written
    formula = {"sv": "1 234 567,50 / 1 234 567,50", "en": "1,234,567.50 / 1,234,567.50"}
    assert text_of(steps[2].source) == formula[language]
    # A formula that only repeats the result is left out in both languages.
    assert steps[0].source == ""


@pytest.mark.parametrize(("language", "written"), [("sv", "82,1 %"), ("en", "82.1%")])
def test_a_share_is_written_as_the_language_does(language, written):
    with translation.override(language):
        assert text_of(shown.share_text(share(821, 1000))) == written


def test_no_other_domain_has_another_swedish_for_the_same_message():
    own = [e for e in polib.pofile(str(CATALOGUE)) if not e.msgid_plural]
    assert {e.msgid: translation.gettext(e.msgid) for e in own} == {e.msgid: e.msgstr for e in own}
