"""Requests through the real chain of middleware: one transaction, one tenant, one actor.

The pages of these tests stand before the product's own, whose frames and error pages they use.
"""

from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from django.utils import timezone
from tests.cast_at_work import log_in

from gemensam.audit.models import AccessLog
from gemensam.authority import api as authority
from gemensam.identity import api as identity
from gemensam.identity import rules
from gemensam.identity.models import Commission, ExternalIdentity, Person, Session
from gemensam.kernel.actor import Activity, InformationClass, Purpose
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import NoTenantContext, current_tenant_id, tenant_context

NO_STORE = "no-store"
INJURED = "skadan"
WRITTEN = {"given_name": "Skriven", "family_name": "Av sidan"}


def _tenants():
    """Say the tenant of the database and of the running code; both must agree."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('gemensam.tenant', true), '')")
        (in_database,) = cursor.fetchone()
    try:
        return [in_database, str(current_tenant_id())]
    except NoTenantContext:
        return [in_database, ""]


@identity.public
def where(request, municipality=None):
    """Tell what the request runs in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        (transaction_id,) = cursor.fetchone()
        cursor.execute("SELECT pg_backend_pid(), pg_current_xact_id()::text")
        backend, same = cursor.fetchone()
    return JsonResponse(
        {
            "tenants": _tenants(),
            "transactions": [transaction_id, same],
            "backend": backend,
            "actor": request.actor.display_name,
            "place": request.municipality.slug if municipality else None,
        }
    )


@identity.public
def write(request, outcome, municipality=None):
    """Write something down, then come to the outcome."""
    identity.register_person(**WRITTEN)
    match outcome:
        case "bryt":
            raise ValueError(INJURED)
        case "lova":
            # Found out only when the transaction is committed: the constraint is deferred.
            ExternalIdentity.objects.create(person_id=uuid4(), issuer="x", subject="x")
        case status if status.isdecimal():
            return HttpResponse(status=int(status))
    return HttpResponse("klart")


def _ask(request):
    """Ask to read a note in another municipality, which nobody of the cast may."""
    elsewhere = organisations.municipality_by_slug("skara").tenant_id
    note = authority.ObjRef("test", elsewhere, InformationClass.NOTE_SOL, id=request.number)
    ask = authority.Request(request.actor, Purpose.HOME_CARE, Activity.READ, note, request.now)
    authority.ensure(ask, authority.Facts())


@identity.public
def ask(request, number):
    request.number = number
    _ask(request)


@identity.public
@identity.own_transactions
def apart(request, outcome):
    """Say whether a transaction is held, then write something down and come to the outcome."""
    is_held = connection.in_atomic_block
    identity.register_person(**WRITTEN)
    match outcome:
        case "bryt":
            raise ValueError(INJURED)
        case "fraga":
            request.number = uuid4()
            _ask(request)
    return JsonResponse({"is_held": is_held, "tenants": _tenants()}, status=int(outcome))


@identity.public
def prove_anew(request, outcome):
    """Write something down, and find that it takes a new log-in."""
    identity.register_person(**WRITTEN)
    if outcome == "gammal":
        raise authority.StepUpNeeded
    return HttpResponse("klart")


@identity.logged_in
def own(request):
    return HttpResponse(request.actor.display_name)


@identity.logged_in
def workplace(request):
    return HttpResponse(str(current_tenant_id()))


@identity.public
def kept_for_long(request):
    return HttpResponse(headers={"Cache-Control": "max-age=60"})


handler404 = "gemensam.config.errors.not_found"
handler500 = "gemensam.config.errors.server_error"
urlpatterns = [
    path("prov/var/", where),
    path("prov/var/<slug:municipality>/", where),
    path("prov/skriv/<slug:outcome>/", write),
    path("prov/skriv/<slug:outcome>/<slug:municipality>/", write),
    path("prov/for-sig/<slug:outcome>/", apart),
    path("prov/pa-nytt/<slug:outcome>/", prove_anew),
    path("prov/fraga/<uuid:number>/", ask),
    path("api/prov/var/", where),
    path("api/prov/fraga/<uuid:number>/", ask),
    path("api/prov/egen/", own),
    path("prov/egen/", own),
    path("prov/arbete/", workplace),
    path("prov/lange/", kept_for_long),
    path("", include("gemensam.config.urls")),
]


@pytest.fixture(autouse=True)
def _pages():
    with override_settings(ROOT_URLCONF=__name__):
        yield


def browser(key="", **options):
    return log_in(key or "anonymous").client(**options)


def tenant_of(slug):
    return str(organisations.municipality_by_slug(slug).tenant_id)


def written():
    return Person.objects.filter(**WRITTEN).count()


@pytest.mark.parametrize(
    ("outcome", "answer"),
    [
        ("200", (200, 1)),
        ("303", (303, 1)),
        ("409", (409, 1)),
        ("499", (499, 1)),
        ("500", (500, 0)),
        ("503", (503, 0)),
        ("bryt", (500, 0)),
    ],
)
def test_what_a_page_wrote_stays_but_for_a_server_error_or_an_exception(db, outcome, answer):
    response = browser().post(f"/prov/skriv/{outcome}/")
    assert (response.status_code, written()) == answer


def test_the_page_of_an_error_has_a_number_and_nothing_of_the_error(db):
    response = browser().get("/prov/skriv/bryt/")
    page = response.content.decode()
    assert (response.wsgi_request.request_id in page, INJURED in page) == (True, False)


def test_a_promise_that_cannot_be_committed_never_leaves_as_an_answer(real_db):
    response = browser().post("/prov/skriv/lova/")
    assert (response.status_code, b"klart" in response.content, written()) == (500, False, 0)
    assert browser().get("/prov/var/").json()["tenants"] == ["", ""]


def test_each_request_is_one_transaction_and_nothing_of_its_tenant_is_met_by_the_next(real_db):
    anna, eva, stranger = browser("anna"), browser("eva"), browser()
    munkedal, skara = tenant_of("munkedal"), tenant_of("skara")
    asked = [
        (anna, "/prov/var/", munkedal),
        (stranger, "/prov/var/", ""),
        (eva, "/prov/var/munkedal/", munkedal),
        (eva, "/prov/var/", ""),
        (anna, "/prov/var/skara/", skara),
        (anna, "/prov/var/", munkedal),
        (stranger, "/prov/skriv/bryt/skara/", None),
        (stranger, "/prov/var/", ""),
        (stranger, "/prov/skriv/200/munkedal/", None),
        (stranger, "/prov/var/", ""),
    ]
    answers = []
    for client, url, tenant in asked:
        response = client.get(url)
        assert _tenants() == ["", ""]
        if tenant is not None:
            answers.append(response.json())
            assert answers[-1]["tenants"] == [tenant, tenant]
    # One connection throughout: were it another, nothing could have been left on it.
    assert len({answer["backend"] for answer in answers}) == 1
    pairs = [answer["transactions"] for answer in answers]
    assert all(first == second for first, second in pairs)
    assert len({first for first, _second in pairs}) == len(pairs)


def test_a_refusal_is_answered_403_and_its_row_stays_in_the_log_of_the_things_owner(real_db):
    anna, number = log_in("anna"), uuid4()
    response = anna.client().get(f"/prov/fraga/{number}/")

    request = response.wsgi_request
    elsewhere = organisations.municipality_by_slug("skara").tenant_id
    with tenant_context(elsewhere, using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(resource_id=number)
        (row,) = rows.values()
    session = Session.objects.get(token_hash=rules.token_hash(anna.token))
    with tenant_context(session.tenant_id):
        commission = Commission.objects.get(id=session.commission_id)
    assert response.status_code == 403
    assert request.request_id in response.content.decode()
    assert row == {
        "id": row["id"],
        "tenant_id": elsewhere,
        "at": row["at"],
        "activity": "Läsa",
        "purpose": "Hemtjänst",
        "actor_person_id": session.person_id,
        "actor_name": "Anna Berg",
        "actor_hsa_id": commission.employee_hsa_id,
        "actor_title": "undersköterska",
        "actor_tenant_id": session.tenant_id,
        "commission_id": session.commission_id,
        "resident_id": None,
        "representative_of": None,
        "resource_type": "test",
        "resource_id": number,
        "resource_unit_id": None,
        "resource_provider_id": None,
        "is_allowed": False,
        "is_emergency": False,
        "reason": "TENANT",
        "rule": "TENANT",
        "rules_version": authority.RULES_VERSION,
        "session_hash": session.token_hash,
        "request_id": request.request_id,
    }


def system():
    """Somebody's system, of Munkedal."""
    with tenant_context(UUID(tenant_of("munkedal"))):
        token = identity.make_client(name="Treserva", scopes=[], now=timezone.now())
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_a_token_says_who_acts_under_api_and_nowhere_else_and_a_cookie_everywhere_else(real_db):
    anna, machine = browser("anna"), system()
    answers = [
        one.get(url).json() for one in (anna, machine) for url in ("/prov/var/", "/api/prov/var/")
    ]
    home, nobodys = [tenant_of("munkedal")] * 2, ["", ""]
    assert [(one["actor"], one["tenants"]) for one in answers] == [
        ("Anna Berg", home),
        ("", nobodys),
        ("", nobodys),
        ("Treserva", home),
    ]


def test_a_system_that_a_rule_refuses_is_told_why_as_a_problem_and_it_is_logged(real_db):
    number = uuid4()
    response = system().get(f"/api/prov/fraga/{number}/")
    with tenant_context(UUID(tenant_of("skara")), using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(resource_id=number)
        assert list(rows.values_list("actor_name", "reason")) == [("Treserva", "TENANT")]
    told = response.json()
    assert (response.status_code, told["status"], told["code"]) == (403, 403, "TENANT")


def test_nobody_is_sent_to_the_log_in_page_from_under_api(db):
    answers = [browser().get(url) for url in ("/api/prov/egen/", f"/api/prov/fraga/{uuid4()}/")]
    assert [(one.status_code, one.headers["Content-Type"]) for one in answers] == [
        (401, "application/problem+json")
    ] * 2


def test_an_unknown_municipality_is_not_found_and_a_known_one_is_the_place_of_the_page(db):
    assert browser().get("/prov/var/atlantis/").status_code == 404
    answer = browser().get("/prov/var/skara/").json()
    assert (answer["place"], answer["tenants"]) == ("skara", [tenant_of("skara")] * 2)


def test_a_resident_has_the_tenant_of_the_address_and_none_without_one(db):
    eva = browser("eva")
    answers = [eva.get(url).json() for url in ("/prov/var/", "/prov/var/munkedal/")]
    assert [(answer["actor"], answer["place"]) for answer in answers] == [
        ("Eva Lindgren", None),
        ("Eva Lindgren", "munkedal"),
    ]
    assert answers[1]["tenants"] == [tenant_of("munkedal")] * 2


def test_a_page_of_a_workplace_is_refused_to_whoever_has_none(db):
    assert browser("anna").get("/prov/arbete/").content.decode() == tenant_of("munkedal")
    response = browser("eva").get("/prov/arbete/")
    said = authority.explain(authority.Reason.NO_COMMISSION)
    assert (response.status_code, said in response.content.decode()) == (403, True)


def test_a_stranger_who_is_refused_by_a_rule_is_sent_to_the_log_in_too(db):
    number = uuid4()
    response = browser().get(f"/prov/fraga/{number}/")
    assert (response.status_code, response["Location"]) == (
        303,
        f"/logga-in/?vidare=%2Fprov%2Ffraga%2F{number}%2F",
    )


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/prov/var/", (200, NO_STORE)),
        ("/prov/egen/", (303, NO_STORE)),
        ("/prov/skriv/409/", (409, NO_STORE)),
        ("/prov/var/atlantis/", (404, NO_STORE)),
        ("/prov/finns/inte/alls/", (404, NO_STORE)),
        ("/prov/skriv/bryt/", (500, NO_STORE)),
        ("/logga-in/", (200, NO_STORE)),
        ("/prov/lange/", (200, "max-age=60")),
    ],
)
def test_no_answer_is_kept_by_anybody_unless_its_page_says_so(db, url, kept):
    response = browser().get(url)
    assert (response.status_code, response["Cache-Control"]) == kept


def test_what_is_answered_bare_reads_no_session_and_opens_no_transaction(db):
    anna = browser("anna")
    with CaptureQueriesContext(connection) as bare:
        assert anna.get("/halsa/lever").status_code == 200
    with CaptureQueriesContext(connection) as usual:
        assert anna.get("/prov/egen/").status_code == 200
    assert (len(bare), len(usual) > 0) == (0, True)


def test_a_view_that_asks_others_holds_no_transaction_meanwhile(real_db):
    said = browser("anna").get("/prov/for-sig/200/").json()
    assert said == {"is_held": False, "tenants": ["", ""]}


@pytest.mark.parametrize(("outcome", "answer"), [("200", 200), ("500", 500), ("bryt", 500)])
def test_what_such_a_view_wrote_stays_whatever_comes_after(db, outcome, answer):
    assert (browser("anna").get(f"/prov/for-sig/{outcome}/").status_code, written()) == (answer, 1)


def test_a_refusal_outside_of_a_transaction_is_a_page_and_a_log_row_all_the_same(real_db):
    answer = browser("anna").get("/prov/for-sig/fraga/")
    with tenant_context(UUID(tenant_of("skara")), using="logreader"):
        rows = AccessLog.objects.using("logreader").filter(resource_type="test")
        assert list(rows.values_list("actor_name", "reason")) == [("Anna Berg", "TENANT")]
    assert (answer.status_code, written()) == (403, 1)


@pytest.mark.parametrize(("outcome", "there"), [("ny", 1), ("gammal", 0)])
def test_what_was_done_before_a_new_log_in_was_asked_for_is_undone(db, outcome, there):
    answer = browser("anna").get(f"/prov/pa-nytt/{outcome}/")
    assert (answer.status_code, written()) == (200 if there else 303, there)
