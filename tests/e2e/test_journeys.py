"""Whole stories on a phone without script, from what is hard to a decision, and on to the court.

Each service by whoever may apply for it: the resident, a representative, a co-applicant. Meals by the resident are in
`test_meals.py`, signing in `test_assistance_together.py`.
"""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.e2e import steps

pytestmark = [pytest.mark.browser, pytest.mark.slow]

UNIT = "Hemtjänst Norr"
APPLY = "/munkedal/ansok/"
ALARM_ANSWERS: list[steps.Answers] = [
    {"lives_alone": "alone", "home_kind": "house"},
    {"situations": ["falling", "worry"], "fallen": "no", "reason": "När jag är ensam om natten."},
    {"mobile_coverage": "good", "landline": "no"},
    {"spare_key": "yes"},
    {
        "first_contact.name": "Eva Lindgren",
        "first_contact.phone": "070-174 06 05",
        "share_with_centre": "yes",
    },
]
HOME_CARE_ANSWERS: list[steps.Answers] = [
    {
        "needs": ["hygiene", "cleaning", "shopping"],
        "how_often": "weekly",
        "reason": "Hon kommer inte ner i badkaret.",
    },
    {"has_help": "no"},
    {"lives_alone": "alone", "home_kind": "house"},
    {"who_opens": "key"},
    {},
]
MEALS_ANSWERS: list[steps.Answers] = [
    {"reasons": ["cooking"]},
    {"days": ["tue"], "portions": "one", "starts_on": "2031-01-01", "has_pause": "no"},
    {"diet": "vegetarian", "texture": "whole", "has_allergy": "no"},
    {"who_opens": "myself"},
]


def test_a_resident_is_refused_an_alarm_appeals_and_gets_it(live_server, browser, log_in):
    with steps.without_script(browser, log_in, "margit", "cecilia") as (margit, cecilia):
        margit.goto(live_server + "/munkedal/")
        margit.get_by_label("Sök med egna ord").fill("trilla")
        margit.get_by_role("button", name="Sök").click()
        margit.get_by_role("link", name="Jag är rädd för att ramla").click()
        steps.begin(margit, margit.url, "Mig själv")
        steps.fill_in(margit, ALARM_ANSWERS)
        mine = steps.send(margit, "Trygghetslarm")

        work = steps.open_work(cecilia, live_server, "Trygghetslarm", "Margit Lindgren")
        steps.ask(cecilia, "reason", "Hur länge kan du ligga innan någon kommer?")
        steps.answer(margit, live_server, "Till morgonen. Eva kommer klockan nio.")
        steps.sees(margit, "Vi har fått ditt svar")
        cecilia.goto(work)
        steps.sees(cecilia, "Till morgonen.")
        no = {"outcome": "REJECT", "motivation": "Du kan ringa själv."}
        steps.decide(cecilia, work, no, "Avslag")

        margit.goto(live_server + steps.MINE)
        steps.sees(margit, "Det finns ett beslut")
        steps.appeal(margit, mine, "Jag når inte telefonen när jag ligger på golvet.")
        cecilia.goto(work)
        steps.sees(cecilia, "Jag når inte telefonen", "I tid: sista dagen är")
        yes = {"outcome": "GRANT", "motivation": "Du når inte telefonen om du faller."}
        yes["performer"] = steps.performer(cecilia, work, UNIT)
        steps.decide(cecilia, work, yes, "Bifall")

        margit.goto(mine)
        steps.sees(margit, "Du får det du ansökte om: trygghetslarm", "Du når inte telefonen om")
        expect(margit.get_by_role("heading", name="Du har överklagat")).to_have_count(0)


def test_a_representative_gets_part_of_home_care_and_the_appeal_goes_to_the_court(
    live_server, browser, log_in
):
    steps.let("margit", "eva", "home_care", "write")
    with steps.without_script(browser, log_in, "eva", "cecilia", "margit") as (
        eva,
        cecilia,
        margit,
    ):
        steps.begin(eva, live_server + APPLY + "hemtjanst/", "Margit Lindgren")
        steps.fill_in(eva, HOME_CARE_ANSWERS)
        theirs = steps.send(eva, "Hemtjänst")
        steps.sees(eva, "Ärendet gäller Margit Lindgren. Du är ombud.")
        eva.get_by_text("Är något fel i den? Rätta det").click()
        eva.get_by_label("Vad vill du rätta?").select_option(label="Hur ofta behöver du hjälp?")
        eva.get_by_label("Vad ska det stå i stället?").fill("Två gånger i veckan.")
        eva.get_by_role("button", name="Spara rättelsen").click()

        work = steps.open_work(cecilia, live_server, "Hemtjänst", "Margit Lindgren")
        steps.sees(cecilia, "Två gånger i veckan.", "Ombud: Eva Lindgren")
        steps.ask(cecilia, "has_help", "Kan du handla åt henne, som nu?")
        steps.answer(eva, live_server, "Ja, på lördagar.")
        part: dict[str, str | list[str]] = {
            "outcome": "PARTIAL",
            "motivation": "Din dotter handlar åt dig. Resten behöver du hjälp med.",
            "performer": steps.performer(cecilia, work, UNIT),
        }
        cecilia.get_by_label("inköp", exact=True).uncheck()
        steps.decide_here(cecilia, part, "Delvis bifall")

        steps.appeal(eva, theirs, "Hon behöver hjälp att handla. Jag reser bort i vår.")
        steps.sees(eva, "dusch och hygien, städning")
        cecilia.goto(work)
        cecilia.get_by_role("button", name="Det är skickat till domstolen").click()
        steps.sees(cecilia, "Överlämnat till Förvaltningsrätten i Göteborg.")
        for one in (eva, margit):
            one.goto(theirs)
            steps.sees(one, "Överlämnat till Förvaltningsrätten i Göteborg.")
            expect(
                one.get_by_role("heading", name="Överklagandet är hos domstolen")
            ).to_be_visible()

        margit.goto(live_server + steps.MINE + "vem-har-last/")
        steps.sees(
            margit,
            "Eva Lindgren, ditt ombud läste ärendet.",
            "Cecilia Nyberg, biståndshandläggare, Munkedals kommun fattade beslutet",
        )


def test_a_representative_is_refused_meals_withdraws_an_appeal_appeals_again_and_gets_them(
    live_server, browser, log_in
):
    steps.let("margit", "eva", "meals", "write")
    with steps.without_script(browser, log_in, "eva", "cecilia") as (eva, cecilia):
        steps.begin(eva, live_server + APPLY + "mat-hem/", "Margit Lindgren")
        steps.fill_in(eva, MEALS_ANSWERS)
        theirs = steps.send(eva, "Mat hem")
        work = steps.open_work(cecilia, live_server, "Mat hem", "Margit Lindgren")
        no = {"outcome": "REJECT", "motivation": "Du kan värma mat själv."}
        steps.decide(cecilia, work, no, "Avslag")

        steps.appeal(eva, theirs, "Spisen är avstängd.")
        eva.get_by_text("Har du ändrat dig?").click()
        eva.get_by_role("button", name="Ta tillbaka överklagandet").click()
        cecilia.goto(work)
        expect(cecilia.get_by_text("Spisen är avstängd.")).to_be_visible()
        expect(cecilia.get_by_role("button", name="Det är skickat till domstolen")).to_have_count(0)
        steps.appeal(eva, theirs, "Spisen är avstängd, för att hon glömmer den.")

        grant = {"outcome": "GRANT", "motivation": "Du kan inte laga mat själv."}
        grant["performer"] = steps.performer(cecilia, work, UNIT)
        steps.decide(cecilia, work, grant, "Bifall")
        eva.goto(theirs)
        steps.sees(eva, "Du får det du ansökte om: mat hem", "utan kött och fisk")
        expect(eva.get_by_role("heading", name="Du har överklagat")).to_have_count(0)


def test_a_representative_applies_for_an_alarm_answers_and_follows_it_to_the_decision(
    live_server, browser, log_in
):
    with steps.without_script(browser, log_in, "eva", "cecilia", "margit") as (
        eva,
        cecilia,
        margit,
    ):
        steps.begin(eva, live_server + APPLY + "trygghetslarm/", "Margit Lindgren")
        steps.fill_in(eva, ALARM_ANSWERS)
        theirs = steps.send(eva, "Trygghetslarm")
        work = steps.open_work(cecilia, live_server, "Trygghetslarm", "Margit Lindgren")
        steps.ask(cecilia, "reason", "Har hon ramlat förut?")
        steps.answer(eva, live_server, "Ja, två gånger i höst.")
        cecilia.goto(work)
        steps.sees(cecilia, "Ja, två gånger i höst.", "Ombud: Eva Lindgren")
        yes = {"outcome": "GRANT", "motivation": "Du har ramlat och bor ensam."}
        yes["performer"] = steps.performer(cecilia, work, UNIT)
        steps.decide(cecilia, work, yes, "Bifall")
        for one in (eva, margit):
            one.goto(theirs)
            steps.sees(one, "Du får det du ansökte om: trygghetslarm", "Ja, två gånger i höst.")


TOGETHER: list[steps.Answers] = [
    {
        "reason": "Hans a-kassa tog slut i oktober.",
        "is_acute": "no",
        "phone_number": "070-174 06 07",
        "needs_interpreter": "no",
    },
    {"lives_with": "partner"},
    # Without script a question that an answer opens comes on the page again.
    {"partner_name": "Margit Lindgren", "partner_has_number": "yes"},
    {"partner_pin": "filled in by the test"},
    {"others_sharing": "0"},
    {"housing_kind": "own_lease"},
    {"cost_kind@01": "rent", "cost_amount@01": "7 200", "cost_whose@01": "household"},
    {"has_income": "no"},
    {"has_assets": "no", "has_debts": "no"},
    {
        "my_situation": ["seeking"],
        "partner_situation": ["sick"],
        "plan": "Han söker arbete.",
        "account": "8327-9 123456789",
    },
    {},
    {"is_true": "yes"},
]
RENEWED: list[steps.Answers] = [
    {"household_changed": "no"},
    {"has_income": "no"},
    {"living_changed": "no"},
    {"means_changed": "no"},
    {"situation_changed": "no", "done": "Han har sökt fem arbeten."},
    {},
    {"is_true": "yes"},
]
WHY_LESS = "Hyran på avin är 7 000 kronor."


def _sign_both(eva: Page, margit: Page, live_server: Any) -> str:
    eva.get_by_role("button", name="Skriv under", exact=True).click()
    steps.sees(eva, "Du har skrivit under. Vi väntar på Margit Lindgren.")
    margit.goto(live_server + steps.MINE)
    margit.get_by_role("link", name="Läs och skriv under").click()
    margit.get_by_role("button", name="Skriv under och skicka").click()
    steps.sees(margit, "Du har ansökt tillsammans med David Holm.")
    return margit.url


def _work_out(cecilia: Page, work: str) -> None:
    """Decide a lower rent than the one applied for, at a desk."""
    cecilia.set_viewport_size(steps.DESK)
    cecilia.goto(work)
    cecilia.get_by_role("link", name="Öppna beräkningen").click()
    rent = {"belopp-amount-cost:RENT:": "7000"}
    steps.write(cecilia, rent)
    cecilia.get_by_role("button", name="Spara beräkningen").click()
    steps.sees(cecilia, "Skriv varför, den sökande läser det: Hyra")
    steps.write(cecilia, {**rent, "belopp-reason-cost:RENT:": WHY_LESS})
    cecilia.get_by_role("button", name="Spara beräkningen").click()
    steps.sees(cecilia, "Beräkningen är sparad.")
    cecilia.set_viewport_size(steps.PHONE)


def test_two_get_part_of_their_financial_assistance_through_a_representative_and_renew_it(
    live_server, browser, log_in
):
    steps.let("david", "eva", "financial_assistance", "sign")
    people = ("eva", "margit", "cecilia", "david")
    with steps.without_script(browser, log_in, *people) as (eva, margit, cecilia, david):
        steps.begin(eva, live_server + APPLY + "forsorjningsstod/", "David Holm")
        number = {"partner_pin": steps.number_of("margit")}
        steps.fill_in(eva, [number if "partner_pin" in one else one for one in TOGETHER])
        theirs = _sign_both(eva, margit, live_server)

        work = steps.open_work(cecilia, live_server, "Försörjningsstöd", "David Holm")
        steps.ask(cecilia, "partner_situation", "Har du sjukpenning?")
        steps.answer(margit, live_server, "Nej, min ansökan är inte avgjord.")
        _work_out(cecilia, work)
        part = {"outcome": "PARTIAL", "motivation": "Hyran är lägre än den ni sökte för."}
        steps.decide(cecilia, work, part, "Delvis bifall")

        for one in (david, margit, eva):
            one.goto(theirs)
            expect(one.get_by_role("heading", name="Så räknades det")).to_be_visible()
            steps.sees(one, WHY_LESS, "Nej, min ansökan är inte avgjord.")
        steps.appeal(margit, theirs, "Hyran höjdes i november. Vi har en ny avi.")
        cecilia.goto(work)
        steps.sees(cecilia, "Hyran höjdes i november.", "I tid: sista dagen är")

        steps.begin(eva, live_server + APPLY + "forsorjningsstod/", "David Holm")
        steps.heading(eva, "Ditt hushåll")
        steps.sees(eva, "Margit Lindgren")
        steps.fill_in(eva, RENEWED)
        steps.sees(eva, "Som i ansökan för", "7 200 kr")
        _sign_both(eva, margit, live_server)
