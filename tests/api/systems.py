"""Systems of municipalities, for tests: a client, and a browserless way to ask as one."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client as Caller
from django.utils import timezone

from gemensam.identity import api as identity
from gemensam.organisations import api as organisations
from gemensam.questionnaires import library
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.tests.examples import a_field, a_form_of, rows
from gemensam.tenancy.context import tenant_context

HOME, AWAY = "munkedal", "skara"
EVERY_SCOPE = tuple(identity.Scope)
V1 = "/api/v1"

# Something of everything that can be sent: what hangs on an answer, rows, a sum, parts, many choices.
# Nothing has to be answered before something else is.
ALL_SORTS = a_form_of(
    {
        "id": "g",
        "fields": [
            a_field("fallen", "yes_no", required=False),
            a_field("details", "long_text", show_when='fallen = "yes"'),
            a_field("ways", "many_choice", required=False),
            a_field("near", "person", required=False),
            a_field("born", "date", required=False),
        ],
    },
    rows("cost", a_field("amount", "money", decimals=2)),
    {"id": "h", "fields": [a_field("total", "calculated", value="sum(cost, amount)", decimals=2)]},
    key="all_sorts",
)


def tenant_of(slug: str):
    """Give the tenant of a municipality."""
    with tenant_context(None):
        place = organisations.municipality_by_slug(slug)
    assert place is not None
    return place.tenant_id


def make_client(slug: str = HOME, *scopes: identity.Scope, name: str = "Treserva") -> str:
    """Make a client of a municipality; give its token."""
    with tenant_context(tenant_of(slug)):
        return identity.make_client(name=name, scopes=scopes or EVERY_SCOPE, now=timezone.now())


def publish(form: dict, slug: str | None = None, **how: Any) -> None:
    """Publish a form as a municipality's own, or as the platform's."""
    with tenant_context(tenant_of(slug) if slug else None):
        library.publish(schema_json.read(form), now=timezone.now(), **how)


@dataclass(frozen=True)
class System:
    """A municipality's system, with its token."""

    token: str

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Ask for an address under v1."""
        return self._caller().get(V1 + path, headers=headers)

    def post(self, path: str, body: object, **headers: str) -> HttpResponse:
        """Send JSON to an address under v1."""
        return self._caller().post(
            V1 + path, data=body, content_type="application/json", headers=headers
        )

    def send(self, form: str, answers: dict, key: str = "a-key", **more: object) -> HttpResponse:
        """Send a response."""
        return self.post(
            f"/forms/{form}/responses", {"answers": answers, **more}, **{"Idempotency-Key": key}
        )

    def _caller(self) -> Caller:
        return Caller(
            enforce_csrf_checks=True,
            raise_request_exception=False,
            headers={"Authorization": f"Bearer {self.token}"} if self.token else {},
        )
