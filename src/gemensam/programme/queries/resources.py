"""Read a plan's resource lines and posts, in the county body's tenant."""

from gemensam.programme import county
from gemensam.programme.kinds import ResourcePool
from gemensam.programme.models import Pool, ResourceLine
from gemensam.programme.rules import resources as rules


def lines(plan_key: str) -> tuple[rules.ResourceLine, ...]:
    """Give the plan's lines in their order."""
    with county.context():
        rows = list(ResourceLine.objects.filter(plan_key=plan_key).order_by("order"))
    return tuple(
        rules.ResourceLine(
            activity_key=row.activity_key,
            part=row.part,
            role=row.role,
            percent=row.percent,
            pool=ResourcePool(row.pool),
            first_month=row.first_month,
            last_month=row.last_month,
            shared_with=row.shared_with,
        )
        for row in rows
    )


def pools(plan_key: str) -> tuple[rules.Pool, ...]:
    """Give the plan's posts, in the pools' order."""
    with county.context():
        found = {row.pool: row for row in Pool.objects.filter(plan_key=plan_key)}
    return tuple(
        rules.Pool(
            pool=pool,
            posts=found[pool].posts,
            percent_each=found[pool].percent_each,
            source=found[pool].source,
            assumption=found[pool].assumption or None,
        )
        for pool in ResourcePool
        if pool in found
    )


def plans_with_lines() -> set[str]:
    """Say which plans have resource lines."""
    with county.context():
        return set(ResourceLine.objects.values_list("plan_key", flat=True).distinct())
