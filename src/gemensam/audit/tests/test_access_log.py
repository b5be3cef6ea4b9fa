"""What the access log promises: with the data or not at all, whole, never changed, one tenant's."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from itertools import product
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DataError, ProgrammingError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemensam.audit import api as audit
from gemensam.audit.models import AccessLog
from gemensam.kernel.actor import ANONYMOUS, Actor, ActorKind, Commission, Purpose, Regime
from gemensam.kernel.periods import Period
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import NoTenantContext, tenant_context
from gemensam.tenancy.roles import ROLES

# A module whose name begins with a digit.
lean_leaves = import_module("gemensam.audit.migrations.0002_lean_leaves")

NOW = datetime(2026, 11, 2, 9, 30, 0, 5, tzinfo=UTC)
DAY = timedelta(days=1)
REQUEST = "a1b2c3d4e5f6"
TABLE = "audit_accesslog"
# More than a statement may have parameters (65,535), at 24 columns each.
LONG_LIST = 3_000
# What is said of an access, and all that is sealed, in the leaf's order.
GIVEN = (
    *("activity", "purpose", "actor_person_id", "actor_name", "actor_hsa_id", "actor_title"),
    *("actor_tenant_id", "commission_id", "resident_id", "representative_of", "resource_type"),
    *("resource_id", "resource_unit_id", "resource_provider_id", "is_allowed", "is_emergency"),
    *("reason", "rule", "rules_version", "session_hash", "request_id"),
)
SEALED = ("tenant_id", "id", "epoch", "txid", "recorded_at", "at", *GIVEN)
ID = [UUID(int=number) for number in range(11)]
CARE = Commission(ID[1], "", "", Purpose.CARE, frozenset(), ID[2], ID[3], None, Period(NOW, None))
HANNA = Actor(
    kind=ActorKind.STAFF,
    person_id=ID[4],
    display_name="Hanna Öberg",
    tenant_id=ID[5],
    hsa_id="SE2120001322-P1",
    title="Sjuksköterska",
    commission=CARE,
    session_hash="5f" * 32,
)
WHOLE = audit.Access(
    *("Läsa", "Vård och behandling", "homecare.note"),
    # The thing, the resident, who is represented, unit and provider.
    *(ID[6], ID[7], ID[8], ID[9], ID[10]),
    *(False, True, "EMERGENCY", "RELATION", "2026-11"),
)
BARE = audit.Access(activity="Läsa", purpose="Hemtjänst", resource_type="case")
WHOLE_ROW = (
    *("Läsa", "Vård och behandling", ID[4], "Hanna Öberg", "SE2120001322-P1"),
    *("Sjuksköterska", ID[5], ID[1], ID[7], ID[8], "homecare.note", ID[6], ID[9], ID[10]),
    *(False, True, "EMERGENCY", "RELATION", "2026-11", "5f" * 32, REQUEST),
)
BARE_ROW = (
    *("Läsa", "Hemtjänst", None, "", "", "", None, None, None, None, "case", None, None, None),
    *(True, False, "", "", "", "", REQUEST),
)
CHANGES = ("UPDATE {} SET reason = ''", "DELETE FROM {}", "TRUNCATE {}")
SAID = dict(zip(GIVEN, WHOLE_ROW, strict=True))
TOO_LONG = "x" * 31
# Each example of a property adds to what the ones before it left.
SHARED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# All that PostgreSQL takes as text.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


def tenant(slug):
    return organisations.municipality_by_slug(slug).tenant_id


@pytest.fixture
def home(real_db):
    return tenant("munkedal")


def access(**over):
    return replace(BARE, **over)


def record(tenant_id, *accesses, actor=HANNA, now=NOW):
    with tenant_context(tenant_id):
        audit.record(actor=actor, accesses=accesses, now=now, request_id=REQUEST)


def record_apart(tenant_id, one, *, actor=HANNA):
    audit.record_apart(tenant_id=tenant_id, actor=actor, access=one, now=NOW, request_id=REQUEST)


def about(tenant_id, *of, **how):
    """Ask as a page does: of a resident, or of a thing of a resident's."""
    with tenant_context(tenant_id):
        ask = audit.accesses_to_resident if len(of) == 1 else audit.accesses_to_resource
        return ask(*of, **how)


def log(tenant_id):
    """Give the rows that a test wrote with every column, past the model and our own queries."""
    with tenant_context(tenant_id, using="logreader"), connections["logreader"].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {TABLE} WHERE request_id = %s ORDER BY seq", [REQUEST])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def reasons(tenant_id):
    return [row["reason"] for row in log(tenant_id)]


def insert(returning="", **columns):
    """Add a row by SQL, as the application's role."""
    values = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        sql = (
            f"INSERT INTO {TABLE} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE VALUES ({values})"
        )
        cursor.execute(f"{sql} {returning}", list(columns.values()))


def test_a_row_says_who_did_what_with_whose_information_and_by_which_rule(home):
    for actor, one in ((HANNA, WHOLE), (ANONYMOUS, BARE)):
        record(home, one, actor=actor)
        record_apart(home, one, actor=actor)
    rows = log(home)
    said = (WHOLE_ROW, WHOLE_ROW, BARE_ROW, BARE_ROW)
    expected = [dict(zip(GIVEN, row, strict=True)) for row in said]
    assert [{name: row[name] for name in GIVEN} for row in rows] == expected
    assert {(row["tenant_id"], row["at"]) for row in rows} == {(home, NOW)}


def test_what_was_logged_vanishes_with_the_action_that_is_undone(home):
    record(home, access(reason="done"))
    with transaction.atomic():
        record(home, access(reason="undone"))
        transaction.set_rollback(True)
    assert reasons(home) == ["done"]


def test_what_cannot_be_logged_is_not_done(home):
    def register_and_log(name, activity):
        with tenant_context(home):
            kind = organisations.UnitKind.HOME_CARE
            organisations.register_unit(name=name, kind=kind, regime=Regime.SOL)
            record(home, access(activity=activity))

    register_and_log("Loggad", "Skriva")
    with pytest.raises(DataError):
        register_and_log("Ologgad", TOO_LONG)
    with tenant_context(home):
        assert {unit.name for unit in organisations.units()} & {"Loggad", "Ologgad"} == {"Loggad"}


def test_what_is_logged_apart_is_there_at_once_and_stays_though_the_request_is_undone(home):
    with transaction.atomic():
        record(home, access(reason="undone"))
        record_apart(home, access(reason="stays"))
        assert reasons(home) == ["stays"]
        transaction.set_rollback(True)
    assert reasons(home) == ["stays"]


def test_logging_apart_leaves_the_running_tenant_as_it_was_also_when_it_fails(home):
    there = tenant("tjorn")
    with tenant_context(home):
        record_apart(there, access(reason="there"))
        with pytest.raises(DataError):
            record_apart(there, access(activity=TOO_LONG))
        one = access(reason="here")
        audit.record(actor=HANNA, accesses=[one], now=NOW, request_id=REQUEST)
    assert (reasons(home), reasons(there)) == (["here"], ["there"])


@pytest.mark.parametrize(("persons", "statements"), [(0, 0), (1, 1), (LONG_LIST, 1)])
def test_a_list_is_written_in_one_statement_however_long(db, persons, statements):
    accesses = (access(resident_id=uuid4()) for _ in range(persons))
    with tenant_context(tenant("munkedal")), CaptureQueriesContext(connection) as queries:
        audit.record(actor=HANNA, accesses=accesses, now=NOW)
    assert len(queries) == statements


def test_a_list_is_one_row_for_each_in_its_order_and_of_one_transaction(home):
    given = [str(number) for number in range(40)]
    record(home, *(access(reason=reason) for reason in given))
    record(home, access(reason="later"))
    rows = log(home)
    assert [row["reason"] for row in rows] == [*given, "later"]
    assert [len({row["txid"] for row in part}) for part in (rows[:-1], rows)] == [1, 2]


def test_no_row_can_be_written_outside_every_tenant_or_for_another(db):
    with pytest.raises(NoTenantContext):
        record(None, access())
    refused = pytest.raises(ProgrammingError, match="row-level security")
    for running in (None, tenant("tjorn")):
        with refused, tenant_context(running):
            insert(tenant_id=tenant("munkedal"))


def test_each_role_may_do_with_the_table_what_it_is_for_and_no_more(db):
    privileges = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT role, array_agg(privilege ORDER BY n)"
            " FROM unnest(%s::text[]) AS roles(role),"
            " unnest(%s::text[]) WITH ORDINALITY AS privileges(privilege, n)"
            " WHERE has_table_privilege('gemensam_' || role, 'audit_accesslog', privilege) OR (n = 2"
            " AND has_any_column_privilege('gemensam_' || role, 'audit_accesslog', privilege))"
            " GROUP BY role",
            [[role.name for role in ROLES], privileges],
        )
        found = dict(cursor.fetchall())
    writers = {role: ["INSERT"] for role in ("app", "worker", "receiver", "supervisor", "audit")}
    readers = {role: ["SELECT"] for role in ("logreader", "sealer", "backup")}
    # The owner, and the migrator who is a member of it, are held by the triggers.
    assert found == writers | readers | {"owner": privileges, "migrator": privileges}


def test_whoever_writes_or_reads_can_neither_change_nor_remove_a_row(home):
    record(home, WHOLE)
    before = log(home)
    denied = pytest.raises(ProgrammingError, match="permission denied")
    for change, alias in product(CHANGES, ["default", "audit", "logreader"]):
        with denied, tenant_context(home, using=alias), connections[alias].cursor() as cursor:
            cursor.execute(change.format(TABLE))
    assert (len(before), log(home)) == (1, before)


def test_with_every_right_there_is_a_row_can_neither_be_changed_nor_removed(home, real_db):
    record(home, WHOLE)
    before = log(home)
    refused = pytest.raises(psycopg.errors.RestrictViolation, match="is append-only")
    # As the tables' owner, and as the superuser itself.
    for change, role in product(CHANGES, ["gemensam_owner", "NONE"]):
        with refused, psycopg.connect(real_db.cluster.dsn(database=real_db.name)) as admin:
            admin.execute(f"SET ROLE {role}".encode())
            admin.execute(change.format(TABLE).encode())
    assert (len(before), log(home)) == (1, before)


def test_the_application_can_neither_read_the_log_nor_what_it_has_just_written(db):
    denied = pytest.raises(ProgrammingError, match="permission denied")
    home = tenant("munkedal")
    with denied, tenant_context(home):
        AccessLog.objects.count()
    with denied, tenant_context(home):
        insert(tenant_id=home, returning="RETURNING leaf")


def test_time_transaction_and_leaf_are_the_databases_own(home):
    began = timezone.now()
    with tenant_context(home), connection.cursor() as cursor:
        insert(**SAID, tenant_id=home, id=uuid4(), at=NOW)
        cursor.execute("SELECT pg_current_xact_id()")
        (txid,) = cursor.fetchone()
    (row,) = log(home)
    assert (row["epoch"], row["txid"], bytes(row["leaf"])) == (1, txid, leaf(row))
    assert began <= row["recorded_at"] <= timezone.now()


@pytest.mark.parametrize("column", ["epoch", "txid", "seq", "recorded_at", "leaf"])
def test_the_application_may_choose_nothing_of_what_a_row_is_sealed_by(db, column):
    value = {"txid": "1", "recorded_at": NOW, "leaf": b"mine"}.get(column, 7)
    home = tenant("munkedal")
    with pytest.raises(ProgrammingError, match="permission denied"), tenant_context(home):
        insert(**SAID, tenant_id=home, id=uuid4(), at=NOW, **{column: value})


def netstring(value):
    if value is None:
        return b"-"
    if isinstance(value, datetime):
        value = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    content = (str(value).lower() if isinstance(value, bool) else str(value)).encode()
    return b"%d:%b" % (len(content), content)


def leaf(row):
    """Make a row's leaf as whoever checks a seal elsewhere would."""
    form = b"".join(netstring(row[name]) for name in SEALED)
    return hashlib.sha256(b"\x00" + form).digest()


def test_a_leaf_is_the_hash_of_the_rows_columns_as_netstrings(home):
    record(home, BARE, actor=ANONYMOUS)
    record(home, WHOLE, access(reason="-"))
    rows = log(home)
    assert [bytes(row["leaf"]) for row in rows] == [leaf(row) for row in rows]
    assert len(rows) == 3


def test_a_leaf_covers_every_column_but_itself_and_its_place_whatever_clock_it_is_read_by(home):
    record(home, WHOLE)
    (row,) = log(home)
    others = {str: "other", UUID: str(uuid4()), bool: None, int: 99, datetime: str(NOW - DAY)}
    covered = set()
    with tenant_context(home, using="logreader"), connections["logreader"].cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL DateStyle = 'German'")
        for name, value in row.items():
            other = 99 if name == "txid" else others.get(type(value), "\\x00")
            cursor.execute(
                "SELECT r.leaf <> gemensam_leaf(jsonb_populate_record(r, %s))"
                " FROM audit_accesslog r WHERE request_id = %s",
                [json.dumps({name: other}), REQUEST],
            )
            covered |= {name} if cursor.fetchone()[0] else set()
    assert covered == row.keys() - {"leaf", "seq"} == set(SEALED)


def read_netstrings(form):
    while form:
        if form.startswith(b"-"):
            yield None
            form = form[1:]
        else:
            length, _colon, rest = form.partition(b":")
            yield rest[: int(length)].decode()
            form = rest[int(length) :]


@SHARED
@given(st.lists(st.none() | st.text("-:12å") | TEXTS, min_size=1, max_size=6))
def test_a_leafs_form_can_be_read_in_one_way_only(db, values):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT string_agg({lean_leaves.netstring('v')}, '' ORDER BY n)"
            " FROM unnest(%s::text[]) WITH ORDINALITY AS value(v, n)",
            [values],
        )
        (form,) = cursor.fetchone()
    assert list(read_netstrings(form.encode())) == values


def test_a_reader_gets_the_newest_first_with_names_refusals_and_emergencies(home):
    record(home, access(resident_id=ID[7]), actor=ANONYMOUS, now=NOW - DAY)
    record(home, access(resident_id=ID[6]), access(), now=NOW + DAY)
    record_apart(home, WHOLE)
    emergency = ("Läsa", "Vård och behandling", "Hanna Öberg", "Sjuksköterska", ID[5])
    emergency += ("homecare.note", ID[6], False, True, "EMERGENCY", ID[4])
    earlier = ("Läsa", "Hemtjänst", "", "", None, "case", None, True, False, "", None)
    expected = [audit.AccessRow(NOW, *emergency), audit.AccessRow(NOW - DAY, *earlier)]
    assert about(home, ID[7]) == expected


def test_the_accesses_to_one_thing_are_those_to_that_thing_of_that_resident(home):
    its = {"resident_id": ID[7], "resource_id": ID[6]}
    for day, reason in enumerate(["old", "new", "newest"]):
        record(home, access(reason=reason, **its), now=NOW + day * DAY)
    for other in ({"resource_id": ID[7]}, {"resident_id": ID[6]}, {"resource_type": "decision"}):
        record(home, access(**its | other))
    found = about(home, "case", ID[6], resident_id=ID[7])
    assert [row.reason for row in found] == ["newest", "new", "old"]
    assert about(home, "case", ID[6], resident_id=ID[7], limit=2) == found[:2]


@settings(SHARED, max_examples=40)
# Few different days, so that ties are common.
@given(days=st.lists(st.integers(0, 2), max_size=9), limit=st.integers(0, 10))
def test_the_newest_come_first_ties_by_id_and_no_more_than_asked_for(home, days, limit):
    resident = uuid4()
    for number, day in enumerate(days):
        record(home, access(resident_id=resident, reason=str(number)), now=NOW + day * DAY)
    found = about(home, resident, limit=limit)
    written = [row for row in log(home) if row["resident_id"] == resident]
    newest = sorted(written, key=lambda row: (row["at"], row["id"]), reverse=True)
    assert [row.reason for row in found] == [row["reason"] for row in newest[:limit]]
    assert len(written) == len(days)


def test_a_reader_sees_what_is_committed_only(home):
    with transaction.atomic():
        record(home, WHOLE)
        assert about(home, ID[7]) == []
    assert len(about(home, ID[7])) == 1


def test_another_tenant_never_sees_a_row_and_no_tenant_sees_none(home):
    there = tenant("tjorn")
    record(home, WHOLE)
    assert about(there, ID[7]) == about(there, "homecare.note", ID[6], resident_id=ID[7]) == []
    assert [len(log(tenant_id)) for tenant_id in (home, there, None)] == [1, 0, 0]


def test_reading_outside_every_tenant_is_refused(db):
    with pytest.raises(NoTenantContext):
        about(None, ID[7])
    with pytest.raises(NoTenantContext):
        about(None, "homecare.note", ID[6], resident_id=ID[7])
