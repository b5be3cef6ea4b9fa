"""The settings of the reserve log-in: what they become, and what is said of those that cannot be."""

from datetime import timedelta

import pytest

from gemensam.identity.break_glass.configured import Misconfigured, Terms, read
from gemensam.kernel.actor import Assurance

OURS = "https://gemensam.munkedal.example"


def test_an_address_is_enough():
    assert read({"origin": OURS}) == Terms(
        origin=OURS,
        rp_id="gemensam.munkedal.example",
        assurance=Assurance.LOA3,
        lasts=timedelta(hours=1),
        only_when_away=False,
    )


def test_everything_can_be_said():
    said = {"origin": f"{OURS}:8443", "rp_id": "munkedal.example", "loa": "4", "minutes": "15"}
    assert read(said | {"when": "away"}) == Terms(
        origin=f"{OURS}:8443",
        rp_id="munkedal.example",
        assurance=Assurance.LOA4,
        lasts=timedelta(minutes=15),
        only_when_away=True,
    )


def test_only_the_demo_may_be_without_tls_and_only_at_home():
    assert read({"origin": "http://localhost:8000"}, allows_loopback=True).rp_id == "localhost"
    for origin in ("http://gemensam.example", "http://127.0.0.1:8000"):
        with pytest.raises(Misconfigured):
            read({"origin": origin}, allows_loopback=True)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"minutes": "60"}, "ORIGIN: nothing is not an https address"),
        ({"origin": "http://localhost:8000"}, "ORIGIN: http://localhost:8000 is not an https"),
        ({"origin": "gemensam.example"}, "ORIGIN: gemensam.example is not an https address"),
        ({"origin": f"{OURS}/"}, f"ORIGIN: {OURS}/ has more than scheme, host and port"),
        ({"origin": "https://a@b.example"}, "ORIGIN: https://a@b.example has more than"),
        ({"origin": "https://b.example:x"}, "ORIGIN: https://b.example:x is no address"),
        ({"origin": OURS, "rp_id": "evil.example"}, "RP_ID: evil.example is neither"),
        ({"origin": OURS, "rp_id": "kedal.example"}, "RP_ID: kedal.example is neither"),
        ({"origin": OURS, "rp_id": "example"}, "RP_ID: example is neither"),
        ({"origin": OURS, "loa": "2"}, "LOA: 2 is not 3 or 4"),
        ({"origin": OURS, "minutes": "0"}, "MINUTES: 0 is not a number from 1 to 240"),
        ({"origin": OURS, "minutes": "an hour"}, "MINUTES: an hour is not a number"),
        ({"origin": OURS, "when": "maybe"}, "WHEN: maybe is neither always nor away"),
    ],
)
def test_what_cannot_be_is_said_by_the_name_of_its_setting(said, complaint):
    with pytest.raises(Misconfigured) as error:
        read(said)
    assert str(error.value).startswith(f"GEMENSAM_BREAK_GLASS_{complaint}")
