"""Bring the database up to date: roles, tables, policies, and the county's organisations."""

import argparse
import os

HELP = "make or update the database: roles, tables, policies, the county's organisations"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("-v", "--verbosity", type=int, default=0)


def run(arguments: argparse.Namespace) -> int:
    """Run as the migrator, whatever role the environment names for other processes."""
    from gemensam.config import environment

    os.environ["GEMENSAM_DATABASE_ROLE"] = "migrator"
    here = environment.read()
    from gemensam.config import provision

    provision.create_roles_and_database(here.superuser_dsn(), here.secrets)
    import django

    django.setup()
    from django.utils import timezone

    from gemensam.organisations import api as organisations
    from gemensam.programme import api as programme
    from gemensam.questionnaires import api as questionnaires

    changed = provision.migrate(verbosity=arguments.verbosity)
    loaded = organisations.load_county()
    questionnaires.load_library(now=timezone.now())
    programme.load_shipped()
    if arguments.verbosity:
        print(f"policies {'put in place' if changed else 'unchanged'}, {loaded}")
    return 0
