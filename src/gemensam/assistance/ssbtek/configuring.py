"""How this installation reaches SSBTEK, from its settings."""

from pathlib import Path
from typing import Final

from django.conf import settings

from gemensam.assistance.ssbtek.client import Configuration, NotConfigured
from gemensam.assistance.ssbtek.question import Organisation, UnusableQuestion

NEEDED: Final = ("address", "certificate", "key", "organisation", "name")


def configuration() -> Configuration:
    """Give the configuration. Raises NotConfigured with what is missing."""
    given: dict[str, str] = settings.GEMENSAM_SSBTEK
    missing = [name for name in NEEDED if not given.get(name)]
    if missing:
        raise NotConfigured(f"SSBTEK lacks {', '.join(missing)}")
    try:
        organisation = Organisation(given["organisation"], given["name"])
    except UnusableQuestion as error:
        raise NotConfigured(str(error)) from None
    authorities = given.get("authorities")
    return Configuration(
        address=given["address"],
        certificate=Path(given["certificate"]),
        key=Path(given["key"]),
        organisation=organisation,
        actor_id=given.get("actor_id", ""),
        authorities=Path(authorities) if authorities else None,
    )
