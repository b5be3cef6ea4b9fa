"""A service whose form is closed: said in words, and no dead end."""

from datetime import UTC, datetime

from gemensam.eservices.tests.browsing import APPLY, Visitor
from gemensam.organisations import api as organisations
from gemensam.people.models import Resident
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context


def test_whoever_begins_when_the_form_is_closed_is_told_and_led_on(real_db):
    with tenant_context(None):
        questionnaires.close_form("safety_alarm_application", at=datetime(2026, 1, 1, tzinfo=UTC))
    home = organisations.municipality_by_slug("munkedal")
    assert home is not None
    with tenant_context(home.tenant_id):
        margit = Resident.objects.get(given_name="Margit")
    eva = Visitor("eva")
    eva.get(APPLY)
    eva.send("for", **{"for": str(margit.id)})

    assert eva.page.status_code == 409
    assert "Tjänsten tar inte emot nya ansökningar just nu." in eva.text
