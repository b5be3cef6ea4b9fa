"""Look after administrators' reserve log-in: `gemensam break-glass invite|list|revoke`."""

import argparse
import sys
from uuid import UUID

HELP = "look after administrators' reserve log-in by security key"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    what = parser.add_subparsers(dest="what", required=True)
    invite = what.add_parser("invite", help="print a one-time code to register a key with")
    revoke = what.add_parser("revoke", help="let a key count for nothing")
    for one in (invite, what.add_parser("list", help="list a municipality's keys"), revoke):
        one.add_argument("municipality", help="its slug, as in munkedal")
    invite.add_argument("hsa_id", help="the administrator's HSA-id")
    revoke.add_argument("key", type=UUID, help="the key's id, from list")


def run(arguments: argparse.Namespace) -> int:
    """Do it in the municipality's tenant; a wrong word changes nothing."""
    import django

    django.setup()
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    with tenant_context(None):
        place = organisations.municipality_by_slug(arguments.municipality)
    if place is None:
        print(f"There is no municipality {arguments.municipality}.", file=sys.stderr)
        return 1
    with tenant_context(place.tenant_id):
        return {"invite": _invite, "list": _list, "revoke": _revoke}[arguments.what](arguments)


def _invite(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from gemensam.identity.break_glass import configured, keys

    terms = configured.configured()
    if terms is None:
        print("The reserve log-in is off: set GEMENSAM_BREAK_GLASS_ORIGIN.", file=sys.stderr)
        return 1
    try:
        code, name = keys.invite(arguments.hsa_id, now=timezone.now())
    except keys.NoAdministrator:
        print(f"{arguments.hsa_id} administers no directory there today.", file=sys.stderr)
        return 1
    print(code)
    print(
        f"For {name}, once, within four hours, at"
        f" {terms.origin}/reservinloggning/{arguments.municipality}/kod/",
        file=sys.stderr,
    )
    return 0


def _list(_arguments: argparse.Namespace) -> int:
    from gemensam.identity.break_glass import keys

    for one in keys.listed():
        state = f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else "waits"
        if one.attested_at and not one.revoked_at:
            state = f"counts since {one.attested_at:%Y-%m-%d}"
        print(f"{one.id}  {one.person}  {one.name}  {state}")
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from gemensam.identity.break_glass import keys

    try:
        keys.revoke(arguments.key, by=None, now=timezone.now())
    except keys.NoSuchKey:
        print("There is no such key, or it is revoked already.", file=sys.stderr)
        return 1
    return 0
