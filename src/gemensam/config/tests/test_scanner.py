"""Where the scanner is: what may be said, what holds when nothing is, and what the doctor says of it."""

import pytest
from tests.clamd import running

from gemensam.config import environment
from gemensam.config.commands import doctor


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({}, ""),
        ({"GEMENSAM_DEMO": "1"}, "none"),
        ({"GEMENSAM_CLAMD": "none"}, "none"),
        (
            {"GEMENSAM_CLAMD": "/run/clamav/clamd.ctl", "GEMENSAM_DEMO": "1"},
            "/run/clamav/clamd.ctl",
        ),
        ({"GEMENSAM_CLAMD": "clamav.example.se:3310"}, "clamav.example.se:3310"),
        ({"GEMENSAM_CLAMD": "[::1]:3310"}, "[::1]:3310"),
    ],
)
def test_only_the_demo_does_without_a_scanner_by_itself(values, place):
    assert environment.read(values).clamd == place


@pytest.mark.parametrize("place", ["clamav.example.se", "host:port", "run/clamd.ctl", "None"])
def test_a_place_that_is_none_is_refused_at_the_start(place):
    with pytest.raises(ValueError, match="GEMENSAM_CLAMD"):
        environment.read({"GEMENSAM_CLAMD": place})


@pytest.mark.parametrize(
    ("place", "is_demo", "finding"),
    [
        ("none", True, (True, "uploads are not scanned for viruses (GEMENSAM_CLAMD is none)")),
        ("none", False, (False, "uploads are not scanned for viruses (GEMENSAM_CLAMD is none)")),
        (
            "",
            False,
            (False, "uploads wait in quarantine, unopened: set GEMENSAM_CLAMD to a ClamAV daemon"),
        ),
        (
            "/nowhere/clamd",
            False,
            (
                False,
                "ClamAV does not answer at /nowhere/clamd: uploads wait in quarantine until it does",
            ),
        ),
    ],
)
def test_the_doctor_says_plainly_what_becomes_of_uploads(monkeypatch, place, is_demo, finding):
    from django.conf import settings

    monkeypatch.setattr(settings, "GEMENSAM_CLAMD", place)
    monkeypatch.setattr(settings, "GEMENSAM_DEMO", is_demo)
    assert list(doctor._scanner()) == [finding]


def test_the_doctor_finds_a_scanner_that_is_there(monkeypatch):
    from django.conf import settings

    with running() as daemon:
        monkeypatch.setattr(settings, "GEMENSAM_CLAMD", str(daemon.socket))
        assert list(doctor._scanner()) == [(True, f"ClamAV answers at {daemon.socket}")]
