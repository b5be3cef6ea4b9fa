"""Write down who may decide what for the board, by its order of delegation."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gemensam.cases.models import Delegation, Outcome


def delegate(
    *,
    commission_id: UUID,
    kind: str,
    outcomes: Sequence[Outcome],
    point: str,
    now: datetime,
    needs_second: Sequence[Outcome] = (),
    covers_protected: bool = False,
) -> None:
    """Write down what a commission may decide for the board, by its order of delegation.

    `needs_second`: the outcomes that are decided by two, whoever proposes and a colleague who confirms.
    """
    Delegation.objects.create(
        commission_id=commission_id,
        kind=kind,
        outcomes=sorted(outcomes),
        needs_second=sorted(needs_second),
        point=point,
        covers_protected=covers_protected,
        starts_at=now,
    )
