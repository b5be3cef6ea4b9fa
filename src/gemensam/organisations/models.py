"""Public bodies and performers, and the units in which their staff work."""

from django.db import models

from gemensam.kernel.actor import Regime
from gemensam.kernel.hsa_ids import NO_SMALL_LETTERS
from gemensam.tenancy.models import GlobalModel, Tenant, TenantForeignKey, TenantModel


class OrganisationKind(models.TextChoices):
    """What sort of body it is."""

    COUNTY_BODY = "COUNTY_BODY", "länsgemensamt organ"
    ASSOCIATION = "ASSOCIATION", "kommunalförbund"
    MUNICIPALITY = "MUNICIPALITY", "kommun"
    ALARM_CENTRE = "ALARM_CENTRE", "larmcentral"
    PERFORMER = "PERFORMER", "utförare"
    REGION = "REGION", "region"


class Organisation(GlobalModel):
    """A public body or a performer. Each one that owns data has a tenant."""

    tenant = models.OneToOneField(Tenant, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60)
    organisation_number = models.CharField(max_length=11, blank=True)
    accent_hue = models.PositiveSmallIntegerField(null=True)
    accent_chroma_percent = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return self.name


class Municipality(GlobalModel):
    """One of the county's municipalities, with Statistics Sweden's code."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="municipality"
    )
    code = models.CharField(max_length=4, unique=True)
    association = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="members", null=True
    )
    sort_key = models.CharField(max_length=120, db_collation="C")

    def __str__(self) -> str:
        return self.code


class Population(GlobalModel):
    """How many lived in a municipality on a day, and who says so. No row: not known."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="populations"
    )
    on_date = models.DateField()
    inhabitants = models.PositiveIntegerField()
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "on_date"], name="organisations_population_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.inhabitants} {self.on_date}"


class Listed(TenantModel):
    """What HSA says of a care provider or a unit: from when until when, archived, invented for tests."""

    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    is_archived = models.BooleanField(default=False, db_default=False)
    is_feigned = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True


class CareProvider(Listed):
    """Vårdgivare: the body that answers for care, by its HSA-id."""

    hsa_id = models.CharField(max_length=31)
    name = models.CharField(max_length=120)
    organisation_number = models.CharField(max_length=11)
    # A company or an association that gives care on the municipality's behalf (LOV 2008:962).
    is_private = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "hsa_id"], name="organisations_careprovider_hsa_id"
            ),
            models.CheckConstraint(
                condition=models.Q(hsa_id__regex=NO_SMALL_LETTERS),
                name="organisations_careprovider_capitals",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitKind(models.TextChoices):
    """What a unit does."""

    HOME_CARE = "HOME_CARE", "hemtjänstgrupp"
    NIGHT_PATROL = "NIGHT_PATROL", "nattpatrull"
    HOME_HEALTH_CARE = "HOME_HEALTH_CARE", "hemsjukvård"
    CASEWORK = "CASEWORK", "handläggning"
    ALARM_RECEIVING = "ALARM_RECEIVING", "larmmottagning"
    ADMINISTRATION = "ADMINISTRATION", "administration"
    SCHOOL_HEALTH = "SCHOOL_HEALTH", "elevhälsa"


class Unit(Listed):
    """Enhet: where staff work. A unit under HSL is also a care unit (vårdenhet)."""

    hsa_id = models.CharField(max_length=31, blank=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=UnitKind)
    regime = models.CharField(
        max_length=3, choices=[(one.value, one.value) for one in Regime], blank=True
    )
    care_provider = TenantForeignKey(CareProvider, related_name="units", null=True)
    # The unit that this one is a part of, within the same care provider.
    parent = TenantForeignKey("self", related_name="parts", null=True)
    performer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="organisations_unit_name"),
            models.UniqueConstraint(
                fields=["tenant", "hsa_id"],
                condition=~models.Q(hsa_id=""),
                name="organisations_unit_hsa_id",
            ),
            models.CheckConstraint(
                condition=models.Q(hsa_id__regex=NO_SMALL_LETTERS),
                name="organisations_unit_capitals",
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="organisations_unit_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name
