"""The newest version of every definition, and how each became what it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

from gemensam.programme.models import IndicatorDefinitionVersion
from gemensam.programme.rules import indicators_yaml
from gemensam.programme.rules.indicators_yaml import Recipe

SHIPPED_FILES = ("indicators.yaml", "indicators_more.yaml")
# Every definition in several versions; what falls out is read again.
MOST_REMEMBERED = 500


class NoSuchIndicator(LookupError):
    """No definition has that id."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved version: what it says, by whom and when. Nobody saved what ships with the project."""

    version: int
    text: str
    saved_by: str
    saved_at: datetime


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Recipe]:
    """Give every definition that ships with the project, by id, in the files' order."""
    texts = (
        files("gemensam.programme").joinpath("data", name).read_text(encoding="utf-8")
        for name in SHIPPED_FILES
    )
    return {recipe.id: recipe for text in texts for recipe in indicators_yaml.read(text)}


@lru_cache(maxsize=MOST_REMEMBERED)
def _read(text: str) -> Recipe:
    (recipe,) = indicators_yaml.read(f"{indicators_yaml.HEAD}{text}")
    return recipe


def recipes() -> Mapping[str, Recipe]:
    """Give every definition in its newest version, in the county body's tenant.

    The shipped ones are at hand; a saved version goes before them when it is newer.
    """
    found = dict(shipped())
    rows = IndicatorDefinitionVersion.objects.order_by("key", "-version").distinct("key")
    for key, version, text in rows.values_list("key", "version", "text"):
        if key not in found or version > found[key].definition.version:
            found[key] = _read(text)
    return found


def recipe(key: str) -> Recipe:
    """Give one definition in its newest version. Raises NoSuchIndicator."""
    found = recipes().get(key)
    if found is None:
        raise NoSuchIndicator(key)
    return found


def versions(key: str) -> list[Saved]:
    """List what was saved of a definition, the newest first."""
    rows = (
        IndicatorDefinitionVersion.objects.filter(key=key)
        .select_related("saved_by")
        .order_by("-version")
    )
    return [
        Saved(
            row.version, row.text, row.saved_by.display_name if row.saved_by else "", row.saved_at
        )
        for row in rows
    ]
