"""Write and publish a year's goal fulfilment, in the county body's tenant."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gemensam.kernel.actor import Activity, Actor
from gemensam.programme import county, policy
from gemensam.programme.models import FollowUpPublication, FollowUpReport
from gemensam.programme.rules import followup as rules


class FollowUpRefused(Exception):
    """The report cannot be written or published as asked."""


class ReportChangedMeanwhile(FollowUpRefused):
    """Somebody else has written a version since this one was begun."""


class ReportSaysTheSame(FollowUpRefused):
    """The report says what it already says."""


class AlreadyPublished(FollowUpRefused):
    """The version is published already."""


class ReportHasFaults(FollowUpRefused):
    """The report does not hold together; the faults say where."""

    def __init__(self, faults: tuple[rules.Fault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class _Made:
    """Who wrote a version; nobody made a shipped one."""

    by_id: UUID | None = None
    by_name: str = ""
    at: datetime | None = None


def save(*, actor: Actor, report: rules.Report, base: int, now: datetime) -> int:
    """Write a report as the version after `base` (0: the year's first) and give its number.

    Raises authority.Refused, ReportHasFaults, ReportChangedMeanwhile, ReportSaysTheSame.
    """
    policy.ensure_plan(actor, Activity.WRITE, now=now)
    with transaction.atomic(), county.context():
        return _write(report, base, _Made(actor.person_id, actor.display_name, now))


def _write(report: rules.Report, base: int, made: _Made) -> int:
    if found := rules.faults(report):
        raise ReportHasFaults(found)
    kept = rules.canonical(report)
    newest = FollowUpReport.objects.filter(year=report.year).order_by("-version").first()
    if (newest.version if newest else 0) != base:
        raise ReportChangedMeanwhile
    if newest is not None and newest.digest == kept.digest:
        raise ReportSaysTheSame
    try:
        with transaction.atomic():
            FollowUpReport.objects.create(
                year=report.year,
                version=base + 1,
                document=kept.text,
                digest=kept.digest,
                made_by_id=made.by_id,
                made_by_name=made.by_name,
                made_at=made.at,
            )
    except IntegrityError:
        # Of two who save at once the database keeps one.
        raise ReportChangedMeanwhile from None
    return base + 1


def publish(*, actor: Actor, year: int, version: int, now: datetime) -> None:
    """Let the public read a version from now on.

    Raises authority.Refused, ReportChangedMeanwhile: it is not the newest, AlreadyPublished.
    """
    policy.ensure_plan(actor, Activity.DECIDE, now=now)
    with transaction.atomic(), county.context():
        newest = FollowUpReport.objects.filter(year=year).order_by("-version").first()
        if newest is None or newest.version != version:
            raise ReportChangedMeanwhile
        try:
            with transaction.atomic():
                FollowUpPublication.objects.create(
                    report=newest,
                    published_by_id=actor.person_id,
                    published_by_name=actor.display_name,
                    published_at=now,
                )
        except IntegrityError:
            raise AlreadyPublished from None


def load(report: rules.Report) -> bool:
    """Write a report that ships with the product, published, unless its year has one.

    Whoever calls runs in the county body's tenant.
    """
    if FollowUpReport.objects.filter(year=report.year).exists():
        return False
    _write(report, 0, _Made())
    row = FollowUpReport.objects.get(year=report.year, version=1)
    FollowUpPublication.objects.create(report=row)
    return True
