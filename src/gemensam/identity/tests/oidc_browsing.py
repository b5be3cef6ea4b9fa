"""A browser that goes through a log-in, and what came of it."""

from datetime import date

from django.conf import settings
from structlog.testing import capture_logs
from tests.cast_at_work import log_in

from gemensam.identity.models import Commission, DemoPersona
from gemensam.identity.tests.hostile_issuer import NUMBER, Lies, come_back, press
from gemensam.kernel.personal_identity_number import NumberKind, number_for_tests
from gemensam.tenancy.context import tenant_context

SLUG = "legitimation"
STAFF = "siths"


def number(sequence=0, kind=NumberKind.PERSONNUMMER):
    return number_for_tests(date(1951, 3, 2), sequence, kind=kind).reveal()


def named(**more):
    return {NUMBER: number(), "given_name": "Prov", "family_name": "Provsson"} | more


def browser():
    return log_in("anonymous").client()


def answer_to(client, said, slug=SLUG):
    """Bring an answer; give the status, and why nobody was logged in."""
    with capture_logs() as logs:
        response = come_back(client, slug, said)
    reasons = [one["refusal"] for one in logs if one["event"] == "identity.oidc.refused"]
    page = response.content.decode()
    assert all(one in page for log in logs if (one := log.get("incident", "")))
    return response.status_code, *reasons


def refused(reason):
    return (403, reason.value)


def id_token(**more):
    """Lie in the ID token; a claim that is None is left out."""

    def change(claims):
        claims.update(more)
        for name in [name for name, value in claims.items() if value is None]:
            del claims[name]

    return Lies(id_token=change)


def userinfo(**more):
    return Lies(userinfo=lambda claims: claims.update(more))


def token_of(client):
    return client.cookies[settings.GEMENSAM_SESSION_COOKIE].value


def actor_behind(token):
    client = browser()
    client.cookies[settings.GEMENSAM_SESSION_COOKIE] = token
    return client.get("/hjalp/").wsgi_request.actor


def go_through(client, issuer, slug=SLUG, **form):
    return come_back(client, slug, issuer.authorize(press(client, slug, **form)))


class At:
    """Cecilia's commission, in her tenant."""

    def __init__(self, key="cecilia"):
        self.persona = DemoPersona.objects.select_related("person").get(key=key)

    def get(self):
        with tenant_context(self.persona.tenant_id):
            return Commission.objects.get(id=self.persona.commission_id)

    def update(self, **more):
        with tenant_context(self.persona.tenant_id):
            Commission.objects.filter(id=self.persona.commission_id).update(**more)

    def another(self):
        with tenant_context(self.persona.tenant_id):
            row = self.get()
            row.id = None
            row._state.adding = True
            values = {
                field.attname: getattr(row, field.attname)
                for field in row._meta.concrete_fields
                if field.attname != "id"
            }
            return Commission.objects.create(
                **values | {"hsa_id": "SE2120000001-U999", "name": "Handläggare, jour"}
            )
