"""Forms by the API: which there are, one version for ever, and what a form makes of answers."""

from datetime import timedelta
from itertools import chain

from django.utils import timezone
from tests.api.systems import ALL_SORTS, AWAY, HOME, System, make_client, publish

from gemensam.questionnaires import library
from gemensam.questionnaires.machines.shapes import EXAMPLE
from gemensam.questionnaires.queries import published
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.tests.examples import WORDS, a_field, a_form

SHIPPED = "safety_alarm_application"
NUMBERED = [f"numbered_{number:02}" for number in range(5)]
ON_PAGES = a_form(
    a_field("photo", "file", accept=["picture"], required=False),
    a_field("name", "signature", required=False),
    key="on_pages",
)


def _system() -> System:
    return System(make_client())


def _keys(system: System, query: str = "") -> list[str]:
    return [one["key"] for one in system.get(f"/forms{query}").json()["forms"]]


def test_a_form_is_listed_with_the_version_that_applies_now(db):
    publish(ALL_SORTS, HOME, is_shared=False)
    form = published("all_sorts", now=timezone.now())
    (entry,) = [one for one in _system().get("/forms").json()["forms"] if one["key"] == "all_sorts"]
    assert entry == {
        "key": "all_sorts",
        "title": WORDS,
        "version": 1,
        "digest": form.digest,
        "languages": ["sv", "en"],
        "is_own": True,
        "published_at": form.published_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "closes_at": None,
    }


def test_forms_of_others_closed_ones_and_those_that_do_not_apply_yet_are_not_there(db):
    now = timezone.now()
    publish(ALL_SORTS | {"key": "theirs"}, AWAY, is_shared=False)
    publish(ALL_SORTS | {"key": "of_all"}, AWAY)
    publish(ALL_SORTS | {"key": "closed"})
    publish(ALL_SORTS | {"key": "closing"})
    publish(ALL_SORTS | {"key": "to_come"}, at=now + timedelta(days=1))
    library.close_form("closed", at=now)
    library.close_form("closing", at=now + timedelta(days=1))
    system = _system()
    mine = {"theirs", "of_all", "closed", "closing", "to_come"}
    assert mine & set(_keys(system)) == {"of_all", "closing"}
    assert {key: system.get(f"/forms/{key}").status_code for key in sorted(mine)} == {
        "closed": 404,
        "closing": 200,
        "of_all": 200,
        "theirs": 404,
        "to_come": 404,
    }


def test_pages_of_the_list_follow_each_other_without_a_gap_or_a_double(db):
    for key in NUMBERED:
        publish(ALL_SORTS | {"key": key})
    system, seen, after = _system(), [], ""
    while after is not None:
        page = system.get(f"/forms?limit=2&after={after}").json()
        seen.append([one["key"] for one in page["forms"]])
        after = page["next"]
    assert list(chain(*seen)) == _keys(system)
    assert {len(one) for one in seen[:-1]} == {2}
    assert set(NUMBERED) < set(chain(*seen))


def test_a_form_comes_as_it_was_published_with_its_rules_compiled(db):
    publish(ALL_SORTS)
    form = published("all_sorts", now=timezone.now())
    told = _system().get("/forms/all_sorts").json()
    assert schema_json.read(told["definition"]) == form.schema
    assert told["program"] == form.compiled
    assert (told["version"], told["digest"], told["not_by_api"]) == (1, form.digest, [])


def test_a_form_says_which_of_its_questions_only_a_page_can_ask(db):
    publish(ON_PAGES)
    assert _system().get("/forms/on_pages").json()["not_by_api"] == ["photo", "name"]


def test_a_form_that_is_as_it_was_is_not_sent_again(db):
    publish(ALL_SORTS)
    system = _system()
    first = system.get("/forms/all_sorts")
    etag = first.headers["ETag"]
    again = system.get("/forms/all_sorts", **{"If-None-Match": etag})
    publish(ALL_SORTS | {"title": {"sv": "Nytt", "en": "New"}})
    changed = system.get("/forms/all_sorts", **{"If-None-Match": etag})
    assert [one.status_code for one in (first, again, changed)] == [200, 304, 200]
    assert (again.content, again.headers["ETag"]) == (b"", etag)
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert changed.json()["version"] == 2


def test_an_earlier_version_may_be_kept_for_ever(db):
    publish(ALL_SORTS)
    publish(ALL_SORTS | {"title": {"sv": "Nytt", "en": "New"}})
    answer = _system().get("/forms/all_sorts/versions/1")
    assert answer.json()["definition"]["title"] == WORDS
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert _system_of("Lifecare").get("/forms/all_sorts/versions/3").status_code == 404


def _system_of(name: str) -> System:
    return System(make_client(name=name))


def test_validating_says_what_is_wrong_hidden_and_calculated_and_stores_nothing(db):
    publish(ALL_SORTS)
    answers = {"fallen": "no", "details": "x", "cost@a": "yes", "amount@a": "12,50"}
    answers |= {"near": {"relation": "dotter", "phone": "070-174 06 05"}}
    answer = _system().post("/forms/all_sorts/validate", {"answers": answers})
    assert answer.json() == {
        "version": 1,
        "digest": published("all_sorts", now=timezone.now()).digest,
        "is_complete": False,
        "problems": [
            {
                "key": "near",
                "part": "name",
                "text": {"sv": "Skriv namnet: Ord", "en": "Write the name: Word"},
            }
        ],
        "hidden": ["details"],
        "calculated": {"total": "12.5"},
    }


def test_the_example_in_the_description_is_a_whole_application(db):
    answer = _system().post(f"/forms/{SHIPPED}/validate", {"answers": EXAMPLE})
    assert (answer.json()["problems"], answer.json()["is_complete"]) == ([], True)


def test_a_body_that_is_not_as_described_is_refused_by_name(db):
    publish(ALL_SORTS)
    body = {"answers": {"fallen": 1}, "version": "1", "who": "me"}
    told = _system().post("/forms/all_sorts/validate", body).json()
    assert told["status"] == 422
    assert {"body.who", "body.version"} < {one["at"] for one in told["faults"]}


def test_the_description_is_for_anybody_and_names_every_address(db):
    answer = System("").get("/openapi.json")
    told = answer.json()
    assert (told["openapi"], answer.headers["Cache-Control"]) == ("3.1.0", "public, max-age=3600")
    assert {
        f"{method.upper()} {path}": operation["operationId"]
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    } == {
        "GET /api/v1/forms": "forms",
        "GET /api/v1/forms/{key}": "form",
        "GET /api/v1/forms/{key}/versions/{number}": "form_version",
        "POST /api/v1/forms/{key}/validate": "validate",
        "POST /api/v1/forms/{key}/responses": "respond",
        "GET /api/v1/responses/{response_id}": "response",
        "GET /api/v1/cases": "cases",
        "GET /api/v1/cases/{case_id}": "case",
        "GET /api/v1/cases/{case_id}/decisions": "decisions",
        "GET /api/v1/cases/{case_id}/decisions/{decision_id}/letter": "decision_letter",
        "POST /api/v1/cases/{case_id}/messages": "say",
        "GET /api/v1/events": "events",
    }
