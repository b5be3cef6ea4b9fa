"""A municipality's own address, opened by staff of another: who lives there is not told."""

from uuid import uuid4

from tests.cast_at_work import log_in

from gemensam.organisations import api as organisations
from gemensam.people.models import Resident
from gemensam.tenancy.context import tenant_context


def test_applying_for_a_resident_elsewhere_answers_staff_as_for_nobody(db):
    skara = organisations.municipality_by_slug("skara")
    with tenant_context(skara.tenant_id):
        theirs = Resident.objects.first().id
    client = log_in("cecilia").client()
    sent = [{"for": str(one)} for one in (theirs, uuid4())]
    answers = [client.post("/skara/ansok/trygghetslarm/", one) for one in sent]
    assert [answer.status_code for answer in answers] == [404, 404]
