from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('questionnaires', '0002_engine'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='formversion',
            name='questionnaires_formversion_digest',
        ),
    ]
