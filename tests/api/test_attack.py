"""Schemathesis finds nothing: no 5xx, every answer as described, nothing wrong taken in."""

import pytest
from tests.api.attack import ROUNDS, attack
from tests.api.systems import ALL_SORTS, make_client, publish

pytestmark = pytest.mark.slow


def test_the_api_stands_what_its_own_description_allows_and_forbids(live_server, tmp_path):
    publish(ALL_SORTS)
    found = list(attack(live_server.url, make_client(), tmp_path, examples=8))
    print(*(one.said for one in found if not one.is_clean))  # noqa: T201 -- shown when it fails
    assert {one.name: one.is_clean for one in found} == dict.fromkeys(ROUNDS, True)
