"""Word to whoever has a security key that something was done with it: that, and nothing more."""

from datetime import datetime
from typing import Final

from gemensam.delivery import api as delivery
from gemensam.identity import queries
from gemensam.identity.break_glass.models import SecurityKey
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import current_tenant_id

# Where they see what they are logged in to, and their keys.
OWN: Final = "/inloggad/"


def tell_holder(key: SecurityKey, *, now: datetime) -> None:
    """Send word that a key was registered, confirmed or revoked, whoever did it."""
    body = organisations.body_by_tenant(current_tenant_id())
    holder = queries.names([key.person_id])[key.person_id]
    delivery.notify(
        person_id=key.person_id,
        kind=delivery.MessageKind.RESERVE_KEY,
        sender_name=body.name if body else "Gemensam",
        link_path=OWN,
        is_protected=holder.is_protected,
        now=now,
        subject_key=str(key.id),
    )
