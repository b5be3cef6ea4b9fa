"""Hands for the console's tests: raise an alarm, browse as somebody, order, read the feed."""

import re
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from gemensam.alarms.actions.intake import Arrived, take_batch
from gemensam.alarms.models import AlarmEvent
from gemensam.alarms.tests.field import press
from gemensam.identity import api as identity
from gemensam.kernel.actor import (
    Activity,
    ActorKind,
    Assurance,
    InformationClass,
    Purpose,
    Right,
    Scope,
)
from gemensam.kernel.periods import Period
from gemensam.tenancy.context import tenant_context

SCRIPT = {"HX-Request": "true"}
ASTRID, GUNNAR = "46010001", "46010002"


@pytest.fixture
def raise_alarm(now, centre):
    def send(cid=ASTRID, ref="r1", ago=0, **fields):
        (kept,) = take_batch(
            [Arrived(press(cid, ref, **fields))],
            now=now - timedelta(seconds=ago),
            default_centre=centre(),
        )
        return kept.alarm_id

    return send


@pytest.fixture
def browse():
    """Give a browser that somebody of the cast has logged in with."""

    def open_browser(key):
        client = Client()
        if key:
            client.post("/logga-in/demo/", {"person": key})
            assert settings.GEMENSAM_SESSION_COOKIE in client.cookies
        return client

    return open_browser


@pytest.fixture
def second_operator(now, centre):
    """Give a colleague of Olga's, logged in."""

    def open_browser():
        person_id = identity.register_person(given_name="Ali", family_name="Rahm")
        tenant_id = centre()
        activities = (Activity.READ, Activity.RECEIVE, Activity.DISPATCH, Activity.WRITE)
        rights = [Right(one, InformationClass.SAFETY_ALARM, Scope.TENANT) for one in activities]
        rights.append(Right(Activity.READ, InformationClass.RESIDENT, Scope.TENANT))
        with tenant_context(tenant_id):
            commission_id = identity.grant_commission(
                person_id=person_id, hsa_id="SE2120000001-U998", employee_hsa_id="SE2120000001-P998",
                name="Larmmottagning", title="larmoperatör", purpose=Purpose.ALARM_RECEIVING,
                rights=rights, valid=Period(now - timedelta(days=9)),
            )  # fmt: skip
        token = identity.open_session(
            person_id=person_id, kind=ActorKind.STAFF, assurance=Assurance.LOA3, method="test",
            now=now, tenant_id=tenant_id, commission_id=commission_id,
        )  # fmt: skip
        client = Client()
        client.cookies[settings.GEMENSAM_SESSION_COOKIE] = token
        return client

    return open_browser


def claim(client, alarm_id, number=None, **headers):
    return client.post(
        "/larm/ta/", {"larm": f"{alarm_id} {number or uuid4()}"}, headers=headers or None
    )


def order(client, alarm_id, what, number=None, headers=None, **fields):
    return client.post(
        f"/larm/{alarm_id}/{what}/", {"kommando": str(number or uuid4()), **fields}, headers=headers
    )


def feed(client, after=0, alarm_id="", seen=""):
    query = {"efter": after, "larm": alarm_id, "sedd": seen}
    return client.get("/larm/handelser", query).json()


def kinds(centre, alarm_id):
    with tenant_context(centre):
        rows = AlarmEvent.objects.filter(alarm_id=alarm_id).order_by("at", "id")
        return [(row.kind, row.actor_name, row.what) for row in rows]


def logged(clones, tenant_id):
    """Read the log of residents past the walls: no role of ours may read it here."""
    with psycopg.connect(clones.cluster.dsn(database=clones.name)) as admin:
        rows = admin.execute(
            "SELECT actor_name, activity, is_allowed FROM audit_accesslog"
            " WHERE tenant_id = %s AND resource_type = 'people.resident' ORDER BY at",
            [tenant_id],
        )
        return rows.fetchall()


def said(response):
    """The words of the red banner."""
    found = re.search(r'role="alert">.*?<p><b>(.*?)</b>', response.content.decode(), re.DOTALL)
    return found[1] if found else ""
