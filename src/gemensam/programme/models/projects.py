"""Projects as they were each year: who led, who took part, what came of it. The county body's rows."""

from django.db import models
from django.db.models import F, Q

from gemensam.programme.kinds import choices_of
from gemensam.programme.kinds_projects import (
    DeliveryKind,
    NoteKind,
    ParticipantsKnown,
    ProjectKind,
    ProjectState,
    RiskState,
    StakeholderGroup,
    UseStage,
)
from gemensam.tenancy.models import TenantForeignKey, TenantModel

# As exact as the document is: 2014, 2014-H1, 2014-09 or 2014-09-15; empty when nothing is said.
DAY_OR_LESS = r"^(\d{4}(-H[12]|-(0[1-9]|1[0-2])(-\d{2})?)?)?$"
# Projects written down by hand come after the shipped ones of the same year.
LAST_IN_YEAR = 1000


class Project(TenantModel):
    """A project or sub-project of one year. One that goes on next year is a new row that says so."""

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    year = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField(default=LAST_IN_YEAR)
    kind = models.CharField(max_length=11, choices=choices_of(ProjectKind))
    parent = TenantForeignKey("self", related_name="sub_projects", null=True)
    continues = TenantForeignKey("self", related_name="continuations", null=True)
    plan_key = models.CharField(max_length=40, blank=True)
    activity_key = models.CharField(max_length=40, blank=True)
    # Any organisation, by id: its own rows lie in another tenant. Empty is not known.
    lead_organisation_id = models.UUIDField(null=True)
    participants_known = models.CharField(max_length=8, choices=choices_of(ParticipantsKnown))
    summary = models.TextField(blank=True)
    source = models.CharField(max_length=40, blank=True)
    is_synthetic = models.BooleanField(default=False)
    application = TenantForeignKey(
        "programme.PortfolioApplication", related_name="projects", null=True
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "key"], name="programme_project_key"),
            models.UniqueConstraint(
                fields=["tenant", "application"],
                condition=Q(application__isnull=False),
                name="programme_project_application",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="programme_project_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=Q(continues__isnull=True) | ~Q(continues=F("id")),
                name="programme_project_not_its_own_continuation",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "-year", "order"], name="programme_project_of_year")
        ]

    def __str__(self) -> str:
        return self.key


class ProjectParticipant(TenantModel):
    """A municipality that takes part. An empty stage is one that nobody has stated."""

    project = TenantForeignKey(Project, related_name="participants")
    participant_municipality_id = models.UUIDField()
    stage = models.CharField(max_length=9, choices=choices_of(UseStage), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "project", "participant_municipality_id"],
                name="programme_projectparticipant_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.participant_municipality_id)


class ProjectNote(TenantModel):
    """What a project is for, what each municipality does in it, and what was found out."""

    project = TenantForeignKey(Project, related_name="notes")
    kind = models.CharField(max_length=7, choices=choices_of(NoteKind))
    order = models.PositiveSmallIntegerField()
    # The numbered part of the project that it belongs to, where the document numbers them.
    number = models.PositiveSmallIntegerField(null=True)
    about_municipality_id = models.UUIDField(null=True)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "project", "order"], name="programme_projectnote_order"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="programme_projectnote_says"),
        ]

    def __str__(self) -> str:
        return self.text


class ProjectDelivery(TenantModel):
    """What is to be handed over or passed, and when; delivered when it has a day."""

    project = TenantForeignKey(Project, related_name="deliveries")
    kind = models.CharField(max_length=9, choices=choices_of(DeliveryKind))
    text = models.CharField(max_length=400)
    due = models.CharField(max_length=10, blank=True)
    is_due_inferred = models.BooleanField(default=False)
    delivered_on = models.DateField(null=True)
    # Where others find it: a place in words, and an address if there is one.
    shared_at = models.CharField(max_length=200, blank=True)
    link = models.URLField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due__regex=DAY_OR_LESS), name="programme_projectdelivery_due"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="programme_projectdelivery_says"),
        ]

    def __str__(self) -> str:
        return self.text


class ProjectRisk(TenantModel):
    """What may go wrong, and what is done about it."""

    project = TenantForeignKey(Project, related_name="risks")
    text = models.CharField(max_length=400)
    measure = models.CharField(max_length=400, blank=True)
    # Empty where nobody has said whether it is dealt with.
    state = models.CharField(max_length=7, choices=choices_of(RiskState), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="programme_projectrisk_says")
        ]

    def __str__(self) -> str:
        return self.text


class ProjectStakeholder(TenantModel):
    """A group that has a part in it, and how."""

    project = TenantForeignKey(Project, related_name="stakeholders")
    group = models.CharField(max_length=15, choices=choices_of(StakeholderGroup))
    about_municipality_id = models.UUIDField(null=True)
    text = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return self.group


class ProjectStatus(TenantModel):
    """How far it had come at a time; the latest counts, the earlier ones stay."""

    project = TenantForeignKey(Project, related_name="statuses")
    state = models.CharField(max_length=7, choices=choices_of(ProjectState))
    as_of = models.CharField(max_length=10)
    comment = models.CharField(max_length=400, blank=True)
    # Empty where a document said it, and nobody here.
    said_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(as_of__regex=DAY_OR_LESS) & ~Q(as_of=""),
                name="programme_projectstatus_as_of",
            )
        ]

    def __str__(self) -> str:
        return self.state
