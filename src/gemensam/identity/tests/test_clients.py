"""Clients: a token counts inside its own tenant until it is revoked, and is stored nowhere."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from gemensam.identity import models
from gemensam.identity.machines import clients
from gemensam.identity.machines.clients import Scope
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import running_tenant_id, tenant_context

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NEXT_DAY = NOW + timedelta(days=1)


@pytest.fixture
def home(db):
    """Munkedal, entered."""
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    with tenant_context(place.tenant_id):
        yield place.tenant_id


def _token(*scopes: Scope, name: str = "Treserva") -> str:
    return clients.make_client(name=name, scopes=scopes or [Scope.FORMS_READ], now=NOW)


def _who(header: str, *, now: datetime = NOW) -> tuple[str | None, object]:
    """Who a header stands for, outside every tenant, and the tenant it leads to."""
    with tenant_context(None):
        found = clients.client_of_header(header, now=now)
        return found and found.name, running_tenant_id()


def test_a_token_stands_for_its_client_and_leads_to_its_tenant(home):
    token = _token()
    assert _who(f"Bearer {token}") == ("Treserva", home)
    assert _who(f"bearer {token}") == ("Treserva", home)


def test_a_token_holds_256_bits_that_are_stored_nowhere(home):
    token = _token()
    secret = token.split("_", 3)[3]
    row = models.Client.objects.get()
    assert len(secret) == 43
    assert token.split("_", 3)[:3] == ["gemensam", home.hex, row.prefix]
    assert [value for value in vars(row).values() if secret in str(value)] == []


@pytest.mark.parametrize(
    "header",
    [
        "",
        "{}",
        "Basic {}",
        "Bearer  {}",
        "Bearer {}x",
        "Bearer x{}",
        "Bearer {}\x00",
        "Bearer gemensam_munkedal_a_b",
        "Bearer gemensam",
    ],
)
def test_what_is_not_the_token_stands_for_nobody_and_leads_nowhere(home, header):
    assert _who(header.format(_token())) == (None, None)


def test_a_token_that_names_another_tenant_stands_for_nobody(home):
    skara = organisations.municipality_by_slug("skara")
    assert skara is not None
    assert _who(f"Bearer {_token().replace(home.hex, skara.tenant_id.hex)}") == (None, None)


def test_a_revoked_token_stands_for_nobody(home):
    token = _token()
    clients.revoke_client(name="Treserva", now=NOW)
    assert _who(f"Bearer {token}") == (None, None)
    assert [one.revoked_at for one in clients.clients()] == [NOW]
    with pytest.raises(clients.NoSuchClient):
        clients.revoke_client(name="Treserva", now=NOW)


def test_a_name_is_free_again_once_its_client_is_revoked(home):
    _token()
    with pytest.raises(clients.NameIsTaken):
        _token()
    clients.revoke_client(name="Treserva", now=NOW)
    _token()
    assert [(one.name, one.revoked_at) for one in clients.clients()] == [
        ("Treserva", NOW),
        ("Treserva", None),
    ]


def test_a_client_remembers_the_day_on_which_it_was_last_used(home):
    token = _token(Scope.RESPONSES_WRITE, Scope.FORMS_READ)
    (unused,) = clients.clients()
    _who(f"Bearer {token}")
    _who(f"Bearer {token}", now=NEXT_DAY)
    assert (unused.last_used_on, unused.scopes) == (
        None,
        {Scope.RESPONSES_WRITE, Scope.FORMS_READ},
    )
    assert clients.clients() == [replace(unused, last_used_on=date(2026, 11, 23))]


def test_clients_of_another_tenant_are_not_seen(home):
    _token()
    skara = organisations.municipality_by_slug("skara")
    assert skara is not None
    with tenant_context(skara.tenant_id):
        assert clients.clients() == []
        with pytest.raises(clients.NoSuchClient):
            clients.revoke_client(name="Treserva", now=NOW)
