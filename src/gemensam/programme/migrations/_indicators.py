"""Triggers of indicators: what is locked stays, and raw rows are rolled up in their own statement."""

LOCKED = """
    CREATE FUNCTION programme_refuse_locked_value() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.stage = 'LOCKED' THEN
        RAISE EXCEPTION 'the value is locked: a correction is a new row'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN coalesce(NEW, OLD);
    END $$;
    CREATE TRIGGER unchanged_when_locked BEFORE UPDATE OR DELETE
      ON programme_indicatorvalue FOR EACH ROW EXECUTE FUNCTION programme_refuse_locked_value();
"""
LOCKED_UNDONE = """
    DROP TRIGGER unchanged_when_locked ON programme_indicatorvalue;
    DROP FUNCTION programme_refuse_locked_value();
"""

# Once for the whole statement, however many rows it brings. Sorted, so that two statements that
# touch the same months take their locks in the same order.
ROLL_UP = """
    CREATE FUNCTION programme_roll_up() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO programme_indicatormonth AS kept
        (tenant_id, indicator, month, observed_municipality_id, numerator, denominator, rows,
         first_day, last_day)
      SELECT tenant_id, indicator, date_trunc('month', day::timestamp)::date,
             observed_municipality_id, sum(numerator), coalesce(sum(denominator), 0), count(*),
             min(day), max(day)
      FROM fresh GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      ON CONFLICT (tenant_id, indicator, month, observed_municipality_id) DO UPDATE
        SET numerator = kept.numerator + excluded.numerator,
            denominator = kept.denominator + excluded.denominator,
            rows = kept.rows + excluded.rows,
            first_day = least(kept.first_day, excluded.first_day),
            last_day = greatest(kept.last_day, excluded.last_day);
      RETURN NULL;
    END $$;
    CREATE TRIGGER rolled_up AFTER INSERT ON programme_indicatorobservation
      REFERENCING NEW TABLE AS fresh
      FOR EACH STATEMENT EXECUTE FUNCTION programme_roll_up();
"""
ROLL_UP_UNDONE = """
    DROP TRIGGER rolled_up ON programme_indicatorobservation;
    DROP FUNCTION programme_roll_up();
"""
