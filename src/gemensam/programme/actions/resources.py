"""Write a plan's resource lines and its posts, in the county body's tenant.

Whoever calls has let the actor in, and may be inside `county.context()` already.
"""

from collections.abc import Sequence

from django.db import transaction

from gemensam.programme import county
from gemensam.programme.models import Pool, ResourceLine
from gemensam.programme.rules import resources as rules


def replace_lines(plan_key: str, lines: Sequence[rules.ResourceLine]) -> int:
    """Let these be the plan's lines, in this order; say how many. All or none."""
    with transaction.atomic(), county.context():
        ResourceLine.objects.filter(plan_key=plan_key).delete()
        ResourceLine.objects.bulk_create(
            ResourceLine(
                plan_key=plan_key,
                order=order,
                activity_key=line.activity_key,
                part=line.part,
                role=line.role,
                percent=line.percent,
                pool=line.pool,
                first_month=line.first_month,
                last_month=line.last_month,
                shared_with=line.shared_with,
            )
            for order, line in enumerate(lines, start=1)
        )
    return len(lines)


def replace_pools(plan_key: str, pools: Sequence[rules.Pool]) -> int:
    """Let these be the posts that the plan's work is taken from; say how many pools."""
    with transaction.atomic(), county.context():
        Pool.objects.filter(plan_key=plan_key).delete()
        Pool.objects.bulk_create(
            Pool(
                plan_key=plan_key,
                pool=pool.pool,
                posts=pool.posts,
                percent_each=pool.percent_each,
                source=pool.source,
                assumption=pool.assumption or "",
            )
            for pool in pools
        )
    return len(pools)
