"""Two at once in one case, and a mail server that is away: each ends right, and each is told.

The same races with threads: `cases/tests/test_deciding.py` and `test_corrections.py`.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.as_worker import as_worker

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HOME = "munkedal"
PHONE = {"width": 390, "height": 844}
HER_WORDS = "Du klarar dig själv."
HIS_WORDS = "Du har alltid någon hos dig."


def _tenant() -> UUID:
    from gemensam.organisations import api as organisations

    home = organisations.municipality_by_slug(HOME)
    assert home is not None
    return home.tenant_id


def _hire_a_colleague(of: str, key: str) -> None:
    """Give somebody new the same commission and delegated authority as one of the cast."""
    from gemensam.cases.models import Delegation
    from gemensam.identity.models import Commission, DemoPersona, Person
    from gemensam.tenancy.context import tenant_context
    from gemensam.tenancy.models import new_id

    with transaction.atomic(), tenant_context(_tenant()):
        persona = DemoPersona.objects.get(key=of)
        person = Person.objects.get(id=persona.person_id)
        person.id, person.given_name = new_id(), "Kalle"
        person.save(force_insert=True)
        commission = Commission.objects.get(id=persona.commission_id)
        rows = list(Delegation.objects.filter(commission_id=commission.id))
        commission.id, commission.person_id = new_id(), person.id
        commission.hsa_id = f"{commission.hsa_id[:-1]}K"
        commission.save(force_insert=True)
        for row in rows:
            row.id, row.commission_id = new_id(), commission.id
            row.save(force_insert=True)
        persona.id, persona.key, persona.order = new_id(), key, 999
        persona.person_id, persona.commission_id = person.id, commission.id
        persona.save(force_insert=True)


def _case(page: Page, live_server: Any, name: str) -> str:
    """Give the address of the case of somebody, as the work list has it."""
    page.goto(live_server + "/arbeta/")
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("heading", name="Ansökan som den skickades")).to_be_visible()
    return page.url


def _look_at_a_rejection(page: Page, url: str, words: str) -> None:
    page.goto(url)
    page.locator('input[name="beslut-outcome"][value="REJECT"]').check()
    page.locator('textarea[name="beslut-motivation"]').fill(words)
    page.get_by_role("button", name="Läs igenom beslutet").click()
    expect(page.get_by_role("button", name="Besluta och skicka")).to_be_visible()


def _decisions(url: str) -> list[str]:
    from gemensam.cases.models import Decision
    from gemensam.tenancy.context import tenant_context

    with transaction.atomic(), tenant_context(_tenant()):
        rows = Decision.objects.filter(case_id=UUID(url.rstrip("/").rsplit("/", 1)[1]))
        return [one.motivation for one in rows]


def test_of_two_who_decide_one_is_told_what_the_other_decided(
    live_server, browser, log_in: Callable[[Page, str], None]
):
    _hire_a_colleague("cecilia", "kalle")
    with browser.new_context(locale="sv-SE") as one, browser.new_context(locale="sv-SE") as other:
        cecilia, kalle = one.new_page(), other.new_page()
        log_in(cecilia, "cecilia")
        log_in(kalle, "kalle")
        url = _case(cecilia, live_server, "David Holm")
        _look_at_a_rejection(cecilia, url, HER_WORDS)
        _look_at_a_rejection(kalle, url, HIS_WORDS)
        cecilia.get_by_role("button", name="Besluta och skicka").click()
        expect(cecilia.get_by_role("heading", name="Beslut: Avslag")).to_be_visible()
        kalle.get_by_role("button", name="Besluta och skicka").click()
        expect(kalle.get_by_text("Ärendet beslutades innan du skickade det här.")).to_be_visible()
        expect(kalle.get_by_text(HER_WORDS).first).to_be_visible()
    assert _decisions(url) == [HER_WORDS]


def _correct(page: Page, words: str) -> None:
    page.get_by_text("Är något fel i den? Rätta det").click()
    page.get_by_label("Vad vill du rätta?").select_option(index=1)
    page.get_by_label("Vad ska det stå i stället?").fill(words)
    page.get_by_role("button", name="Spara rättelsen").click()


def test_a_correction_while_the_caseworker_decides_is_read_before_the_decision(
    live_server, browser, log_in: Callable[[Page, str], None]
):
    with (
        browser.new_context(locale="sv-SE") as office,
        browser.new_context(viewport=PHONE, locale="sv-SE") as hers,
    ):
        cecilia, david = office.new_page(), hers.new_page()
        log_in(cecilia, "cecilia")
        log_in(david, "david")
        url = _case(cecilia, live_server, "David Holm")
        mine = f"/{HOME}/mina-sidor/arenden/{url.rstrip('/').rsplit('/', 1)[1]}/"
        david.goto(live_server + mine)
        _look_at_a_rejection(cecilia, url, HER_WORDS)
        _correct(david, "Jag bor ensam sedan i måndags.")
        expect(david.get_by_text("Jag bor ensam sedan i måndags.").first).to_be_attached()

        cecilia.get_by_role("button", name="Besluta och skicka").click()
        expect(cecilia.get_by_text("Ärendet har ändrats sedan du öppnade det.")).to_be_visible()
        expect(cecilia.get_by_text("Jag bor ensam sedan i måndags.").first).to_be_visible()
        assert _decisions(url) == []
        # What was typed is still there; having read what is new, she goes on.
        words = cecilia.locator('textarea[name="beslut-motivation"]')
        expect(words).to_have_value(HER_WORDS)
        david.goto(live_server + mine)
        cecilia.get_by_role("button", name="Läs igenom beslutet").click()
        cecilia.get_by_role("button", name="Besluta och skicka").click()
        expect(cecilia.get_by_role("heading", name="Beslut: Avslag")).to_be_visible()

        # The other order: the page was open when the decision came.
        _correct(david, "Nej, jag bor med min son.")
        expect(david.get_by_text("Ärendet beslutades innan du skickade det här")).to_be_visible()
    assert _decisions(url) == [HER_WORDS]


def test_a_decision_stands_while_the_mail_server_is_away_and_the_notice_goes_when_it_is_back(
    live_server, browser, log_in: Callable[[Page, str], None]
):
    from gemensam.delivery import api as delivery
    from gemensam.delivery.tests.test_sending import Inbox, mail_server
    from gemensam.delivery.transports import Smtp
    from gemensam.identity.models import DemoPersona
    from gemensam.tenancy.context import tenant_context

    now = timezone.now()
    with transaction.atomic(), tenant_context(_tenant()):
        delivery.choose_channel(
            person_id=DemoPersona.objects.get(key="david").person_id,
            channel=delivery.Channel.EMAIL,
            address="david@example.org",
            language="sv",
            now=now,
        )
    with browser.new_context(locale="sv-SE") as office:
        cecilia = office.new_page()
        log_in(cecilia, "cecilia")
        url = _case(cecilia, live_server, "David Holm")
        _look_at_a_rejection(cecilia, url, HER_WORDS)
        cecilia.get_by_role("button", name="Besluta och skicka").click()
        expect(cecilia.get_by_role("heading", name="Beslut: Avslag")).to_be_visible()
    inbox, later = Inbox(), timezone.now() + timedelta(minutes=1)
    with as_worker():
        # What the demo had queued goes its way first.
        delivery.send_due(now=later, over=[Smtp("smtp://127.0.0.1:1")])
        with mail_server(inbox) as way:
            delivery.send_due(now=later + timedelta(minutes=1), over=[way])
            delivery.send_due(now=later + timedelta(hours=1), over=[way])
    hers = [one for one in inbox.letters if one[0] == ["david@example.org"]]
    ((_receivers, letter),) = hers
    assert HER_WORDS not in letter
    assert _decisions(url) == [HER_WORDS]
