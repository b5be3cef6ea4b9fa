"""Two issuers, one for residents and one for staff, connected as an installation would."""

import pytest
from django.test import override_settings

from gemensam.identity.tests import hostile_issuer


@pytest.fixture(scope="session")
def running_issuers():
    """Both, for as long as the tests run."""
    with hostile_issuer.running() as residents, hostile_issuer.running() as staff:
        yield residents, staff


@pytest.fixture
def issuers(running_issuers, tmp_path):
    """Both, honest, and connected."""
    residents, staff = running_issuers
    for one in running_issuers:
        one.begin()
    staff.acr = hostile_issuer.SAMBI3
    profiles = [
        hostile_issuer.profile(residents, tmp_path, kind="residents"),
        hostile_issuer.profile(staff, tmp_path, kind="staff"),
    ]
    path = hostile_issuer.write(tmp_path / "issuers.yaml", profiles)
    with override_settings(GEMENSAM_ISSUERS=path):
        yield residents, staff


@pytest.fixture
def residents(issuers):
    """The issuer of residents."""
    return issuers[0]


@pytest.fixture
def staff(issuers):
    """The issuer of staff."""
    return issuers[1]


@pytest.fixture
def margit(residents):
    """The issuer speaks of Margit."""
    from gemensam.identity.models import DemoPersona

    person = DemoPersona.objects.select_related("person").get(key="margit").person
    residents.who = {hostile_issuer.NUMBER: person.personal_identity_number}
    return person


@pytest.fixture
def henrik(db):
    """The administrator whose keys they are."""
    from gemensam.identity.models import DemoPersona

    return DemoPersona.objects.select_related("person").get(key="henrik")


@pytest.fixture
def munkedal(henrik):
    """His municipality's tables."""
    from gemensam.tenancy.context import tenant_context

    with tenant_context(henrik.tenant_id):
        yield henrik


@pytest.fixture
def ada(db):
    """The second administrator."""
    from gemensam.identity.models import DemoPersona

    return DemoPersona.objects.get(key="ada")


@pytest.fixture
def two(munkedal, ada):
    """Henrik's two keys, which Ada has confirmed."""
    from gemensam.identity.tests.break_glass_browsing import as_somebody, attested, registered

    client = as_somebody("henrik")
    return attested([registered(client, 1), registered(client, 2)])


@pytest.fixture
def cecilia(staff):
    """The issuer of staff speaks of Cecilia's commission."""
    from gemensam.identity.tests.oidc_browsing import At

    here = At()
    row = here.get()
    staff.who = {
        "employeeHsaId": row.employee_hsa_id,
        "commissionHsaId": row.hsa_id,
        "commissionPurpose": "Handläggning",
        "commissionRight": row.rights,
    }
    return here
