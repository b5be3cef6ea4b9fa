"""What the database refuses, whoever asks, beside the constraints of its tables."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = (("programme", "0001_initial"),)

    operations = (
        # A locked year stays as it was, whatever wrote it.
        migrations.RunSQL(
            """
            CREATE FUNCTION programme_refuse_locked() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF OLD.state = 'LOCKED' THEN
                RAISE EXCEPTION 'the year is locked: its hours are not changed'
                  USING ERRCODE = 'integrity_constraint_violation';
              END IF;
              RETURN coalesce(NEW, OLD);
            END $$;
            CREATE TRIGGER unchanged_when_locked BEFORE UPDATE OR DELETE
              ON programme_hourreport FOR EACH ROW EXECUTE FUNCTION programme_refuse_locked();
            """,
            """
            DROP TRIGGER unchanged_when_locked ON programme_hourreport;
            DROP FUNCTION programme_refuse_locked();
            """,
        ),
    )
