"""Put a backup into an installation that is empty."""

import argparse
import sys
from pathlib import Path

HELP = "put a backup into an empty installation"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("file", type=Path, help="the backup")


def run(arguments: argparse.Namespace) -> int:
    """Make the roles, restore as the owner, then put every policy in place."""
    from gemensam.config import backup, environment, provision
    from gemensam.config.commands import migrate

    here = environment.read()
    try:
        backup.ensure_empty(here)
        provision.create_roles_and_database(here.superuser_dsn(), here.secrets)
        manifest = backup.restore(here, arguments.file)
    except (backup.BackupUnusable, backup.TargetIsNotEmpty, backup.ProgramFailed) as error:
        print(error, file=sys.stderr)
        return 1
    status = migrate.run(argparse.Namespace(verbosity=0))
    _begin_new_epochs()
    print(f"Restored the backup made at {manifest['made_at']}.")
    return status


def _begin_new_epochs() -> None:
    """Let phones offer again what they wrote since the backup (homecare's epoch)."""
    from gemensam.homecare import api as homecare
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    for body in organisations.bodies():
        with tenant_context(body.tenant_id):
            homecare.begin_new_epoch()
