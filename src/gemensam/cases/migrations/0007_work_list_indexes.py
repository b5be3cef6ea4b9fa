"""One index for each part of the work list, made beside the running pages; the one they replace goes last."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('cases', '0006_appeals'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=Q(('state__in', ('APPEALED', 'ANSWERED', 'NEW', 'INVESTIGATING'))), fields=['tenant', 'unit', 'due_at', 'id'], name='cases_case_running'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=Q(('state', 'DECIDED'), _negated=True), fields=['tenant', 'unit', 'state', 'due_at', 'id'], name='cases_case_by_state'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=Q(('state', 'DECIDED'), _negated=True), fields=['tenant', 'caseworker', 'state', 'due_at', 'id'], name='cases_case_mine'),
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(condition=Q(('state', 'DECIDED')), fields=['tenant', 'caseworker', '-decided_at', '-id'], name='cases_case_mine_decided'),
        ),
        # A unit has one tenant. Without knowing, the planner takes a unit's cases for a fiftieth of
        # what they are, and sorts them all for a page of fifty.
        migrations.RunSQL(
            "CREATE STATISTICS IF NOT EXISTS cases_case_whose (dependencies)"
            " ON tenant_id, unit_id, caseworker_id FROM cases_case",
            "DROP STATISTICS IF EXISTS cases_case_whose",
        ),
        # A page of fifty is found sooner than helpers are started.
        migrations.RunSQL(
            "ALTER TABLE cases_case SET (parallel_workers = 0)",
            "ALTER TABLE cases_case RESET (parallel_workers)",
        ),
        RemoveIndexConcurrently(
            model_name='case',
            name='cases_case_open',
        ),
    ]
