"""What other domains may ask of the access log."""

from gemensam.audit.actions import Access, record, record_apart
from gemensam.audit.queries import AccessRow, accesses_to_resident, accesses_to_resource

__all__ = [
    "Access",
    "AccessRow",
    "accesses_to_resident",
    "accesses_to_resource",
    "record",
    "record_apart",
]
