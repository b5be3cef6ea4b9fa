"""A statement as a signed file: every row behind it, so that whoever has it can add it up again.

The key pair is the installation's; the public half stands at `/pengarna/nyckel.json`.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gemensam.kernel.money import Money
from gemensam.programme.kinds import CofundingState, LineKind
from gemensam.programme.rules import ledger as rules
from gemensam.programme.rules.ledger_statement import Outcome, Reading, Statement, statement
from gemensam.programme.shipped_row import Row, ShippedDataIsWrong

FORMAT, VERSION = "gemensam-statement", 1
ALGORITHM = "Ed25519"

type Json = Mapping[str, Json] | Sequence[Json] | str | int | None


class CannotBeTrusted(ValueError):
    """The file is not what was signed, or does not add up."""


class NotAStatement(CannotBeTrusted):
    """The file is no statement of ours."""


class SignedByAnother(CannotBeTrusted):
    """The file is signed with another key than the published one."""


class ChangedAfterSigning(CannotBeTrusted):
    """The signature does not fit what the file says."""


class DoesNotAddUp(CannotBeTrusted):
    """The rows in the file give other figures than the file says."""


def figures(found: Statement) -> dict[str, Json]:
    """Give every figure of a statement by name, in öre."""
    return {
        "granted": found.granted.ore,
        "allocated": found.allocated.ore,
        "over": found.over.ore,
        "known": _outcome(found.known),
        "forecast": _outcome(found.forecast) if found.forecast else None,
        "corrections": found.corrections,
    }


def _outcome(found: Outcome) -> dict[str, Json]:
    return {
        "used": found.used.ore,
        "unspent": found.unspent.ore,
        "matchable_parts": _reading(found.on_matchable),
        "whole_grant": _reading(found.on_total),
    }


def _reading(found: Reading) -> dict[str, Json]:
    return {
        "to_match": found.to_match.ore,
        "cofunding": found.cofunding.ore,
        "matched": found.matched.ore,
        "unmatched": found.unmatched.ore,
        "exempt": found.exempt.ore,
        "to_repay": found.to_repay.ore,
        "assumptions": list(found.assumptions),
    }


def public_key_of(secret: str) -> str:
    """Give the public half of an installation's key, as it is published."""
    return _base64(_private(secret).public_key().public_bytes_raw())


def seal(said: Mapping[str, Json], *, secret: str) -> bytes:
    """Sign a document; the same document gives the same bytes."""
    signed = {
        "format": FORMAT,
        "version": VERSION,
        "statement": said,
        "signature": {
            "algorithm": ALGORITHM,
            "public_key": public_key_of(secret),
            "value": _base64(_private(secret).sign(_canonical(said))),
        },
    }
    return (json.dumps(signed, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def check(content: bytes, *, public_key: str) -> dict[str, int]:
    """Give the figures of a file that is as it was signed, and adds up.

    Raises NotAStatement, SignedByAnother, ChangedAfterSigning, DoesNotAddUp.
    """
    try:
        row = Row.of(json.loads(content), "file")
        is_ours = (row.text("format"), row.whole("version")) == (FORMAT, VERSION)
        signature, said = row.row("signature"), row.row("statement")
        held, value = signature.text("public_key"), signature.text("value")
        is_ours &= signature.text("algorithm") == ALGORITHM
    except (ValueError, ShippedDataIsWrong) as error:
        raise NotAStatement(str(error)) from error
    if not is_ours:
        raise NotAStatement(FORMAT)
    if held != public_key:
        raise SignedByAnother(held)
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(value, validate=True), _canonical(said.values))
    except (InvalidSignature, ValueError) as error:
        raise ChangedAfterSigning from error
    return _added_up(said)


def _added_up(said: Row) -> dict[str, int]:
    """Fold the rows of the file anew and compare every figure."""
    try:
        found = statement(ledger_in(said), said.whole("year"))
    except (ValueError, KeyError) as error:
        raise DoesNotAddUp(str(error)) from error
    if figures(found) != said.values["figures"]:
        raise DoesNotAddUp(said.text("as_of"))
    return {
        "granted": found.granted.ore,
        "used": found.known.used.ore,
        "unspent": found.known.unspent.ore,
        "lines": len(said.rows("lines")),
    }


def ledger_in(said: Row) -> rules.Ledger:
    """Build the ledger that a file's rows are."""
    ledger = rules.Ledger(
        year=said.row("grant").whole("year"),
        components=tuple(map(_component_in, said.rows("components"))),
        hours={one.id: one for one in map(_hours_in, said.rows("hours"))},
    )
    for line in map(_line_in, said.rows("lines")):
        if line.kind is LineKind.HOURS:
            # What it corrects is a report, which the file only has as part of a sum.
            ledger = replace(ledger, lines={**ledger.lines, line.id: line})
        else:
            ledger = rules.append(ledger, line)
    return replace(ledger, closed=frozenset(said.wholes("closed")))


def _component_in(row: Row) -> rules.Component:
    return rules.Component(
        key=row.text("key"),
        text=row.text("text"),
        amount=Money(row.whole("ore")),
        is_matchable=row.flag("matchable"),
        assumption=row.maybe_text("assumption"),
        activities=frozenset(row.texts("activities")),
        last_year=row.maybe_whole("last_year"),
    )


def _hours_in(row: Row) -> rules.Hours:
    activity, place, state = row.text("activity"), row.text("municipality"), row.text("state")
    return rules.Hours(
        id=f"{activity}:{place}:{state}",
        version=1,
        state=CofundingState(state),
        # Those of another year are not in the file, so the earliest there is will do.
        year=0,
        activity=activity,
        municipality=place,
        amount=Money(row.whole("ore")),
    )


def _line_in(row: Row) -> rules.Line:
    return rules.Line(
        id=row.text("id"),
        kind=LineKind(row.text("kind")),
        component=row.text("component"),
        year=row.whole("year"),
        amount=Money(row.whole("ore")),
        activity=row.text("activity"),
        municipality=row.text("municipality"),
        is_estimate=row.flag("estimate"),
        corrects=row.text("corrects"),
        reason=row.text("reason"),
    )


def _private(secret: str) -> Ed25519PrivateKey:
    # The store keeps 32 random bytes as URL-safe text without its padding.
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(secret + "="))


def _canonical(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
