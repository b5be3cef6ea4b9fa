"""Commissions and their history: every grant, change and end leaves a row, and a log-in ends with its commission."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.cast_at_work import HOME, log_in

from gemensam.identity import api as identity
from gemensam.identity.models import Commission, DemoPersona
from gemensam.kernel.actor import Activity, InformationClass, Purpose, Right, Scope
from gemensam.kernel.periods import Period
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
READ = Right(Activity.READ, InformationClass.DIRECTORY, Scope.TENANT)
WRITE = Right(Activity.ADMINISTER, InformationClass.DIRECTORY, Scope.TENANT)
BY = identity.Because(reason="Ny på enheten", name="Henrik Falk")


@pytest.fixture
def here(db):
    """In Munkedal."""
    with tenant_context(Tenant.objects.get(slug=HOME).id):
        yield


def _grant(**said):
    person_id = said.pop("person_id", None) or identity.register_person(
        given_name="Åsa", family_name="Älv"
    )
    return identity.grant_commission(
        person_id=person_id,
        employee_hsa_id="SE1-P1",
        title="administratör",
        purpose=Purpose.ADMINISTRATION,
        **{
            "hsa_id": "SE1-U1",
            "name": "Katalog",
            "rights": [READ],
            "valid": Period(NOW),
            "because": BY,
            "now": NOW,
        }
        | said,
    )


def _terms(**said):
    told = {
        "name": "Katalog",
        "title": "administratör",
        "purpose": Purpose.ADMINISTRATION,
        "rights": [READ],
        "unit_id": None,
        "care_provider_id": None,
        "regime": None,
        "ends_at": None,
    }
    return identity.Terms(**told | said)


def _change(commission_id, now, **said):
    identity.change_commission(
        commission_id=commission_id,
        terms=_terms(**said),
        because=identity.Because(reason="Ska ändra också", name="Henrik Falk"),
        now=now,
        version=identity.version_of(commission_id),
    )


def test_history_tells_what_was_granted_changed_and_ended_why_and_by_whom(here):
    commission_id = _grant()
    _change(commission_id, NOW + timedelta(days=2), rights=[READ, WRITE])
    identity.end_commission(
        commission_id=commission_id,
        because=identity.Because(reason="Slutar", source="personalfilen rad 17"),
        now=NOW + timedelta(days=5),
    )
    told = [
        (one.kind, one.changed, one.reason, one.by_name, one.source)
        for one in reversed(identity.history_of(commission_id=commission_id))
    ]
    assert told[1:] == [
        ("CHANGED", ["rights"], "Ska ändra också", "Henrik Falk", ""),
        ("ENDED", ["ends_at"], "Slutar", "", "personalfilen rad 17"),
    ]
    assert (told[0][0], told[0][2:]) == ("GRANTED", ("Ny på enheten", "Henrik Falk", ""))


def test_who_had_which_commission_on_a_day_is_answered_as_it_was_written_then(here):
    commission_id = _grant()
    _change(commission_id, NOW + timedelta(days=2), rights=[READ, WRITE])
    identity.end_commission(commission_id=commission_id, because=BY, now=NOW + timedelta(days=5))
    person_id = Commission.objects.get(id=commission_id).person_id
    held = [
        [one.after["rights"] for one in identity.held_on(at, person_id=person_id)]
        for at in (NOW + timedelta(days=days) for days in (-1, 1, 3, 6))
    ]
    assert held == [[], [[str(READ)]], [[str(READ), str(WRITE)]], []]
    everybody = {one.commission_id for one in identity.held_on(NOW + timedelta(days=3))}
    assert commission_id in everybody
    assert len(everybody) > 10


def test_a_change_that_changes_nothing_leaves_no_row(here):
    commission_id = _grant()
    _change(commission_id, NOW)
    assert [one.kind for one in identity.history_of(commission_id=commission_id)] == ["GRANTED"]


def test_whoever_looked_at_an_older_version_is_told(here):
    commission_id = _grant()
    seen = identity.version_of(commission_id)
    _change(commission_id, NOW, name="Katalogen")
    with pytest.raises(identity.ChangedMeanwhile):
        identity.end_commission(commission_id=commission_id, because=BY, now=NOW, version=seen)
    assert identity.commission(commission_id).ends_at is None


def test_an_ended_commission_is_not_changed_and_ending_it_again_writes_nothing(here):
    commission_id = _grant(valid=Period(NOW - timedelta(days=1)))
    assert identity.end_commission(commission_id=commission_id, because=BY, now=NOW) == 0
    assert identity.end_commission(commission_id=commission_id, because=BY, now=NOW) == 0
    with pytest.raises(identity.HasEnded):
        _change(commission_id, NOW, name="Igen")
    kinds = [one.kind for one in identity.history_of(commission_id=commission_id)]
    assert kinds == ["ENDED", "GRANTED"]


def test_a_commission_that_has_not_begun_can_be_ended(here):
    commission_id = _grant(valid=Period(NOW + timedelta(days=30)))
    identity.end_commission(commission_id=commission_id, because=BY, now=NOW)
    assert not identity.commission(commission_id).holds(NOW + timedelta(days=31))


def test_nobody_has_two_commissions_of_one_hsa_id(here):
    _grant()
    with pytest.raises(identity.HsaIdIsTaken):
        _grant(name="En till")


def test_history_cannot_be_rewritten(here):
    from gemensam.identity.models import CommissionEntry

    commission_id = _grant()
    with pytest.raises(DatabaseError), transaction.atomic():
        CommissionEntry.objects.filter(commission_id=commission_id).update(reason="Annat")


def test_a_browser_is_logged_out_when_its_commission_ends(real_db):
    browser = log_in("sven").client()
    assert browser.get("/utforare/").status_code == 200
    persona = DemoPersona.objects.get(key="sven")
    with transaction.atomic(), tenant_context(persona.tenant_id):
        identity.end_commission(
            commission_id=persona.commission_id, because=BY, now=datetime.now(UTC)
        )
    gone = browser.get("/utforare/")
    assert (gone.status_code, gone["Location"].partition("?")[0]) == (303, "/logga-in/")


def test_log_ins_are_counted_by_day_and_a_change_of_commission_is_none(here):
    tenant_id = Tenant.objects.get(slug=HOME).id
    commission_id = _grant()
    row = Commission.objects.get(id=commission_id)
    at = datetime(2031, 5, 6, 7, 0, tzinfo=UTC)
    for begun, logged_in in ((at, at), (at + timedelta(hours=1), at), (at, at.replace(day=7))):
        identity.open_session(
            person_id=row.person_id,
            kind=identity.actor_in(commission_id, now=at).kind,
            assurance=identity.actor_in(commission_id, now=at).assurance,
            method="test",
            now=begun,
            tenant_id=tenant_id,
            commission_id=commission_id,
            authenticated_at=logged_in,
        )
    counted = identity.log_ins(at - timedelta(days=1), at + timedelta(days=5))
    assert [(str(day), count) for day, count in counted] == [("2031-05-06", 1), ("2031-05-07", 1)]


def test_the_list_goes_by_family_name_with_a_ring_and_dots_last(here):
    for number, name in enumerate(["Öst", "Ask", "Zorn", "Ärla", "Åberg"]):
        person_id = identity.register_person(given_name="Xx", family_name=name)
        _grant(person_id=person_id, hsa_id=f"SE9-{number}")
    wanted = identity.Wanted(visible=_everything(), words="xx")
    page = identity.commission_page(wanted, now=NOW)
    names = [one.person_name.split()[1] for one in page.rows]
    assert names == ["Ask", "Zorn", "Åberg", "Ärla", "Öst"]
    walked, after = [], ""
    for _turn in names:
        part = identity.commission_page(
            identity.Wanted(visible=_everything(), words="xx", after=after), now=NOW, size=1
        )
        walked += [one.person_name.split()[1] for one in part.rows]
        after = part.next_cursor
    assert (walked, after) == (names, "")


def test_a_search_finds_from_either_name_or_the_hsa_id_and_never_a_protected_name(here):
    open_id = identity.register_person(given_name="Örjan", family_name="Qvist")
    hidden_id = identity.register_person(given_name="Örjan", family_name="Qvarn", is_protected=True)
    _grant(person_id=open_id, hsa_id="SE9-1")
    _grant(person_id=hidden_id, hsa_id="SE9-2")
    found = [
        [one.hsa_id for one in identity.commission_page(wanted, now=NOW).rows]
        for wanted in (
            identity.Wanted(visible=_everything(), words=words)
            for words in ("qv", "örjan q", "se1-p1")
        )
    ]
    assert found == [["SE9-1"], ["SE9-1"], ["SE9-2", "SE9-1"]]


def _everything():
    from django.db.models import Q

    return Q(tenant_id=Tenant.objects.get(slug=HOME).id)
