"""The refusals of the grant's ledger, as SQL: what a closed year, and a correction, may not."""

# Three strengths of lock on the grant: hours wait only for a closing, lines for each other too.
LEDGER = """
CREATE FUNCTION programme_ledger_refuse(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', why USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION programme_check_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_correction boolean := coalesce(NEW.corrects_id, NEW.corrects_hours_id, NEW.corrects_late_id)
    IS NOT NULL;
  target programme_ledgerline;
  so_far numeric;
BEGIN
  PERFORM 1 FROM programme_grant
    WHERE tenant_id = NEW.tenant_id AND id = NEW.grant_id FOR NO KEY UPDATE;
  PERFORM 1 FROM programme_grantcomponent
    WHERE tenant_id = NEW.tenant_id AND id = NEW.component_id AND grant_id = NEW.grant_id;
  IF NOT FOUND THEN
    PERFORM programme_ledger_refuse('the component is not of this grant');
  END IF;
  IF NOT is_correction THEN
    IF EXISTS (SELECT FROM programme_grantclosing WHERE tenant_id = NEW.tenant_id
               AND grant_id = NEW.grant_id AND year = NEW.year) THEN
      PERFORM programme_ledger_refuse('the year is closed: it changes only by a correction');
    END IF;
    IF NEW.minutes IS NOT NULL
       AND NEW.amount <> round(NEW.rate_per_hour * NEW.minutes / 60, 2) THEN
      PERFORM programme_ledger_refuse('the amount is not the hours times the rate');
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.corrects_id IS NOT NULL THEN
    SELECT * INTO target FROM programme_ledgerline
      WHERE tenant_id = NEW.tenant_id AND id = NEW.corrects_id;
    IF (target.grant_id, target.component_id, target.kind, target.year)
       IS DISTINCT FROM (NEW.grant_id, NEW.component_id, NEW.kind, NEW.year)
       OR target.reason <> '' THEN
      PERFORM programme_ledger_refuse('a correction is of the kind, year and component it corrects');
    END IF;
    SELECT target.amount + coalesce(sum(amount), 0) INTO so_far FROM programme_ledgerline
      WHERE tenant_id = NEW.tenant_id AND corrects_id = NEW.corrects_id;
    IF so_far + NEW.amount < 0 THEN
      PERFORM programme_ledger_refuse('a correction cannot take more than there is');
    END IF;
    RETURN NEW;
  END IF;
  PERFORM programme_check_hours_correction(NEW);
  RETURN NEW;
END $$;

CREATE FUNCTION programme_check_hours_correction(line programme_ledgerline) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  corrected uuid;
  of_year integer;
  of_plan text;
  worked_at text;
  counts_in uuid;
  change numeric;
  base numeric;
  most numeric;
  so_far numeric;
BEGIN
  IF line.corrects_late_id IS NOT NULL THEN
    SELECT hours_id, year, plan_key, activity_key, amount_change
      INTO corrected, of_year, of_plan, worked_at, change
      FROM programme_latehours WHERE tenant_id = line.tenant_id AND id = line.corrects_late_id;
    IF change <> line.amount THEN
      PERFORM programme_ledger_refuse('late news is taken in whole');
    END IF;
  ELSE
    SELECT hours_id, year, plan_key, activity_key INTO corrected, of_year, of_plan, worked_at
      FROM programme_cofundingline
      WHERE tenant_id = line.tenant_id AND id = line.corrects_hours_id;
  END IF;
  PERFORM 1 FROM programme_grant WHERE tenant_id = line.tenant_id AND id = line.grant_id
    AND year = of_year AND plan_key = of_plan AND line.year = of_year;
  IF NOT FOUND THEN
    PERFORM programme_ledger_refuse('the hours are not of this grant and year');
  END IF;
  IF NOT EXISTS (SELECT FROM programme_grantclosing WHERE tenant_id = line.tenant_id
                 AND grant_id = line.grant_id AND year = line.year) THEN
    PERFORM programme_ledger_refuse('until the year is closed the municipality changes its hours');
  END IF;
  -- Where the activity is named, else in the first part that has every activity.
  SELECT id INTO counts_in FROM programme_grantcomponent
    WHERE tenant_id = line.tenant_id AND grant_id = line.grant_id
      AND (worked_at = ANY (activity_keys) OR activity_keys = '{}')
    ORDER BY worked_at = ANY (activity_keys) DESC, "order" LIMIT 1;
  IF counts_in IS DISTINCT FROM line.component_id THEN
    PERFORM programme_ledger_refuse('the hours count in another component');
  END IF;
  SELECT coalesce(sum(amount) FILTER (WHERE state = 'ATTESTED'), 0) INTO base
    FROM programme_cofundingline WHERE tenant_id = line.tenant_id AND hours_id = corrected;
  SELECT greatest(base, coalesce(max(amount) FILTER (WHERE state = 'ATTESTED'), 0)) INTO most
    FROM programme_latehours WHERE tenant_id = line.tenant_id AND hours_id = corrected;
  SELECT base + coalesce(sum(l.amount), 0) INTO so_far
    FROM programme_ledgerline l
    LEFT JOIN programme_cofundingline h ON (h.tenant_id, h.id) = (l.tenant_id, l.corrects_hours_id)
    LEFT JOIN programme_latehours n ON (n.tenant_id, n.id) = (l.tenant_id, l.corrects_late_id)
    WHERE l.tenant_id = line.tenant_id AND l.grant_id = line.grant_id AND l.kind = 'HOURS'
      AND coalesce(h.hours_id, n.hours_id) = corrected;
  IF so_far + line.amount NOT BETWEEN 0 AND most THEN
    PERFORM programme_ledger_refuse('hours count for what is attested, no more and no less than nought');
  END IF;
END $$;

CREATE TRIGGER checked BEFORE INSERT ON programme_ledgerline
  FOR EACH ROW EXECUTE FUNCTION programme_check_line();

CREATE FUNCTION programme_check_closing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE first_year integer;
BEGIN
  SELECT year INTO first_year FROM programme_grant
    WHERE tenant_id = NEW.tenant_id AND id = NEW.grant_id FOR UPDATE;
  IF NEW.year < first_year OR (
      SELECT count(*) FROM programme_grantclosing WHERE tenant_id = NEW.tenant_id
      AND grant_id = NEW.grant_id AND year < NEW.year) < NEW.year - first_year THEN
    PERFORM programme_ledger_refuse('years are closed in order');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER checked BEFORE INSERT ON programme_grantclosing
  FOR EACH ROW EXECUTE FUNCTION programme_check_closing();

CREATE FUNCTION programme_check_grant() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old_row jsonb := to_jsonb(OLD);
  new_row jsonb := to_jsonb(NEW);
  owner uuid := coalesce(new_row, old_row) ->> 'tenant_id';
  of_grant uuid := coalesce(new_row, old_row) ->> CASE TG_TABLE_NAME
    WHEN 'programme_grant' THEN 'id' ELSE 'grant_id' END;
BEGIN
  PERFORM 1 FROM programme_grant WHERE tenant_id = owner AND id = of_grant FOR KEY SHARE;
  IF EXISTS (SELECT FROM programme_grantclosing
             WHERE tenant_id = owner AND grant_id = of_grant) THEN
    PERFORM programme_ledger_refuse('a year of the grant is closed: its parts stay as they are');
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER unchanged_when_closed BEFORE UPDATE OR DELETE ON programme_grant
  FOR EACH ROW EXECUTE FUNCTION programme_check_grant();
CREATE TRIGGER unchanged_when_closed BEFORE INSERT OR UPDATE OR DELETE ON programme_grantcomponent
  FOR EACH ROW EXECUTE FUNCTION programme_check_grant();

CREATE FUNCTION programme_check_cofunding() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  line jsonb;
BEGIN
  FOREACH line IN ARRAY ARRAY[to_jsonb(OLD), to_jsonb(NEW)] LOOP
    CONTINUE WHEN line IS NULL;
    PERFORM 1 FROM programme_grant
      WHERE tenant_id = (line ->> 'tenant_id')::uuid AND plan_key = line ->> 'plan_key'
        AND year = (line ->> 'year')::integer FOR KEY SHARE;
    IF EXISTS (
        SELECT FROM programme_grantclosing c
        JOIN programme_grant g ON (g.tenant_id, g.id) = (c.tenant_id, c.grant_id)
        WHERE g.tenant_id = (line ->> 'tenant_id')::uuid AND g.plan_key = line ->> 'plan_key'
          AND g.year = (line ->> 'year')::integer AND c.year = g.year) THEN
      PERFORM programme_ledger_refuse('the year is closed: late hours are kept apart');
    END IF;
  END LOOP;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER unchanged_when_closed BEFORE INSERT OR UPDATE OR DELETE ON programme_cofundingline
  FOR EACH ROW EXECUTE FUNCTION programme_check_cofunding();
"""
LEDGER_UNDONE = """
DROP TRIGGER unchanged_when_closed ON programme_cofundingline;
DROP TRIGGER unchanged_when_closed ON programme_grantcomponent;
DROP TRIGGER unchanged_when_closed ON programme_grant;
DROP TRIGGER checked ON programme_grantclosing;
DROP TRIGGER checked ON programme_ledgerline;
DROP FUNCTION programme_check_cofunding();
DROP FUNCTION programme_check_grant();
DROP FUNCTION programme_check_closing();
DROP FUNCTION programme_check_line();
DROP FUNCTION programme_check_hours_correction(programme_ledgerline);
DROP FUNCTION programme_ledger_refuse(text);
"""
