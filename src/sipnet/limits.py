"""Bounds of the SIP core: generous for alarm units, small for someone who wants to harm."""

from typing import NamedTuple

# A SCAIP message is below 2 KiB; 64 KiB is the largest UDP datagram, and no more is kept for TCP.
MAX_MESSAGE_BYTES = 65_536

# Seen from units behind two proxies: about 20. More is a mistake or an attack.
MAX_HEADERS = 100

# RFC 3261 §17.1.1.1: estimate of the round trip, longest repeat interval, life of a packet.
T1 = 0.5
T2 = 4.0
T4 = 5.0

# Timers F, J and our own deadline for an unanswered request: after 64·T1 the other side gave up.
GIVE_UP_AFTER = 64 * T1


class Limits(NamedTuple):
    """How much one endpoint may hold at a time."""

    # Requests handed to the application and not yet answered: what one bad minute of a database
    # may pile up at 1,000 messages/s. More is refused with 503, so that units use their second
    # receiver.
    max_unanswered: int = 50_000

    # One address may not fill the table for everyone else. A front proxy is one address, so it is
    # named in `unlimited_peers` instead.
    max_unanswered_per_peer: int = 5_000
    unlimited_peers: frozenset[str] = frozenset()

    # Answers kept for retransmissions: 32 s at 4,167 heartbeats/s are 133,000, of 0.8 KiB each
    # (measured, with short addresses): about 120 MB at most. When full, the
    # oldest is forgotten early; refusing a new alarm to remember an old answer would be worse,
    # and the database still finds a true duplicate.
    max_remembered: int = 150_000

    # Our own requests under way (one <mrs> per alarm).
    max_client_transactions: int = 150_000
