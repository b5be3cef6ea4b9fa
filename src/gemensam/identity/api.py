"""What other domains may ask of identity."""

from gemensam.identity.actions import (
    DEMO_ISSUER,
    OtherName,
    close_sessions_of,
    grant_commission,
    offer_persona,
    open_session,
    person_named,
    register_person,
)
from gemensam.identity.hsa import api as hsa
from gemensam.identity.http import LoginNeeded, Request, View, logged_in
from gemensam.identity.machines.bearer import Bearer, ScopeMissing
from gemensam.identity.machines.clients import (
    Client,
    NameIsTaken,
    NoSuchClient,
    Scope,
    client_by_name,
    clients,
    make_client,
    revoke_client,
)
from gemensam.identity.machines.idempotency import KeyUsedOtherwise, StillAtWork, do_once
from gemensam.identity.machines.problems import problem, unknown
from gemensam.identity.queries import (
    Colleague,
    Name,
    Persona,
    actor_for,
    colleagues,
    names,
    personas,
    persons_at_work,
    persons_who_may,
    staff,
)
from gemensam.ui.marks import public

__all__ = [
    "DEMO_ISSUER",
    "Bearer",
    "Client",
    "Colleague",
    "KeyUsedOtherwise",
    "LoginNeeded",
    "Name",
    "NameIsTaken",
    "NoSuchClient",
    "OtherName",
    "Persona",
    "Request",
    "Scope",
    "ScopeMissing",
    "StillAtWork",
    "View",
    "actor_for",
    "client_by_name",
    "clients",
    "close_sessions_of",
    "colleagues",
    "do_once",
    "grant_commission",
    "hsa",
    "logged_in",
    "make_client",
    "names",
    "offer_persona",
    "open_session",
    "person_named",
    "personas",
    "persons_at_work",
    "persons_who_may",
    "problem",
    "public",
    "register_person",
    "revoke_client",
    "staff",
    "unknown",
]
