"""Look after the list of municipalities: `gemensam municipality add`."""

import argparse
import os
import re
import sys

HELP = "add a municipality"
CODE = re.compile(r"\d{4}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add = parser.add_subparsers(dest="what", required=True).add_parser("add")
    add.add_argument("code", help="Statistics Sweden's code, four digits")
    add.add_argument("name", help="the name, as in Munkedal")
    add.add_argument("slug", help="the word in its addresses, as in munkedal")
    add.add_argument("--association", help="the slug of its association")
    add.add_argument("--hue", type=int, default=200, help="accent hue, 0 to 359")


def run(arguments: argparse.Namespace) -> int:
    """Write it down as the migrator; a wrong word changes nothing."""
    if not CODE.fullmatch(arguments.code):
        print("The code has four digits, as in 1430.", file=sys.stderr)
        return 2
    if not SLUG.fullmatch(arguments.slug):
        print("The slug has small letters a–z, digits and hyphens.", file=sys.stderr)
        return 2
    os.environ["GEMENSAM_DATABASE_ROLE"] = "migrator"
    import django

    django.setup()
    return _add(arguments)


def _add(arguments: argparse.Namespace) -> int:
    from django.db import IntegrityError, transaction

    from gemensam.organisations import api as organisations

    if arguments.association and organisations.body_by_slug(arguments.association) is None:
        print(f"There is no association {arguments.association}.", file=sys.stderr)
        return 1
    try:
        with transaction.atomic():
            organisations.register_municipality(
                code=arguments.code,
                name=arguments.name,
                slug=arguments.slug,
                association_slug=arguments.association,
                hue=arguments.hue,
                chroma_percent=7,
            )
    except organisations.SlugIsTaken:
        print(f"The slug {arguments.slug} is taken.", file=sys.stderr)
        return 1
    except IntegrityError:
        print(f"The code {arguments.code} is taken.", file=sys.stderr)
        return 1
    print(f"{arguments.name} is added: its pages are at /{arguments.slug}/")
    return 0
