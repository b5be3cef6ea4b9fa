"""A run that asks about everybody: HSA away, answers that are none, many gone, killed in the middle."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gemensam.identity.hsa import sync
from gemensam.identity.hsa.sync import Done, Trouble
from gemensam.identity.hsa_models import DirectoryChange, DirectoryRun
from gemensam.identity.models import (
    Commission,
    StaffMember,
)
from gemensam.identity.tests.hsa.stand_in import employee
from gemensam.identity.tests.hsa.world import (
    HANNA,
    NOW,
    Clock,
    by_employee,
    hanna,
    run,
    tell,
    told_as,
)
from gemensam.soap.channel import Unreachable
from gemensam.soap.elements import NotUnderstood


def test_while_hsa_is_away_nothing_is_withdrawn_and_the_run_says_so(home, hsa, settled):
    hsa.fails["*"] = Unreachable("status 503")
    hsa.asked.clear()
    done = run(home, hsa)
    assert (done, len(hsa.asked), settled()) == (Done(3, 0, 0, Trouble.AWAY), 3, [])


def test_what_was_heard_before_hsa_went_away_stands(home, hsa, settled):
    """Whoever is asked about first is gone, and then HSA is."""
    first, *others = sync.known_employees()
    del hsa.told[first]
    hsa.fails = dict.fromkeys(others, Unreachable("status 503"))
    done = run(home, hsa)
    assert (done.trouble, done.heard, [kind for kind, *_rest in settled()]) == (
        Trouble.AWAY, 1, ["WITHDRAWN"],
    )  # fmt: skip


def test_an_answer_about_one_that_is_none_leaves_that_one_and_goes_on(home, hsa, settled):
    hsa.fails[HANNA] = NotUnderstood("the answer is too long")
    done = run(home, hsa)
    assert (done.trouble, done.heard, settled()) == (Trouble.SOME, len(hsa.told) - 1, [])


def test_somebody_gone_from_hsa_loses_what_they_had(home, hsa, settled):
    del hsa.told[HANNA]
    run(home, hsa)
    member = StaffMember.objects.get(employee_hsa_id=HANNA)
    assert ([kind for kind, *_rest in settled()], member.differences) == (
        ["WITHDRAWN"], [{"sort": "NOT_IN_HSA"}],
    )  # fmt: skip


def test_when_many_are_gone_at_once_somebody_has_to_say_that_it_is_so(home, hsa, settled):
    hsa.told.clear()
    done = run(home, hsa)
    assert (done.trouble, settled()) == (Trouble.MANY_GONE, [])
    done = sync.synchronise(home, hsa, clock=Clock(NOW + timedelta(1)), takes_many_gone=True)
    assert (done.trouble, Commission.objects.filter(withdrawn_at=None).count()) == (None, 0)


def test_a_run_that_is_killed_has_done_whole_employees_and_the_next_does_the_rest(
    home, hsa, settled
):
    for hsa_id, rows in by_employee().items():
        renamed = (told_as(row, name="Nytt namn") for row in rows)
        hsa.told[hsa_id] = employee(hsa_id, *renamed, licences=("SJ",))
    left = iter([False] * 4 + [True])
    done = run(home, hsa, is_stopped=lambda: next(left))
    changed = {
        (one.kind, one.employee_hsa_id)
        for one in DirectoryChange.objects.filter(answer__in=StaffMember.objects.values("answer"))
    }
    renamed = set(
        Commission.objects.filter(name="Nytt namn").values_list("employee_hsa_id", flat=True)
    )
    licensed = set(
        StaffMember.objects.filter(licences=["SJ"]).values_list("employee_hsa_id", flat=True)
    )
    assert (done.trouble, done.heard, renamed, len(changed) >= 8) == (
        Trouble.STOPPED,
        4,
        licensed,
        True,
    )
    sync.synchronise(home, hsa, clock=Clock(NOW + timedelta(days=1)))
    assert set(Commission.objects.values_list("name", flat=True)) == {"Nytt namn"}


def test_an_employee_is_taken_in_whole_or_not_at_all(home, hsa, settled, monkeypatch):
    """A worker that dies in the middle of an employee leaves what was there."""
    from gemensam.identity.hsa import applying

    tell(hsa, replace(hanna(), name="Nytt namn"), licences=("SJ",))

    def dies(*_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(applying, "_take_in_commissions", dies)
    with pytest.raises(KeyboardInterrupt):
        run(home, hsa)
    member = StaffMember.objects.get(employee_hsa_id=HANNA)
    last = DirectoryRun.objects.order_by("-started_at", "-id").first()
    assert (settled(), member.licences, last.ended_at) == ([], [], None)


def test_an_older_answer_than_the_newest_changes_nothing(home, hsa, settled):
    tell(hsa)
    done = sync.synchronise(home, hsa, clock=Clock(NOW - timedelta(days=2)))
    assert (done.changes, settled()) == (0, [])


def test_who_was_asked_about_longest_ago_is_asked_first(home, hsa):
    left = iter([False] * 3 + [True])
    run(home, hsa, is_stopped=lambda: next(left))
    first = list(hsa.asked)
    hsa.asked.clear()
    sync.synchronise(home, hsa, clock=Clock(NOW + timedelta(days=1)))
    assert hsa.asked[-3:] == first
