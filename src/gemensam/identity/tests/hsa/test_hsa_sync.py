"""What HSA's answers come to in the register: brought, narrowed, withdrawn, restored, and told of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.cast_at_work import log_in

from gemensam.authority.api import Reason, explain
from gemensam.identity import api as identity
from gemensam.identity.hsa import sync
from gemensam.identity.hsa.comparing import Sort
from gemensam.identity.hsa_models import DirectoryChange
from gemensam.identity.models import (
    Commission,
    DemoPersona,
    Person,
    Session,
    StaffMember,
)
from gemensam.identity.tests.hsa.stand_in import at, employee
from gemensam.identity.tests.hsa.world import (
    HANNA,
    NOW,
    PROVIDER,
    Clock,
    actor,
    hanna,
    run,
    tell,
    told_as,
)
from gemensam.kernel.actor import ActorKind, Assurance, Purpose
from gemensam.organisations.models import CareProvider, Unit
from gemensam.tenancy.context import tenant_context
from gemensam.tenancy.models import Tenant


def _changes():
    rows = DirectoryChange.objects.order_by("at", "id")
    return [(one.kind, one.subject_hsa_id, one.before, one.after) for one in rows]


def test_the_first_run_hears_everybody_and_takes_nothing_away(home, hsa):
    count = Commission.objects.count()
    done = run(home, hsa)
    assert (done.trouble, done.heard, Commission.objects.filter(withdrawn_at=None).count()) == (
        None, len(hsa.told), count,
    )  # fmt: skip
    assert {kind for kind, *_rest in _changes()} == {"EMPLOYEE", "PROVIDER", "UNIT"}


def test_the_same_answers_again_change_nothing(home, hsa, settled):
    before = list(Commission.objects.order_by("id").values())
    done = sync.synchronise(home, hsa, clock=Clock(NOW + timedelta(days=1)))
    assert (done.changes, settled(), list(Commission.objects.order_by("id").values())) == (
        0, [], before,
    )  # fmt: skip


def test_a_commission_that_hsa_does_not_give_is_withdrawn_and_its_sessions_end(home, hsa, settled):
    hanna = DemoPersona.objects.get(key="hanna")
    identity.open_session(
        person_id=hanna.person_id, kind=ActorKind.STAFF, assurance=Assurance.LOA3, method="demo",
        now=NOW, tenant_id=home, commission_id=hanna.commission_id,
    )  # fmt: skip
    tell(hsa)
    run(home, hsa)
    row = Commission.objects.get(employee_hsa_id=HANNA)
    sessions = Session.objects.filter(commission_id=row.id, ended_at=None).count()
    ((kind, subject, before, after),) = settled()
    assert (row.withdrawn_at is not None, sessions, kind, subject, after) == (
        True, 0, "WITHDRAWN", row.hsa_id, {},
    )  # fmt: skip
    assert before["purpose"] == "CARE"


def test_a_commission_that_hsa_gives_again_counts_again(home, hsa, settled):
    told = hanna()
    for commissions in ((), (told,)):
        tell(hsa, *commissions)
        run(home, hsa)
    assert [kind for kind, *_rest in settled()] == ["WITHDRAWN", "RESTORED"]
    assert Commission.objects.get(employee_hsa_id=HANNA).withdrawn_at is None


def test_rights_that_hsa_takes_away_are_gone_in_the_next_request(home, hsa, settled):
    told = hanna()
    kept = told.rights[:1]
    tell(hsa, replace(told, rights=kept))
    run(home, hsa)
    assert settled() == [
        ("ALTERED", told.hsa_id, {"rights": sorted(told.rights)}, {"rights": list(kept)})
    ]
    assert [str(one) for one in actor("hanna").commission.rights] == list(kept)


def test_a_new_commission_comes_whole_with_its_unit_and_regime(home, hsa, settled):
    told = replace(hanna(), hsa_id="SE2120000001-U777", name="Natt")
    tell(hsa, hanna(), told)
    run(home, hsa)
    row = Commission.objects.select_related("unit").get(hsa_id="SE2120000001-U777")
    person = DemoPersona.objects.get(key="hanna").person_id
    assert (row.person_id, row.unit.name, row.regime, row.name, row.title) == (
        person, "Hemsjukvården", "HSL", "Natt", "sjuksköterska",
    )  # fmt: skip
    assert [kind for kind, *_rest in settled()] == ["ADDED"]


def test_a_commission_that_several_work_in_is_each_ones_own(home, hsa, settled):
    """HSA has one commission with many in it: Farid loses it, and Hanna does not."""
    shared = replace(hanna(), hsa_id="SE2120000001-U779")
    farid = "SE2120000001-P019"
    tell(hsa, hanna(), shared)
    before = hsa.told[farid]
    hsa.told[farid] = employee(farid, shared)
    run(home, hsa)
    hsa.told[farid] = before
    run(home, hsa)
    rows = Commission.objects.filter(hsa_id=shared.hsa_id)
    assert {one.employee_hsa_id: one.withdrawn_at is None for one in rows} == {
        HANNA: True,
        farid: False,
    }


def test_a_commission_directly_under_the_care_provider_has_no_unit(home, hsa, settled):
    tell(hsa, hanna(), replace(hanna(), hsa_id="SE2120000001-U778", unit=None))
    run(home, hsa)
    row = Commission.objects.get(hsa_id="SE2120000001-U778")
    provider = CareProvider.objects.get(hsa_id=PROVIDER)
    assert (row.unit_id, row.regime, row.care_provider_id) == (None, "", provider.id)


def test_somebody_new_is_written_down_by_the_number_that_hsa_tells(home, hsa, settled):
    newcomer = "SE2120000001-P500"
    person = Person.objects.exclude(personal_identity_number=None).first()
    number = person.personal_identity_number
    with_number = replace(hanna(), hsa_id="SE2120000001-U500")
    hsa.told[newcomer] = employee(newcomer, with_number, number=number)
    nameless = "SE2120000001-P501"
    hsa.told[nameless] = employee(nameless, replace(hanna(), hsa_id="SE2120000001-U501"))
    identity.hsa.follow_all([newcomer, nameless])
    run(home, hsa)
    held = Commission.objects.select_related("person")
    found = held.get(hsa_id="SE2120000001-U501").person
    assert held.get(hsa_id="SE2120000001-U500").person_id == person.id
    assert (found.display_name, found.personal_identity_number) == ("Hanna Öberg", None)


NOT_BROUGHT = {
    Sort.PROVIDER_UNKNOWN: {"provider": "SE2120000009-VG99"},
    Sort.OTHER_ORGANISATION: {"number": "556000-0001"},
    Sort.UNIT_UNKNOWN: {"unit": "SE2120000001-E999"},
    Sort.PURPOSE_UNKNOWN: {"purpose": "Vårdadministration"},
}


@pytest.mark.parametrize("sort", NOT_BROUGHT)
def test_what_cannot_be_brought_is_told_and_what_was_here_does_not_count(home, hsa, settled, sort):
    told = replace(hanna(), **NOT_BROUGHT[sort])
    tell(hsa, told)
    run(home, hsa)
    member = StaffMember.objects.get(employee_hsa_id=HANNA)
    row = Commission.objects.get(employee_hsa_id=HANNA)
    assert ([one["sort"] for one in member.differences], row.withdrawn_at is None) == (
        [sort.value], False,
    )  # fmt: skip
    assert [kind for kind, *_rest in settled()] == ["WITHDRAWN"]


def test_a_unit_of_another_care_provider_is_not_taken_for_this_ones(home, hsa, settled):
    other = CareProvider.objects.create(
        hsa_id="SE5560000001-VG1", name="Bolaget", organisation_number="556000-0001",
        is_private=True,
    )  # fmt: skip
    tell(hsa, replace(hanna(), provider=other.hsa_id, number="5560000001"))
    run(home, hsa)
    member = StaffMember.objects.get(employee_hsa_id=HANNA)
    assert [one["sort"] for one in member.differences] == ["UNIT_ELSEWHERE"]


def test_a_right_that_nobody_can_read_gives_nothing_and_keeps_no_other_out(home, hsa, settled):
    tell(hsa, replace(hanna(), rights=("Läsa;vko;SJF", "Läsa;invånare;VE")))
    run(home, hsa)
    member = StaffMember.objects.get(employee_hsa_id=HANNA)
    row = Commission.objects.get(employee_hsa_id=HANNA)
    assert (row.rights, [(one["sort"], one["told"]) for one in member.differences]) == (
        ["Läsa;invånare;VE"], [("RIGHT_UNKNOWN", "Läsa;vko;SJF")],
    )  # fmt: skip


# Each, once HSA has told it, takes the commission out of force: in a request, a list and a log-in.
OUT_OF_FORCE = {
    "the unit has ended": ({"unit_dates": (None, at(2026, 1, 1))}, Reason.COMMISSION_ENDED),
    "the unit has not begun": ({"unit_dates": (at(2090, 1, 1), None)}, Reason.COMMISSION_ENDED),
    "the provider has ended": ({"provider_dates": (None, at(2026, 1, 1))}, Reason.COMMISSION_ENDED),
    "the provider has not begun": (
        {"provider_dates": (at(2090, 1, 1), None)}, Reason.COMMISSION_ENDED,
    ),
    "the unit is archived": ({"marks": ("archivedHealthCareUnit",)}, Reason.COMMISSION_ENDED),
    "the provider is archived": (
        {"marks": ("archivedHealthCareProvider",)}, Reason.COMMISSION_ENDED,
    ),
    "the unit is feigned": ({"marks": ("feignedHealthCareUnit",)}, Reason.COMMISSION_FEIGNED),
    "the provider is feigned": (
        {"marks": ("feignedHealthCareProvider",)}, Reason.COMMISSION_FEIGNED,
    ),
    "the commission is feigned": ({"marks": ("feignedCommission",)}, Reason.COMMISSION_FEIGNED),
}  # fmt: skip


@pytest.mark.parametrize("name", OUT_OF_FORCE)
def test_what_is_out_of_force_in_hsa_is_refused_in_every_request(home, hsa, settled, name):
    over, reason = OUT_OF_FORCE[name]
    for row in Commission.objects.select_related("unit"):
        told = employee(row.employee_hsa_id, told_as(row, **over), licences=())
        hsa.told[row.employee_hsa_id] = told
    visitor = log_in("henrik").client()
    assert visitor.get("/utforare/").status_code == 200
    run(home, hsa)
    answer = visitor.get("/utforare/")
    assert (answer.status_code, explain(reason) in answer.content.decode()) == (403, True)


def test_somebody_feigned_is_refused_and_archived_ones_are_no_colleagues(home, hsa, settled):
    now = datetime.now(UTC)
    before = [one.name for one in identity.colleagues([Purpose.CARE], now=now)]
    tell(hsa, replace(hanna(), marks=("archivedHealthCareUnit",)), is_feigned=True)
    run(home, hsa)
    after = [one.name for one in identity.colleagues([Purpose.CARE], now=now)]
    at_work = [one.display_name for one in identity.staff(purpose=Purpose.CARE, now=now)]
    assert (before, after, at_work) == (["Gunilla Ärlig", "Hanna Öberg"], [], [])
    assert actor("hanna").commission.is_feigned


def test_a_care_provider_of_another_organisation_is_refused_in_every_request(home):
    """Karin's employer has a number that is known; Henrik's has none, which says nothing."""
    with tenant_context(Tenant.objects.get(slug="vastkom").id):
        CareProvider.objects.update(organisation_number="556000-0001")
    CareProvider.objects.update(organisation_number="556000-0001")
    answers = {
        key: log_in(key).client().get(address)
        for key, address in (("karin", reverse("programme:plans_work")), ("henrik", "/utforare/"))
    }
    assert {key: one.status_code for key, one in answers.items()} == {"karin": 403, "henrik": 200}
    assert explain(Reason.COMMISSION_ELSEWHERE) in answers["karin"].content.decode()


def test_licences_reach_whoever_acts(home, hsa, settled):
    tell(hsa, hanna(), licences=("SJ", "BM"))
    run(home, hsa)
    assert actor("hanna").licences == frozenset({"SJ", "BM"})


def test_a_protected_colleague_is_named_by_a_pseudonym_everywhere(home, hsa, settled):
    tell(hsa, hanna(), is_protected=True)
    run(home, hsa)
    now, person = datetime.now(UTC), DemoPersona.objects.get(key="hanna").person_id
    shown = {
        actor("hanna").display_name,
        *(one.name for one in identity.colleagues([Purpose.CARE], now=now)),
        *(one.display_name for one in identity.staff(purpose=Purpose.CARE, now=now)),
        identity.names([person])[person].display_name,
    }
    assert shown == {"Medarbetare P014", "Gunilla Ärlig"}


def test_units_and_providers_take_what_hsa_says_and_the_change_says_from_what_to_what(
    home, hsa, settled
):
    tell(hsa, replace(hanna(), unit_dates=(at(2020, 1, 1), at(2030, 1, 1))))
    run(home, hsa)
    unit = Unit.objects.get(name="Hemsjukvården")
    assert (unit.starts_at, unit.ends_at) == (at(2020, 1, 1), at(2030, 1, 1))
    assert settled() == [
        (
            "UNIT",
            unit.hsa_id,
            {"starts_at": None, "ends_at": None},
            {"starts_at": "2020-01-01T00:00:00+00:00", "ends_at": "2030-01-01T00:00:00+00:00"},
        )
    ]


def test_each_change_names_the_answer_that_it_is_from(home, hsa, settled):
    tell(hsa)
    run(home, hsa)
    (change,) = DirectoryChange.objects.filter(kind="WITHDRAWN")
    member = StaffMember.objects.get(employee_hsa_id=HANNA)
    assert (change.answer, change.at, change.employee_hsa_id) == (
        member.answer, member.heard_at, HANNA,
    )  # fmt: skip
