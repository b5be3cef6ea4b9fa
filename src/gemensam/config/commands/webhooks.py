"""Look after who is told of what happens: `gemensam webhooks add|list|rotate|remove|retry`."""

import argparse
import sys

HELP = "tell a municipality's own systems of what happens"
# What can be told; `webhooks.Kind` is the same list, which a test compares.
KINDS = (
    *("case.opened", "case.assigned", "case.question", "case.answer", "case.message"),
    *("case.notice", "case.note", "case.proposal", "case.proposal_returned"),
    *("case.decision", "case.received", "case.correction"),
    *("case.appeal", "case.appeal_withdrawn", "case.appeal_forwarded", "case.appeal_dismissed"),
    *("case.referral", "case.opinion", "case.opinion_declined", "case.referral_withdrawn"),
    *("case.concern_seen", "case.follow_up", "case.meeting"),
    "care_service.granted",
)
ONCE = "This is the only time that the secret is shown."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    what = parser.add_subparsers(dest="what", required=True)
    add = what.add_parser("add", help="tell a client at an address; its secret is printed once")
    rotate = what.add_parser("rotate", help="print a new secret; the old one signs for a day, too")
    remove = what.add_parser("remove", help="tell an address nothing more")
    retry = what.add_parser("retry", help="send again at once what was set aside for a client")
    every = what.add_parser("list", help="list an organisation's webhooks and what waits for them")
    for one in (add, rotate, remove, retry, every):
        one.add_argument("organisation", help="its slug, as in munkedal")
    for one in (add, rotate, remove, retry):
        one.add_argument("name", help="the client's name, as in Treserva")
    for one in (add, rotate, remove):
        one.add_argument("address", help="where it is told, as in https://example.se/hook")
    add.add_argument(
        "--event",
        action="append",
        choices=KINDS,
        dest="kinds",
        help="one of what is told; else all",
    )


def run(arguments: argparse.Namespace) -> int:
    """Do it in the organisation's tenant; a wrong word changes nothing."""
    import django

    django.setup()
    from gemensam.identity import api as identity
    from gemensam.organisations import api as organisations
    from gemensam.tenancy.context import tenant_context
    from gemensam.webhooks import api as webhooks

    with tenant_context(None):
        body = organisations.body_by_slug(arguments.organisation)
    if body is None or body.tenant_id is None:
        print(f"There is no organisation {arguments.organisation}.", file=sys.stderr)
        return 1
    ways = {"add": _add, "list": _list, "rotate": _rotate, "remove": _remove, "retry": _retry}
    try:
        with tenant_context(body.tenant_id):
            ways[arguments.what](arguments)
    except identity.NoSuchClient:
        said = f"There is no client {arguments.name}."
    except webhooks.NoSuchWebhook:
        said = f"{arguments.name} is not told at {arguments.address}."
    except webhooks.WebhookIsThere:
        said = f"{arguments.name} is told at {arguments.address} already."
    except (webhooks.AddressWillNotDo, identity.ScopeMissing) as failure:
        said = str(failure)
    else:
        return 0
    print(said, file=sys.stderr)
    return 1


def _add(arguments: argparse.Namespace) -> None:
    from django.utils import timezone

    from gemensam.webhooks import api as webhooks

    kinds = [webhooks.Kind(one) for one in arguments.kinds or KINDS]
    secret = webhooks.add_webhook(
        client_name=arguments.name, url=arguments.address, kinds=kinds, now=timezone.now()
    )
    print(secret)
    print(ONCE, file=sys.stderr)


def _list(_arguments: argparse.Namespace) -> None:
    from gemensam.webhooks import api as webhooks

    for one in webhooks.webhooks():
        said = f" (latest: {one.last_error})" if one.last_error else ""
        standing = f"{one.waiting} waiting, {one.dead} set aside{said}"
        print(f"{one.client_name}  {one.url}  {' '.join(one.kinds)}  {standing}")


def _rotate(arguments: argparse.Namespace) -> None:
    from django.utils import timezone

    from gemensam.webhooks import api as webhooks

    print(
        webhooks.rotate_secret(
            client_name=arguments.name, url=arguments.address, now=timezone.now()
        )
    )
    print(f"{ONCE} The one before signs beside it for a day.", file=sys.stderr)


def _remove(arguments: argparse.Namespace) -> None:
    from gemensam.webhooks import api as webhooks

    webhooks.remove_webhook(client_name=arguments.name, url=arguments.address)


def _retry(arguments: argparse.Namespace) -> None:
    from django.utils import timezone

    from gemensam.webhooks import api as webhooks

    count = webhooks.retry_dead(client_name=arguments.name, now=timezone.now())
    print(f"{count} go again.")
