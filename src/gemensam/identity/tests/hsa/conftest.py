"""In Munkedal, with an HSA that knows everybody who works there."""

import pytest


@pytest.fixture
def home(db):
    """In Munkedal."""
    from tests.cast_at_work import HOME

    from gemensam.identity.models import Commission
    from gemensam.tenancy.context import tenant_context
    from gemensam.tenancy.models import Tenant

    tenant_id = Tenant.objects.get(slug=HOME).id
    with tenant_context(tenant_id):
        # Some of the demo's commissions are there to be found fault with: under another act than the unit.
        for row in Commission.objects.select_related("unit"):
            Commission.objects.filter(id=row.id).update(regime=row.unit.regime)
        yield tenant_id


@pytest.fixture
def hsa(home):
    """HSA knows everybody who works in Munkedal as Munkedal does."""
    from gemensam.identity.tests.hsa.world import Hsa, everybody_told

    return Hsa(everybody_told())


@pytest.fixture
def settled(home, hsa):
    """A first run has been: what follows is told by changes of its own."""
    from gemensam.identity.hsa_models import DirectoryChange
    from gemensam.identity.tests.hsa.world import run

    run(home, hsa)
    before = list(DirectoryChange.objects.values_list("id", flat=True))
    return lambda: [
        (one.kind, one.subject_hsa_id, one.before, one.after)
        for one in DirectoryChange.objects.exclude(id__in=before).order_by("at", "id")
    ]
