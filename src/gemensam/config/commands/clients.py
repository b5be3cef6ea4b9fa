"""Look after the systems that may use the API: `gemensam clients add|list|revoke`."""

import argparse
import sys

HELP = "let a municipality's own systems use the API"
# What a client can be given; `identity.Scope` is the same list, which a test compares.
SCOPES = (
    *("forms:read", "responses:write", "responses:read"),
    *("cases:read", "cases:write", "cases:protected", "events:read"),
    "employees:write",
)
LONGEST_NAME = 120


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    what = parser.add_subparsers(dest="what", required=True)
    add = what.add_parser("add", help="make a client; its token is printed once")
    revoke = what.add_parser("revoke", help="let a client's token count for nothing")
    for one in (add, what.add_parser("list", help="list an organisation's clients"), revoke):
        one.add_argument("organisation", help="its slug, as in munkedal")
    for one in (add, revoke):
        one.add_argument("name", help="what the system is called, as in Treserva")
    add.add_argument("--scope", action="append", choices=SCOPES, required=True, dest="scopes")


def run(arguments: argparse.Namespace) -> int:
    """Do it in the organisation's tenant; a wrong word changes nothing."""
    import django

    django.setup()
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    with tenant_context(None):
        body = organisations.body_by_slug(arguments.organisation)
    if body is None or body.tenant_id is None:
        print(f"There is no organisation {arguments.organisation}.", file=sys.stderr)
        return 1
    with tenant_context(body.tenant_id):
        return {"add": _add, "list": _list, "revoke": _revoke}[arguments.what](arguments)


def _add(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from gemensam.identity import api as identity

    name = arguments.name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        print(f"The name has one to {LONGEST_NAME} characters.", file=sys.stderr)
        return 2
    scopes = [identity.Scope(one) for one in arguments.scopes]
    try:
        token = identity.make_client(name=name, scopes=scopes, now=timezone.now())
    except identity.NameIsTaken:
        print(f"There is a client {name} already.", file=sys.stderr)
        return 1
    print(token)
    print("This is the only time that the token is shown.", file=sys.stderr)
    return 0


def _list(_arguments: argparse.Namespace) -> int:
    from gemensam.identity import api as identity

    for one in identity.clients():
        used = f"used {one.last_used_on}" if one.last_used_on else "never used"
        state = f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else used
        print(f"{one.prefix}  {one.name}  {' '.join(sorted(one.scopes))}  {state}")
    return 0


def _revoke(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from gemensam.identity import api as identity
    from gemensam.webhooks import api as webhooks

    try:
        webhooks.remove_webhooks_of(arguments.name.strip())
        identity.revoke_client(name=arguments.name.strip(), now=timezone.now())
    except identity.NoSuchClient:
        print(f"There is no client {arguments.name}.", file=sys.stderr)
        return 1
    return 0
