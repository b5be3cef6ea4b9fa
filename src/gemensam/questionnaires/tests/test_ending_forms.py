"""Forms closed and removed, versions withdrawn: each by its owner, each said where it is seen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction
from lxml import html
from tests.cast_at_work import log_in

from gemensam.identity.models import DemoPersona
from gemensam.kernel.actor import Actor, ActorKind
from gemensam.organisations import api as organisations
from gemensam.questionnaires import library, queries
from gemensam.questionnaires.designer import drafts, versions
from gemensam.questionnaires.designer.versions import Standing
from gemensam.questionnaires.models import Form, FormDraft, FormVersion, Withdrawal
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.tests.examples import a_field, a_form
from gemensam.tenancy.context import tenant_context

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
KEY = "munkedal_prov"


class Lena:
    """She makes Munkedal's forms."""

    def __init__(self, tenant_id):
        person_id = DemoPersona.objects.get(key="lena").person_id
        self.actor = Actor(ActorKind.STAFF, person_id=person_id, tenant_id=tenant_id)

    def client(self):
        return log_in("lena").client()


@pytest.fixture
def tenant(db):
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    with tenant_context(place.tenant_id):
        yield place.tenant_id


@pytest.fixture
def lena(tenant):
    return Lena(tenant)


def _form(words="Ord"):
    return schema_json.read(a_form(a_field("first", label={"sv": words}), key=KEY))


def _publish(*words, at=None):
    for one in words:
        library.publish(_form(one), now=NOW, at=at, is_shared=False)


def _standings(now=NOW):
    return [(one.number, one.standing.value) for one in versions.rows_of(KEY, now=now)]


@pytest.fixture
def draft_id(lena):
    content = schema_json.write(_form())
    return drafts.begin(actor=lena.actor, key=KEY, content=content, now=NOW)


def test_a_version_that_was_to_apply_later_never_does_once_it_is_withdrawn(tenant):
    _publish("Först")
    _publish("Sedan", at=LATER)
    assert _standings() == [(2, "ahead"), (1, "current")]
    library.withdraw(KEY, number=2, now=NOW)

    assert queries.published(KEY, now=LATER).number == 1
    assert _standings(LATER) == [(2, "withdrawn"), (1, "current")]


def test_the_version_before_applies_again_when_the_one_that_applies_is_withdrawn(tenant):
    _publish("Först")
    library.publish(_form("Sedan"), now=LATER, is_shared=False)
    first, second = (queries.published(KEY, now=at) for at in (NOW, LATER))
    then = LATER + timedelta(hours=1)
    library.withdraw(KEY, number=2, now=then)

    assert queries.published(KEY, now=LATER).number == 2
    assert queries.published(KEY, now=then).number == 1
    # Whoever is filling in the one that was withdrawn goes on in it, whoever is in the first too.
    assert queries.newer_version(second.version_id, now=then) is None
    assert queries.newer_version(first.version_id, now=then) is None


def test_a_version_is_withdrawn_once_and_one_that_another_took_the_place_of_never(tenant):
    _publish("Först", "Sedan")
    for number in (1, 3):
        with pytest.raises(library.NothingToWithdraw):
            library.withdraw(KEY, number=number, now=NOW)
    library.withdraw(KEY, number=2, now=NOW)
    with pytest.raises(library.NothingToWithdraw):
        library.withdraw(KEY, number=2, now=NOW)
    with pytest.raises(queries.NoSuchForm):
        library.withdraw("no_such_form", number=1, now=NOW)


def test_what_was_withdrawn_may_be_published_again_as_a_version_of_its_own(tenant):
    _publish("Först")
    assert library.publish(_form("Först"), now=NOW) is False
    library.withdraw(KEY, number=1, now=NOW)
    with pytest.raises(queries.NoSuchForm):
        queries.published(KEY, now=NOW)

    assert library.publish(_form("Först"), now=NOW, is_shared=False) is True
    assert _standings() == [(2, "current"), (1, "withdrawn")]


def test_the_database_lets_only_the_owner_withdraw_and_nobody_take_it_back(tenant):
    _publish("Först")
    version = FormVersion.objects.get(form__key=KEY)
    elsewhere = organisations.municipality_by_slug("skara")
    assert elsewhere is not None
    with (
        tenant_context(elsewhere.tenant_id),
        pytest.raises(IntegrityError, match="by its owner"),
        transaction.atomic(),
    ):
        Withdrawal.objects.create(version=version, at=NOW)
    library.withdraw(KEY, number=1, now=NOW)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Withdrawal.objects.filter(version=version).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.create(version=version, at=NOW)


def test_a_form_that_was_never_published_is_removed_and_comes_back(lena, draft_id):
    client = lena.client()
    answer = client.post(f"/formular/{draft_id}/ta-bort/")
    page = client.get(answer["Location"]).content.decode()

    assert answer["Location"] == f"/formular/?borttaget={draft_id}"
    assert "”Ord” har tagits bort." in page
    assert f'/formular/{draft_id}/"' not in page
    assert client.get(f"/formular/{draft_id}/").status_code == 404
    assert client.post(f"/formular/{draft_id}/ta-bort/").status_code == 404
    assert client.post(f"/formular/{draft_id}/ta-tillbaka/").status_code == 303
    assert client.get(f"/formular/{draft_id}/").status_code == 200


def test_a_published_form_is_not_removed_even_when_no_version_of_it_applies_yet(lena, draft_id):
    versions.publish(draft_id=draft_id, now=NOW, at=LATER)
    with pytest.raises(drafts.AlreadyPublished):
        drafts.remove(draft_id=draft_id, now=NOW)

    answer = lena.client().post(f"/formular/{draft_id}/ta-bort/")
    assert answer["Location"] == f"/formular/{draft_id}/publicera/"
    assert FormDraft.objects.get(id=draft_id).removed_at is None


def test_a_removed_form_is_neither_changed_nor_published(lena, draft_id):
    drafts.remove(draft_id=draft_id, now=NOW)
    with pytest.raises(drafts.NoSuchDraft):
        versions.publish(draft_id=draft_id, now=NOW)
    with pytest.raises(drafts.NoSuchDraft):
        drafts.say(draft_id=draft_id, element="form", text="Hej", actor=lena.actor, now=NOW)
    assert not Form.objects.filter(key=KEY).exists()
    with pytest.raises(drafts.NoSuchDraft):
        drafts.bring_back(drafts.begin(actor=lena.actor, key="x", content={}, now=NOW))


def test_a_closed_form_leaves_the_list_and_is_shown_and_marked_when_asked_for(lena, draft_id):
    versions.publish(draft_id=draft_id, now=NOW)
    library.close_form(KEY, at=NOW)
    client = lena.client()
    short, whole = (client.get(f"/formular/{rest}").content.decode() for rest in ("", "?visa=alla"))

    link = f'href="/formular/{draft_id}/"'
    assert (link in short, "Visa även det stängda eller borttagna formuläret (1)" in short) == (
        False,
        True,
    )
    assert (link in whole, "Stängt" in whole) == (True, True)
    # What is typed wrong keeps what is shown.
    again = client.post("/formular/?visa=alla", {"title": ""})
    assert (again.status_code, link in again.content.decode()) == (422, True)


def test_the_list_says_which_version_applies_which_will_and_what_has_changed_since(lena, draft_id):
    versions.publish(draft_id=draft_id, now=NOW)
    _publish("Sedan", at=datetime(2099, 1, 1, tzinfo=UTC))
    library.close_form(KEY, at=datetime(2099, 2, 1, tzinfo=UTC))
    page = html.fromstring(lena.client().get("/formular/").content)
    (row,) = page.xpath(f"//li[@data-row][.//a[@href='/formular/{draft_id}/']]")

    assert [one.text_content().strip() for one in row.xpath(".//*[contains(@class, 'tag')]")] == [
        "Publicerat, version 1",
        "Version 2 gäller från 1 januari 2099 kl.\xa01.00",
        "Ändrat sedan version 2",
        "Stänger 1 februari 2099 kl.\xa01.00",
    ]


def test_what_comes_of_withdrawing_is_said_before_and_after(lena, draft_id):
    client = lena.client()
    versions.publish(draft_id=draft_id, now=NOW)
    here = f"/formular/{draft_id}/publicera/"
    assert (
        "Ingen kan börja formuläret då: ingen annan version gäller."
        in client.get(here).content.decode()
    )
    _publish("Sedan", at=datetime(2099, 1, 1, tzinfo=UTC))
    page = client.get(here).content.decode()
    assert "Den börjar aldrig gälla." in page
    assert "Version 2 gäller från" in page

    answer = client.post(f"/formular/{draft_id}/dra-tillbaka/", {"number": "2"})
    assert answer["Location"] == here
    assert "Version 2 är tillbakadragen." in client.get(here).content.decode()
    assert [one for _number, one in _standings()] == [Standing.WITHDRAWN, Standing.CURRENT]
    client.post(f"/formular/{draft_id}/dra-tillbaka/", {"number": "²"})
    assert "inget drogs tillbaka" in client.get(here).content.decode()


def test_a_closing_time_that_cannot_be_read_is_told_and_closes_nothing(lena, draft_id):
    versions.publish(draft_id=draft_id, now=NOW)
    answer = lena.client().post(f"/formular/{draft_id}/stang/", {"closes_at": "i morgon"})

    assert answer.status_code == 422
    assert Form.objects.get(key=KEY).closes_at is None
