"""The environment's words about SSBTEK become who asks, and where."""

from pathlib import Path

from django.test import override_settings

from gemensam.assistance import api as assistance
from gemensam.config import environment


def test_the_environment_configures_who_asks_and_where():
    given = environment.read(
        {
            "GEMENSAM_SSBTEK_ADDRESS": "https://ssbtek.example/v10",
            "GEMENSAM_SSBTEK_CERTIFICATE": "a.pem",
            "GEMENSAM_SSBTEK_KEY": "b.pem",
            "GEMENSAM_SSBTEK_ORGANISATION": "2120000001",
            "GEMENSAM_SSBTEK_NAME": "Provkommunen",
            "GEMENSAM_SSBTEK_AUTHORITIES": "",
        }
    ).ssbtek
    with override_settings(GEMENSAM_SSBTEK=given):
        assert assistance.configuration() == assistance.Configuration(
            address="https://ssbtek.example/v10",
            certificate=Path("a.pem"),
            key=Path("b.pem"),
            organisation=assistance.Organisation("2120000001", "Provkommunen"),
        )
