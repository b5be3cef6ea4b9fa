"""Take cards (SITHS, Efos) from nginx: `gemensam cards serve`, `nginx` writes its files, `fetch` lists."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemensam.identity.cards.configured import Cards

HELP = "take cards from nginx"
TEMPLATE = Path(__file__).parents[4] / "ops" / "nginx" / "gemensam.conf"
# The proxy's group may use the socket, nobody else.
SOCKET_MODE = 0o660


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("serve", help="take cards over the socket, and keep the lists fresh")
    what.add_parser(
        "fetch", help="fetch what authorities have revoked, once, and log their holders out"
    )
    nginx = what.add_parser("nginx", help="write nginx's configuration")
    nginx.add_argument("--into", type=Path, required=True, help="folder to write to")
    nginx.add_argument(
        "--certificates", type=Path, required=True, help="folder with site.pem/.key, cards.pem/.key"
    )
    nginx.add_argument("--port", type=int, default=443)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 2 when the file of cards is missing or unusable."""
    import django

    from gemensam.config import serving

    if arguments.what == "serve":
        serving.prepare()
    else:
        django.setup()
    from gemensam.identity.cards import configured

    try:
        cards = configured.configured()
    except configured.Misconfigured as error:
        print(f"GEMENSAM_CARDS: {error}", file=sys.stderr)
        return 2
    if cards is None:
        print("GEMENSAM_CARDS names no file: no cards are set up.", file=sys.stderr)
        return 2
    if arguments.what == "serve":
        return _serve(cards)
    return _fetch(cards) if arguments.what == "fetch" else _write_nginx(cards, arguments)


def _serve(cards: "Cards") -> int:
    from granian.constants import Interfaces
    from granian.server import Server

    from gemensam.identity.cards import proxy

    if not cards.socket.parent.is_dir():
        print(f"There is no folder {cards.socket.parent} for the socket.", file=sys.stderr)
        return 2
    proxy.draw_secret(cards)
    # The server names a socket by its path, as the door expects it.
    Server(
        "gemensam.config.card_door:application",
        uds=cards.socket,
        uds_permissions=SOCKET_MODE,
        interface=Interfaces.WSGI,
        # One is plenty, and it asks authorities for their lists (`card_door`).
        workers=1,
        blocking_threads=1,
        respawn_failed_workers=True,
        websockets=False,
        log_access=False,
    ).serve()
    return 0


def _fetch(cards: "Cards") -> int:
    from django.db import OperationalError
    from django.utils import timezone

    from gemensam.identity.cards import revocation, watch

    is_well = True
    for authority, wrong in revocation.keep_fresh(cards):
        is_well &= not wrong
        print(f"MEND  {authority.name}: {wrong}" if wrong else f"well  {authority.name}")
    try:
        ended = watch.end_revoked(cards, now=timezone.now())
    except OperationalError:
        print(
            "MEND  the database is away: sessions of revoked cards go on until the door has looked."
        )
        return 1
    if ended:
        print(f"well  {ended} sessions of revoked cards have ended")
    return 0 if is_well else 1


def _write_nginx(cards: "Cards", arguments: argparse.Namespace) -> int:
    from gemensam.config import environment
    from gemensam.identity.cards import proxy

    here = environment.read()
    into: Path = arguments.into.resolve()
    bundle = into / "authorities.pem"
    words = {
        "PORT": str(arguments.port),
        "CERTIFICATES": str(arguments.certificates.resolve()),
        "AUTHORITIES": str(bundle),
        "WEB": f"{here.host}:{here.port}",
        "LIVE": f"{here.host}:{here.live_port}",
    }
    text = proxy.configuration(TEMPLATE.read_text(encoding="utf-8"), cards, words)
    into.mkdir(parents=True, exist_ok=True)
    bundle.write_bytes(proxy.authorities(cards))
    (into / "gemensam.conf").write_text(text, encoding="utf-8")
    print(f"Written: {into / 'gemensam.conf'}, {bundle}{os.linesep}", end="")
    return 0
