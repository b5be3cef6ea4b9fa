"""Disposal for real: everything of a case is gone, nothing of any other; killed, it goes on."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import Error
from django.test import Client
from django.urls import reverse
from tests.as_worker import as_worker

from gemensam.audit.models import AccessLog
from gemensam.cases import api as cases
from gemensam.cases import disposing, meetings
from gemensam.cases.disposal_models import Disposal, HoldReason
from gemensam.cases.meeting_models import Meeting
from gemensam.cases.models import Case, CaseEvent, Decision, SubmittedAnswer
from gemensam.cases.tests.acting import open_case_with_files
from gemensam.files import disk as on_disk
from gemensam.files.models import StoredFile
from gemensam.questionnaires.models import Answer, AnswerRevision, Attachment, Response
from gemensam.tenancy.context import tenant_context

PDF = b"%PDF-1.7\n% ett intyg\n"
WANTED = cases.Wanted(cases.Outcome.REJECT, "Behovet är tillgodosett.")
LATER = timedelta(days=6 * 366)


def _reject(world, case_id):
    version = Case.objects.get(id=case_id).version
    cases.decide(
        actor=world.actor("cecilia"), case_id=case_id, version=version, wanted=WANTED, now=world.now
    )


def _meet(world, case_id):
    begins = world.now + timedelta(days=1)
    wanted = meetings.Wanted(cases.MeetingKind.PHONE, begins, begins + timedelta(hours=1), False)
    meetings.book(actor=world.actor("cecilia"), case_id=case_id, wanted=wanted, now=world.now)


@pytest.fixture
def decided(real_world, disk):
    """A rejected case with a file, and two plain ones; Margit is born on a 12th."""
    with transaction.atomic(), tenant_context(real_world.home):
        sent = open_case_with_files(real_world, {"a.pdf": PDF}, by="eva")
        _meet(real_world, sent.case_id)
        ids = [sent.case_id, *(real_world.open_case(by="eva") for _ in range(2))]
        for case_id in ids:
            _reject(real_world, case_id)
    return ids


def _due(world, *, really, home=None):
    with as_worker():
        return [
            one.id
            for one in disposing.dispose_due(
                home or world.home, now=world.now + LATER, really=really
            )
        ]


def test_nothing_happens_before_it_is_said_that_it_is_meant(real_world, decided):
    assert set(decided) <= set(_due(real_world, really=False))
    with tenant_context(real_world.home):
        assert Case.objects.filter(id__in=decided).count() == 3
        assert Disposal.objects.count() == 0


def test_everything_of_a_case_is_gone_but_its_number_and_the_access_log(real_world, decided):
    case_id = decided[0]
    with tenant_context(real_world.home):
        response_id = Case.objects.get(id=case_id).response_id
        ids = {*Decision.objects.filter(case_id=case_id).values_list("file_id", flat=True)}
        ids |= {
            *Attachment.objects.filter(response_id=response_id).values_list("file_id", flat=True)
        }
        number = "{0.year}-{0.number:04d}".format(Case.objects.get(id=case_id))
    paths = [on_disk.path_of(real_world.home, one) for one in ids]
    assert [one.exists() for one in paths] == [True, True]
    _due(real_world, really=True)
    with tenant_context(real_world.home):
        left = [
            Case.objects.filter(id=case_id),
            CaseEvent.objects.filter(case_id=case_id),
            SubmittedAnswer.objects.filter(case_id=case_id),
            Decision.objects.filter(case_id=case_id),
            StoredFile.objects.filter(id__in=ids),
            *(
                model.objects.filter(response_id=response_id)
                for model in (Answer, AnswerRevision, Attachment)
            ),
            Response.objects.filter(id=response_id),
            Meeting.objects.filter(case_id=case_id),
        ]
        assert [one.count() for one in left] == [0] * 10
        row = Disposal.objects.get(number=number)
    assert [one.exists() for one in paths] == [False, False]
    assert (row.kind, row.counts["cases_case"], row.counts["files_storedfile"]) == (
        "safety_alarm",
        1,
        2,
    )
    assert "Margit" not in str(row.__dict__)
    with tenant_context(real_world.home):
        assert not Case.objects.filter(id=case_id).exists()
    client = Client(HTTP_ACCEPT_LANGUAGE="sv")
    client.post("/logga-in/demo/", {"person": "cecilia"})
    assert client.get(reverse("cases:case", args=[case_id])).status_code == 404
    client.post("/logga-in/demo/", {"person": "margit"})
    assert client.get(f"/munkedal/mina-sidor/arenden/{case_id}/").status_code == 404


def test_killed_between_two_cases_it_goes_on_where_it_was(real_world, decided):
    with as_worker():
        walk = disposing.dispose_due(real_world.home, now=real_world.now + LATER, really=True)
        first = next(walk).id
        walk.close()
    with tenant_context(real_world.home):
        assert not Case.objects.filter(id=first).exists()
        assert Disposal.objects.count() == 1
        left = set(Case.objects.filter(id__in=decided).values_list("id", flat=True))
    assert left == set(decided) - {first}
    assert left <= set(_due(real_world, really=True))
    assert _due(real_world, really=True) == []


def test_half_a_case_is_never_gone(real_world, decided, monkeypatch):
    monkeypatch.setattr(disposing.files, "forget_bytes", None)
    monkeypatch.setattr(Disposal.objects, "create", None, raising=False)
    with pytest.raises(TypeError):
        _due(real_world, really=True)
    with tenant_context(real_world.home):
        assert Case.objects.filter(id__in=decided).count() == 3


def test_another_municipality_keeps_everything(real_world, decided):
    with tenant_context(real_world.other):
        before = (Case.objects.count(), CaseEvent.objects.count(), Decision.objects.count())
    _due(real_world, really=True)
    with tenant_context(real_world.other):
        after = (Case.objects.count(), CaseEvent.objects.count(), Decision.objects.count())
        assert Disposal.objects.count() == 0
    assert after == before
    with as_worker(), pytest.raises(Error), tenant_context(real_world.other):
        _dispose_by_hand(decided[0])


def _dispose_by_hand(case_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_dispose(%s)", [case_id])


def test_the_web_role_has_no_way_to_it(real_world, decided):
    with pytest.raises(Error, match="permission denied"), tenant_context(real_world.home):
        _dispose_by_hand(decided[0])
    with (
        as_worker(),
        pytest.raises(Error, match="permission denied"),
        tenant_context(real_world.home),
    ):
        _delete_by_hand(decided[0])


def _delete_by_hand(case_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('gemensam.disposing', 'yes', true)")
    CaseEvent.objects.filter(case_id=case_id).delete()


def test_a_case_that_is_not_decided_does_not_go_through_the_door(real_world):
    with transaction.atomic(), tenant_context(real_world.home):
        case_id = real_world.open_case(by="eva")
    with (
        as_worker(),
        pytest.raises(Error, match="no decided case"),
        tenant_context(real_world.home),
    ):
        _dispose_by_hand(case_id)


def test_what_somebody_asked_for_or_ordered_kept_stays_until_it_is_lifted(real_world, decided):
    with transaction.atomic(), tenant_context(real_world.home):
        case = Case.objects.get(id=decided[1])
        number = f"{case.year}-{case.number:04d}"
        for _ in range(2):
            assert disposing.hold(number, HoldReason.REQUEST, by="Henrik Falk", now=real_world.now)
        assert not disposing.hold("1999-1", HoldReason.ORDER, by="x", now=real_world.now)
    gone = _due(real_world, really=True)
    assert (decided[1] in gone, decided[0] in gone) == (False, True)
    with transaction.atomic(), tenant_context(real_world.home):
        (held,) = disposing.holds()
        assert disposing.lift(held.id, now=real_world.now)
    assert _due(real_world, really=True) == [decided[1]]


def test_a_municipalitys_own_plan_goes_before_the_law_as_shipped(real_world, decided):
    with transaction.atomic(), tenant_context(real_world.home):
        disposing.set_plan(
            disposing.as_own(20, "Dokumenthanteringsplan 2026", since=real_world.now.date()),
            now=real_world.now,
        )
    assert not set(decided) & set(_due(real_world, really=False))


def test_the_access_log_is_as_it_was(real_world, decided):
    def rows():
        with tenant_context(real_world.home, using="logreader"):
            return AccessLog.objects.using("logreader").filter(resource_id=decided[0]).count()

    before = rows()
    _due(real_world, really=True)
    assert (rows(), before > 0) == (before, True)


# What points at a response or a file of another sort: a survey's and a mandate's are no case's.
_OF_OTHERS = {"surveys_participation", "people_mandate"}


def test_every_table_that_points_at_something_of_a_case_is_disposed_of_with_it(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'cases_dispose'")
        [(words,)] = cursor.fetchall()
        named = set(re.findall(r"\('(\w+)', '", words))
        cursor.execute(
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f'"
        )
        pointing = {one for one, other in cursor.fetchall() if other in named}
    assert "cases_case" in named
    assert pointing - named - _OF_OTHERS == set()
