"""What is done again and again where cards count: lists are fetched, and sessions of revoked cards end."""

from datetime import datetime

from gemensam.identity import ending
from gemensam.identity.cards.configured import Authority, Cards
from gemensam.identity.cards.log_in import URL
from gemensam.identity.cards.revocation import listing_of
from gemensam.identity.models import Session


def end_revoked(cards: Cards, *, now: datetime) -> int:
    """End the live sessions whose card, or its authority, has been revoked since; say how many.

    Every live card is looked up each time, so that nobody slips in between a list and the next, and
    lists that somebody else keeps fresh count too. A list that is missing ends nothing: it lets nobody
    in, and those who are in were looked up when they came.
    """
    live = Session.objects.filter(issuer=URL, ended_at=None, ends_at__gt=now).exclude(card="")
    shown = set(live.values_list("card", flat=True))
    return ending.end(live.filter(card__in=[one for one in shown if _is_over(one, cards)]), now=now)


def _is_over(card: str, cards: Cards) -> bool:
    mark, _colon, serial = card.partition(":")
    for tree in cards.trees:
        for authority in tree.authorities:
            if authority.mark == mark:
                itself = authority.certificate.serial_number
                return _lists(authority, int(serial, 16)) or any(
                    _lists(root, itself)
                    for root in tree.roots
                    if root.certificate.subject == authority.certificate.issuer
                )
    # Its authority does not count here any more.
    return True


def _lists(issuer: Authority, serial: int) -> bool:
    listing = listing_of(issuer)
    if listing is None or listing.content is None:
        return False
    return listing.content.get_revoked_certificate_by_serial_number(serial) is not None
