"""Two who sign at once, and one who edits while the other signs: over real connections."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connections, transaction

from gemensam.cases.models import Case
from gemensam.eservices import api as eservices
from gemensam.eservices import months, signing
from gemensam.eservices.models import Signature
from gemensam.eservices.tests.household import NOW, draft, fill_in, somebody, together_with
from gemensam.organisations import api as organisations
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context


@pytest.fixture
def home(real_db):
    place = organisations.municipality_by_slug("munkedal")
    assert place is not None
    return place


def _in_tenant(home, work):
    with transaction.atomic(), tenant_context(home.tenant_id):
        return work()


def _at_once(home, *works):
    """Let each work in a transaction and on a connection of its own, all begun together."""
    ready = Barrier(len(works))

    def run(work):
        try:
            ready.wait(timeout=30)
            return _in_tenant(home, work)
        except (signing.ChangedSinceShown, months.AlreadyApplied) as refusal:
            return type(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result(timeout=60) for one in [pool.submit(run, work) for work in works]]


def _household(home):
    def begin():
        lisa = somebody("Lisa Ek", date(1990, 5, 4))
        sam = somebody("Sam Berg", date(1988, 2, 9))
        return lisa, sam, draft(lisa, together_with(sam))

    return _in_tenant(home, begin)


def _sign(who, application_id, shown, *, as_co_applicant=False):
    return eservices.sign(
        who.at(), application_id=application_id, shown=shown, as_co_applicant=as_co_applicant
    )


def _signed_by_lisa(home, lisa, application_id):
    def work():
        shown = eservices.shown(application_id, now=NOW)
        assert _sign(lisa, application_id, shown) is None
        return shown

    return _in_tenant(home, work)


def test_both_click_send_at_once_and_it_is_sent_once(home):
    lisa, sam, application_id = _household(home)
    shown = _signed_by_lisa(home, lisa, application_id)
    receipts = _at_once(
        home,
        lambda: _sign(sam, application_id, shown, as_co_applicant=True),
        lambda: _sign(sam, application_id, shown, as_co_applicant=True),
    )
    again = _in_tenant(home, lambda: _sign(lisa, application_id, shown))

    def counts():
        return (
            Case.objects.filter(application_id=application_id).count(),
            Signature.objects.filter(application_id=application_id).count(),
        )

    assert receipts == [again, again]
    assert _in_tenant(home, counts) == (1, 2)


def test_a_change_while_the_other_signs_is_either_not_signed_or_not_made(home):
    """Whoever is first wins: what is sent is always what was signed."""
    lisa, sam, application_id = _household(home)
    shown = _signed_by_lisa(home, lisa, application_id)

    def edit():
        try:
            fill_in(lisa, application_id, {"cost_amount@01": "7500"})
        except questionnaires.AlreadySubmitted:
            return "too late"
        return "changed"

    signed, edited = _at_once(
        home, lambda: _sign(sam, application_id, shown, as_co_applicant=True), edit
    )

    def stands():
        return eservices.application(application_id).submitted_at is not None

    is_sent = _in_tenant(home, stands)
    assert (is_sent, edited) in {(True, "too late"), (False, "changed")}
    assert (signed is signing.ChangedSinceShown) is not is_sent


def test_two_partners_who_each_send_their_own_at_once_end_up_with_one_application(home):
    """Each has begun one, and has signed it: in the same instant each signs the other's."""

    def begin():
        lisa = somebody("Lisa Ek", date(1990, 5, 4))
        sam = somebody("Sam Berg", date(1988, 2, 9))
        return lisa, sam, draft(lisa, together_with(sam)), draft(sam, together_with(lisa))

    lisa, sam, hers, his = _in_tenant(home, begin)
    shown = {hers: _signed_by_lisa(home, lisa, hers), his: _signed_by_lisa(home, sam, his)}
    got = _at_once(
        home,
        lambda: _sign(sam, hers, shown[hers], as_co_applicant=True),
        lambda: _sign(lisa, his, shown[his], as_co_applicant=True),
    )
    assert got.count(months.AlreadyApplied) == 1

    def sent():
        return Case.objects.filter(application_id__in=[hers, his]).count()

    assert _in_tenant(home, sent) == 1
