import django.contrib.postgres.fields
import django.db.models.deletion
import gemensam.tenancy.operations
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0001_initial'),
        ('organisations', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('key', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=120)),
                ('year', models.PositiveSmallIntegerField()),
                ('agreement', models.CharField(max_length=200)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('matching_rule', models.TextField()),
                ('matching_source', models.CharField(max_length=40)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'key'), name='programme_grant_key'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='programme_grant_not_negative'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_grant_tenant_id')],
            },
        ),
        migrations.CreateModel(
            name='CofundingLine',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('kind', models.CharField(choices=[('BOOKED', 'BOOKED'), ('HOURS', 'HOURS')], max_length=6)),
                ('state', models.CharField(choices=[('REPORTED', 'REPORTED'), ('ATTESTED', 'ATTESTED'), ('WITHDRAWN', 'WITHDRAWN')], max_length=9)),
                ('source', models.CharField(blank=True, max_length=40)),
                ('is_estimate', models.BooleanField(default=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('reporting_municipality_id', models.UUIDField(null=True)),
                ('hours_id', models.UUIDField(null=True)),
                ('plan_key', models.CharField(blank=True, max_length=40)),
                ('activity_key', models.CharField(blank=True, max_length=40)),
                ('worked_on', models.DateField(null=True)),
                ('minutes', models.PositiveIntegerField(null=True)),
                ('rate_per_hour', models.DecimalField(decimal_places=2, max_digits=9, null=True)),
                ('rate_basis', models.CharField(blank=True, max_length=200)),
                ('attested_at', models.DateTimeField(null=True)),
                ('report_version', models.PositiveIntegerField(null=True)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('grant', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cofunding', to='programme.grant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'year', 'kind'], name='programme_cofunding_year')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('hours_id__isnull', False)), fields=('tenant', 'hours_id'), name='programme_cofundingline_hours_once'), models.CheckConstraint(condition=models.Q(models.Q(('grant__isnull', True), ('hours_id__isnull', False), ('kind', 'HOURS'), ('minutes__gte', 1), ('rate_per_hour__gte', 0), ('reporting_municipality_id__isnull', False), ('worked_on__isnull', False), ('worked_on__year', models.F('year'))), models.Q(('grant__isnull', False), ('hours_id__isnull', True), ('kind', 'BOOKED')), _connector='OR'), name='programme_cofundingline_kind'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='programme_cofundingline_not_negative'), models.CheckConstraint(condition=models.Q(('kind', 'BOOKED'), models.Q(('state', 'ATTESTED'), ('attested_at__isnull', True), _connector='XOR'), _connector='OR'), name='programme_cofundingline_attested'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_cofundingline_tenant_id'), gemensam.tenancy.operations.TenantReference(column='grant_id', name='programme_cofundingline_grant_in_tenant', to_table='programme_grant')],
            },
        ),
        migrations.CreateModel(
            name='GrantComponent',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('key', models.CharField(max_length=40)),
                ('order', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=160)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('is_matchable', models.BooleanField()),
                ('assumption', models.TextField(blank=True)),
                ('grant', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='components', to='programme.grant')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'grant', 'key'), name='programme_grantcomponent_key'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='programme_grantcomponent_not_negative'), models.CheckConstraint(condition=models.Q(('is_matchable', True), models.Q(('assumption', ''), _negated=True), _connector='OR'), name='programme_grantcomponent_exempt_by_assumption'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_grantcomponent_tenant_id'), gemensam.tenancy.operations.TenantReference(column='grant_id', name='programme_grantcomponent_grant_in_tenant', to_table='programme_grant')],
            },
        ),
        migrations.CreateModel(
            name='HourlyRate',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('starts_on', models.DateField()),
                ('per_hour', models.DecimalField(decimal_places=2, max_digits=9)),
                ('basis', models.CharField(max_length=200)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'starts_on'), name='programme_rate_once'), models.CheckConstraint(condition=models.Q(('per_hour__gte', 0)), name='programme_rate_not_negative'), models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='programme_rate_has_basis'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_hourlyrate_tenant_id')],
            },
        ),
        migrations.CreateModel(
            name='HourReport',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('plan_key', models.CharField(max_length=40)),
                ('activity_key', models.CharField(max_length=40)),
                ('worked_on', models.DateField()),
                ('minutes', models.PositiveSmallIntegerField()),
                ('rate_per_hour', models.DecimalField(decimal_places=2, max_digits=9)),
                ('rate_basis', models.CharField(max_length=200)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('REPORTED', 'REPORTED'), ('ATTESTED', 'ATTESTED'), ('LOCKED', 'LOCKED'), ('WITHDRAWN', 'WITHDRAWN')], max_length=9)),
                ('version', models.PositiveIntegerField(default=1)),
                ('reported_at', models.DateTimeField()),
                ('attested_at', models.DateTimeField(null=True)),
                ('attested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.person')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('unit', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'person', '-worked_on'], name='programme_hourreport_person'), models.Index(condition=models.Q(('state', 'REPORTED')), fields=['tenant', 'worked_on'], name='programme_hourreport_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 1440)), name='programme_hourreport_within_a_day'), models.CheckConstraint(condition=models.Q(('rate_per_hour__gte', 0)), name='programme_hourreport_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('attested_at__isnull', False), ('attested_by__isnull', False), ('state__in', ['ATTESTED', 'LOCKED'])), models.Q(('attested_at__isnull', True), ('attested_by__isnull', True), ('state__in', ['REPORTED', 'WITHDRAWN'])), _connector='OR'), name='programme_hourreport_one_attestation'), models.CheckConstraint(condition=models.Q(('attested_by__isnull', True), models.Q(('attested_by', models.F('person')), _negated=True), _connector='OR'), name='programme_hourreport_not_ones_own'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_hourreport_tenant_id'), gemensam.tenancy.operations.TenantReference(column='unit_id', name='programme_hourreport_unit_in_tenant', to_table='organisations_unit')],
            },
        ),
        migrations.CreateModel(
            name='IndicatorValue',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('indicator', models.CharField(max_length=60)),
                ('definition_version', models.PositiveSmallIntegerField()),
                ('reporting_municipality_id', models.UUIDField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('numerator', models.PositiveIntegerField()),
                ('denominator', models.PositiveIntegerField(null=True)),
                ('is_synthetic', models.BooleanField()),
                ('reported_at', models.DateTimeField()),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'indicator', 'ends_on'], name='programme_indicatorvalue_of')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'indicator', 'definition_version', 'reporting_municipality_id', 'starts_on'), name='programme_indicatorvalue_once'), models.CheckConstraint(condition=models.Q(('denominator__isnull', True), ('numerator__lte', models.F('denominator')), _connector='OR'), name='programme_indicatorvalue_share'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='programme_indicatorvalue_period'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_indicatorvalue_tenant_id')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('key', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=120)),
                ('subtitle', models.CharField(max_length=200)),
                ('first_year', models.PositiveSmallIntegerField()),
                ('last_year', models.PositiveSmallIntegerField()),
                ('source', models.CharField(max_length=40)),
                ('printed_total', models.DecimalField(decimal_places=2, max_digits=14)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'key'), name='programme_plan_key'), models.CheckConstraint(condition=models.Q(('last_year__gte', models.F('first_year'))), name='programme_plan_years'), models.CheckConstraint(condition=models.Q(('printed_total__gte', 0)), name='programme_plan_not_negative'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_plan_tenant_id')],
            },
        ),
        migrations.CreateModel(
            name='Funding',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('kind', models.CharField(choices=[('STIMULUS', 'STIMULUS'), ('COFUNDING', 'COFUNDING')], max_length=10)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('is_estimate', models.BooleanField()),
                ('source', models.CharField(max_length=40)),
                ('note', models.TextField(blank=True)),
                ('printed_total', models.DecimalField(decimal_places=2, max_digits=14)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='fundings', to='programme.plan')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'plan', 'kind'), name='programme_funding_kind'), models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('printed_total__gte', 0)), name='programme_funding_not_negative'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_funding_tenant_id'), gemensam.tenancy.operations.TenantReference(column='plan_id', name='programme_funding_plan_in_tenant', to_table='programme_plan')],
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('key', models.CharField(max_length=40)),
                ('order', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=160)),
                ('source', models.CharField(max_length=40)),
                ('printed_total', models.DecimalField(decimal_places=2, max_digits=14)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='programme.plan')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'plan', 'key'), name='programme_area_key'), models.CheckConstraint(condition=models.Q(('printed_total__gte', 0)), name='programme_area_not_negative'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_area_tenant_id'), gemensam.tenancy.operations.TenantReference(column='plan_id', name='programme_area_plan_in_tenant', to_table='programme_plan')],
            },
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('key', models.CharField(max_length=40)),
                ('order', models.PositiveSmallIntegerField()),
                ('number', models.CharField(max_length=4)),
                ('name', models.CharField(max_length=160)),
                ('source', models.CharField(max_length=40)),
                ('cost', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('indicators', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='programme.plan')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'plan', 'key'), name='programme_activity_key'), models.CheckConstraint(condition=models.Q(('cost__isnull', True), ('cost__gte', 0), _connector='OR'), name='programme_activity_not_negative'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_activity_tenant_id'), gemensam.tenancy.operations.TenantReference(column='plan_id', name='programme_activity_plan_in_tenant', to_table='programme_plan')],
            },
        ),
        migrations.CreateModel(
            name='Pool',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('plan_key', models.CharField(max_length=40)),
                ('pool', models.CharField(choices=[('ESAMORDNARE', 'ESAMORDNARE'), ('LANSSAMORDNARE', 'LANSSAMORDNARE'), ('SHARED', 'SHARED'), ('BOUGHT', 'BOUGHT'), ('NONE', 'NONE')], max_length=14)),
                ('posts', models.PositiveSmallIntegerField()),
                ('percent_each', models.PositiveSmallIntegerField()),
                ('source', models.CharField(blank=True, max_length=40)),
                ('assumption', models.TextField(blank=True)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'plan_key', 'pool'), name='programme_pool_once'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_pool_tenant_id')],
            },
        ),
        migrations.CreateModel(
            name='ResourceLine',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('plan_key', models.CharField(max_length=40)),
                ('order', models.PositiveSmallIntegerField()),
                ('activity_key', models.CharField(max_length=40)),
                ('part', models.CharField(blank=True, max_length=160)),
                ('role', models.CharField(max_length=120)),
                ('percent', models.PositiveSmallIntegerField(null=True)),
                ('pool', models.CharField(choices=[('ESAMORDNARE', 'ESAMORDNARE'), ('LANSSAMORDNARE', 'LANSSAMORDNARE'), ('SHARED', 'SHARED'), ('BOUGHT', 'BOUGHT'), ('NONE', 'NONE')], max_length=14)),
                ('first_month', models.PositiveSmallIntegerField(default=1)),
                ('last_month', models.PositiveSmallIntegerField(default=12)),
                ('shared_with', models.CharField(blank=True, max_length=120)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'plan_key', 'order'), name='programme_resourceline_order'), models.CheckConstraint(condition=models.Q(('first_month__gte', 1), ('last_month__gte', models.F('first_month')), ('last_month__lte', 12)), name='programme_resourceline_months'), models.CheckConstraint(condition=models.Q(('percent__isnull', True), ('percent__lte', 10000), _connector='OR'), name='programme_resourceline_percent'), models.CheckConstraint(condition=models.Q(('role', ''), _negated=True), name='programme_resourceline_role'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_resourceline_tenant_id')],
            },
        ),
        migrations.CreateModel(
            name='Sentence',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('column', models.CharField(choices=[('WHAT', 'WHAT'), ('HOW', 'HOW'), ('WHEN', 'WHEN'), ('WHO', 'WHO'), ('STATE', 'STATE'), ('GOAL', 'GOAL'), ('TARGET', 'TARGET'), ('COMMENT', 'COMMENT')], max_length=12)),
                ('order', models.PositiveSmallIntegerField()),
                ('text', models.TextField()),
                ('year', models.PositiveSmallIntegerField(null=True)),
                ('is_fragment', models.BooleanField(default=False)),
                ('is_ours', models.BooleanField(default=False)),
                ('activity', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sentences', to='programme.activity')),
                ('area', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sentences', to='programme.area')),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('area__isnull', True), ('activity__isnull', True), _connector='XOR'), name='programme_sentence_one_owner'), models.UniqueConstraint(fields=('tenant', 'area', 'activity', 'column', 'order'), name='programme_sentence_order', nulls_distinct=False), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_sentence_tenant_id'), gemensam.tenancy.operations.TenantReference(column='area_id', name='programme_sentence_area_in_tenant', to_table='programme_area'), gemensam.tenancy.operations.TenantReference(column='activity_id', name='programme_sentence_activity_in_tenant', to_table='programme_activity')],
            },
        ),
        migrations.CreateModel(
            name='ActivityCost',
            fields=[
                ('id', models.UUIDField(primary_key=True)),
                ('key', models.CharField(max_length=40)),
                ('order', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=200)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('share_numerator', models.PositiveIntegerField(null=True)),
                ('share_denominator', models.PositiveIntegerField(null=True)),
                ('tenant', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant')),
                ('area', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='costs', to='programme.area')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('tenant', 'area', 'key'), name='programme_cost_key'), models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='programme_cost_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('share_denominator__isnull', True), ('share_numerator__isnull', True)), models.Q(('share_denominator__gte', 1), ('share_numerator__lte', models.F('share_denominator'))), _connector='OR'), name='programme_cost_share'), models.UniqueConstraint(fields=('tenant', 'id'), name='programme_activitycost_tenant_id'), gemensam.tenancy.operations.TenantReference(column='area_id', name='programme_activitycost_area_in_tenant', to_table='programme_area')],
            },
        ),
    ]
