"""Ask HSA about an organisation's employees now: `gemensam hsa sync`. The worker does it once a day."""

import argparse
import sys

HELP = "ask HSA about an organisation's employees, and take in what it says"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    what = parser.add_subparsers(dest="what", required=True)
    sync = what.add_parser("sync", help="ask about everybody who works there")
    sync.add_argument("organisation", help="its slug, as in munkedal")
    sync.add_argument(
        "--many-gone", action="store_true", help="unusually many have left, and that is right"
    )


def run(arguments: argparse.Namespace) -> int:
    """Ask about everybody; 0 when all were heard."""
    import django

    django.setup()
    from django.utils import timezone

    from gemensam.identity import api as identity
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context

    with tenant_context(None):
        body = organisations.body_by_slug(arguments.organisation)
    if body is None:
        print(f"There is no organisation {arguments.organisation}.", file=sys.stderr)
        return 1
    try:
        with identity.hsa.connected(identity.hsa.configuration()) as client:
            done = identity.hsa.synchronise(
                body.tenant_id,
                client,
                clock=timezone.now,
                takes_many_gone=arguments.many_gone,
            )
    except identity.hsa.NotConfigured as error:
        print(f"HSA cannot be asked: {error}.", file=sys.stderr)
        return 2
    print(f"asked about {done.asked}, heard {done.heard}, changed {done.changes}")
    if done.trouble is not None:
        print(_TROUBLE[done.trouble.value], file=sys.stderr)
        return 1
    return 0


_TROUBLE = {
    "AWAY": "HSA did not answer. Nothing was taken away.",
    "SOME": "Some answers could not be read; those employees are as they were.",
    "MANY_GONE": "Unusually many are gone from HSA: nothing was taken from them. If it is right: --many-gone.",
    "STOPPED": "It was broken off.",
}
