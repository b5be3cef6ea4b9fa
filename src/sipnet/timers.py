"""Deadlines without a heap: each delay has its own queue, which time keeps in order.

All timers of one delay are set in the order in which they fall due, so setting is an append, and
the next deadline is the least of a handful of queue heads. If the clock steps back, a timer is at
worst late by the step.
"""

from collections import deque

from sipnet.transaction import ClientTransaction, Input, State


class Timers:
    """Timers of client transactions. A cancelled one stays until its time and then does nothing."""

    def __init__(self) -> None:
        """Start with none."""
        self._queues: dict[float, deque[tuple[float, ClientTransaction, Input]]] = {}

    def start(self, delay: float, now: float, transaction: ClientTransaction, kind: Input) -> None:
        """Let `kind` happen to the transaction `delay` seconds from now."""
        queue = self._queues.get(delay)
        if queue is None:
            queue = self._queues[delay] = deque()
        queue.append((now + delay, transaction, kind))

    def next_due(self) -> float | None:
        """Return when the next timer that still matters falls due."""
        soonest: float | None = None
        for queue in self._queues.values():
            while queue and _is_idle(queue[0][1], queue[0][2]):
                queue.popleft()
            if queue and (soonest is None or queue[0][0] < soonest):
                soonest = queue[0][0]
        return soonest

    def take_due(self, now: float) -> list[tuple[ClientTransaction, Input]]:
        """Remove and return what fell due."""
        due: list[tuple[ClientTransaction, Input]] = []
        for queue in self._queues.values():
            while queue and queue[0][0] <= now:
                _, transaction, kind = queue.popleft()
                if not _is_idle(transaction, kind):
                    due.append((transaction, kind))
        return due


def _is_idle(transaction: ClientTransaction, kind: Input) -> bool:
    if transaction.state is State.TERMINATED:
        return True
    return (transaction.state is State.COMPLETED) != (kind is Input.TIMER_K)
