"""Look over the installation and say, line by line, what is well and what to do about the rest."""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator

HELP = "look over the installation"
# Less than this and PostgreSQL may stop in the middle of a night.
LEAST_FREE_BYTES = 1_000_000_000


def configure(parser: argparse.ArgumentParser) -> None:
    """The command has no options."""
    del parser


def _machine() -> Iterator[tuple[bool, str]]:
    from gemensam.config import environment
    from gemensam.embedded.binaries import find_binaries

    here = environment.read()
    yield sys.version_info >= (3, 12), f"Python {sys.version.split()[0]} (3.12 or newer)"
    free = shutil.disk_usage(here.home if here.home.exists() else here.home.parent).free
    yield free >= LEAST_FREE_BYTES, f"{free / 1e9:.1f} GB free for {here.home} (1 GB or more)"
    if not here.database_url:
        yield True, f"PostgreSQL programs: {find_binaries().folder}"


def _database() -> Iterator[tuple[bool, str]]:
    import django

    django.setup()
    from django.db import connection

    from gemensam.config import health
    from gemensam.outbox import api as outbox
    from gemensam.webhooks import api as webhooks

    problems = health._problems()
    for problem in problems:
        yield False, problem
    if problems:
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone()
        cursor.execute("SHOW fsync")
        (fsync,) = cursor.fetchone()
    yield True, f"PostgreSQL {version} answers, migrations are run, the role is walled in"
    yield fsync == "on", f"fsync is {fsync} (off may lose what was acknowledged)"
    depth = outbox.depth()
    yield depth.stuck_deliveries == 0, f"{depth.stuck_deliveries} stuck events (0)"
    dead = webhooks.dead_letters()
    yield dead == 0, f"{dead} webhooks not taken and set aside (0): gemensam webhooks list, retry"


def _scanner() -> Iterator[tuple[bool, str]]:
    from django.conf import settings

    from gemensam.files import api as files

    place = settings.GEMENSAM_CLAMD
    if place == files.NO_SCANNER:
        # Right for the demo, where nobody's real files come.
        yield settings.GEMENSAM_DEMO, "uploads are not scanned for viruses (GEMENSAM_CLAMD is none)"
    elif not place:
        yield False, "uploads wait in quarantine, unopened: set GEMENSAM_CLAMD to a ClamAV daemon"
    elif files.scanner_answers():
        yield True, f"ClamAV answers at {place}"
    else:
        yield False, f"ClamAV does not answer at {place}: uploads wait in quarantine until it does"


def _log_in() -> Iterator[tuple[bool, str]]:
    from django.conf import settings
    from django.utils import timezone

    from gemensam.identity.oidc import issuers
    from gemensam.identity.oidc.provider import provider_of
    from gemensam.identity.oidc.refusals import Refused

    found = issuers.configured()
    if not found:
        yield settings.GEMENSAM_DEMO, "no log-in service is connected (GEMENSAM_ISSUERS)"
    for issuer in found:
        try:
            provider_of(issuer).describe(now=timezone.now())
            yield True, f"log-in by {issuer.name}: {issuer.url} answers"
        except Refused as refused:
            yield False, f"log-in by {issuer.name}: {issuer.url}: {refused.refusal}"


def _cards() -> Iterator[tuple[bool, str]]:
    from django.utils import timezone

    from gemensam.identity.cards import configured, revocation

    cards = configured.configured()
    if cards is None:
        return
    for one in cards.everybody():
        wrong = revocation.condition_of(one, stale_after=cards.stale_after, now=timezone.now())
        yield not wrong, f"cards of {one.name}: {wrong or 'what it has revoked is known'}"


def run(arguments: argparse.Namespace) -> int:
    """Print one line a finding; the status is 1 when something needs doing."""
    del arguments
    is_well = True
    parts: tuple[Callable[[], Iterator[tuple[bool, str]]], ...] = (
        *(_machine, _database, _scanner, _log_in, _cards),
    )
    for part in parts:
        try:
            for well, text in part():
                is_well &= well
                print(f"{'well ' if well else 'MEND '} {text}")
        except Exception as error:  # noqa: BLE001 -- a doctor reports whatever it meets
            is_well = False
            print(f"MEND  {type(error).__name__}: {error}")
    return 0 if is_well else 1
