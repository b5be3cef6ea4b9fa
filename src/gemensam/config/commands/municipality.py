"""Look after the list of municipalities: `gemensam municipality add`."""

import argparse
import os
import re
import sys

HELP = "add a municipality"
CODE = re.compile(r"[0-9]{4}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME, LONGEST_SLUG = 60, 50
HUES = range(360)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add = parser.add_subparsers(dest="what", required=True).add_parser("add")
    add.add_argument("code", help="Statistics Sweden's code, four digits")
    add.add_argument("name", help="the name, as in Munkedal")
    add.add_argument("slug", help="the word in its addresses, as in munkedal")
    add.add_argument(
        "--full-name", default="", help="as in letters; else by rule: Munkedals kommun"
    )
    add.add_argument("--association", help="the slug of its association")
    add.add_argument("--hue", type=int, default=200, help="accent hue, 0 to 359")


def run(arguments: argparse.Namespace) -> int:
    """Write it down as the migrator; a wrong word changes nothing."""
    arguments.name = arguments.name.strip()
    if wrong := _wrong_words(arguments):
        print(wrong, file=sys.stderr)
        return 2
    os.environ["GEMENSAM_DATABASE_ROLE"] = "migrator"
    import django

    django.setup()
    if taken := _taken(arguments):
        print(taken, file=sys.stderr)
        return 1
    return _add(arguments)


def _wrong_words(arguments: argparse.Namespace) -> str:
    if not CODE.fullmatch(arguments.code):
        return "The code has four digits, as in 1430."
    if not 0 < len(arguments.name) <= LONGEST_NAME:
        return f"The name has one to {LONGEST_NAME} characters."
    if not SLUG.fullmatch(arguments.slug):
        return "The slug has small letters a–z, digits and hyphens."
    if len(arguments.slug) > LONGEST_SLUG:
        return f"The slug has at most {LONGEST_SLUG} characters."
    if arguments.hue not in HUES:
        return "The hue is a whole number from 0 to 359."
    return ""


def _taken(arguments: argparse.Namespace) -> str:
    """Say what of it belongs to somebody else, or is not there."""
    from django.urls import Resolver404, resolve

    from gemensam.organisations import api as organisations

    if arguments.association:
        body = organisations.body_by_slug(arguments.association)
        if body is None or body.kind != organisations.OrganisationKind.ASSOCIATION:
            return f"There is no association {arguments.association}."
    if organisations.municipality_by_code(arguments.code):
        return f"The code {arguments.code} is taken."
    try:
        is_ours = "municipality" not in resolve(f"/{arguments.slug}/").kwargs
    except Resolver404:
        is_ours = False
    if is_ours:
        return f"The slug {arguments.slug} is the address of one of our own pages."
    return ""


def _add(arguments: argparse.Namespace) -> int:
    from django.db import transaction

    from gemensam.organisations import api as organisations

    try:
        with transaction.atomic():
            organisations.register_municipality(
                code=arguments.code,
                name=arguments.name,
                slug=arguments.slug,
                association_slug=arguments.association,
                hue=arguments.hue,
                chroma_percent=7,
                full_name=arguments.full_name,
            )
    except organisations.SlugIsTaken:
        print(f"The slug {arguments.slug} is taken.", file=sys.stderr)
        return 1
    print(f"{arguments.name} is added: its pages are at /{arguments.slug}/")
    return 0
