"""Save definitions as new versions, write down targets, and take in raw rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched
from uuid import UUID

from django.db import connection, transaction

from gemensam.kernel.actor import Actor
from gemensam.programme.models import IndicatorDefinitionVersion
from gemensam.programme.queries import indicators_definitions as definitions
from gemensam.programme.rules import indicators_yaml
from gemensam.programme.rules.indicators_expressions import Fault
from gemensam.programme.rules.indicators_yaml import Recipe, WrongDefinition
from gemensam.programme.rules.workings import gettext_noop
from gemensam.tenancy.context import current_tenant_id
from gemensam.tenancy.models import new_id

# COPY is not to be had behind row-level security; arrays of this length are nearly as fast.
ROWS_AT_ONCE = 10_000
_OBSERVE = """
    INSERT INTO programme_indicatorobservation (id, tenant_id, indicator, observed_municipality_id,
        day, numerator, denominator, source)
    SELECT g.id, %s, g.indicator, g.place, g.day, g.numerator, g.denominator, g.source
    FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::date[], %s::int[], %s::int[], %s::text[])
         AS g(id, indicator, place, day, numerator, denominator, source)
"""


class NotAsPreviewed(Exception):
    """The text is another than the one that was previewed. Nothing was saved."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A raw row: what was counted on a day. A correction is a row with the difference."""

    indicator: str
    municipality_id: UUID
    day: date
    numerator: int
    denominator: int | None
    source: str


def changed(text: str) -> Sequence[Recipe]:
    """Read a text of definitions and give those that are new or changed, in the county's tenant.

    A changed one is the next version of what it was. Raises WrongDefinition.
    """
    found = indicators_yaml.read(text)
    known = definitions.recipes()
    faults: list[Fault] = []
    news: list[Recipe] = []
    for recipe in found:
        before = known.get(recipe.id)
        if before is not None and before.digest == recipe.digest:
            continue
        expected = before.definition.version + 1 if before else 1
        if recipe.definition.version != expected:
            line, column = indicators_yaml.place_of(text, recipe.id, "version")
            said = gettext_noop(
                "The text is another than version %(known)s: it is version %(expected)s."
            )
            if before is None:
                said = gettext_noop("The indicator is new: it begins at version %(expected)s.")
            words = (("known", str(expected - 1)), ("expected", str(expected)))
            faults.append(Fault(line, column, said, words))
        news.append(recipe)
    if faults:
        raise WrongDefinition(faults)
    return news


@transaction.atomic
def save_definitions(*, actor: Actor, text: str, previewed: str, now: datetime) -> int:
    """Save what is new or changed, all or none; say how many. In the county body's tenant.

    `previewed` is the digest of what the preview showed. Raises WrongDefinition, NotAsPreviewed.
    """
    news = changed(text)
    if digest_of(news) != previewed:
        raise NotAsPreviewed
    IndicatorDefinitionVersion.objects.bulk_create(
        IndicatorDefinitionVersion(
            key=recipe.id,
            version=recipe.definition.version,
            text=recipe.text,
            digest=recipe.digest,
            saved_by_id=actor.person_id,
            saved_at=now,
        )
        for recipe in news
    )
    return len(news)


def digest_of(recipes: Iterable[Recipe]) -> str:
    """Give one fingerprint of several definitions, in their order."""
    return "-".join(recipe.digest for recipe in recipes)


def observe(rows: Iterable[Observation]) -> int:
    """Take raw rows in, in the running tenant; say how many. The sums follow in the same statement."""
    tenant_id = current_tenant_id()
    count = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for batch in batched(rows, ROWS_AT_ONCE):
            cursor.execute(
                _OBSERVE,
                [
                    tenant_id,
                    [new_id() for _ in batch],
                    [row.indicator for row in batch],
                    [row.municipality_id for row in batch],
                    [row.day for row in batch],
                    [row.numerator for row in batch],
                    [row.denominator for row in batch],
                    [row.source for row in batch],
                ],
            )
            count += len(batch)
    return count
