"""Residents and those who may act for them or care for them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gemensam.kernel.actor import Regime
from gemensam.tenancy.models import TenantForeignKey, TenantModel


class Resident(TenantModel):
    """Invånare, brukare: somebody whom a municipality serves. Points down to whoever logs in."""

    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    # A reserve number is the municipality's own, where no national number is known.
    personal_identity_number = models.CharField(max_length=12)
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=60)
    sort_key = models.CharField(max_length=120, db_collation="C")
    birth_date = models.DateField()
    # Protected identity; unknown counts as protected.
    is_protected = models.BooleanField(default=True)
    language = models.CharField(max_length=10, default="sv")
    needs_interpreter = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "personal_identity_number"], name="people_resident_number"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "sort_key", "id"], name="people_resident_sorted"),
            models.Index(fields=["tenant", "person"], name="people_resident_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Home(TenantModel):
    """Where a resident lives and how to get in: kept apart from the name, asked for by itself."""

    resident = TenantForeignKey(Resident, related_name="homes")
    street_address = models.CharField(max_length=120)
    postal_code = models.CharField(max_length=6)
    town = models.CharField(max_length=60)
    directions = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "resident"], name="people_home_once")
        ]

    def __str__(self) -> str:
        return str(self.id)


class NextOfKin(TenantModel):
    """Anhörig: somebody to call. It gives no right to anything; that takes a mandate."""

    resident = TenantForeignKey(Resident, related_name="next_of_kin")
    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "resident", "order"], name="people_nextofkin_order"
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


class Notice(TenantModel):
    """What whoever comes to help must think of: hearing, risk, allergy, dog."""

    resident = TenantForeignKey(Resident, related_name="notices")
    label = models.CharField(max_length=40)
    text = models.CharField(max_length=200)
    is_urgent = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["tenant", "resident"], name="people_notice_resident")]

    def __str__(self) -> str:
        return str(self.id)


class CareRelationBasis(models.TextChoices):
    """Why somebody has to do with a resident."""

    CARE_SERVICE = "CARE_SERVICE", "beviljad insats"
    CASE = "CASE", "pågående ärende"
    HEALTH_CARE = "HEALTH_CARE", "inskriven i hemsjukvård"


class CareRelation(TenantModel):
    """Vårdrelation: a unit, or one person, has to do with a resident for a time."""

    resident = TenantForeignKey(Resident, related_name="care_relations")
    unit = TenantForeignKey("organisations.Unit", related_name="+", null=True)
    person = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    basis = models.CharField(max_length=20, choices=CareRelationBasis)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(person__isnull=False),
                name="people_carerelation_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="people_carerelation_period",
            ),
            # Two at once who relate the same unit must not both succeed.
            models.UniqueConstraint(
                fields=["tenant", "resident", "unit", "person", "basis"],
                condition=Q(ends_at__isnull=True),
                nulls_distinct=False,
                name="people_carerelation_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "resident"], name="people_carerelation_resident"),
            models.Index(fields=["tenant", "unit"], name="people_carerelation_unit"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class MandateBasis(models.TextChoices):
    """What a representative's right rests on. Five different rights."""

    MANDATE = "MANDATE", "ombud"
    FUTURE_POWER = "FUTURE_POWER", "framtidsfullmakt"
    TRUSTEE = "TRUSTEE", "god man"
    CONSERVATOR = "CONSERVATOR", "förvaltare"
    CUSTODIAN = "CUSTODIAN", "vårdnadshavare"


# What the resident gave she may take back; what a court or the law gave she cannot (FB 11 kap.).
REVOKED_BY_RESIDENT = frozenset({MandateBasis.MANDATE, MandateBasis.FUTURE_POWER})
COURT_ORDERS = frozenset({MandateBasis.TRUSTEE, MandateBasis.CONSERVATOR})


class RepresentativeOrganisation(TenantModel):
    """Ombudsorganisation: a company or an association that residents here may give a mandate."""

    organisation_number = models.CharField(max_length=11)
    name = models.CharField(max_length=120)
    registered_at = models.DateTimeField()
    registered_by_name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "organisation_number"],
                name="people_representativeorganisation_number",
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="people_representativeorganisation_named"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Appointee(TenantModel):
    """Utsedd: somebody whom an organisation lets act in its name, on a paper that the municipality has."""

    organisation = TenantForeignKey(RepresentativeOrganisation, related_name="appointees")
    person = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=300)
    registered_at = models.DateTimeField()
    registered_by_name = models.CharField(max_length=120)
    # Ended before its time, at once.
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=120, blank=True, default="")
    ended_why = models.CharField(max_length=160, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["tenant", "person"], name="people_appointee_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="people_appointee_period",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="people_appointee_has_evidence"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) ^ ~Q(ended_why=""),
                name="people_appointee_ended_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Mandate(TenantModel):
    """A resident lets somebody act: for which services, with what, how long, on what evidence.

    Given to a person, or to an organisation: then to those it has appointed, one at a time.
    """

    resident = TenantForeignKey(Resident, related_name="mandates")
    representative = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    organisation = TenantForeignKey(RepresentativeOrganisation, related_name="+", null=True)
    basis = models.CharField(max_length=20, choices=MandateBasis)
    # "service:activity", as in "safety_alarm:Skriva"; "*" is every service.
    scopes = ArrayField(models.CharField(max_length=60))
    regimes = ArrayField(
        models.CharField(max_length=3, choices=[(one.value, one.value) for one in Regime])
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    evidence = models.CharField(max_length=300)
    revoked_at = models.DateTimeField(null=True)
    # The paper itself, scanned.
    scan = TenantForeignKey("files.StoredFile", related_name="+", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "representative"], name="people_mandate_rep"),
            models.Index(fields=["tenant", "organisation"], name="people_mandate_organisation"),
            models.Index(fields=["tenant", "resident"], name="people_mandate_resident"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="people_mandate_period",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="people_mandate_has_evidence"),
            # A person or an organisation; courts and lag (2017:310) 1 § know only persons.
            models.CheckConstraint(
                condition=Q(representative__isnull=False, organisation__isnull=True)
                | Q(representative__isnull=True, organisation__isnull=False, basis="MANDATE"),
                name="people_mandate_to_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class MandateEntry(TenantModel):
    """The mandate's journal, which both sides see. Rows are only added."""

    mandate = TenantForeignKey(Mandate, related_name="entries")
    at = models.DateTimeField()
    actor_person_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    # In whose name it was done, where an organisation holds the mandate.
    organisation_name = models.CharField(max_length=120, blank=True, default="", db_default="")
    what = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["tenant", "mandate", "at"], name="people_mandateentry_at")]

    def __str__(self) -> str:
        return str(self.id)
