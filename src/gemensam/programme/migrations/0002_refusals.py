"""What the database refuses, whoever asks, beside the constraints of its tables."""

from django.db import migrations

from gemensam.programme.migrations._indicators import (
    LOCKED,
    LOCKED_UNDONE,
    ROLL_UP,
    ROLL_UP_UNDONE,
)
from gemensam.programme.migrations._ledger import LEDGER, LEDGER_UNDONE
from gemensam.tenancy.operations import AppendOnly


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
        # What is checked when the transaction ends is looked at in the row's own tenant, as whoever
        # acts: no function has its owner's rights.
        # A call for applications is made after the model was decided, not before.
        migrations.RunSQL(
            """
            CREATE FUNCTION programme_call_after_model() RETURNS trigger LANGUAGE plpgsql
              AS $$
            DECLARE
              before text := current_setting('gemensam.tenant', true);
            BEGIN
              PERFORM set_config('gemensam.tenant',
                coalesce(NEW.tenant_id, OLD.tenant_id)::text, true);
              IF NOT EXISTS (
                SELECT 1 FROM programme_portfoliomodel m
                WHERE m.tenant_id = NEW.tenant_id AND m.id = NEW.model_id
                  AND m.decided_on <= NEW.opens_on) THEN
                RAISE EXCEPTION 'a call opens when the model has been decided'
                  USING ERRCODE = 'integrity_constraint_violation';
              END IF;
              PERFORM set_config('gemensam.tenant', coalesce(before, ''), true);
              RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER after_the_model AFTER INSERT OR UPDATE
              ON programme_portfoliocall DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION programme_call_after_model();
            """,
            """
            DROP TRIGGER after_the_model ON programme_portfoliocall;
            DROP FUNCTION programme_call_after_model();
            """,
        ),
        # Two municipalities or more stand behind an application: at home before it is submitted,
        # and in the county. Checked when the transaction ends, in whichever tenant it ends.
        migrations.RunSQL(
            """
            CREATE FUNCTION programme_two_applicants() RETURNS trigger LANGUAGE plpgsql
              AS $$
            DECLARE
              before text := current_setting('gemensam.tenant', true);
              asked uuid;
              behind integer;
            BEGIN
              PERFORM set_config('gemensam.tenant',
                coalesce(NEW.tenant_id, OLD.tenant_id)::text, true);
              asked := CASE WHEN TG_TABLE_NAME = 'programme_portfolioapplication'
                            THEN (to_jsonb(NEW) ->> 'id')::uuid
                            ELSE (to_jsonb(OLD) ->> 'application_id')::uuid END;
              IF EXISTS (SELECT 1 FROM programme_portfolioapplication WHERE id = asked) THEN
                SELECT count(DISTINCT applicant_municipality_id) INTO behind
                  FROM programme_portfolioapplicant WHERE application_id = asked;
                IF behind < 2 THEN
                  RAISE EXCEPTION 'an application has two municipalities or more behind it'
                    USING ERRCODE = 'integrity_constraint_violation';
                END IF;
              END IF;
              PERFORM set_config('gemensam.tenant', coalesce(before, ''), true);
              RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER two_behind_it AFTER INSERT OR UPDATE
              ON programme_portfolioapplication DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION programme_two_applicants();
            CREATE CONSTRAINT TRIGGER two_behind_it AFTER UPDATE OR DELETE
              ON programme_portfolioapplicant DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION programme_two_applicants();
            CREATE FUNCTION programme_somebody_confirmed() RETURNS trigger LANGUAGE plpgsql
              AS $$
            DECLARE
              before text := current_setting('gemensam.tenant', true);
            BEGIN
              PERFORM set_config('gemensam.tenant',
                coalesce(NEW.tenant_id, OLD.tenant_id)::text, true);
              IF NEW.state = 'SUBMITTED' AND NOT EXISTS (
                SELECT 1 FROM programme_applicationinvitation i
                WHERE i.tenant_id = NEW.tenant_id AND i.draft_id = NEW.id
                  AND i.state = 'CONFIRMED') THEN
                RAISE EXCEPTION 'an application has two municipalities or more behind it'
                  USING ERRCODE = 'integrity_constraint_violation';
              END IF;
              PERFORM set_config('gemensam.tenant', coalesce(before, ''), true);
              RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER two_behind_it AFTER INSERT OR UPDATE
              ON programme_applicationdraft DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION programme_somebody_confirmed();
            """,
            """
            DROP TRIGGER two_behind_it ON programme_applicationdraft;
            DROP TRIGGER two_behind_it ON programme_portfolioapplicant;
            DROP TRIGGER two_behind_it ON programme_portfolioapplication;
            DROP FUNCTION programme_somebody_confirmed();
            DROP FUNCTION programme_two_applicants();
            """,
        ),
        # Unknown participants are no participants written down; listed ones are at least one.
        migrations.RunSQL(
            """
            CREATE FUNCTION programme_participants_as_known() RETURNS trigger LANGUAGE plpgsql
              AS $$
            DECLARE
              before text := current_setting('gemensam.tenant', true);
              asked uuid;
              known text;
              written boolean;
            BEGIN
              PERFORM set_config('gemensam.tenant',
                coalesce(NEW.tenant_id, OLD.tenant_id)::text, true);
              asked := CASE WHEN TG_TABLE_NAME = 'programme_project'
                            THEN (to_jsonb(NEW) ->> 'id')::uuid
                            ELSE (coalesce(to_jsonb(NEW), to_jsonb(OLD)) ->> 'project_id')::uuid
                       END;
              SELECT participants_known INTO known FROM programme_project WHERE id = asked;
              written := EXISTS (
                SELECT 1 FROM programme_projectparticipant WHERE project_id = asked);
              IF known IS NOT NULL AND written <> (known = 'LISTED') THEN
                RAISE EXCEPTION 'participants are listed, or unknown: not both and not neither'
                  USING ERRCODE = 'integrity_constraint_violation';
              END IF;
              PERFORM set_config('gemensam.tenant', coalesce(before, ''), true);
              RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER participants_as_known AFTER INSERT OR UPDATE
              ON programme_project DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION programme_participants_as_known();
            CREATE CONSTRAINT TRIGGER participants_as_known AFTER INSERT OR UPDATE OR DELETE
              ON programme_projectparticipant DEFERRABLE INITIALLY DEFERRED
              FOR EACH ROW EXECUTE FUNCTION programme_participants_as_known();
            """,
            """
            DROP TRIGGER participants_as_known ON programme_projectparticipant;
            DROP TRIGGER participants_as_known ON programme_project;
            DROP FUNCTION programme_participants_as_known();
            """,
        ),
        AppendOnly("programme_projectstatus"),
        AppendOnly("programme_portfoliomodel"),
        AppendOnly("programme_portfoliodecision"),
        # Nor does anything new come into it.
        migrations.RunSQL(
            """
            CREATE FUNCTION programme_refuse_in_locked_year() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF EXISTS (SELECT 1 FROM programme_lockedyear WHERE tenant_id = NEW.tenant_id
                         AND year = extract(year FROM NEW.worked_on)) THEN
                RAISE EXCEPTION 'the year is locked: no hours come into it'
                  USING ERRCODE = 'integrity_constraint_violation';
              END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER nothing_into_a_locked_year BEFORE INSERT
              ON programme_hourreport FOR EACH ROW
              EXECUTE FUNCTION programme_refuse_in_locked_year();
            """,
            """
            DROP TRIGGER nothing_into_a_locked_year ON programme_hourreport;
            DROP FUNCTION programme_refuse_in_locked_year();
            """,
        ),
        # A grant's ledger: lines are added, never changed, and in a closed year only to correct.
        *(
            AppendOnly(table)
            for table in (
                "programme_ledgerline",
                "programme_grantclosing",
                "programme_latehours",
                "programme_conditionstanding",
            )
        ),
        migrations.RunSQL(LEDGER, LEDGER_UNDONE),
        # What a plan was, and that it was signed, stays; a document is what its digest says.
        AppendOnly("programme_planrevision"),
        AppendOnly("programme_plansignoff"),
        migrations.RunSQL(
            """
            ALTER TABLE programme_planrevision ADD CONSTRAINT programme_planrevision_digest
              CHECK (digest = encode(sha256(convert_to(document, 'UTF8')), 'hex'))
            """,
            "ALTER TABLE programme_planrevision DROP CONSTRAINT programme_planrevision_digest",
        ),
        # Indicators: a locked value stays, definitions and raw rows are added, never changed.
        migrations.RunSQL(LOCKED, LOCKED_UNDONE),
        migrations.RunSQL(ROLL_UP, ROLL_UP_UNDONE),
        AppendOnly("programme_indicatordefinitionversion"),
        AppendOnly("programme_indicatorobservation"),
        AppendOnly("programme_followupreport"),
        AppendOnly("programme_followuppublication"),
    )
