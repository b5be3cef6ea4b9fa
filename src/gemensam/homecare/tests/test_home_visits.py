"""A case taken along on a home visit: what lies on the phone, and the note's way into the case."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests.cast_at_work import log_in

from gemensam.audit import api as audit
from gemensam.authority import api as authority
from gemensam.cases import api as cases
from gemensam.cases.models import Case, CaseEvent, CaseState
from gemensam.cases.tests.acting import the_world
from gemensam.homecare.actions import batch, held
from gemensam.homecare.actions.batch import Answer
from gemensam.homecare.home_visits import along, notes
from gemensam.homecare.models import HeldEntry, HomeVisit, Settlement
from gemensam.homecare.tests.phone import Phone
from gemensam.identity.models import Commission, DemoPersona
from gemensam.kernel.actor import ActorKind, Assurance
from gemensam.organisations import api as organisations
from gemensam.people.models import Resident
from gemensam.tenancy.context import tenant_context

BODY = "Snubblade på mattan i hallen. Når inte telefonen från golvet."


@pytest.fixture
def world(munkedal, now):
    found = the_world()
    found.now = now
    return found


@pytest.fixture
def case_id(world):
    """Margit's case, which Cecilia handles and has along."""
    opened = world.open_case()
    along.take_along(world.actor("cecilia"), opened, now=world.now)
    return opened


@pytest.fixture
def cecilia(world, phone):
    return phone("cecilia")


def sent(answer):
    return (answer.verdict, answer.reason)


def visit_notes(case_id):
    rows = CaseEvent.objects.filter(case_id=case_id, written_at__isnull=False).order_by("at")
    return [(row.kind, row.actor_name, row.text, row.written_at, row.at) for row in rows]


def somebody_else_at_the_unit(world):
    """Give a colleague of Cecilia's at the same unit, by a commission of her own."""
    known = DemoPersona.objects.get(key="cecilia")
    other = DemoPersona.objects.get(key="ulla").person_id
    row = Commission.objects.get(id=known.commission_id)
    row.pk, row.person_id, row.hsa_id = uuid4(), other, f"{row.hsa_id}-2"
    row.save(force_insert=True)
    from gemensam.identity import api as identity

    found = identity.actor_for(
        person_id=other,
        tenant_id=world.home,
        commission_id=row.pk,
        kind=ActorKind.STAFF,
        assurance=Assurance.LOA3,
    )
    return replace(found, authenticated_at=world.now)


def test_a_note_lands_in_the_case_with_when_it_was_written_and_when_it_came(
    world, case_id, cecilia, now
):
    entry = cecilia.case_note(case_id, BODY)
    later = now + timedelta(hours=3)
    before = Case.objects.get(id=case_id)
    (answer,) = batch.take_in(cecilia.actor, [entry], now=later)
    assert answer == Answer(entry["id"], "accepted", hash=entry["hash"])
    assert visit_notes(case_id) == [("NOTE", "Cecilia Nyberg", BODY, now, later)]
    after = Case.objects.get(id=case_id)
    assert (after.version, after.state) == (before.version + 1, before.state)
    shown = cases.case_for_resident(world.actor("margit"), case_id, now=later)
    assert BODY not in [event.text for event in shown.thread]


def test_the_same_note_sent_again_is_the_same_row_with_the_same_receipt(case_id, cecilia, now):
    entry = cecilia.case_note(case_id, BODY)
    (first,) = batch.take_in(cecilia.actor, [entry], now=now)
    again = batch.take_in(cecilia.actor, [entry, entry], now=now + timedelta(hours=1))
    assert again == [replace(first, verdict="duplicate")] * 2
    assert len(visit_notes(case_id)) == 1
    assert notes.own(cecilia.actor.person_id, now=now + timedelta(hours=1)) == [
        {"id": entry["id"], "hash": entry["hash"]}
    ]


def test_a_note_for_a_case_decided_meanwhile_lands_and_both_are_told(
    world, case_id, cecilia, now, mailbox
):
    decider = somebody_else_at_the_unit(world)
    mailbox(decider.person_id)
    Case.objects.filter(id=case_id).update(
        state=CaseState.DECIDED,
        decided_at=now + timedelta(minutes=30),
        caseworker_id=decider.person_id,
    )
    (answer,) = batch.take_in(
        cecilia.actor, [cecilia.case_note(case_id, BODY)], now=now + timedelta(hours=1)
    )
    assert sent(answer) == ("accepted", "case_decided")
    assert len(visit_notes(case_id)) == 1
    assert mailbox.kinds(decider.person_id) == ["CASE_NEWS"]


def test_a_note_for_a_case_handed_to_another_lands_and_the_other_is_told(
    world, case_id, cecilia, now, mailbox
):
    colleague = somebody_else_at_the_unit(world)
    mailbox(colleague.person_id)
    version = Case.objects.get(id=case_id).version
    cases.take(actor=colleague, case_id=case_id, version=version, now=now + timedelta(minutes=5))
    (answer,) = batch.take_in(
        cecilia.actor, [cecilia.case_note(case_id, BODY)], now=now + timedelta(hours=1)
    )
    assert sent(answer) == ("accepted", "other_caseworker")
    assert len(visit_notes(case_id)) == 1
    assert mailbox.kinds(colleague.person_id) == ["CASE_NEWS"]


def test_a_case_moved_to_another_unit_after_it_was_taken_along_still_takes_the_note(
    case_id, cecilia, now
):
    elsewhere = organisations.units(organisations.UnitKind.HOME_CARE)[0]
    Case.objects.filter(id=case_id).update(unit_id=elsewhere.id, caseworker=None)
    (answer,) = batch.take_in(cecilia.actor, [cecilia.case_note(case_id, BODY)], now=now)
    assert sent(answer) == ("accepted", "")
    assert along.cases_along(cecilia.actor, now=now) == []


def _commission_ended(world, at):
    known = DemoPersona.objects.get(key="cecilia").commission_id
    Commission.objects.filter(id=known).update(ends_at=at)
    return world.actor("cecilia")


def test_a_note_by_whoever_had_lost_the_right_is_held_for_the_unit_which_enters_it(
    world, case_id, cecilia, now
):
    colleague = somebody_else_at_the_unit(world)
    # A phone is enrolled when it fetches what it keeps.
    batch.enrol(cecilia.actor, cecilia.device, now=now)
    entry = cecilia.case_note(case_id, BODY)
    actor = _commission_ended(world, now - timedelta(hours=1))
    (answer,) = batch.take_in(actor, [entry], now=now)
    assert sent(answer) == ("held", "no_access")
    row = HeldEntry.objects.get(entry_id=entry["id"])
    assert (row.entry_kind, row.unit_id, json.loads(row.payload)) == (
        "case_note",
        colleague.commission.unit_id,
        entry,
    )
    assert visit_notes(case_id) == []
    later = now + timedelta(hours=2)
    held.settle(colleague, row, Settlement.ADMITTED, because="", now=later)
    assert visit_notes(case_id) == [("NOTE", "Cecilia Nyberg", BODY, now, later)]


@pytest.mark.parametrize("key", ["anna", "bo", "ulla"])
def test_only_the_units_caseworkers_settle_what_was_held(world, case_id, cecilia, now, key):
    entry = cecilia.case_note(case_id, BODY)
    batch.take_in(_commission_ended(world, now - timedelta(hours=1)), [entry], now=now)
    row = HeldEntry.objects.get(entry_id=entry["id"])
    with pytest.raises(authority.Refused):
        held.settle(world.actor(key), row, Settlement.ADMITTED, because="", now=now)


def test_a_case_of_another_municipality_is_not_known_and_the_note_is_held_there(
    world, case_id, now
):
    with tenant_context(world.other):
        ulla = Phone(world.actor("ulla"), now)
        (answer,) = batch.take_in(ulla.actor, [ulla.case_note(case_id, BODY)], now=now)
        assert sent(answer) == ("held", "unknown_case")
        assert HeldEntry.objects.get().unit_id == ulla.actor.commission.unit_id
    assert visit_notes(case_id) == []


def test_home_care_writes_in_no_case(case_id, phone, now):
    anna = phone("anna")
    (answer,) = batch.take_in(anna.actor, [anna.case_note(case_id, BODY)], now=now)
    assert sent(answer) == ("held", "no_access")


def test_what_is_not_what_its_author_wrote_is_held(case_id, cecilia, now):
    changed = cecilia.case_note(case_id, BODY) | {"body": "Något annat."}
    forged = cecilia.case_note(case_id, BODY) | {"author": str(uuid4())}
    answers = batch.take_in(cecilia.actor, [changed, forged], now=now)
    assert [sent(one) for one in answers] == [("held", "hash_differs"), ("held", "other_author")]


@pytest.mark.parametrize("kind", ["CONCERN_SEEN", "REFERRAL", "OPINION", "PROPOSAL"])
def test_the_phone_has_the_notes_and_nothing_else_of_what_is_said_within_the_municipality(
    world, case_id, now, kind
):
    cecilia = world.actor("cecilia")
    cases.note(actor=cecilia, case_id=case_id, text=BODY, now=now)
    CaseEvent.objects.create(
        case_id=case_id, kind=kind, at=now, side="MUNICIPALITY", actor_name="Cecilia", text="Annat"
    )
    assert [one.text for one in cases.case_at_home(cecilia, case_id, now=now).notes] == [BODY]


def test_a_protected_identity_never_goes_along(world, case_id, cecilia, now):
    Resident.objects.filter(id=world.resident("margit").id).update(is_protected=True)
    with pytest.raises((authority.Refused, cases.NeverOnAPhone)):
        along.take_along(cecilia.actor, case_id, now=now)
    assert along.cases_along(cecilia.actor, now=now) == []
    # What was written on the visit is a fact all the same.
    (answer,) = batch.take_in(cecilia.actor, [cecilia.case_note(case_id, BODY)], now=now)
    assert sent(answer) == ("accepted", "")


def test_taking_along_is_logged_and_the_phone_logs_once_a_day(margits, home, actor, now):
    def looks():
        with tenant_context(home()):
            resident_id = Case.objects.get(id=margits).resident_id
            rows = audit.accesses_to_resource("case", margits, resident_id=resident_id, limit=50)
        return [row.activity for row in rows if row.actor_name == "Cecilia Nyberg"]

    def on(day, do):
        with tenant_context(home()):
            do(actor("cecilia"), now=now + timedelta(days=day))
        return len(looks())

    taken = on(0, lambda who, now: along.take_along(who, margits, now=now))
    counted = [on(day, along.cases_along) for day in (0, 1, 1)]
    assert (taken, counted, set(looks())) == (1, [1, 2, 2], {"Läsa"})


def test_a_case_is_gone_when_put_back_and_after_a_week(world, case_id, cecilia, now):
    assert [one.id for one in along.cases_along(cecilia.actor, now=now)] == [case_id]
    assert along.cases_along(cecilia.actor, now=now + along.TAKEN_FOR) == []
    along.put_back(cecilia.actor, case_id, now=now)
    assert along.cases_along(cecilia.actor, now=now) == []
    along.take_along(cecilia.actor, case_id, now=now + timedelta(minutes=1))
    assert HomeVisit.objects.filter(case_id=case_id).count() == 1


@pytest.fixture
def mailbox(munkedal, now):
    """Let somebody want e-mail, and tell what kinds of notices are on their way."""
    from gemensam.delivery.models import Channel, ContactPoint, Message

    class Mailbox:
        def __call__(self, person_id):
            ContactPoint.objects.update_or_create(
                person_id=person_id,
                channel=Channel.EMAIL,
                defaults={"address": "nagon@example.se", "chosen_at": now},
            )

        def kinds(self, person_id):
            rows = Message.objects.filter(person_id=person_id, subject_key__gt="")
            return list(rows.order_by("id").values_list("kind", flat=True))

    return Mailbox()


@pytest.fixture
def margits(real_db, home, actor, now):
    """Margit's case with real commits, for the pages."""
    with tenant_context(home()):
        return the_world().open_case(now=now)


def _post(client: Client, path, **data):
    from urllib.parse import urlencode

    return client.generic(
        "POST", path, urlencode(data), content_type="application/x-www-form-urlencoded"
    )


def test_the_pages_without_javascript_take_along_write_once_and_put_back(margits, home):
    client = log_in("cecilia").client()
    page = f"/arbeta/besok/{margits}/"
    assert client.get(page).headers["Location"] == f"/arbeta/arenden/{margits}/"
    assert "Ta med på hembesök" in client.get(f"/arbeta/arenden/{margits}/").content.decode()
    assert _post(client, f"{page}ta-med/").headers["Location"] == page
    shown = client.get(page).content.decode()
    assert "Har du ramlat, eller varit nära? Var i hemmet?" in shown
    assert "geo:0,0?q=" in shown
    apple = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"}
    assert "https://maps.apple.com/?q=" in client.get(page, headers=apple).content.decode()
    empty = _post(client, f"{page}anteckning/", note=uuid4(), body=" ")
    assert empty.status_code == 422
    one = {"note": uuid4(), "body": BODY}
    statuses = [_post(client, f"{page}anteckning/", **one).status_code for _ in range(2)]
    assert statuses == [303, 303]
    with tenant_context(home()):
        assert len(visit_notes(margits)) == 1
    case = client.get(f"/arbeta/arenden/{margits}/").content.decode()
    assert "Från hembesök, skrivet" in case
    bundle = client.get("/hemtjanst/rond.json").json()
    assert [one["id"] for one in bundle["cases"]] == [str(margits)]
    assert (bundle["visits"], len(bundle["case_notes"])) == ([], 1)
    assert _post(client, f"{page}lamna-tillbaka/").headers["Location"] == "/arbeta/besok/"
    assert client.get("/hemtjanst/rond.json").json()["cases"] == []


def test_the_shell_of_home_visits_holds_nothing_of_anybody(margits):
    body = log_in("cecilia").client().get("/arbeta/besok/skal/").content.decode()
    assert "Margit" not in body
    assert "Cecilia" not in body
