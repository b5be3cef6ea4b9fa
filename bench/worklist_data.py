"""Cases of six years in the 49 municipalities, shared out by population: most decided, 7–8 % open.

Set-based SQL by the owner of the database: triggers and references are off while it runs, and the
indexes are made afterwards. Everybody is invented.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg

CASES_EACH = 4
YEARS = 6
FIRST_BIRTHDAY = date(1925, 1, 1)
NUMBERS_A_DAY = 20
# A caseworker opens about so many cases in all those years.
CASES_OF_ONE = 2_000
# One decided case in so many has its whole history; all that are open do.
HISTORY_OF = 10
KINDS = ("safety_alarm", "home_care", "meals")
TABLES = (
    "identity_person",
    "people_resident",
    "people_home",
    "cases_case",
    "cases_caseevent",
    "cases_submittedanswer",
    "cases_decision",
    "audit_accesslog",
)


@dataclass(frozen=True, slots=True)
class Office:
    """Who handles a municipality's cases: its two units, and its caseworkers' persons and commissions."""

    code: str
    tenant_id: str
    inhabitants: int
    unit_id: str
    other_unit_id: str
    persons: Sequence[str]
    commissions: Sequence[str]


def offices(cases: int) -> list[Office]:
    """Open each municipality's units and employ its caseworkers, by the product's own actions."""
    from gemensam.organisations import api as organisations
    from gemensam.portal.demo.full.shares import POPULATION_ON
    from gemensam.tenancy.context import tenant_context

    inhabitants = organisations.inhabitants(POPULATION_ON)
    total = sum(inhabitants.values())
    found = []
    for place in organisations.municipalities():
        here = inhabitants[place.organisation_id]
        with tenant_context(place.tenant_id):
            found.append(_office(place, here, 2 + cases * here // total // CASES_OF_ONE))
    return found


def _office(place: Any, inhabitants: int, staff: int) -> Office:
    from gemensam.kernel.actor import Regime
    from gemensam.organisations import api as organisations

    units = [
        str(organisations.register_unit(name=name, kind=kind, regime=Regime.SOL))
        for name, kind in (
            ("Biståndsenheten", organisations.UnitKind.CASEWORK),
            ("Biståndsenheten Öster", organisations.UnitKind.CASEWORK),
            ("Hemtjänst Norr", organisations.UnitKind.HOME_CARE),
            ("Hemtjänst Söder", organisations.UnitKind.HOME_CARE),
        )
    ]
    people = [_caseworker(place.code, units[0], number) for number in range(staff)]
    return Office(
        place.code,
        str(place.tenant_id),
        inhabitants,
        *units[:2],
        [one[0] for one in people],
        [one[1] for one in people],
    )


def _caseworker(code: str, unit_id: str, number: int) -> tuple[str, str]:
    from uuid import UUID

    from gemensam.cases import api as cases
    from gemensam.identity import api as identity
    from gemensam.kernel.actor import Purpose, Regime
    from gemensam.kernel.periods import Period
    from gemensam.portal.demo.cast import STAFF

    now = datetime.now(UTC)
    hsa = f"SE{code}888888-{number}"
    person_id = identity.register_person(given_name="Påhittad", family_name=f"Handläggare {number}")
    commission_id = identity.grant_commission(
        person_id=person_id,
        hsa_id=f"{hsa}C",
        employee_hsa_id=hsa,
        name="Handläggning äldre",
        title="biståndshandläggare",
        purpose=Purpose.CASEWORK,
        rights=next(one.rights for one in STAFF if one.key == "cecilia"),
        valid=Period(now - timedelta(days=1)),
        unit_id=UUID(unit_id),
        regime=Regime.SOL,
    )
    for kind in KINDS:
        cases.delegate(
            commission_id=commission_id,
            kind=kind,
            outcomes=[cases.Outcome(one) for one in cases.outcomes_of(kind)],
            point="4.1",
            now=now - timedelta(days=1),
        )
    return str(person_id), str(commission_id)


def load(admin: psycopg.Connection[Any], places: Sequence[Office], cases: int) -> float:
    """Write residents, cases and their history; give the seconds it took."""
    began = time.perf_counter()
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        admin.execute("SET LOCAL maintenance_work_mem = '512MB'")
        admin.execute("SET LOCAL work_mem = '256MB'")
        with _without_indexes(admin):
            _residents(admin, places, cases)
            for statement in (_CASES, _EVENTS, _ANSWERS, _DECISIONS, _LOOKS):
                admin.execute(statement, {"cases": cases, "years": YEARS, "every": HISTORY_OF})
    admin.execute("VACUUM ANALYZE")
    return time.perf_counter() - began


@contextmanager
def _without_indexes(admin: psycopg.Connection[Any]) -> Iterator[None]:
    """Take away what no constraint stands on, and make it again from the whole table."""
    rows = admin.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS"
        " (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
        [list(TABLES)],
    ).fetchall()
    for name, _definition in rows:
        admin.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in rows:
        admin.execute(definition)


def _residents(admin: psycopg.Connection[Any], places: Sequence[Office], cases: int) -> None:
    from gemensam.kernel.personal_identity_number import number_for_tests

    total = sum(one.inhabitants for one in places)
    shares = [max(20, cases * one.inhabitants // total // CASES_EACH) for one in places]
    admin.execute(
        "CREATE TEMP TABLE office (place int, tenant_id uuid, unit_id uuid, other_unit_id uuid,"
        " persons uuid[], residents int) ON COMMIT DROP"
    )
    with admin.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO office VALUES (%s, %s, %s, %s, %s, %s)",
            [
                (n, one.tenant_id, one.unit_id, one.other_unit_id, list(one.persons), share)
                for n, (one, share) in enumerate(zip(places, shares, strict=True))
            ],
        )
        cursor.execute("CREATE TEMP TABLE pin (k int, digits text, born date) ON COMMIT DROP")
        with cursor.copy("COPY pin FROM STDIN") as copy:
            for k in range(max(shares)):
                day = FIRST_BIRTHDAY + timedelta(days=k // NUMBERS_A_DAY)
                copy.write_row((k, number_for_tests(day, k % NUMBERS_A_DAY).reveal(), day))
    for statement in _RESIDENTS:
        admin.execute(statement)


# A number that looks random and is the same every time, from 0 to 1.
_CHANCE = """
    CREATE FUNCTION pg_temp.chance(bigint, bigint) RETURNS float8 LANGUAGE sql IMMUTABLE AS
    $$ SELECT ((hashint8extended($1, $2) % 1000000 + 1000000) % 1000000) / 1000000.0 $$
"""
_RESIDENTS = (
    _CHANCE,
    """
    CREATE TEMP TABLE somebody ON COMMIT DROP AS
    SELECT row_number() OVER () - 1 AS nth, uuidv7() AS id, uuidv7() AS person_id, place, k,
           tenant_id, digits, born, 'Påhittad' AS given, 'Invånare ' || k AS family
    FROM office JOIN pin ON k < residents
    """,
    "ALTER TABLE somebody ADD PRIMARY KEY (nth)",
    """
    INSERT INTO identity_person (id, given_name, family_name, is_protected)
    SELECT person_id, given, family, false FROM somebody
    """,
    """
    INSERT INTO people_resident (id, tenant_id, person_id, personal_identity_number, given_name,
        family_name, sort_key, birth_date, is_protected, language, needs_interpreter)
    SELECT id, tenant_id, person_id, digits, given, family, family || ' ' || given, born,
           pg_temp.chance(nth, 1) < 0.01, 'sv', pg_temp.chance(nth, 2) < 0.05 FROM somebody
    """,
    """
    INSERT INTO people_home (id, tenant_id, resident_id, street_address, postal_code, town,
        directions, phone, key)
    SELECT uuidv7(), tenant_id, id, 'Ekvägen ' || k % 90, '450 00', 'Orten', '', '', ''
    FROM somebody
    """,
)
# In the order in which they came in, as a table grows. Most of what is open is new, some is old.
_CASES = """
    INSERT INTO cases_case (id, tenant_id, year, number, kind, regime, title, resident_id,
        applicant_id, unit_id, caseworker_id, state, opened_at, due_at, paused_at, decided_at,
        version, changed_at, opinion_at, follow_up_on)
    SELECT uuidv7(), tenant_id, extract(year FROM opened),
           row_number() OVER (PARTITION BY tenant_id, extract(year FROM opened) ORDER BY n),
           kind, 'SOL', title, resident_id, person_id,
           CASE WHEN pg_temp.chance(n, 3) < 0.03 THEN other_unit_id ELSE unit_id END,
           CASE WHEN state <> 'NEW' THEN
               persons[1 + floor(power(pg_temp.chance(n, 4), 1.5) * cardinality(persons))::int] END,
           state, opened,
           CASE WHEN state = 'DECIDED' THEN opened + interval '14 days'
                ELSE greatest(opened + interval '1 day',
                              now() + (pg_temp.chance(n, 5) * 25 - 10) * interval '1 day') END,
           CASE WHEN state = 'WAITING' THEN
               greatest(opened, now() - pg_temp.chance(n, 6) * interval '20 days') END,
           CASE WHEN state IN ('DECIDED', 'APPEALED') THEN
               least(now() - interval '1 hour', opened + (1 + pg_temp.chance(n, 7) * 30) * interval '1 day') END,
           1, least(now(), opened + pg_temp.chance(n, 8) * interval '40 days'),
           CASE WHEN state <> 'NEW' AND state <> 'DECIDED' AND pg_temp.chance(n, 12) < 0.02
                THEN now() END,
           CASE WHEN state = 'DECIDED' AND n > %(cases)s * 0.8 AND pg_temp.chance(n, 13) < 0.6
                THEN (now() + (pg_temp.chance(n, 14) * 365 - 20) * interval '1 day')::date END
    FROM (
        SELECT n, s.tenant_id, s.id AS resident_id, s.person_id, unit_id, other_unit_id, persons,
               now() - (%(years)s * 365.0 * (1 - n / %(cases)s::float8) + 0.01) * interval '1 day' AS opened,
               (ARRAY['safety_alarm', 'home_care', 'meals'])[1 + n %% 3] AS kind,
               (ARRAY['Trygghetslarm', 'Hemtjänst', 'Mat hem'])[1 + n %% 3] AS title,
               CASE WHEN pg_temp.chance(n, 9) > CASE WHEN n > %(cases)s * 0.89 THEN 0.6 ELSE 0.01 END
                    THEN 'DECIDED'
                    ELSE (ARRAY['NEW', 'NEW', 'ANSWERED', 'ANSWERED', 'WAITING', 'WAITING', 'WAITING',
                                'INVESTIGATING', 'INVESTIGATING', 'INVESTIGATING', 'INVESTIGATING',
                                'APPEALED']
                         )[1 + floor(pg_temp.chance(n, 10) * 12)::int] END AS state
        FROM generate_series(1, %(cases)s) AS n
        JOIN somebody s ON s.nth = floor(pg_temp.chance(n, 11) * (SELECT count(*) FROM somebody))::bigint
        JOIN office USING (place)
    ) AS one
    ORDER BY n
"""
_HISTORY = """
    SELECT c.*, p.given_name || ' ' || p.family_name AS resident_name
    FROM cases_case c JOIN people_resident p ON p.id = c.resident_id
    WHERE c.state <> 'DECIDED' OR c.number %% %(every)s = 0
"""
# Opened, taken, asked about three fields; what waits has its last question open.
_EVENTS = f"""
    INSERT INTO cases_caseevent (id, tenant_id, case_id, kind, at, side, actor_person_id, actor_name,
        actor_title, is_on_behalf, text, field_id, field_label, due_on)
    SELECT id, tenant_id, case_id, kind, at, side, person_id, name, '', false,
           CASE WHEN kind IN ('OPENED', 'ASSIGNED') THEN '' ELSE repeat('Det som skrevs. ', 8) END,
           '', '', CASE WHEN kind = 'QUESTION' THEN at::date + 14 END
    FROM (
        SELECT uuidv7() AS id, h.tenant_id, h.id AS case_id, k.kind,
               h.opened_at + k.step * interval '5 minutes' AS at,
               CASE WHEN k.is_ours THEN 'MUNICIPALITY' ELSE 'RESIDENT' END AS side,
               CASE WHEN k.is_ours THEN h.caseworker_id ELSE h.applicant_id END AS person_id,
               CASE WHEN k.is_ours THEN 'Påhittad Handläggare' ELSE h.resident_name END AS name
        FROM ({_HISTORY}) AS h
        JOIN (VALUES (1, 'OPENED', false), (2, 'ASSIGNED', true), (3, 'MESSAGE', true),
                     (4, 'MESSAGE', false), (5, 'NOTE', true), (6, 'QUESTION', true))
             AS k (step, kind, is_ours) ON k.step = 1 OR h.caseworker_id IS NOT NULL
        WHERE k.step < 6 OR h.state = 'WAITING'
    ) AS event
"""
_ANSWERS = f"""
    INSERT INTO cases_submittedanswer (id, tenant_id, case_id, position, field_id, label, text,
        is_changed, before)
    SELECT uuidv7(), h.tenant_id, h.id, position, 'field_' || position, 'Fråga ' || position || '?',
           repeat('Det som svarades. ', 3), false, ''
    FROM ({_HISTORY}) AS h, generate_series(1, 6) AS position
"""
_DECISIONS = f"""
    INSERT INTO cases_decision (id, tenant_id, case_id, resident_id, outcome, motivation, law,
        decided_at, decided_by_id, decided_by_name, decided_by_title, delegation_point, appeal_text, file_id)
    SELECT uuidv7(), h.tenant_id, h.id, h.resident_id, 'REJECT', repeat('Därför. ', 20), '11 kap. 1 §',
           h.decided_at, h.caseworker_id, 'Påhittad Handläggare', 'biståndshandläggare', '4.1',
           'Så här överklagar du.', uuidv7()
    FROM ({_HISTORY}) AS h WHERE h.state = 'DECIDED'
"""
# The access log's own trigger is off as well: what it would fill is given here.
_LOOKS = f"""
    INSERT INTO audit_accesslog (id, tenant_id, at, activity, purpose, actor_person_id, actor_name,
        actor_hsa_id, actor_title, resident_id, resource_type, resource_id, is_allowed, is_emergency,
        reason, rule, rules_version, session_hash, request_id, txid, recorded_at, leaf)
    SELECT uuidv7(), h.tenant_id, h.opened_at + look * interval '1 hour', 'Läsa', 'Handläggning',
           h.caseworker_id, 'Påhittad Handläggare ' || look, '', 'biståndshandläggare', h.resident_id,
           'case', h.id, true, false, '', '', '', '', '', pg_current_xact_id(), now(), '\\x00'
    FROM ({_HISTORY}) AS h, generate_series(1, 4) AS look
"""


def run() -> Iterator[dict[str, Any]]:
    """Do nothing by itself: `worklist` calls this module."""
    yield from ()
