"""A receiver made wrong on purpose: it acknowledges before it commits. Only the drill runs it."""

import sys


def main() -> int:
    """Receive as the command does, but answer 200 to an alarm at once, and once only."""
    from gemensam.config import environment, standing

    standing.prepare("receiver")
    from gemensam.alarms.server import receiver, run
    from sipnet import ServerTransaction

    class Hasty(receiver.Receiver):
        """The mistake itself."""

        def _keep(self, pending: receiver.Pending) -> None:
            if not pending.arrived.request.is_heartbeat:
                super()._respond(pending.transaction, receiver.OK)
            super()._keep(pending)

        def _respond(self, transaction: ServerTransaction, status: int) -> None:
            if not transaction.answered:
                super()._respond(transaction, status)

    here = environment.read()
    run.run(
        host=here.host,
        port=here.sip_port,
        health_port=here.receiver_port,
        make=Hasty,
    )
    return 0


def run() -> list[dict[str, object]]:
    """Do nothing by itself: `kill` starts this module as a process of its own."""
    return []


if __name__ == "__main__":
    sys.exit(main())
