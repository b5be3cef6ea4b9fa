"""Margit's application for a safety alarm as Eva sends it, and Cecilia's question about the key."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from gemensam.cases import actions as casework
from gemensam.cases.models import Case
from gemensam.eservices.models import Application
from gemensam.eservices.tests.browsing import Visitor, begin, fill_in
from gemensam.identity import api as identity
from gemensam.identity.models import Commission, Person
from gemensam.kernel.actor import Actor, ActorKind, Assurance
from gemensam.organisations.api import Place
from gemensam.people.models import Resident
from gemensam.tenancy.context import tenant_context


def send_for_margit(home: Place) -> Application:
    """Let Eva fill in every page and send it."""
    with tenant_context(home.tenant_id):
        margit = Resident.objects.get(given_name="Margit")
    eva = Visitor("eva")
    begin(eva, for_whom=str(margit.id))
    fill_in(eva)
    eva.send("send", send="1")
    with tenant_context(home.tenant_id):
        return Application.objects.get(resident_id=margit.id)


def cecilia_at_work(home: Place) -> Actor:
    with tenant_context(home.tenant_id):
        person = Person.objects.get(given_name="Cecilia")
        commission = Commission.objects.get(person_id=person.id)
    actor = identity.actor_for(
        person_id=person.id,
        tenant_id=home.tenant_id,
        commission_id=commission.id,
        kind=ActorKind.STAFF,
        assurance=Assurance.LOA3,
    )
    return replace(actor, authenticated_at=timezone.now())


def ask_about_the_key(home: Place, sent: Application) -> UUID:
    """Let Cecilia take the case and ask about the key."""
    now, cecilia = timezone.now(), cecilia_at_work(home)
    with tenant_context(home.tenant_id):
        version = Case.objects.get(id=sent.case_id).version
        casework.take(actor=cecilia, case_id=sent.case_id, version=version, now=now)
        version = Case.objects.get(id=sent.case_id).version
        return casework.ask(
            actor=cecilia,
            case_id=sent.case_id,
            version=version,
            field_id="spare_key",
            text="Vem lämnar nyckeln?",
            due_on=(now + timedelta(days=5)).date(),
            now=now,
        )
