"""Write down what municipalities report of indicators: draft, approved, locked, corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gemensam.kernel.actor import Actor
from gemensam.programme import county
from gemensam.programme.models import IndicatorValue, IndicatorValuePart
from gemensam.programme.rules.indicators import IndicatorDefinition, Measure
from gemensam.programme.rules.indicators_figures import Origin, Stage
from gemensam.programme.rules.indicators_yaml import Recipe


class ValueRefused(ValueError):
    """A value cannot be taken as it is."""


class WrongShape(ValueRefused):
    """A share has a numerator and a denominator; a count has only a number."""


class PartIsLarger(ValueRefused):
    """A numerator is larger than its denominator, or a number is below nought."""


class NumberOrReason(ValueRefused):
    """Either there is a number, or the reason why nothing can be assessed."""


class UnknownDenominator(ValueRefused):
    """The indicator has no denominator, or no part, of that name."""


class PeriodIsAhead(ValueRefused):
    """The period has not begun, or ends before it begins."""


class ReasonIsMissing(ValueRefused):
    """A locked value is corrected with a reason."""


class ChangedMeanwhile(Exception):
    """Somebody else has changed the value since it was read. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Count:
    """What a municipality counted."""

    numerator: int
    denominator: int | None = None


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A value as it is handed in: a count, or why there is none; its parts where it has any."""

    reporter_id: UUID
    starts_on: date
    ends_on: date
    count: Count | None
    because: str = ""
    among: str = ""
    parts: Mapping[str, Count] = field(default_factory=dict)
    corrected_because: str = ""
    # The version that was read; None for one that nobody has reported.
    read_version: int | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """One value and the version of it that was read."""

    value_id: UUID
    version: int


def report_values(
    *,
    definition: IndicatorDefinition,
    starts_on: date,
    ends_on: date,
    counts: Mapping[UUID, Count],
    is_synthetic: bool,
    now: datetime,
    among: str = "",
) -> int:
    """Write a period's approved values by municipality (organisation id); say how many.

    Raises WrongShape.
    """
    is_share = definition.measure is Measure.SHARE
    if any((count.denominator is not None) != is_share for count in counts.values()):
        raise WrongShape(definition.id)
    with county.context():
        rows = IndicatorValue.objects.bulk_create(
            IndicatorValue(
                indicator=definition.id,
                definition_version=definition.version,
                among=among,
                reporting_municipality_id=municipality_id,
                starts_on=starts_on,
                ends_on=ends_on,
                numerator=count.numerator,
                denominator=count.denominator,
                is_synthetic=is_synthetic,
                origin=Origin.FILE,
                stage=Stage.APPROVED,
                reported_at=now,
                approved_at=now,
            )
            for municipality_id, count in counts.items()
        )
    return len(rows)


def ensure_fits(recipe: Recipe, handed: HandedIn, *, now: datetime) -> None:
    """Refuse what the definition does not allow. Raises ValueRefused."""
    if handed.ends_on < handed.starts_on or handed.starts_on > timezone.localdate(now):
        raise PeriodIsAhead
    keys = {part.key for part in recipe.parts}
    if handed.among not in recipe.among or not keys.issuperset(handed.parts):
        raise UnknownDenominator
    if (handed.count is None) is not bool(handed.because):
        raise NumberOrReason
    is_share = recipe.definition.measure is Measure.SHARE
    counts = [*handed.parts.values(), *([handed.count] if handed.count else [])]
    for count in counts:
        if (count.denominator is not None) is not is_share:
            raise WrongShape
        top = count.numerator if count.denominator is None else count.denominator
        if not 0 <= count.numerator <= top:
            raise PartIsLarger


def hand_in(
    *, actor: Actor, recipe: Recipe, handed: HandedIn, origin: Origin, now: datetime
) -> UUID:
    """Write a draft: new, instead of what was there, or as a correction of what is locked.

    Raises ValueRefused, ChangedMeanwhile.
    """
    ensure_fits(recipe, handed, now=now)
    with transaction.atomic(), county.context():
        rows = IndicatorValue.objects.select_for_update().filter(
            indicator=recipe.id,
            definition_version=recipe.definition.version,
            among=handed.among,
            reporting_municipality_id=handed.reporter_id,
            starts_on=handed.starts_on,
            ends_on=handed.ends_on,
        )
        last = rows.order_by("-correction").first()
        if handed.read_version != (last.version if last else None):
            raise ChangedMeanwhile
        if last is None or last.stage == Stage.LOCKED:
            row = _new(recipe, handed, last)
        else:
            row = last
            row.version += 1
        _fill(row, handed, origin, actor, now)
        row.parts.all().delete()
        IndicatorValuePart.objects.bulk_create(
            IndicatorValuePart(
                value=row, part=key, numerator=count.numerator, denominator=count.denominator
            )
            for key, count in handed.parts.items()
        )
        value_id: UUID = row.id
        return value_id


def _new(recipe: Recipe, handed: HandedIn, locked: IndicatorValue | None) -> IndicatorValue:
    if locked is not None and not handed.corrected_because:
        raise ReasonIsMissing
    return IndicatorValue(
        indicator=recipe.id,
        definition_version=recipe.definition.version,
        among=handed.among,
        reporting_municipality_id=handed.reporter_id,
        starts_on=handed.starts_on,
        ends_on=handed.ends_on,
        correction=locked.correction + 1 if locked else 0,
        corrected_because=handed.corrected_because if locked else "",
        is_synthetic=False,
    )


def _fill(
    row: IndicatorValue, handed: HandedIn, origin: Origin, actor: Actor, now: datetime
) -> None:
    row.numerator = handed.count.numerator if handed.count else None
    row.denominator = handed.count.denominator if handed.count else None
    row.not_assessable_because = handed.because
    row.origin = origin
    row.stage = Stage.DRAFT
    row.reported_at = now
    row.reported_by_id = actor.person_id
    row.approved_at = row.approved_by_id = None
    row.save()


def approve(
    *, actor: Actor, picks: Sequence[Pick], now: datetime, reporter_id: UUID | None = None
) -> int:
    """Let drafts be figures, all or none; with `reporter_id` only that municipality's own.

    Raises ChangedMeanwhile.
    """
    return _step(
        picks,
        Stage.DRAFT,
        reporter_id,
        {"stage": Stage.APPROVED, "approved_at": now, "approved_by_id": actor.person_id},
    )


def take_back(*, picks: Sequence[Pick], reporter_id: UUID | None = None) -> int:
    """Let approved values be drafts again, until they are locked. Raises ChangedMeanwhile."""
    return _step(
        picks,
        Stage.APPROVED,
        reporter_id,
        {"stage": Stage.DRAFT, "approved_at": None, "approved_by_id": None},
    )


def _step(
    picks: Sequence[Pick], stage: Stage, reporter_id: UUID | None, to: Mapping[str, object]
) -> int:
    with transaction.atomic(), county.context():
        for pick in picks:
            rows = IndicatorValue.objects.filter(
                id=pick.value_id, version=pick.version, stage=stage
            )
            if reporter_id is not None:
                rows = rows.filter(reporting_municipality_id=reporter_id)
            if rows.update(**to, version=F("version") + 1) != 1:
                raise ChangedMeanwhile
    return len(picks)


def lock(*, actor: Actor, key: str, starts_on: date, ends_on: date, now: datetime) -> int:
    """Lock every approved value of an indicator inside a period; say how many.

    From then on they change only by corrections, which are new rows with a reason.
    """
    with county.context():
        return IndicatorValue.objects.filter(
            indicator=key, stage=Stage.APPROVED, starts_on__gte=starts_on, ends_on__lte=ends_on
        ).update(
            stage=Stage.LOCKED,
            locked_at=now,
            locked_by_id=actor.person_id,
            version=F("version") + 1,
        )
