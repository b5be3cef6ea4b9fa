"""Plans in the database and on their pages: revisions, import, typing, sign-off, files."""

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.english import in_english, leftovers, names_in

from gemensam.programme import county, shipped
from gemensam.programme.models import Plan, PlanRevision, PlanSignOff
from gemensam.programme.queries import plans as queries
from gemensam.programme.queries import resources as resource_queries
from gemensam.programme.rules.plans import plan_totals
from gemensam.programme.rules.plans_reading import read_or_fail
from gemensam.programme.rules.plans_writing import as_yaml, canonical
from gemensam.programme.tests.pages import open_as, rows_of, text_of

WORK = "/program/planer/"
MOST_QUERIES = 20


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return text_of(response.content.decode())


def inputs(html, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', html)


@pytest.mark.parametrize("plan", shipped.plans(), ids=lambda plan: plan.key)
def test_the_shipped_plans_are_in_the_database_with_their_digest(db, plan):
    with county.context():
        assert queries.plan(plan.key) == plan
        assert queries.at_revision(plan.key).revision.digest == canonical(plan).digest
        assert resource_queries.lines(plan.key) == plan.resources
        assert resource_queries.pools(plan.key) == plan.posts


def test_the_plan_of_2018_shows_every_figure(db):
    text = page(open_as(), "/plan/?plan=plan_2018")
    for said in (
        "5 261 590 kr", "3 711 590 kr", "8 × (40 000 + 15 000)", "440 000 kr", "550 000 kr",
        "1 000 000 kr", "140 %", "575 %", "ingen procent angiven", "49 kommuner",
        "Mer än 50 %", "Minst 1 000", "Dessutom ska gälla: nöjda",
        "kvartal 3 2018 · beslut", "Drivs med Västra Götalandsregionen",
    ):  # fmt: skip
        assert said in text, said


def test_what_the_plan_of_2013_leaves_out_is_said_of_each_activity(db):
    text = page(open_as(), "/plan/?plan=plan_2013_2015")
    producer = text[text.rindex("5b Dela i Nationell patientöversikt (producent) ") :]
    assert (
        "Planen säger inte vad som ska göras, hur det ska göras, hur läget är, vad målet är, när"
        " det ska göras, vem som gör det eller vad det kostar."
    ) in producer
    assert text.count("(texten är avklippt i dokumentet)") == 2
    assert "september 2015 · beslut Området digitalisering av skola läggs vilande." in text


def test_the_list_shows_every_plan_and_no_plan_is_not_found(db):
    text = page(open_as(), "/plan/")
    assert "Digitalisering 2018" in text
    assert "6 aktiviteter · 25 662 496 kr" in text
    assert open_as().get("/plan/?plan=finns_inte").status_code == 404


def test_the_files_are_the_same_plan(db):
    answer = open_as().get("/plan/data.yaml?plan=plan_2018")
    assert read_or_fail(answer.content.decode()) == shipped.plan_2018()
    paper = open_as().get("/plan/dokument.pdf?plan=plan_2018")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert paper.content == open_as().get("/plan/dokument.pdf?plan=plan_2018").content
    assert b"pdfuaid" in paper.content


@pytest.mark.parametrize(
    "path",
    ["/plan/", "/plan/?plan=plan_2018", "/program/planer/", "/program/planer/plan_2018/",
     "/program/planer/plan_demo/jamfor/"],
)  # fmt: skip
def test_a_page_of_plans_asks_few_questions(db, path):
    client = open_as("karin")
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    questions = [
        one["sql"]
        for one in asked
        if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]
    assert len(questions) <= MOST_QUERIES, "\n".join(questions)


def _imported(client, text, **more):
    return client.post(f"{WORK}importera/", {"text": text, **more})


def _accept(client, preview):
    html = preview.content.decode()
    text = re.search(r'<textarea name="text" hidden>(.*?)</textarea>', html, re.DOTALL)
    return client.post(
        f"{WORK}importera/anta/",
        {"text": unescape(text[1]), "base": inputs(html, "base")[0]},
    )


def _dearer():
    """The plan of 2018 with ten seminars in place of eight."""
    plan = shipped.plan_2018()
    activity = plan.activities[5]
    seminars = replace(activity.costs[0], quantity=10)
    assert seminars.multiplied is not None
    seminars = replace(seminars, amount=seminars.multiplied)
    changed = replace(activity, costs=(seminars, *activity.costs[1:]))
    return replace(plan, activities=(*plan.activities[:5], changed, plan.activities[6]))


def test_an_import_changes_nothing_before_it_is_accepted_and_then_only_what_was_shown(db):
    client = open_as("karin")
    preview = _imported(client, as_yaml(_dearer()))
    assert preview.status_code == 200
    shown = text_of(preview.content.decode())
    assert "8 × (40 000 + 15 000) = 440 000" in shown
    assert "10 × (40 000 + 15 000) = 550 000" in shown
    assert "+110 000 kr" in shown
    assert "ändrat: 1" in shown
    with county.context():
        assert queries.plan("plan_2018") == shipped.plan_2018()
    assert _accept(client, preview).status_code == 303
    with county.context():
        found = queries.at_revision("plan_2018")
        revisions = queries.revisions("plan_2018")
    assert found.plan == _dearer()
    assert plan_totals(found.plan).whole.added.kronor == 5_371_590
    assert [(one.number, one.note, one.made_by_name) for one in revisions] == [
        (2, "Importerad från fil", "Karin Ek"),
        (1, "Planen som den följde med, återgiven ur sitt dokument", ""),
    ]
    assert "5 371 590 kr" in page(open_as(), "/plan/?plan=plan_2018")


def test_an_import_of_an_uploaded_file_with_faults_names_each_line(db):
    wrong = as_yaml(shipped.plan_2018()).replace("amount_sek: 440000", "amount_sek: 44000")
    file = SimpleUploadedFile("plan.yaml", wrong.encode(), "application/yaml")
    response = open_as("karin").post(f"{WORK}importera/", {"file": file})
    assert response.status_code == 422
    (row,) = rows_of(response.content.decode(), "fel")
    assert row[1:] == [
        "activities.6.costs.1.amount_sek",
        "amount_sek: 44000",
        "8 × (40 000 + 15 000) är 440 000 kr, men beloppet säger 44 000 kr.",
    ]
    assert wrong.splitlines()[int(row[0]) - 1].strip() == "amount_sek: 44000"


def test_an_import_that_says_what_the_plan_says_changes_nothing(db):
    client = open_as("karin")
    preview = _imported(client, as_yaml(shipped.plan_2018()))
    assert "Planen säger redan allt det." in text_of(preview.content.decode())
    assert "Anta och importera" not in preview.content.decode()


def test_of_two_imports_the_second_is_told_that_the_plan_has_changed(db):
    client = open_as("karin")
    previews = [_imported(client, as_yaml(_dearer())) for _ in range(2)]
    assert [_accept(client, one).status_code for one in previews] == [303, 409]


def test_a_file_that_is_no_text_is_refused(db):
    file = SimpleUploadedFile("plan.yaml", BytesIO(b"\xff\xfe\x00").read())
    response = open_as("karin").post(f"{WORK}importera/", {"file": file})
    assert response.status_code == 422
    assert "Filen är inte text i UTF-8" in text_of(response.content.decode())


def _activity(base, name, **more):
    return {
        "base": base, "number": more.pop("number", "1"), "name": name,
        "kostnad-TOTAL_FORMS": "1", "kostnad-INITIAL_FORMS": "0",
        "datum-TOTAL_FORMS": "1", "datum-INITIAL_FORMS": "0", **more,
    }  # fmt: skip


def test_a_county_that_types_everything_has_a_plan_with_three_activities_in_four_forms(db):
    client = open_as("karin")
    begun = client.post(
        f"{WORK}ny/", {"title": "Vår plan", "first_year": "2027", "last_year": "2027"}
    )
    assert begun["Location"] == f"{WORK}var_plan/aktivitet/ny/"
    first = _activity(
        1, "Larm", role="Utse en kontakt\nDelta", goals="Alla larm svarar", starts="2027-Q1",
        **{"kostnad-0-text": "Träffar", "kostnad-0-quantity": "4", "kostnad-0-each": "1 500,50",
           "datum-0-at": "2027-03", "datum-0-text": "Start", "datum-0-decision": "on"},
        next="1",
    )  # fmt: skip
    again = client.post(begun["Location"], first)
    assert again["Location"] == begun["Location"]
    assert inputs(client.get(again["Location"]).content.decode(), "number") == ["2"]
    for base, name in ((2, "Utbildning"), (3, "Nätverk")):
        answer = client.post(again["Location"], _activity(base, name, number=str(base)))
        assert answer["Location"] == f"{WORK}var_plan/"
    with county.context():
        plan = queries.plan("var_plan")
    assert [(one.key, one.number, one.name) for one in plan.activities] == [
        ("larm", "1", "Larm"), ("utbildning", "2", "Utbildning"), ("natverk", "3", "Nätverk"),
    ]  # fmt: skip
    larm = plan.activities[0]
    assert [text.text for text in larm.municipality_role] == ["Utse en kontakt", "Delta"]
    assert (larm.cost.kronor, larm.milestones[0].is_decision) == (6002, True)
    assert "6 002 kr" in page(open_as(), "/plan/?plan=var_plan")


def test_an_activity_changed_on_its_page_keeps_what_the_page_does_not_ask_for(db):
    client = open_as("karin")
    path = f"{WORK}plan_2018/aktivitet/gits/"
    html = client.get(path).content.decode()
    before = shipped.plan_2018().activities[1]
    sent = _activity(
        1, "GITS", number="2", level="vgr",
        goals="\n".join(goal.text.text for goal in before.goals),
        how="\n".join(text.text for text in before.how),
        role="Använda de tjänster som erbjuds.",
        **{"kostnad-INITIAL_FORMS": "1", "kostnad-0-key": inputs(html, "kostnad-0-key")[0],
           "kostnad-0-text": before.costs[0].text, "kostnad-0-each": "3 711 590"},
    )  # fmt: skip
    assert client.post(path, sent).status_code == 303
    with county.context():
        after = queries.plan("plan_2018").activities[1]
    assert after == replace(before, name="GITS", municipality_role=(before.municipality_role[1],))
    shown = page(client, f"{WORK}plan_2018/jamfor/")
    assert "GITS: förvaltning och fortsatt utveckling GITS" in shown
    assert "borttaget: 1, ändrat: 1" in shown


def test_a_form_with_mistakes_is_refused_and_keeps_what_was_typed(db):
    sent = _activity(1, "", starts="våren", **{"kostnad-0-text": "Träffar"})
    response = open_as("karin").post(f"{WORK}plan_2018/aktivitet/ny/", sent)
    assert response.status_code == 422
    html = response.content.decode()
    assert 'value="våren"' in html
    text = text_of(html)
    for said in ("Fyll i: Namn", "Skriv datumet som 2026", "Skriv vad det kostar"):
        assert said in text


def test_a_removed_activity_comes_back_when_the_change_is_undone(db):
    client = open_as("karin")
    removed = client.post(f"{WORK}plan_2018/aktivitet/fvm/ta-bort/", {"base": 1})
    assert removed.status_code == 303
    with county.context():
        assert len(queries.plan("plan_2018").activities) == 6
        assert len(resource_queries.lines("plan_2018")) == 7
    undone = client.post(f"{WORK}plan_2018/aterstall/", {"base": 2, "number": 1})
    assert undone.status_code == 303
    with county.context():
        assert queries.plan("plan_2018") == shipped.plan_2018()
        assert resource_queries.lines("plan_2018") == shipped.plan_2018().resources
        assert queries.at_revision("plan_2018").current == 3


def _sign(client, key, number, **more):
    sent = {"number": number, "decided_by": "Styrelsen, § 3", "decided_on": "2026-01-15", **more}
    return client.post(f"{WORK}{key}/underteckna/", sent)


def test_a_signed_revision_stays_and_a_change_is_not_signed(db):
    client = open_as("karin")
    assert _sign(client, "plan_2018", 1).status_code == 303
    assert _sign(client, "plan_2018", 1).status_code == 409
    assert "beslutad av Styrelsen, § 3 den 15 januari 2026" in page(
        open_as(), "/plan/?plan=plan_2018"
    )
    preview = _imported(client, as_yaml(_dearer()))
    assert "Revision 1 är undertecknad och ligger kvar" in text_of(preview.content.decode())
    _accept(client, preview)
    assert "Inte undertecknad Revision 2" in page(open_as(), "/plan/?plan=plan_2018")
    signed = page(open_as(), "/plan/?plan=plan_2018&revision=1")
    assert "Det finns en senare revision av planen." in signed
    assert "440 000 kr" in signed


def test_a_signed_plan_leads_on_to_a_grant_that_its_hours_meet(db):
    client, register = open_as("karin"), "/program/bidrag/nytt/?plan=plan_2018"
    assert register not in client.get(f"{WORK}plan_2018/").content.decode()
    _sign(client, "plan_2018", 1)
    assert register in client.get(f"{WORK}plan_2018/").content.decode()
    assert register not in open_as("sara").get(f"{WORK}plan_2018/").content.decode()
    form = client.get(register).content.decode()
    assert re.search(r'<option value="plan_2018"[^>]* selected', form)


def test_a_revision_that_was_never_signed_is_shown_to_nobody_outside(db):
    client = open_as("karin")
    _accept(client, _imported(client, as_yaml(_dearer())))
    assert open_as().get("/plan/?plan=plan_2018&revision=1").status_code == 404


def test_a_decision_ahead_of_today_is_refused(db):
    tomorrow = timezone.localdate().replace(year=timezone.localdate().year + 1).isoformat()
    response = _sign(open_as("karin"), "plan_2018", 1, decided_on=tomorrow)
    assert response.status_code == 422
    assert "Dagen har inte kommit än." in text_of(response.content.decode())


@pytest.mark.parametrize(
    "change",
    [
        lambda: PlanRevision.objects.update(note="annat"),
        lambda: PlanRevision.objects.all().delete(),
        lambda: PlanSignOff.objects.update(decided_by="någon annan"),
        lambda: PlanRevision.objects.create(
            plan=Plan.objects.get(key="plan_2018"), number=9, document="{}", digest="0" * 64,
            origin="SHIPPED", note="",
        ),
    ],
    ids=["edit", "delete", "edit a sign-off", "a digest of another document"],
)  # fmt: skip
def test_the_database_refuses_to_change_a_revision_whoever_asks(db, change):
    with county.context(), pytest.raises(DatabaseError), transaction.atomic():
        change()


def test_an_association_reads_the_plans_and_changes_none(db):
    client = open_as("sara")
    assert "Lägg till en aktivitet" not in page(client, f"{WORK}plan_2018/")
    assert client.post(f"{WORK}plan_2018/aterstall/", {"base": 1, "number": 1}).status_code == 403


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("", "/plan/"),
        ("", "/plan/?plan=plan_2018"),
        ("karin", WORK),
        ("karin", f"{WORK}ny/"),
        ("karin", f"{WORK}importera/"),
        ("karin", f"{WORK}plan_demo/"),
        ("karin", f"{WORK}plan_demo/jamfor/"),
        ("karin", f"{WORK}plan_2018/aktivitet/gits/"),
        ("karin", f"{WORK}plan_2018/underteckna/"),
    ],
)
def test_a_page_of_plans_has_no_swedish_left_in_english(db, who, path):
    names = {"VästKom", "Västra Götaland", "länssamordnare", *names_in(county.tenant_id())}
    # A plan and an activity are named in the page's title.
    names |= {"Nära tillsammans (påhittad)", "2 GITS: förvaltning och fortsatt utveckling"}
    html = in_english(open_as(who)).get(path).content.decode()
    assert leftovers(html, names) == []
