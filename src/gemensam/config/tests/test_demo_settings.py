"""The demo's log-in exists only in the demo, and the demo only on the loopback."""

import os
import subprocess
import sys

import pytest
from django.test import Client

from gemensam.identity.models import Session


def _import(module: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", f"import {module} as s; print(s.GEMENSAM_DEMO)"],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_demo_refuses_to_listen_beyond_the_loopback():
    done = _import("gemensam.config.settings.demo", GEMENSAM_HOST="0.0.0.0")

    assert done.returncode != 0
    assert "listens on the loopback only" in done.stderr


def test_production_is_never_the_demo_whatever_the_environment_says():
    assert _import("gemensam.config.settings.prod", GEMENSAM_DEMO="1").stdout == "False\n"


def test_the_demo_log_in_begins_a_session_as_the_chosen_person(real_db):
    answer = Client().post("/logga-in/demo/", {"person": "anna"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/hemtjanst/")
    (session,) = Session.objects.all()
    assert (session.kind, session.assurance, session.method) == ("STAFF", 3, "demo")


@pytest.mark.parametrize("person", ["", "nobody"])
def test_somebody_who_is_not_in_the_demo_cannot_be_picked(real_db, person):
    assert Client().post("/logga-in/demo/", {"person": person}).status_code == 404


def test_without_the_demo_setting_nobody_can_be_picked(real_db, settings_without_demo):
    assert Client().post("/logga-in/demo/", {"person": "anna"}).status_code == 404
    assert "Anna" not in Client().get("/logga-in/").content.decode()


@pytest.fixture
def settings_without_demo():
    from django.test import override_settings

    with override_settings(GEMENSAM_DEMO=False, GEMENSAM_BREAK_GLASS={}):
        yield


def test_the_way_on_after_log_in_stays_on_our_own_pages(real_db):
    to = {"person": "anna", "vidare": "https://example.invalid/"}
    assert Client().post("/logga-in/demo/", to).headers["Location"] == "/hemtjanst/"
    to["vidare"] = "/hjalp/"
    assert Client().post("/logga-in/demo/", to).headers["Location"] == "/hjalp/"


def test_logging_out_ends_the_session_on_the_server(real_db):
    browser = Client()
    browser.post("/logga-in/demo/", {"person": "anna"})
    stolen = browser.cookies["gemensam"].value

    browser.post("/logga-ut/")

    other = Client()
    other.cookies["gemensam"] = stolen
    assert "Anna" not in other.get("/hjalp/").content.decode()
