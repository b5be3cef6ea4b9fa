"""Every policy and grant of the database, in one place.

A tenant table is closed by row-level security with one equality: no OR, no administrator's flag.
The owner has a policy of its own for migrations. What the lists below do not grant is refused.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from gemensam.tenancy.global_tables import FULL, GLOBAL_TABLES, READ
from gemensam.tenancy.roles import OWNER, PREFIX, ROLES

TENANT_EQUALITY = (
    "(tenant_id = ( SELECT (NULLIF(current_setting('gemensam.tenant'::text, true), "
    "''::text))::uuid AS \"nullif\"))"
)
APPEND = "SELECT, INSERT"

# Tables whose rows are never changed: what the law, or an argument afterwards, wants as it was.
APPEND_ONLY: dict[str, str] = {
    "questionnaires_formversion": "a published form is what people answered: a change is a new one",
    "questionnaires_withdrawal": "when a form's version ceased to be offered is never rewritten",
    "questionnaires_answerrevision": "every answer that was announced as saved is kept",
    "questionnaires_rebase": "what a person was told of a changed form stays told",
    "questionnaires_draftstep": "each step can be undone, and says who took it",
    "questionnaires_attachment": "a file that came with an answer is not made another's",
    "eservices_signature": "who signed which answers, or would not, is never rewritten",
    "eservices_listedservice": "what was said of an e-service, and when, is its history",
    "eservices_contactdetails": "whom people were told to call, and when, is its history",
    "eservices_servicestage": "how far an e-service had come stays said",
    "cases_submittedanswer": "the application is kept as it was submitted",
    "cases_caseevent": "what was said between resident and municipality is never rewritten",
    "webhooks_occurrence": "what other systems were told, in its order: who has read on missed nothing",
    "cases_proposal": "what was proposed, before somebody confirmed it or not, is never rewritten",
    "cases_decision": "a decision is changed by a new decision, never by an edit",
    "cases_insight": "why a manager opened a case is not rewritten afterwards",
    "cases_disposal": "that a case was disposed of, when and by which rule, stays said",
    "cases_disposalplan": "how long cases were to be kept is what was disposed of by",
    "employees_feedmapping": "how files were read at a time: a change is a new one",
    "employees_deliveryrow": "what the HR system sent is kept as it came",
    "employees_employeechange": "what was done to an employment, by which row, is never rewritten",
    "assistance_calculationversion": "what was calculated, from what and by whom: a change is a new one",
    "alarms_alarmevent": "what was done about a call for help, and when, is never rewritten",
    "alarms_feedentry": "a number that a console has read stays with its event",
    "homecare_note": "documentation of care: a correction is a new note (SOSFS 2014:5)",
    "consents_accessblocklift": "that a block was set aside, why and for whom, is never rewritten",
    "consents_emergencyaccess": "emergency access is reviewed as it was opened",
    "people_mandateentry": "the journal of what a representative did, which both sides read",
    "consents_entry": "the journal of consents and blocks that the resident reads",
    "programme_projectstatus": "what was said of a project at a time stays said",
    "programme_portfoliomodel": "the decision that calls are made under is not rewritten",
    "programme_portfoliodecision": "a decision is changed by a new decision, never by an edit",
    "programme_ledgerline": "a grant's ledger is only added to: a change is a correction line",
    "programme_grantclosing": "a year that is closed stays closed",
    "programme_latehours": "news of hours after their year was closed, as it came",
    "programme_conditionstanding": "what was known of a grant's condition, when and on what",
    "programme_planrevision": "a plan's revision stays as it was: a change is a new one",
    "programme_followupreport": "a year's report stays as it was: a change is a new version",
    "programme_followuppublication": "what the public has read, and since when",
    "programme_plansignoff": "that a plan was decided, by whom and when, is never rewritten",
    "programme_indicatordefinitionversion": "what a figure meant when it was reported",
    "programme_indicatorobservation": "a raw row is corrected by a new one, so that sums explain",
    "identity_directorychange": "what HSA changed here, when and by which answer, is never rewritten",
    "identity_commissionentry": "who had which commission when, and why, is never rewritten",
    "homecare_intent": "what somebody reported of a visit, and when, is never rewritten",
}

# What may be said of an access. Its time of writing, transaction, place and leaf are the database's.
ACCESS = (
    "INSERT (tenant_id, id, at, activity, purpose, actor_person_id, actor_name, actor_hsa_id,"
    " actor_title, actor_tenant_id, commission_id, resident_id, representative_of, resource_type,"
    " resource_id, resource_unit_id, resource_provider_id, is_allowed, is_emergency, reason, rule,"
    " rules_version, session_hash, request_id)"
)

# Tables of which only some roles may know anything, or which some roles only write.
SPECIAL: dict[str, dict[str, str]] = {
    "audit_accesslog": {
        "app": ACCESS,
        "worker": ACCESS,
        "receiver": ACCESS,
        "supervisor": ACCESS,
        "audit": ACCESS,
        "logreader": READ,
        "sealer": READ,
    },
    # Written by the trigger of the raw rows, as whoever brings them; nothing takes sums away.
    "programme_indicatormonth": {
        "app": "SELECT, INSERT, UPDATE",
        "worker": "SELECT, INSERT, UPDATE",
    },
    "audit_seal": {"sealer": APPEND, "logreader": READ},
}

# What the two alarm processes need beside web and worker: their own domain and those below it.
ALARM_TABLES = ("alarms_",)

# Aggregate rows without persons, which county figures are read from across tenants.
AGGREGATES: frozenset[str] = frozenset(
    {
        "alarms_alarmcount",
        *("employees_staffcount", "employees_logincount"),
        *("employees_issuing", "employees_businesssystem"),
    }
)


class UnlistedTable(RuntimeError):
    """A table has neither a tenant nor a line in global_tables."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database, as the catalogue knows it."""

    name: str
    has_tenant: bool


def grants_for(table: Table) -> dict[str, str]:
    """Give the privileges of each role (short name) on a table.

    Raises UnlistedTable: it has no tenant and no line in `GLOBAL_TABLES`.
    """
    if not table.has_tenant or table.name in GLOBAL_TABLES:
        if table.name not in GLOBAL_TABLES:
            raise UnlistedTable(f"{table.name}: give it a tenant, or list it in global_tables.py")
        return GLOBAL_TABLES[table.name].grants
    if table.name in SPECIAL:
        return SPECIAL[table.name]
    privileges = APPEND if table.name in APPEND_ONLY else FULL
    grants = {"app": privileges, "worker": privileges}
    if table.name.startswith(ALARM_TABLES):
        grants |= {"receiver": privileges, "supervisor": privileges}
    if table.name in AGGREGATES:
        grants["statistics"] = READ
    return grants


def _policy(table: str, name: str, role: str, privileges: str) -> Iterable[str]:
    condition = "true" if name in {"owner", "backup", "sealer", "statistics"} else TENANT_EQUALITY
    writes = "INSERT" in privileges
    reads = "SELECT" in privileges
    command = "ALL" if reads and writes else "SELECT" if reads else "INSERT"
    using = f" USING ({condition})" if command != "INSERT" else ""
    check = f" WITH CHECK ({condition})" if writes else ""
    yield f'CREATE POLICY {name} ON "{table}" FOR {command} TO {role}{using}{check}'


def statements_for(table: Table) -> list[str]:
    """Give all that closes one table and opens it to its roles again."""
    name = table.name
    everyone = ", ".join(role.database_name for role in ROLES if role.name != "owner")
    statements = [f'REVOKE ALL ON "{name}" FROM PUBLIC, {everyone}']
    grants = grants_for(table)
    statements += [
        f'GRANT {privileges} ON "{name}" TO {PREFIX}{role}'
        for role, privileges in sorted(grants.items())
        if privileges
    ]
    statements.append(f'GRANT SELECT ON "{name}" TO {PREFIX}backup')
    if not table.has_tenant or name in GLOBAL_TABLES:
        return statements
    statements += [
        f'ALTER TABLE "{name}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY',
        *_policy(name, "owner", OWNER, FULL),
    ]
    for role, privileges in sorted(grants.items()):
        if privileges:
            statements += _policy(name, role, f"{PREFIX}{role}", privileges)
    return statements


def tables_of(connection: BaseDatabaseWrapper) -> list[Table]:
    """List the tables of the public schema, by name. Partitions follow their parent."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, EXISTS (
                SELECT 1 FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped)
            FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            ORDER BY c.relname
            """
        )
        return [Table(name, has_tenant) for name, has_tenant in cursor.fetchall()]


def apply(connection: BaseDatabaseWrapper) -> bool:
    """Put every policy and grant in place; say whether anything had to be done.

    Runs as the owner, in one transaction. A digest of the statements lies as a comment on the
    list of tenants, so that an unchanged database is left alone.

    Raises UnlistedTable: before anything was changed.
    """
    statements = [line for table in tables_of(connection) for line in statements_for(table)]
    sequences = ", ".join(f"{PREFIX}{role}" for role in ("app", "worker", "receiver", "supervisor"))
    statements.append(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {sequences}")
    statements.append(f"GRANT USAGE ON SCHEMA public TO {sequences}")
    statements.append(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {PREFIX}backup")
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('tenancy_tenant'::regclass)")
        if cursor.fetchone() == (digest,):
            return False
        cursor.execute(
            """
            SELECT string_agg(format('DROP POLICY %I ON %I', policyname, tablename), ';')
            FROM pg_policies WHERE schemaname = 'public'
            """
        )
        (drops,) = cursor.fetchone()
        cursor.execute("; ".join([*([drops] if drops else []), *statements]))
        cursor.execute(f"COMMENT ON TABLE tenancy_tenant IS '{digest}'")
    return True
