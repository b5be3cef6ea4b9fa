"""UUID version 7 (RFC 9562 §5.7) made from a given time and given randomness.

Neither every supported Python nor every supported PostgreSQL can make one, so we do; the
time and the random bytes are arguments, which lets every run be replayed.
"""

from typing import Final
from uuid import UUID

# RFC 9562 §5.7: 12 + 62 random bits fit in ten bytes, six bits of which are left unused.
RANDOM_BYTES: Final = 10
# RFC 9562 §5.7: the leading field is 48 bits of milliseconds since 1970.
MAX_MS: Final = (1 << 48) - 1
_VERSION: Final = 7
_VARIANT: Final = 0b10


class UnusableIdParts(ValueError):
    """The time does not fit in 48 bits, or there are not ten random bytes."""


class NotVersion7(ValueError):
    """The UUID carries no time, since it is not of version 7."""


def uuid7(now_ms: int, random: bytes) -> UUID:
    """Make a UUID that sorts by `now_ms`; `random` is ten bytes from a secure source."""
    if len(random) != RANDOM_BYTES:
        message = f"uuid7 needs {RANDOM_BYTES} random bytes, not {len(random)}"
        raise UnusableIdParts(message)
    if not 0 <= now_ms <= MAX_MS:
        message = f"uuid7 needs a time between 0 and {MAX_MS} ms, not {now_ms}"
        raise UnusableIdParts(message)
    bits = int.from_bytes(random, "big")
    rand_a = (bits >> 62) & 0xFFF
    rand_b = bits & ((1 << 62) - 1)
    return UUID(int=now_ms << 80 | _VERSION << 76 | rand_a << 64 | _VARIANT << 62 | rand_b)


def timestamp_of(value: UUID) -> int:
    """Give the milliseconds since 1970 that a version 7 UUID was made from."""
    if value.version != _VERSION:
        message = "only a version 7 UUID carries a time"
        raise NotVersion7(message)
    return value.int >> 80
