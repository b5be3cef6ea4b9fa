"""The full county for measuring: its writers hold with the tables of today, and nothing comes twice."""

from dataclasses import replace
from datetime import UTC, datetime

from django.db import connection

from gemensam.portal.demo import full
from gemensam.portal.demo.full.shares import share_out
from gemensam.tenancy.context import tenant_context

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TABLES = ("organisations_unit", "people_resident", "alarms_alarmunit", "homecare_note")


def _rows(share):
    with tenant_context(share.place.tenant_id), connection.cursor() as cursor:
        counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in TABLES)
        cursor.execute(f"SELECT {counts}")
        return cursor.fetchone()


def test_a_share_of_the_county_is_written_once_however_often_it_is_loaded(db):
    whole = next(one for one in share_out() if one.place.slug == "tanum")
    share = replace(whole, residents=120, staff=9, units=7, notes=40)
    before = _rows(share)
    full.load(now=NOW, shares=[share])
    after = _rows(share)
    assert [new - old for new, old in zip(after, before, strict=True)] == [2, 120, 7, 40]
    full.load(now=NOW, shares=[share])
    assert _rows(share) == after
