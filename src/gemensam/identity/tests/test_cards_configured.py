"""The file of cards is checked whole; lists are fetched, and worse ones never take their place."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gemensam.identity.cards import configured, proxy, revocation
from gemensam.identity.cards.configured import Misconfigured
from gemensam.identity.tests import card_trees
from gemensam.identity.tests.card_trees import (
    LOA2,
    LOA3,
    NOW,
    card,
    revoked,
    settings,
    trees,
    write,
)

ROOT, PERSON3 = "SITHS e-id Root CA v2", "SITHS e-id Person HSA-id 3 CA v1"


def complaint(folder, said):
    with pytest.raises(Misconfigured) as wrong:
        configured.read(write(folder, said), folder)
    return str(wrong.value).removeprefix(f"{folder}/cards.yaml: ")


def without(said, word):
    return {name: value for name, value in said.items() if name != word}


def tree(said, **more):
    first, *rest = said["trees"]
    return said | {"trees": [first | more, *rest]}


def issuing(said, **more):
    first, *rest = said["trees"][0]["authorities"]
    return tree(said, authorities=[first | more, *rest])


WRONG = {
    "no site": (lambda said: without(said, "site"), "site is missing"),
    "a word of nobody's": (lambda said: said | {"leest": 3}, "leest is no word of ours"),
    "a list": (lambda _said: [], "is not a list of words with values"),
    "another environment": (
        lambda said: said | {"environment": "prod"},
        "environment is one of production, test",
    ),
    "plain HTTP": (
        lambda said: said | {"site": "http://gemensam.example.se"},
        "site is an https address without a path",
    ),
    "the web pages' own host": (
        lambda said: said | {"address": said["site"] + ":8443"},
        "address has a host name for cards alone, not the web pages' own",
    ),
    "a level that is none": (lambda said: said | {"least": 1}, "least is one of 2, 3, 4"),
    "lists that live for ever": (
        lambda said: said | {"stale_after_minutes": 100_000},
        "stale_after_minutes is a number of minutes from 1 to 1440",
    ),
    "no tree": (lambda said: said | {"trees": []}, "trees is missing"),
    "no certificate": (
        lambda said: issuing(said, certificate="finns-inte.pem"),
        "SITHS: authority: {folder}/finns-inte.pem is not one certificate in PEM",
    ),
    "no list": (
        lambda said: tree(said, roots=[without(said["trees"][0]["roots"][0], "revoked")]),
        "SITHS: authority: revoked is missing",
    ),
    "a policy that is no number": (
        lambda said: issuing(said, policies={"loa3": 3}),
        f"SITHS: {PERSON3}: policies: loa3 is no OID in quotation marks",
    ),
    "a policy of level 5": (
        lambda said: issuing(said, policies={LOA3: 5}),
        f"SITHS: {PERSON3}: policies: {LOA3} is worth 2, 3 or 4",
    ),
    "no policy of the level that is asked for": (
        lambda said: tree(
            said, authorities=[said["trees"][0]["authorities"][0] | {"policies": {LOA2: 2}}]
        ),
        "SITHS: no policy reaches level 3",
    ),
    "a test in production": (
        lambda said: said | {"environment": "test"},
        f"SITHS: {ROOT} is a real authority in a test",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_unusable_file_is_refused_with_what_to_mend(tmp_path, case):
    change, expected = WRONG[case]
    said = change(settings(tmp_path))
    assert complaint(tmp_path, said) == expected.format(folder=tmp_path)


def test_production_does_not_start_with_an_authority_for_tests(tmp_path):
    said = settings(tmp_path, is_for_tests=True) | {"environment": "production"}
    assert complaint(tmp_path, said) == (
        "SITHS: TEST SITHS e-id Root CA v2 is for tests, in production"
    )


def strange_tree(folder, root, *authorities):
    said = settings(folder)
    strange = card_trees.tree(folder, "SITHS", root, [(one, {LOA3: 3}) for one in authorities])
    return said | {"trees": [strange]}


def test_authorities_belong_to_their_root(tmp_path):
    here = trees()
    assert complaint(tmp_path, strange_tree(tmp_path, here.efos_root, here.person3)) == (
        f"SITHS: {PERSON3} is not issued by any of the roots"
    )
    assert complaint(tmp_path, strange_tree(tmp_path, here.person3, here.person3)) == (
        f"SITHS: {PERSON3} is not issued by any of the roots"
    )
    assert complaint(tmp_path, strange_tree(tmp_path, here.root, card(here.root))) == (
        "SITHS: Prov Provsson: is no authority's certificate (it may not issue others)"
    )
    assert complaint(tmp_path, strange_tree(tmp_path, here.root, here.person3, here.person3)) == (
        "SITHS: two authorities have the same key"
    )


def test_a_file_that_is_right_is_read_whole(tmp_path):
    cards = configured.read(write(tmp_path, settings(tmp_path)), tmp_path)
    assert (cards.name, [one.name for one in cards.everybody()]) == (
        "Kort (SITHS/EFOS)",
        [
            ROOT,
            PERSON3,
            "SITHS e-id Person HSA-id 2 CA v1",
            "EFOS Root CA v1",
            "EFOS Person LOA3 CA v1",
        ],
    )


def test_nginx_trusts_the_same_authorities_and_every_word_of_its_file_is_filled_in(tmp_path):
    cards = configured.read(write(tmp_path, settings(tmp_path)), tmp_path)
    assert proxy.authorities(cards).count(b"BEGIN CERTIFICATE") == 5
    text = "@SITE_HOST@ @CARD_HOST@ @PORT@ @@door @SOCKET@"
    assert proxy.configuration(text, cards, {"PORT": "443"}) == (
        f"gemensam.example.se kort.example.se 443 @door {tmp_path}/cards.sock"
    )
    with pytest.raises(KeyError):
        proxy.configuration("@HITTAT_PÅ@", cards, {})


class Lists:
    """An authority's own server, which gives out a list until it is told otherwise."""

    def __init__(self):
        self.body, self.status = b"", 200


@contextmanager
def giving_out():
    lists = Lists()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(lists.status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(lists.body)

        def log_message(self, *_words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield lists, f"http://127.0.0.1:{server.server_address[1]}/lista.crl"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def fetching(tmp_path):
    """One authority's list comes from an address."""
    with giving_out() as (lists, address):
        said = issuing(settings(tmp_path), revoked=address)
        cards = configured.read(write(tmp_path, said), tmp_path / "fetched")
        authority = next(one for one in cards.everybody() if one.list_address)
        yield lists, cards, authority


def fetch(cards):
    return [wrong.rpartition(": ")[2] for _authority, wrong in revocation.keep_fresh(cards)]


def test_a_list_is_fetched_and_takes_the_last_ones_place(fetching):
    lists, cards, authority = fetching
    assert revocation.listing_of(authority) is None
    one = card(trees().person3)
    lists.body = revoked(trees().person3)
    assert fetch(cards) == [""]
    assert len(revocation.listing_of(authority).content) == 0
    lists.body = revoked(trees().person3, one, heard=NOW)
    assert fetch(cards) == [""]
    assert len(revocation.listing_of(authority).content) == 1


BODIES = {
    "another's list": (lambda: revoked(trees().efos3), 200, f"not a list of {PERSON3}"),
    "a list in its name, signed by another": (
        lambda: revoked(trees().person3, by=trees().false3),
        200,
        f"not a list of {PERSON3}",
    ),
    "a page": (lambda: b"<html>", 200, f"not a list of {PERSON3}"),
    "an error": (lambda: revoked(trees().person3), 503, "status 503"),
    "a way elsewhere": (lambda: revoked(trees().person3), 302, "status 302"),
    "an older list, from before somebody was revoked": (
        lambda: revoked(trees().person3, heard=NOW - timedelta(days=1)),
        200,
        "older than the one that is held",
    ),
}


@pytest.mark.parametrize("case", BODIES)
def test_what_is_no_better_list_leaves_the_one_that_is_held(fetching, case):
    lists, cards, authority = fetching
    lists.body = revoked(trees().person3, card(trees().person3))
    fetch(cards)
    held = authority.list_file.read_bytes()
    body, lists.status, expected = BODIES[case]
    lists.body = body()
    assert fetch(cards) == [expected]
    assert authority.list_file.read_bytes() == held


def test_an_authority_that_does_not_answer_leaves_the_list_to_grow_old(fetching):
    lists, cards, authority = fetching
    lists.body = revoked(trees().person3)
    fetch(cards)
    listing = revocation.listing_of(authority)
    later = listing.received_at + timedelta(minutes=60)
    fresh = [
        revocation.is_fresh(listing, stale_after=cards.stale_after, now=now)
        for now in (listing.received_at, later - timedelta(seconds=1), later)
    ]
    assert fresh == [True, True, False]


def test_the_doctor_says_which_authoritys_list_is_missing_or_old(fetching):
    lists, cards, authority = fetching

    def condition(now):
        return revocation.condition_of(authority, stale_after=cards.stale_after, now=now)

    missing = f"no usable list of what it has revoked in {authority.list_file}: no card is taken"
    assert condition(NOW) == missing
    lists.body = revoked(trees().person3)
    fetch(cards)
    heard = revocation.listing_of(authority).received_at
    old = f"its list is too old, heard {heard:%Y-%m-%d %H:%M}: no card is taken"
    assert [condition(heard), condition(heard + timedelta(hours=2))] == ["", old]
    ends = authority.certificate.not_valid_after_utc
    soon = condition(ends - timedelta(days=59))
    assert soon == f"its certificate ends on {ends.date()}"
