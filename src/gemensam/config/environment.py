"""The environment variables that an installation may set, read in one place.

`docs/reference/settings.md` lists them; a test keeps the two together.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from gemensam.embedded.cluster import Cluster
from gemensam.embedded.secret_store import Secrets
from gemensam.embedded.socket_folder import choose_socket_folder
from gemensam.tenancy.roles import OWNER, PREFIX

VARIABLES = {
    "GEMENSAM_HOME": "folder for database, files, secrets and logs (default: var)",
    "GEMENSAM_PORT": "port of the web pages (default: 8000)",
    "GEMENSAM_LIVE_PORT": "port of the live stream (default: the web port plus one)",
    "GEMENSAM_SIP_PORT": "port of alarm receiving, UDP and TCP (default: 5060)",
    "GEMENSAM_RECEIVER_PORT": "port of the receiver's health page (default: the web port plus two)",
    "GEMENSAM_HOST": "address that everything listens on (default: 127.0.0.1)",
    "GEMENSAM_DEMO": "1 switches on the demo: log-in by picking a person, loopback only",
    "GEMENSAM_ALLOWED_HOSTS": "host names that pages are asked for by, with commas between",
    "GEMENSAM_SMTP_URL": "smtp://user:password@host:port of the mail server (default: none)",
    "GEMENSAM_CLAMD": "ClamAV's daemon that scans uploads: a socket's path, or host:port; none: files are"
    " kept unscanned (default: none in the demo; else uploads wait in quarantine)",
    "GEMENSAM_ISSUERS": "file with the log-in services (OpenID Connect issuers), YAML or JSON (default: none)",
    "GEMENSAM_CARDS": "file that says which cards (SITHS, Efos) people log in with, YAML (default: none)",
    "GEMENSAM_BREAK_GLASS_ORIGIN": "https address of the pages, as in https://gemensam.example.se: switches on"
    " administrators' reserve log-in by security key (default: none, off; on in the demo)",
    "GEMENSAM_BREAK_GLASS_RP_ID": "domain that the keys are registered for (default: the origin's host)",
    "GEMENSAM_BREAK_GLASS_LOA": "level that a log-in by key counts as, 3 or 4 (default: 3)",
    "GEMENSAM_BREAK_GLASS_MINUTES": "how long a log-in by key lasts, 1 to 240 (default: 60)",
    "GEMENSAM_BREAK_GLASS_WHEN": "always, or away: only while no log-in service of staff answers (default: always)",
    "GEMENSAM_DATABASE_ROLE": "database role of this process (default: app)",
    "GEMENSAM_SSBTEK_ADDRESS": "https address of SSBTEK, contract v10 (default: none; nothing is asked)",
    "GEMENSAM_SSBTEK_CERTIFICATE": "file with the certificate shown to SSBTEK, in PEM",
    "GEMENSAM_SSBTEK_KEY": "file with the certificate's key, in PEM",
    "GEMENSAM_SSBTEK_AUTHORITIES": "file with whom to trust as SSBTEK, in PEM (default: the system's)",
    "GEMENSAM_SSBTEK_ORGANISATION": "organisation number of the municipality that asks",
    "GEMENSAM_SSBTEK_NAME": "name of the municipality that asks",
    "GEMENSAM_SSBTEK_ACTOR_ID": "its id with Försäkringskassan (aktörsid), from the service's deliverer",
    "GEMENSAM_HSA_ADDRESS": "https address of HSA's look-up by RIV-TA (default: none; nothing is asked)",
    "GEMENSAM_HSA_CERTIFICATE": "file with the certificate shown to HSA, in PEM",
    "GEMENSAM_HSA_KEY": "file with the certificate's key, in PEM",
    "GEMENSAM_HSA_AUTHORITIES": "file with whom to trust as HSA, in PEM (default: the system's)",
    "GEMENSAM_HSA_LOGICAL_ADDRESS": "HSA-id that questions are addressed to, given at the connection",
    "GEMENSAM_HSA_SEARCH_BASE": "part of HSA that is searched, as a distinguished name (default: all)",
    "GEMENSAM_STANDARDS_DIR": "folder with public schemas for the conformance tests",
    "GEMENSAM_POSTGRES_BIN": "folder with the PostgreSQL programs (default: found by itself)",
    "DATABASE_URL": "a PostgreSQL of your own instead of the bundled one",
}

# What the names of a service's variables have before what each is for.
SSBTEK = "_SSBTEK_"
BREAK_GLASS = "_BREAK_GLASS_"
HSA = "_HSA_"
DEFAULT_PORT = 8000
DEFAULT_SIP_PORT = 5060
# The bundled server listens on a unix socket only; the number is part of the socket's name.
BUNDLED_PORT = 5432
DATABASE_NAME = "gemensam"
# Tables belong to the owner, who cannot log in. A migration that would have to wait for long gives
# up instead of holding everybody behind it.
MIGRATING: Final = {"options": f"-c role={OWNER} -c lock_timeout=2s"}
# What a connection asks again and again, the database reads and plans once: half of what a page
# costs there is the planning, with every table behind row-level security.
PREPARING: Final = {"server_side_binding": True, "prepare_threshold": 5}


@dataclass(frozen=True, slots=True)
class Environment:
    """What the variables say, with defaults filled in."""

    home: Path
    host: str
    port: int
    live_port: int
    sip_port: int
    receiver_port: int
    is_demo: bool
    allowed_hosts: tuple[str, ...]
    smtp_url: str
    clamd: str
    issuers: str
    cards: str
    # The rest of each variable's name, in small letters → its value; unset ones are left out.
    ssbtek: dict[str, str]
    break_glass: dict[str, str]
    hsa: dict[str, str]
    database_role: str
    database_url: str

    @property
    def secrets(self) -> Secrets:
        return Secrets(self.home / "secrets.json")

    def superuser_dsn(self) -> str:
        """Give the address for making roles and databases: DATABASE_URL's role, or the bundled."""
        return self.database_url or Cluster(self.home).dsn()

    def database(self, role: str, *, name: str = "") -> dict[str, object]:
        """Give Django's settings of a connection as one of our roles."""
        if self.database_url:
            url = urlsplit(self.database_url)
            place = {
                "HOST": url.hostname or "",
                "PORT": str(url.port or ""),
                "NAME": name or unquote(url.path.lstrip("/")),
            }
        else:
            place = {
                "HOST": str(choose_socket_folder(self.home)),
                "PORT": str(BUNDLED_PORT),
                "NAME": name or DATABASE_NAME,
            }
        return {
            "ENGINE": "django.db.backends.postgresql",
            **place,
            "USER": f"{PREFIX}{role}",
            "PASSWORD": self.secrets.password_for(f"{PREFIX}{role}"),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": MIGRATING if role == "migrator" else PREPARING,
        }


def read(values: os._Environ[str] | dict[str, str] | None = None) -> Environment:
    """Read the variables. Raises ValueError: a port is no number, or a place is none."""
    env = os.environ if values is None else values
    port = int(env.get("GEMENSAM_PORT") or DEFAULT_PORT)
    hosts = env.get("GEMENSAM_ALLOWED_HOSTS", "")
    is_demo = env.get("GEMENSAM_DEMO") == "1"
    return Environment(
        home=Path(env.get("GEMENSAM_HOME") or "var").resolve(),
        host=env.get("GEMENSAM_HOST") or "127.0.0.1",
        port=port,
        live_port=int(env.get("GEMENSAM_LIVE_PORT") or port + 1),
        sip_port=int(env.get("GEMENSAM_SIP_PORT") or DEFAULT_SIP_PORT),
        receiver_port=int(env.get("GEMENSAM_RECEIVER_PORT") or port + 2),
        is_demo=is_demo,
        allowed_hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
        smtp_url=env.get("GEMENSAM_SMTP_URL", ""),
        clamd=_clamd(env.get("GEMENSAM_CLAMD") or ("none" if is_demo else "")),
        issuers=env.get("GEMENSAM_ISSUERS", ""),
        cards=env.get("GEMENSAM_CARDS", ""),
        ssbtek=_group(env, SSBTEK),
        break_glass=_group(env, BREAK_GLASS),
        hsa=_group(env, HSA),
        database_role=env.get("GEMENSAM_DATABASE_ROLE") or "app",
        database_url=env.get("DATABASE_URL", ""),
    )


def _group(env: os._Environ[str] | dict[str, str], word: str) -> dict[str, str]:
    return {
        name.partition(word)[2].lower(): env[name]
        for name in VARIABLES
        if word in name and env.get(name)
    }


def _clamd(place: str) -> str:
    if place and not re.fullmatch(r"none|/.+|[^/\s]+:\d+", place):
        raise ValueError(f"GEMENSAM_CLAMD={place} is neither a socket's path, host:port nor none")
    return place
