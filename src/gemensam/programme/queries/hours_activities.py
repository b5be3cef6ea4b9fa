"""What time can be reported on: the activities of every plan that holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from gemensam.programme import county
from gemensam.programme.models import PlanRevision
from gemensam.programme.rules.plans_kept import plan_of

# Read documents by what they say: the same words never change. A few plans with some revisions.
_READ: dict[str, tuple["Choice", ...]] = {}
MOST_READ = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """An activity of a plan."""

    plan_key: str
    plan_title: str
    key: str
    number: str
    name: str

    @property
    def value(self) -> str:
        """Give what a form sends."""
        return f"{self.plan_key}/{self.key}"

    @property
    def shown(self) -> str:
        return f"{self.number}. {self.name}" if self.number else self.name


def choices() -> Sequence[Choice]:
    """List the activities by plan, the latest plan first, in one query; plans are read once."""
    with county.context():
        current = PlanRevision.objects.filter(number=F("plan__revision"))
        found = list(current.order_by("-plan__first_year", "plan__key").values_list("digest", "id"))
        new = [row_id for digest, row_id in found if digest not in _READ]
        for row in current.filter(id__in=new):
            _remember(row)
    return [choice for digest, _ in found for choice in _READ.get(digest, ())]


def _remember(row: PlanRevision) -> None:
    if len(_READ) >= MOST_READ:
        _READ.clear()
    plan = plan_of(row.document)
    _READ[row.digest] = tuple(
        Choice(plan.key, plan.title, one.key, one.number, one.name) for one in plan.activities
    )
