"""Every page of commissions and e-ids over 50,000 staff and 60,000 commissions: times and queries.

Göteborg's staff is invented as in one municipality: every tenth flagged for something. Each page as
its administrator sees it, through the whole application and behind row-level security; beside each
list in the same run the same fifty rows by their keys, the least that any list can cost.

GEMENSAM_BENCH_STAFF=5000 makes fewer.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.alarm_system import measured

STAFF, BUDGET_MS, BUDGET_QUERIES = 50_000, 50.0, 25
PAGES_DEEP = 20
SLUG = "goteborg"
# Fewer rounds tell of a plan, not of a time.
REPEATS_SETTING, REPEATS = "GEMENSAM_BENCH_REPEATS", 40
STAFF_SETTING = "GEMENSAM_BENCH_STAFF"
GIVEN = ("Åsa", "Örjan", "Ärla", "Bengt", "Wilma", "Ylva", "Ada", "Åke", "Signe", "Malin", "Olof")
FAMILY = ("Öman", "Åkesson", "Älvström", "Zetterberg", "Ask", "Wik", "Skoog", "Berg", "Lind")


def run() -> Iterator[dict[str, Any]]:
    """Measure in a process with the settings of a database of its own."""
    yield from measured("bench.staff_pages", **{STAFF_SETTING: STAFF, REPEATS_SETTING: REPEATS})


class Municipality:
    """One municipality's staff, and its administrator's browser."""

    def __init__(self, staff: int) -> None:
        from gemensam.organisations import api as organisations
        from gemensam.tenancy.context import tenant_context

        place = organisations.municipality_by_slug(SLUG)
        assert place is not None
        self.staff, self.tenant_id = staff, place.tenant_id
        self.now = datetime.now(UTC)
        with tenant_context(self.tenant_id):
            self.units = [
                organisations.register_unit(
                    name=f"Hemtjänst {number}",
                    kind=organisations.UnitKind.HOME_CARE,
                    regime=None,
                )
                for number in range(60)
            ]
            self.keeper = self._commission("SE888-HSA", self._person("Henrik", "Falk"), 0)

    def _person(self, given: str, family: str) -> Any:
        from gemensam.identity import api as identity

        return identity.register_person(given_name=given, family_name=family)

    def _commission(self, hsa_id: str, person_id: Any, number: int) -> Any:
        from gemensam.identity import api as identity
        from gemensam.kernel.actor import Purpose, Right
        from gemensam.kernel.periods import Period

        commission_id = identity.grant_commission(
            person_id=person_id,
            hsa_id=hsa_id,
            employee_hsa_id=f"{hsa_id}P",
            name="HSA-administration",
            title="administratör",
            purpose=Purpose.ADMINISTRATION,
            rights=[Right.parse("Läsa;katalog;kommun"), Right.parse("Administrera;katalog;kommun")],
            valid=Period(self.now - timedelta(days=400)),
            unit_id=self.units[number],
        )
        return person_id, commission_id

    def build(self) -> dict[str, Any]:
        """Write the staff, their commissions with history and e-ids, and look it all through."""
        from gemensam.employees import api as employees
        from gemensam.tenancy.context import tenant_context

        began = time.perf_counter()
        with tenant_context(self.tenant_id):
            self._write()
            written = time.perf_counter() - began
            employees.write_log_ins({(self.now - timedelta(days=100)).date(): 40})
            flags = employees.look_through(now=self.now)
        looked = time.perf_counter() - began - written
        self._analyze()
        return {
            "name": "staff_pages.look_through", "unit": "s", "ours": round(looked, 1),
            "peer": round(written, 1), "peer_name": "writing the same rows once",
            "ratio": round(looked / written, 2),
            "note": f"{self.staff} staff, {self.staff * 6 // 5} commissions, {flags} flags found",
        }  # fmt: skip

    def _analyze(self) -> None:
        import psycopg

        from gemensam.embedded.cluster import Cluster

        dsn = Cluster(Path(os.environ["GEMENSAM_HOME"])).dsn(database="gemensam")
        with psycopg.connect(dsn, autocommit=True) as admin:
            admin.execute("VACUUM ANALYZE")

    def _write(self) -> None:
        from gemensam.identity.models import Person

        persons = [
            Person(
                given_name=GIVEN[n % len(GIVEN)],
                family_name=f"{FAMILY[n % len(FAMILY)]} {n % 997}",
                is_protected=n % 500 == 0,
            )
            for n in range(self.staff)
        ]
        Person.objects.bulk_create(persons, batch_size=5000)
        self._write_employees(persons)
        self._write_commissions(persons)

    def _write_employees(self, persons: list[Any]) -> None:
        from gemensam.employees.keeping.looking import key_of
        from gemensam.employees.models import Category, Employee
        from gemensam.employees.register import Carrier, Credential

        categories = [one for one in Category if one is not Category.NOT_CONCERNED]
        today = self.now.date()
        began = today - timedelta(days=900)
        staff = [
            Employee(
                hr_number=f"A{n}",
                hsa_id="" if n % 50 == 1 else _hsa_id(n),
                given_name=one.given_name,
                family_name=one.family_name,
                is_protected=one.is_protected,
                category=categories[n % len(categories)],
                title="undersköterska",
                workplace=f"Hemtjänst {n % 60}",
                starts_on=began,
                ends_on=today - timedelta(days=9) if n % 40 == 2 else None,
            )
            for n, one in enumerate(persons)
        ]
        Employee.objects.bulk_create(staff, batch_size=5000)
        cards = (
            Credential(
                employee=one,
                carrier=Carrier.SITHS_CARD,
                serial=f"5E{n:08d}",
                assurance=3,
                issued_on=began,
                expires_on=today + timedelta(days=n % 900 - 20),
                sort_key=key_of(one),
            )
            for n, one in enumerate(staff)
            if n % 10
        )
        Credential.objects.bulk_create(cards, batch_size=5000)

    def _write_commissions(self, persons: list[Any]) -> None:
        from gemensam.identity.history import KEPT
        from gemensam.identity.models import Commission, CommissionEntry, EntryKind

        # Every fifth has two.
        numbers = [*range(len(persons)), *range(0, len(persons), 5)]
        rows = [self._one(row, n, persons[n]) for row, n in enumerate(numbers)]
        Commission.objects.bulk_create(rows, batch_size=5000)
        entries = (
            CommissionEntry(
                commission=one,
                person_id=one.person_id,
                kind=EntryKind.GRANTED,
                at=one.starts_at,
                after=json.loads(
                    json.dumps({name: getattr(one, name) for name in KEPT}, default=_plain)
                ),
                reason="Påhittad",
            )
            for one in rows
        )
        CommissionEntry.objects.bulk_create(entries, batch_size=5000)

    def _one(self, row: int, n: int, person: Any) -> Any:
        from gemensam.identity.history import name_keys
        from gemensam.identity.models import Commission
        from gemensam.portal.demo.rights import HOME_CARE

        family_key, given_key = name_keys(person.given_name, person.family_name)
        rights = [str(one) for one in HOME_CARE]
        return Commission(
            person=person,
            employee_hsa_id=_hsa_id(n),
            hsa_id=f"SE888-U{row}",
            name=f"Hemtjänst {n % 60}",
            title="undersköterska",
            purpose="HOME_CARE",
            rights=[*rights, "Läsa;besök;kommun"] if n % 33 == 3 else rights,
            unit_id=self.units[n % 60],
            regime="SOL",
            starts_at=self.now - timedelta(days=800),
            last_used_at=None if n % 25 == 4 else self.now,
            family_key=family_key,
            given_key=given_key,
        )

    def client(self) -> Any:
        """Give the administrator's browser."""
        from django.conf import settings
        from django.test import Client

        from gemensam.identity import api as identity
        from gemensam.kernel.actor import ActorKind, Assurance

        person_id, commission_id = self.keeper
        token = identity.open_session(
            person_id=person_id,
            kind=ActorKind.STAFF,
            assurance=Assurance.LOA3,
            method="bench",
            now=datetime.now(UTC),
            tenant_id=self.tenant_id,
            commission_id=commission_id,
        )
        client = Client(headers={"accept-language": "sv", "host": "127.0.0.1"})
        client.cookies[settings.GEMENSAM_SESSION_COOKIE] = token
        return client


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _hsa_id(number: int) -> str:
    return f"SE888-P{number}"


TOP = "/behorighet/"
# A list, what it is narrowed by, and the address; units stand by their place among the sixty.
LISTS = (
    ("commissions", TOP, (
        ("", ""), ("flag", "brist=TOO_WIDE"), ("any flag", "brist=alla"),
        ("rare flag", "brist=NO_EMPLOYEE"), ("unit", "enhet={7}"), ("purpose", "andamal=HOME_CARE"), ("rare purpose", "andamal=CARE"),
        ("staff", "kategori=SCHOOL_HEALTH"), ("state", "visa=galler"), ("ended", "visa=slut"),
        ("search", "sok=öm"), ("search one letter", "sok=a"), ("search by HSA-id", "sok=SE888-P4999"),
        ("none of both", "brist=NO_EMPLOYEE&kategori=LICENSED"),
        ("all at once", "brist=UNUSED&enhet={4}&kategori=LICENSED&visa=galler"),
    )),
    ("employees", f"{TOP}anstallda/", (
        ("", ""), ("anything missing", "saknar=nagot"), ("without e-id", "saknar=eleg"),
        ("category", "kategori=MANAGER&saknar=hsa"), ("search", "sok=ås"),
    )),
    ("e-ids", f"{TOP}kort/", (
        ("", ""), ("ending", "gar_ut=30"), ("ended", "gar_ut=slut"), ("changing", "gar_ut=byte"),
        ("search", "sok=5E0000"),
    )),
    ("directory", "/katalog/", (
        ("", ""), ("search", "sok=öm"), ("search one letter", "sok=a"), ("search by HSA-id", "sok=P4999"),
    )),
    ("directory unit", "/katalog/enhet/{7}/", (("", ""),)),
    ("HR", "/personal/", (("", ""),)),
    ("HR employees", "/personal/anstallda/", (("", ""), ("search", "sok=öm"), ("left", "visa=slutat"))),
    ("HR proposals", "/personal/forslag/", (("", ""),)),
)  # fmt: skip
PAGES = (
    ("coverage", "tackning/"), ("issuing", "utfardande/"), ("systems", "system/"),
    ("own e-ids", "kort/mina/"), ("read a list in", "kort/lista/"),
    ("grant", "uppdrag/nytt/?hsa=SE888-P3&andamal=HOME_CARE"),
)  # fmt: skip


def _addresses(here: Municipality, client: Any) -> Iterator[tuple[str, str]]:
    """Give every page, what a list is narrowed by too, and deep pages."""
    from gemensam.employees.register import Credential
    from gemensam.identity.models import Commission
    from gemensam.tenancy.context import tenant_context

    for name, path, narrowed in LISTS:
        for how, query in narrowed:
            yield f"{name} {how}".strip(), f"{path}?{query}".format(*here.units)
        yield f"{name} deep", _deep(client, path.format(*here.units))
    with tenant_context(here.tenant_id):
        row = Commission.objects.exclude(hsa_id="SE888-HSA").first()
        card = Credential.objects.values_list("id", flat=True)[0]
    assert row is not None
    one = f"{TOP}uppdrag/{row.id}/"
    yield "person", f"{TOP}person/{row.person_id}/?den={here.now.date()}"
    yield from (("commission", one), ("act as", f"{one}visa/"), ("change", f"{one}andra/"))
    yield from (("end", f"{one}avsluta/"), ("change an e-id", f"{TOP}kort/{card}/byte/"))
    yield from ((name, TOP + path) for name, path in PAGES)


def _deep(client: Any, path: str) -> str:
    """Walk by the pages' own links."""
    import re

    here = path
    for _page in range(PAGES_DEEP):
        found = re.search(r'href="(\?[^"]*efter=[^"]+)"[^>]*>Visa fler', client.get(here).text)
        if found is None:
            break
        here = path + found[1].replace("&amp;", "&")
    return here


def _times(do: Callable[[], object]) -> list[float]:
    found = []
    for _ in range(int(os.environ.get(REPEATS_SETTING, REPEATS)) + 1):
        began = time.perf_counter()
        do()
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found[1:])


def _p95(ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]


def _by_keys(here: Municipality) -> list[float]:
    """Time the fifty rows of a page by their keys, in a request's own transaction."""
    from django.db import connection

    from gemensam.identity.models import Commission
    from gemensam.tenancy.context import enter_tenant, request_context, tenant_context

    with tenant_context(here.tenant_id):
        ids = list(Commission.objects.values_list("id", flat=True)[:50])

    def ask() -> None:
        with request_context(), connection.cursor() as cursor:
            enter_tenant(here.tenant_id)
            cursor.execute("SELECT * FROM identity_commission WHERE id = ANY(%s)", [ids])
            cursor.fetchall()

    return _times(ask)


def _page_row(client: Any, name: str, path: str, least: list[float]) -> dict[str, Any]:
    from django.db import connection

    queries: list[str] = []

    def count_it(execute: Any, sql: Any, *rest: Any) -> Any:
        queries.append(str(sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(count_it):
        answer = client.get(path)
    assert answer.status_code == 200, (answer.status_code, path)
    times = _times(lambda: client.get(path))
    p95, count = _p95(times), len(queries)
    return {
        "name": f"staff_pages.{name}", "unit": "ms p95 server time", "ours": round(p95, 1),
        "peer": BUDGET_MS, "peer_name": "budget", "ratio": round(p95 / BUDGET_MS, 3),
        "note": f"p50 {times[len(times) // 2]:.1f} ms, {count} queries (at most {BUDGET_QUERIES}); "
        f"{p95 / _p95(least):.1f} times the same rows by key ({_p95(least):.1f} ms)",
        "passed": p95 <= BUDGET_MS and count <= BUDGET_QUERIES,
    }  # fmt: skip


def main() -> None:
    """Print the rows."""
    import django

    django.setup()
    here = Municipality(int(os.environ[STAFF_SETTING]))
    rows: Iterator[dict[str, Any]] = iter([here.build()])
    for row in rows:
        print(json.dumps(row, ensure_ascii=False), flush=True)
    client, least = here.client(), _by_keys(here)
    for name, path in _addresses(here, client):
        print(json.dumps(_page_row(client, name, path, least), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
