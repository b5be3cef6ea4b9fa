"""Files that somebody has sent in: read, shown, and then accepted or thrown away."""

from django.db import models
from django.db.models import Q

from gemensam.programme.kinds import choices_of
from gemensam.programme.kinds_lists import ImportState
from gemensam.tenancy.models import TenantModel


class ListImport(TenantModel):
    """A file's cells while it waits; what it changed, before and after, once it is accepted."""

    list_key = models.CharField(max_length=40)
    file_name = models.CharField(max_length=120)
    # [[number, {column: text}], …]: emptied when the file is accepted or thrown away.
    lines = models.JSONField(default=list)
    # [[wrong, right, [[name, value], …]], …]: remarks on how the file was read.
    notices = models.JSONField(default=list)
    # [[{column: text} | null, {column: text}], …]: what accepting it changed.
    changes = models.JSONField(default=list)
    state = models.CharField(max_length=9, choices=choices_of(ImportState))
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    sent_by = models.ForeignKey("identity.Person", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        "identity.Person", on_delete=models.PROTECT, related_name="+", null=True
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="WAITING", settled_at__isnull=True)
                | Q(
                    state__in=["ACCEPTED", "DISCARDED", "UNDONE"],
                    settled_at__isnull=False,
                    lines=[],
                ),
                name="programme_listimport_settled_once",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "list_key", "-sent_at"], name="programme_listimport_of")
        ]

    def __str__(self) -> str:
        return self.file_name
