"""The phone's three addresses: fetch the round, follow the line of notes, send what is written.

One way for home care and for caseworkers on home visits: whose phone it is says what it is given.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_GET, require_POST

from gemensam.homecare import queries, screens
from gemensam.homecare.actions import batch, notes
from gemensam.homecare.cards import note_card
from gemensam.homecare.home_visits import notes as case_notes
from gemensam.homecare.home_visits.cards import case_cards
from gemensam.homecare.rules import Reason
from gemensam.homecare.words import reason_text
from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Actor
from gemensam.ui import formats

# The phone forgets the round after so long without a new one: a shift, and some.
KEEP_FOR = timedelta(hours=14)


def _refused(status: int, code: str) -> HttpResponse:
    return JsonResponse({"error": code}, status=status)


def _device(request: Request) -> UUID | None:
    """Enrol the phone that asks, if it says who it is; None if it is another's."""
    try:
        device_id = UUID(request.GET.get("telefon", ""))
    except ValueError:
        return None
    device = batch.enrol(request.actor, device_id, now=request.now)
    return device.id if device else None


def _head(actor: Actor) -> dict[str, object]:
    stream = notes.hold_stream()
    assert actor.commission is not None
    return {
        "epoch": str(stream.epoch),
        "cursor": stream.last_sequence,
        "person": str(actor.person_id),
        "commission": str(actor.commission.id),
    }


@logged_in
@require_GET
def round_as_json(request: Request) -> HttpResponse:
    """Give the visits of yesterday, today and tomorrow, or the cases along; enrol the phone."""
    screens.ensure_phone(request.actor, now=request.now)
    head = _head(request.actor)
    assert request.actor.person_id is not None
    casework = screens.is_casework(request.actor)
    return JsonResponse(
        head
        | {
            "device": str(_device(request) or ""),
            "csrf": get_token(request),
            "today": formats.local_day(request.now).isoformat(),
            "long_today": formats.long_day(formats.local_day(request.now)),
            "unit": request.actor.commission.name if request.actor.commission else "",
            "name": request.actor.display_name,
            "fetched_at": request.now.isoformat(),
            "keep_until": (request.now + KEEP_FOR).isoformat(),
            "visits": []
            if casework
            else [asdict(card) for card in screens.bundle_for_phone(request)],
            "cases": [asdict(card) for card in case_cards(request)] if casework else [],
            "case_notes": case_notes.own(request.actor.person_id, now=request.now),
            "settled": _texts(queries.settled_entries(request.actor.person_id, now=request.now)),
            "reports": _texts(queries.own_reports(request.actor.person_id, now=request.now)),
        }
    )


def _texts(ids: Sequence[UUID]) -> list[str]:
    return [str(each) for each in ids]


@logged_in
@require_GET
def notes_as_json(request: Request) -> HttpResponse:
    """Give the line of notes after a number: what proves to the phone that its own are there."""
    screens.ensure_phone(request.actor, now=request.now)
    after = request.GET.get("efter", "")
    if not after.isdecimal() or len(after) > len(str(2**62)):
        return _refused(400, "efter")
    rows = queries.notes_after(
        request.actor,
        after=int(after),
        resident_ids=screens.on_phone(request.actor, day=formats.local_day(request.now)),
        now=request.now,
    )
    return JsonResponse(
        {
            "cursor": rows[-1].server_sequence if rows else int(after),
            "more": len(rows) == queries.NOTES_PAGE,
            "notes": [
                asdict(note_card(row))
                | {
                    "server_sequence": row.server_sequence,
                    "hash": row.hash,
                    "resident": str(row.resident_id),
                }
                for row in rows
            ],
        }
    )


@logged_in
@require_POST
def take_in(request: Request) -> HttpResponse:
    """Take in a batch. 200 says that it was read, never that all is well: each entry has a verdict."""
    screens.ensure_phone(request.actor, now=request.now)
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return _refused(400, "json")
    entries = sent.get("entries") if isinstance(sent, dict) else None
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        return _refused(400, "entries")
    if len(entries) > batch.BATCH_MAX:
        return _refused(413, "entries")
    answers = batch.take_in(request.actor, entries, now=request.now, request_id=request.request_id)
    return JsonResponse(
        {
            "epoch": _head(request.actor)["epoch"],
            "received_at": request.now.isoformat(),
            "verdicts": [
                asdict(each)
                | {"reason_text": reason_text(Reason(each.reason)) if each.reason else ""}
                for each in answers
            ],
        }
    )
