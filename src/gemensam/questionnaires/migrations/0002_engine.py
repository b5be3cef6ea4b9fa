import django.db.models.deletion
import gemensam.tenancy.operations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_initial'),
        ('identity', '0002_names_fit_the_logs'),
        ('questionnaires', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='answer', name='questionnaires_answer_once'),
        migrations.RemoveConstraint(model_name='answerrevision', name='questionnaires_answerrevision_once'),
        migrations.RenameField(model_name='answer', old_name='field_id', new_name='key'),
        migrations.RenameField(model_name='answerrevision', old_name='field_id', new_name='key'),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('key', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Rebase',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('has_moved', models.BooleanField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='form',
            name='closes_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='answer',
            name='key',
            field=models.CharField(max_length=60),
        ),
        migrations.AlterField(
            model_name='answerrevision',
            name='key',
            field=models.CharField(max_length=60),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('tenant', 'response', 'key'), name='questionnaires_answer_once'),
        ),
        migrations.AddConstraint(
            model_name='answerrevision',
            constraint=models.UniqueConstraint(fields=('tenant', 'response', 'key', 'revision'), name='questionnaires_answerrevision_once'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='file',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='response',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='questionnaires.response'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='tenant',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant'),
        ),
        migrations.AddField(
            model_name='rebase',
            name='new',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.formversion'),
        ),
        migrations.AddField(
            model_name='rebase',
            name='old',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.formversion'),
        ),
        migrations.AddField(
            model_name='rebase',
            name='response',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='rebases', to='questionnaires.response'),
        ),
        migrations.AddField(
            model_name='rebase',
            name='tenant',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['tenant', 'response'], name='questionnaires_attachment_of'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('tenant', 'file'), name='questionnaires_attachment_file'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='questionnaires_attachment_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=gemensam.tenancy.operations.TenantReference(column='response_id', name='questionnaires_attachment_response_in_tenant', to_table='questionnaires_response'),
        ),
        migrations.AddConstraint(
            model_name='attachment',
            constraint=gemensam.tenancy.operations.TenantReference(column='file_id', name='questionnaires_attachment_file_in_tenant', to_table='files_storedfile'),
        ),
        migrations.AddConstraint(
            model_name='rebase',
            constraint=models.UniqueConstraint(fields=('tenant', 'response', 'new'), name='questionnaires_rebase_once'),
        ),
        migrations.AddConstraint(
            model_name='rebase',
            constraint=models.UniqueConstraint(fields=('tenant', 'id'), name='questionnaires_rebase_tenant_id'),
        ),
        migrations.AddConstraint(
            model_name='rebase',
            constraint=gemensam.tenancy.operations.TenantReference(column='response_id', name='questionnaires_rebase_response_in_tenant', to_table='questionnaires_response'),
        ),
        gemensam.tenancy.operations.AppendOnly("questionnaires_rebase"),
        gemensam.tenancy.operations.AppendOnly("questionnaires_attachment"),
    ]
