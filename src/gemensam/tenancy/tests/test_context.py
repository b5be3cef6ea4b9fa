"""A tenant's rows are seen in its own context only, whatever happens to the transaction."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from gemensam.kernel.actor import Regime
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import (
    NoTenantContext,
    current_tenant_id,
    once_a_request,
    request_context,
    tenant_context,
)
from gemensam.tenancy.refusal import RoleTooPowerful, ensure_role_is_walled_in


def _tenants() -> tuple:
    here = organisations.municipality_by_slug("orust")
    there = organisations.municipality_by_slug("tjorn")
    assert here is not None
    assert there is not None
    return here.tenant_id, there.tenant_id


def _unit(name: str, **over: object) -> object:
    return organisations.register_unit(
        name=name, kind=organisations.UnitKind.HOME_CARE, regime=Regime.SOL, **over
    )


def test_a_row_is_seen_only_in_its_own_tenants_context(db):
    here, there = _tenants()
    with tenant_context(here):
        _unit("Norr")
    with tenant_context(here):
        assert [unit.name for unit in organisations.units()] == ["Norr"]
    with tenant_context(there):
        assert organisations.units() == []
    assert organisations.units() == []


def test_the_outer_context_comes_back_after_a_nested_one_ends_or_fails(db):
    here, there = _tenants()
    with tenant_context(here):
        with tenant_context(there):
            assert current_tenant_id() == there
        assert current_tenant_id() == here
        with pytest.raises(RuntimeError), tenant_context(there):
            raise RuntimeError
        _unit("Norr")
        assert [unit.name for unit in organisations.units()] == ["Norr"]


def test_making_a_row_outside_every_context_is_refused(db):
    with pytest.raises(NoTenantContext):
        _unit("Norr")


def test_a_row_for_another_tenant_is_refused_by_the_database(db):
    here, there = _tenants()
    from gemensam.organisations.models import Unit

    with pytest.raises(ProgrammingError, match="row-level security"), tenant_context(here):
        Unit.objects.create(tenant_id=there, name="Norr", kind="HOME_CARE")


def test_a_reference_to_another_tenants_row_is_refused_by_the_database(db):
    here, there = _tenants()
    with tenant_context(there):
        foreign = organisations.register_care_provider(
            hsa_id="SE2120000009-X1", name="Annan", organisation_number="212000-0009"
        )
    with pytest.raises(IntegrityError, match="in_tenant"), tenant_context(here):
        _unit("Norr", care_provider_id=foreign)


def test_nothing_of_a_tenant_is_left_on_the_connection_after_commit(real_db):
    here, _ = _tenants()
    with transaction.atomic(), tenant_context(here):
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('gemensam.tenant', true), '')")
        assert cursor.fetchone() == ("",)


def test_the_application_connects_as_a_role_that_the_walls_hold(db):
    ensure_role_is_walled_in(connection)


@pytest.mark.parametrize("role", ["migrator", "backup"])
def test_starting_with_a_role_past_the_walls_is_refused(real_db, role):
    from django.conf import settings
    from django.db.backends.postgresql.base import DatabaseWrapper

    given = settings.ENVIRONMENT.database(role, name=real_db.name)
    powerful = DatabaseWrapper(connection.settings_dict | given, alias="default")
    try:
        with pytest.raises(RoleTooPowerful, match="row-level security would not hold"):
            ensure_role_is_walled_in(powerful)
    finally:
        powerful.close()


def test_what_no_request_changes_is_asked_for_once_within_one_and_each_time_outside(db):
    asked = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    with request_context():
        assert [once_a_request("x", ask), once_a_request("x", ask)] == [1, 1]
    with request_context():
        assert once_a_request("x", ask) == 2
    assert [once_a_request("x", ask), once_a_request("x", ask)] == [3, 4]
