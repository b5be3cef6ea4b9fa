"""What other domains may ask of identity."""

from gemensam.identity.actions import (
    DEMO_ISSUER,
    close_sessions_of,
    grant_commission,
    offer_persona,
    open_session,
    register_person,
)
from gemensam.identity.http import LoginNeeded, Request, View, logged_in, public
from gemensam.identity.queries import Name, Persona, names, personas

__all__ = [
    "DEMO_ISSUER",
    "LoginNeeded",
    "Name",
    "Persona",
    "Request",
    "View",
    "close_sessions_of",
    "grant_commission",
    "logged_in",
    "names",
    "offer_persona",
    "open_session",
    "personas",
    "public",
    "register_person",
]
