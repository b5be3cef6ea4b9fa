"""A file of 10,000 employees with 300 changes: how long the preview takes, and how long the change.

By the functions that the pages call, as the application's role behind row-level security. Beside
both in the same run: the same file read by COPY into a bare table, which is the least that taking
in any file can cost.

GEMENSAM_BENCH_EMPLOYEES=1000 makes fewer employees; three in a hundred of them change.
"""

import csv
import io
import json
import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from bench.alarm_system import measured

EMPLOYEES, PER_CHANGED = 10_000, 33
PREVIEW_S, APPLY_S = 10.0, 30.0
EMPLOYEES_SETTING = "GEMENSAM_BENCH_EMPLOYEES"
HEADINGS = (
    *("Anställningsnummer", "Förnamn", "Efternamn", "HSA-id", "Personalkategori"),
    *("Befattning", "Arbetsplats", "Startdatum", "Slutdatum", "Skyddad"),
)


def run() -> Iterator[dict[str, Any]]:
    """Measure in a process with the settings of a database of its own."""
    yield from measured("bench.hr_feed", **{EMPLOYEES_SETTING: EMPLOYEES})


def rows_of(count: int, *, is_later: bool) -> Iterator[tuple[str, ...]]:
    """Give a municipality's employees; of the later file one in 33 moved, left or is new."""
    for n in range(count):
        is_changed = is_later and n % PER_CHANGED == 0
        sort = (n // PER_CHANGED) % 3
        if is_changed and sort == 0:
            # Gone, and somebody new in the place.
            yield _row(count + n, "Hemtjänst Norr")
        else:
            moved = "Hemtjänst Söder" if is_changed else "Hemtjänst Norr"
            yield _row(n, moved)


def _row(n: int, workplace: str) -> tuple[str, ...]:
    return (
        *(str(100_000 + n), f"Förnamn{n % 97}", f"Efternamn{n}", f"SE2120000001-P{n:06d}"),
        *("Vårdpersonal", "undersköterska", workplace, "2020-01-01", "", "nej"),
    )


def file_of(count: int, *, is_later: bool) -> bytes:
    """Write the file as an HR system does."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    writer.writerows(rows_of(count, is_later=is_later))
    return text.getvalue().encode()


def _timed[T](do: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    found = do()
    return time.perf_counter() - began, found


def copied(data: bytes) -> float:
    """Take the same file into a bare table by COPY, and commit; give the seconds."""
    from gemensam.embedded.cluster import Cluster

    dsn = Cluster(Path(os.environ["GEMENSAM_HOME"])).dsn(database="gemensam")
    with psycopg.connect(dsn) as admin:
        names = ", ".join(f"c{n} text" for n in range(len(HEADINGS)))
        admin.execute(f"CREATE TABLE bare ({names})".encode())
        admin.commit()

        def take() -> None:
            with admin.cursor() as cursor:
                words = b"COPY bare FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)"
                with cursor.copy(words) as copy:
                    copy.write(data)
            admin.commit()

        seconds, _nothing = _timed(take)
        admin.execute("DROP TABLE bare")
    return seconds


def measure(count: int) -> Iterator[dict[str, Any]]:
    """Fill the register, send the later file, and give a row for each of the two waits."""
    import django

    django.setup()
    from django.utils import timezone

    from gemensam.employees.feed import page, settling, staging
    from gemensam.employees.feed import reading as files
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    with tenant_context(None):
        place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    now = timezone.now()
    _fill(place.tenant_id, count, now - timedelta(days=1))
    data = file_of(count, is_later=True)

    def preview() -> Any:
        with tenant_context(place.tenant_id):
            sheet = files.read(data)
            found = staging.stage(sheet, name="b.csv", is_whole=True, by="bench", now=now)
            from django.http import QueryDict

            return page.waiting(staging.delivery_of(found), QueryDict(), now=now)

    def apply() -> Any:
        with tenant_context(place.tenant_id):
            return settling.apply(
                shown.id, seen=shown.fingerprint, is_released=False, reason="", by="b", now=now
            )

    looked, shown = _timed(preview)
    done, delivery = _timed(apply)
    least = copied(data)
    said = f"{count} rows; {delivery.counts}; COPY of the file into a bare table {least:.2f} s"
    yield _figure("preview", looked, PREVIEW_S, least, said)
    yield _figure("apply", done, APPLY_S, least, said)


def _fill(tenant_id: Any, count: int, before: Any) -> None:
    from gemensam.employees import api as employees
    from gemensam.tenancy.context import tenant_context

    with tenant_context(tenant_id):
        employees.keep_mapping(
            headings=HEADINGS, categories={"Vårdpersonal": "SOCIAL_CARE"}, by="bench", now=before
        )
        first = file_of(count, is_later=False)
        employees.send_file(first, name="a.csv", by="bench", now=before, is_carried_out=True)


def _figure(name: str, ours: float, most: float, least: float, note: str) -> dict[str, Any]:
    return {
        "name": f"hr_feed.{name}",
        "unit": "s",
        "ours": round(ours, 2),
        "peer": round(least, 3),
        "peer_name": "COPY of the same file into a bare table",
        "ratio": round(ours / least, 1),
        "note": f"budget {most:.0f} s; {note}",
        "passed": ours <= most,
    }


if __name__ == "__main__":
    for figure in measure(int(os.environ[EMPLOYEES_SETTING])):
        print(json.dumps(figure, ensure_ascii=False), flush=True)
