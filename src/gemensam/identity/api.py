"""What other domains may ask of identity."""

from gemensam.identity.actions import (
    DEMO_ISSUER,
    close_sessions_of,
    grant_commission,
    offer_persona,
    open_session,
    register_person,
)
from gemensam.identity.http import LoginNeeded, Request, View, logged_in
from gemensam.identity.queries import (
    Name,
    Persona,
    actor_for,
    names,
    personas,
    persons_at_work,
    persons_who_may,
)
from gemensam.ui.marks import public

__all__ = [
    "DEMO_ISSUER",
    "LoginNeeded",
    "Name",
    "Persona",
    "Request",
    "View",
    "actor_for",
    "close_sessions_of",
    "grant_commission",
    "logged_in",
    "names",
    "offer_persona",
    "open_session",
    "personas",
    "persons_at_work",
    "persons_who_may",
    "public",
    "register_person",
]
