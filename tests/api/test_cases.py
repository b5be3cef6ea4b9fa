"""Cases by the API: read whole by a municipality's own systems, and spoken in; each once and logged."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.api.systems import AWAY, HOME, System, make_client, tenant_of

from gemensam.audit.models import AccessLog
from gemensam.cases import api as cases
from gemensam.cases.models import Case, CaseEvent
from gemensam.cases.tests.acting import the_world
from gemensam.cases.tests.test_deciding import _decide
from gemensam.delivery import api as delivery
from gemensam.delivery.models import Channel, Message
from gemensam.identity.api import Scope
from gemensam.kernel.money import Money
from gemensam.tenancy.context import tenant_context

NO_CASE = "There is no such case, or decision in it, that this client may read."


@pytest.fixture
def world(db):
    """The demo world; what is asked for by the API is asked for outside of its tenant."""
    return the_world()


def _open(world, key="margit", by="eva", **more):
    with tenant_context(world.home):
        return world.open_case(key, by=by, **more)


def _decided(world):
    with tenant_context(world.home):
        case_id = world.open_case(by="eva")
        _decide(world, case_id)
    return case_id


def _say(system, case_id, text="Vi ringer dig på torsdag.", key="a-key"):
    return system.post(f"/cases/{case_id}/messages", {"text": text}, **{"Idempotency-Key": key})


def _events(case_id):
    with tenant_context(tenant_of(HOME)):
        rows = CaseEvent.objects.filter(case_id=case_id).order_by("at", "id")
        return list(rows.values_list("kind", "side", "actor_name", "text"))


def test_a_case_is_given_whole(world):
    case_id = _open(world)
    with tenant_context(world.home):
        margit = world.resident("margit")
        cases.note(actor=world.actor("cecilia"), case_id=case_id, text="Ring Eva.", now=world.now)
        number = f"{(row := Case.objects.get(id=case_id)).year}-{row.number:04d}"
    found = System(make_client(HOME, Scope.CASES_READ)).get(f"/cases/{case_id}").json()
    events = [(one.pop("kind"), one["who"], one["is_internal"]) for one in found.pop("events")]
    due_at = found.pop("due_at")
    assert found == {
        "id": str(case_id),
        "number": number,
        "kind": "safety_alarm",
        "title": "Trygghetslarm",
        "state": "INVESTIGATING",
        "version": 2,
        "resident_id": str(margit.id),
        "opened_at": _written(world.now),
        "decided_at": None,
        "follow_up_on": None,
        "changed_at": _written(world.now),
        "resident": {
            "id": str(margit.id),
            "name": margit.name,
            "identity_number": margit.identity_number.reveal(),
            "is_protected": False,
        },
        "representative_name": "Eva Lindgren",
        "caseworker_name": "Cecilia Nyberg",
        "answers": [
            {
                "field_id": "reason",
                "label": "När skulle larmet hjälpa dig?",
                "text": "När jag faller.",
                "files": [],
            },
            {
                "field_id": "spare_key",
                "label": "Finns det en extra nyckel?",
                "text": "Ja",
                "files": [],
            },
        ],
        "decisions": [],
        "meeting": None,
        "meetings": [],
    }
    assert events == [("OPENED", "Eva Lindgren", False), ("NOTE", "Cecilia Nyberg", True)]
    assert due_at == _written(world.now + timedelta(days=14))


def _written(at):
    return at.isoformat().replace("+00:00", "Z")


def test_a_decision_is_given_with_its_letter(world):
    case_id = _decided(world)
    system = System(make_client(HOME, Scope.CASES_READ))
    (decision,) = system.get(f"/cases/{case_id}/decisions").json()["decisions"]
    assert decision == system.get(f"/cases/{case_id}").json()["decisions"][0]
    assert (decision["outcome"], decision["decided_by"], decision["delegation_point"]) == (
        "GRANT",
        "Cecilia Nyberg",
        "4.2",
    )
    assert [one["performer_name"] for one in decision["care_services"]] == ["Hemtjänst Norr"]
    assert [decision[one] for one in ("confirmed_by", "amount", "basis")] == ["", None, None]
    letter = system.get(decision["letter"].removeprefix("/api/v1"))
    assert (letter.headers["Content-Type"], letter.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_decision_about_money_gives_the_amount_and_how_it_was_worked_out(world):
    with tenant_context(world.home):
        case_id = world.open_case(kind="financial_assistance")
        amount, applied = Money(123_450), Money(200_000)
        rows = (cases.BasisRow("Hyra", "9 800 kr", "9 000 kr", "Högsta hyra."),)
        basis = cases.Basis(
            case_id,
            "november 2026",
            amount,
            applied,
            (cases.BasisPart("Kostnader", rows),),
            "Påhittat.",
        )
        cecilia = world.actor("cecilia")
        cases.put_basis(
            actor=cecilia, case_id=case_id, work_out=lambda: (basis, "Räknade."), now=world.now
        )
        wanted = cases.Wanted(cases.Outcome.PARTIAL, "Hyran är för hög.")
        cases.decide(actor=cecilia, case_id=case_id, version=2, wanted=wanted, now=world.now)
    system = System(make_client(HOME, Scope.CASES_READ))
    (decision,) = system.get(f"/cases/{case_id}/decisions").json()["decisions"]
    assert (decision["amount"], decision["basis"]) == (
        1235,
        {
            "period": "november 2026",
            "amount_ore": 123_450,
            "applied_ore": 200_000,
            "warning": "Påhittat.",
            "parts": [
                {
                    "title": "Kostnader",
                    "source": "",
                    "rows": [
                        {
                            "text": "Hyra",
                            "applied": "9 800 kr",
                            "decided": "9 000 kr",
                            "note": "Högsta hyra.",
                        }
                    ],
                }
            ],
        },
    )


def test_a_decision_that_two_made_names_both_and_its_proposal_is_internal(world):
    with tenant_context(world.home):
        case_id = world.open_case(kind="financial_assistance")
        at = {"case_id": case_id, "now": world.now}
        no = cases.Wanted(cases.Outcome.REJECT, "Dina inkomster räcker.")
        cases.propose(actor=world.actor("petra"), version=1, wanted=no, **at)
        cases.confirm(actor=world.actor("cecilia"), version=2, **at)
    found = System(make_client(HOME, Scope.CASES_READ)).get(f"/cases/{case_id}").json()
    (decision,) = found["decisions"]
    names = ("decided_by", "confirmed_by", "confirmed_by_title", "amount")
    assert [decision[one] for one in names] == [
        "Petra Wallin",
        "Cecilia Nyberg",
        "biståndshandläggare",
        0,
    ]
    assert [(one["kind"], one["is_internal"]) for one in found["events"]] == [
        ("OPENED", False),
        ("PROPOSAL", True),
        ("DECISION", False),
    ]


def test_an_undecided_case_has_no_decision_and_no_letter(world):
    case_id, system = _open(world), System(make_client())
    assert system.get(f"/cases/{case_id}/decisions").json() == {"decisions": []}
    assert system.get(f"/cases/{case_id}/decisions/{case_id}/letter").json()["detail"] == NO_CASE


def test_the_list_goes_by_change_and_page_by_page_misses_none(world):
    made = [_open(world, now=world.now + timedelta(minutes=n)) for n in range(3)]
    system = System(make_client())
    since = (world.now - timedelta(seconds=1)).isoformat().replace("+", "%2B")
    found, after = [], ""
    while after is not None:
        page = system.get(f"/cases?limit=2&changed_since={since}&after={after}").json()
        found += [one["id"] for one in page["cases"]]
        after = page["next"]
    assert found == [str(one) for one in made]


def test_the_list_is_narrowed_by_state_kind_and_change(world):
    decided, new = _decided(world), _open(world)
    since = world.now.isoformat().replace("+", "%2B")
    system = System(make_client())

    def ids(query: str) -> set[str]:
        return {one["id"] for one in system.get(f"/cases?limit=100&{query}").json()["cases"]}

    both = {str(decided), str(new)}
    assert ids(f"changed_since={since}") == both
    assert ids(f"changed_since={since}&state=DECIDED") == {str(decided)}
    assert ids("state=NEW") & both == {str(new)}
    assert ids("kind=safety_alarm") & both == both
    assert ids("kind=something_else") == set()


@pytest.mark.parametrize(
    ("instant", "status"),
    [
        ("0342-06-18T08:33:48-22:00", 200),
        ("9999-12-31T23:59:59-01:00", 422),
        ("2026-11-22T12:00:00", 422),
        ("yesterday", 422),
        ("1763800000", 422),
        ("0.5", 422),
    ],
)
def test_an_instant_has_an_offset_and_is_one(world, instant, status):
    assert System(make_client()).get(f"/cases?changed_since={instant}").status_code == status


def test_a_message_changes_when_a_case_was_changed(world):
    case_id, system = _open(world), System(make_client())
    before = timezone.now()
    _say(system, case_id)
    with tenant_context(tenant_of(HOME)):
        assert before <= Case.objects.get(id=case_id).changed_at < world.now


@pytest.mark.parametrize("after", ["nonsense", "WzFd:x", "a" * 401, "a%20b"])
def test_a_cursor_of_ones_own_making_is_refused(world, after):
    assert System(make_client()).get(f"/cases?after={after}").status_code == 422


def test_a_system_speaks_for_the_municipality_and_the_resident_is_told_that_something_came(world):
    case_id = _open(world)
    with tenant_context(world.home):
        delivery.choose_channel(
            person_id=world.actor("eva").person_id,
            channel=Channel.EMAIL,
            address="eva@example.se",
            now=world.now,
        )
    said = _say(System(make_client()), case_id)
    assert said.status_code == 201
    assert [one for one in _events(case_id) if one[0] == "MESSAGE"] == [
        ("MESSAGE", "MUNICIPALITY", "Treserva", "Vi ringer dig på torsdag.")
    ]
    with tenant_context(tenant_of(HOME)):
        assert (
            str(CaseEvent.objects.get(kind="MESSAGE", case_id=case_id).id)
            == (said.json()["event_id"])
        )
        told = Message.objects.filter(subject_key=str(case_id), kind="CASE_NEWS")
        assert "eva@example.se" in told.values_list("address", flat=True)
        assert Case.objects.get(id=case_id).state == "INVESTIGATING"


def test_the_same_message_with_the_same_key_is_said_once(world):
    case_id, system = _open(world), System(make_client())
    answers = [_say(system, case_id).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(_events(case_id)) == 2


def test_the_same_key_with_other_words_or_in_another_case_is_refused(world):
    first, second, system = _open(world), _open(world), System(make_client())
    _say(system, first)
    assert _say(system, first, "Något annat.").status_code == 422
    assert _say(system, second).status_code == 422
    assert (len(_events(first)), len(_events(second))) == (2, 1)


def test_nothing_is_said_in_a_decided_case(world):
    case_id = _decided(world)
    before = _events(case_id)
    refused = _say(System(make_client()), case_id)
    assert (refused.status_code, refused.json()["detail"]) == (
        409,
        "The case is decided: nothing more is said in it.",
    )
    assert _events(case_id) == before


@pytest.mark.parametrize("text", ["", "   ", " \n\t ", "\x1c", "x" * 4001])
def test_a_message_has_words_and_not_too_many(world, text):
    case_id = _open(world)
    assert _say(System(make_client()), case_id, text).status_code == 422
    assert len(_events(case_id)) == 1


def _asked_for_all(system, case_id):
    return [
        system.get("/cases").status_code,
        system.get(f"/cases/{case_id}").status_code,
        system.get(f"/cases/{case_id}/decisions").status_code,
        system.get(f"/cases/{case_id}/decisions/{case_id}/letter").status_code,
        _say(system, case_id).status_code,
        system.get("/events").status_code,
    ]


def test_each_scope_opens_its_own_and_nothing_else(world):
    case_id = _open(world)
    got = {
        scope: _asked_for_all(System(make_client(HOME, scope, name=scope)), case_id)
        for scope in Scope
    }
    nothing = [403] * 6
    assert got == dict.fromkeys(Scope, nothing) | {
        Scope.CASES_READ: [200, 200, 200, 404, 403, 403],
        Scope.CASES_WRITE: [403, 403, 403, 403, 201, 403],
        Scope.EVENTS_READ: [403, 403, 403, 403, 403, 200],
    }


def test_a_case_of_another_municipality_is_not_there(world):
    case_id = _decided(world)
    theirs = System(make_client(AWAY))
    with tenant_context(world.home):
        decision = cases.case_for_resident(world.actor("margit"), case_id, now=world.now).decision
    assert _asked_for_all(theirs, case_id) == [200, 404, 404, 404, 404, 200]
    assert theirs.get(f"/cases/{case_id}/decisions/{decision.id}/letter").status_code == 404
    assert str(case_id) not in theirs.get("/cases").content.decode()


def test_a_protected_persons_case_is_not_there_without_the_scope_for_it(world):
    case_id = _open(world, "greta", by="")
    common = (Scope.CASES_READ, Scope.CASES_WRITE, Scope.EVENTS_READ)
    without = System(make_client(HOME, *common, name="without"))
    let_in = System(make_client(HOME, *common, Scope.CASES_PROTECTED, name="let in"))
    assert _asked_for_all(without, case_id) == [200, 404, 404, 404, 404, 200]
    assert without.get(f"/cases/{case_id}").json()["detail"] == NO_CASE
    assert _asked_for_all(let_in, case_id) == [200, 200, 200, 404, 201, 200]

    def listed(system):
        return [
            one["id"] for one in system.get("/cases?limit=100&kind=safety_alarm").json()["cases"]
        ]

    assert (str(case_id) in listed(without), str(case_id) in listed(let_in)) == (False, True)
    assert let_in.get(f"/cases/{case_id}").json()["resident"]["is_protected"] is True


def test_what_is_read_said_and_refused_is_in_the_access_log(real_db):
    world = the_world()
    case_id, greta = _open(world), _open(world, "greta", by="")
    system = System(make_client(HOME, Scope.CASES_READ, Scope.CASES_WRITE))
    system.get("/cases?limit=100")
    system.get(f"/cases/{case_id}")
    system.get(f"/cases/{case_id}/decisions")
    _say(system, case_id)
    system.get(f"/cases/{greta}")
    with tenant_context(world.home, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(actor_name="Treserva")
        logged = list(
            rows.filter(resource_id__in=[case_id, greta])
            .order_by("at", "id")
            .values_list("resource_type", "activity", "purpose", "is_allowed", "reason")
        )
        listed = rows.filter(resource_type="case_list").values_list("resident_id", flat=True)
        assert len(listed) == len(set(listed)) > 0
        with tenant_context(world.home):
            assert world.resident("margit").id in listed
            assert world.resident("greta").id not in listed
    assert [one for one in logged if one[0] != "case_list"] == [
        ("case", "Läsa", "Handläggning", True, "ALLOWED"),
        ("decision", "Läsa", "Handläggning", True, "ALLOWED"),
        ("case", "Skriva", "Handläggning", True, "ALLOWED"),
        ("case", "Läsa", "Handläggning", False, "PROTECTED"),
    ]
