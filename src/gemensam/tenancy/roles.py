"""The database's log-in roles: who may connect, and what none of them may do."""

from collections.abc import Callable
from dataclasses import dataclass

PREFIX = "gemensam_"
OWNER = f"{PREFIX}owner"


@dataclass(frozen=True, slots=True)
class Role:
    """A role and the reason it exists. Only the owner cannot log in; only backup sees past walls."""

    name: str
    reason: str
    attributes: str = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
    member_of_owner: bool = False

    @property
    def database_name(self) -> str:
        return f"{PREFIX}{self.name}"


ROLES = (
    Role("owner", "owns every table", "NOLOGIN NOSUPERUSER NOBYPASSRLS"),
    Role("migrator", "changes tables", member_of_owner=True),
    Role("app", "web pages"),
    Role("worker", "events and jobs"),
    Role("receiver", "takes alarms"),
    Role("supervisor", "heartbeats, escalation, the console's sequence"),
    Role("sealer", "seals the access log"),
    Role("logreader", "reads the access log for its follow-up"),
    Role("audit", "writes refusals and emergencies past a rolled-back transaction"),
    Role("statistics", "reads aggregate rows of all tenants"),
    Role(
        "backup",
        "copies everything, changes nothing",
        "LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE",
    ),
)


def creation_sql(password_for: Callable[[str], str]) -> list[str]:
    """Statements that make or refresh the roles; to be run by a role that may create roles.

    `password_for` takes a role's name in the database. Passwords hold no quotes (they are made by us).
    """
    statements = []
    for role in ROLES:
        name = role.database_name
        password = ""
        if "NOLOGIN" not in role.attributes:
            secret = password_for(name)
            if "'" in secret or "\\" in secret:
                raise ValueError("a role's password may hold neither quote nor backslash")
            password = f" PASSWORD '{secret}'"
        statements += [
            f"DO $$ BEGIN CREATE ROLE {name}; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
            f"ALTER ROLE {name} WITH {role.attributes}{password}",
        ]
        if role.member_of_owner:
            statements.append(f"GRANT {OWNER} TO {name}")
    return statements
