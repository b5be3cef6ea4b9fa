"""Read what was fetched from Kolada: which key figures, and a key figure's values by municipality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Max

from gemensam.programme.models import KoladaKpi, KoladaValue


@dataclass(frozen=True, slots=True)
class KpiRow:
    """A key figure, and how much of it is here."""

    kpi: str
    title: str
    description: str
    auspice: str
    published_on: date | None
    first_title: str
    fetched_at: datetime
    values: int
    latest_year: int | None

    @property
    def is_renamed(self) -> bool:
        """Whether Kolada calls it something else than when it was first fetched."""
        return self.title != self.first_title


def kpis() -> Sequence[KpiRow]:
    """List what was fetched, by title."""
    rows = KoladaKpi.objects.annotate(count=Count("values"), latest=Max("values__year"))
    return [
        KpiRow(*row)
        for row in rows.order_by("title").values_list(
            "kpi", "title", "description", "auspice", "published_on", "first_title",
            "fetched_at", "count", "latest",
        )
    ]  # fmt: skip


def values(kpi: str, gender: str) -> Mapping[UUID, Mapping[int, Decimal | None]]:
    """Give a key figure's values by municipality (organisation id) and year."""
    found: dict[UUID, dict[int, Decimal | None]] = {}
    rows = KoladaValue.objects.filter(kpi__kpi=kpi, gender=gender)
    for place, year, value in rows.values_list("measured_municipality_id", "year", "value"):
        found.setdefault(place, {})[year] = value
    return found


def genders(kpi: str) -> Sequence[str]:
    """Say for whom there are values: all, women, men."""
    rows = KoladaValue.objects.filter(kpi__kpi=kpi).values_list("gender", flat=True)
    return sorted(set(rows.distinct()), key="TKM".index)
