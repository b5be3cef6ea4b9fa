"""Read reports of goal fulfilment in the county body's tenant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gemensam.programme.models import FollowUpPublication, FollowUpReport
from gemensam.programme.rules.followup import Report
from gemensam.programme.rules.followup_kept import report_of

MOST_VERSIONS = 50


class NoSuchReport(LookupError):
    """There is no report of that year, or no such version of it."""


@dataclass(frozen=True, slots=True)
class Version:
    """A report as it stood; `published_at` is None for a draft, `is_published` tells of shipped ones."""

    report: Report
    number: int
    digest: str
    made_by: str
    made_at: datetime | None
    is_published: bool
    published_by: str
    published_at: datetime | None


def _version(row: FollowUpReport, published: FollowUpPublication | None) -> Version:
    return Version(
        report=report_of(row.document),
        number=row.version,
        digest=row.digest,
        made_by=row.made_by_name,
        made_at=row.made_at,
        is_published=published is not None,
        published_by=published.published_by_name if published else "",
        published_at=published.published_at if published else None,
    )


def years() -> Sequence[int]:
    """List the years that have a published report, newest first."""
    found = FollowUpReport.objects.filter(publications__isnull=False)
    return list(found.order_by("-year").values_list("year", flat=True).distinct())


def every_year() -> Sequence[int]:
    """List the years that have a report, published or not, newest first."""
    return list(FollowUpReport.objects.order_by("-year").values_list("year", flat=True).distinct())


def versions(year: int) -> Sequence[Version]:
    """List a year's newest versions, the newest first."""
    rows = FollowUpReport.objects.filter(year=year).order_by("-version")
    return [
        _version(row, next(iter(row.publications.all()), None))
        for row in rows.prefetch_related("publications")[:MOST_VERSIONS]
    ]


def outcomes(year: int) -> Version:
    """Give a year's report as it was last published. Raises NoSuchReport."""
    found = FollowUpPublication.objects.filter(report__year=year).select_related("report")
    published = found.order_by("-report__version").first()
    if published is None:
        raise NoSuchReport(str(year))
    return _version(published.report, published)


def newest(year: int) -> Version | None:
    """Give a year's newest version, published or not."""
    return next(iter(versions(year)), None)
