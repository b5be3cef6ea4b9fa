"""Every page of records in English: no Swedish is left but for data."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.cast_at_work import log_in
from tests.english import in_english, leftovers, names_in

from gemensam.consents.tests import world
from gemensam.kernel.personal_identity_number import number_for_tests
from gemensam.tenancy.context import tenant_context

NOBODY = number_for_tests(date(1977, 1, 1), 0).reveal()
REASON = "Hittad medvetslös i trapphuset"
SHORT = {"reason": "akut", "number": "abc"}


@pytest.fixture
def hanna(db):
    return in_english(log_in("hanna").client())


@pytest.fixture
def names(db):
    return names_in(world.home())


def _page_of(born):
    with tenant_context(world.home()):
        return f"/journal/{world.resident(born)}/"


def _text(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("born", "status", "said"),
    [
        (world.BIRGIT, 200, "Notes of the social services"),
        (world.MARGIT, 403, "Ask Margit Lindgren for consent"),
        (world.GUNNAR, 403, "There is blocked information"),
        (world.DAVID, 403, "The records are closed to you"),
    ],
)
def test_a_record_has_no_swedish_left_when_english_is_chosen(hanna, names, born, status, said):
    response = hanna.get(_page_of(born))
    assert (response.status_code, said in _text(response)) == (status, True)
    assert leftovers(_text(response), names) == []


@pytest.mark.parametrize("path", ["", "nodatkomst/"])
def test_a_form_has_no_swedish_left(hanna, names, path):
    page = _text(hanna.get(f"/journal/{path}"))
    assert "Personal identity number" in page
    assert leftovers(page, names) == []


@pytest.mark.parametrize(
    ("path", "data", "status", "said"),
    [
        ("", {"number": "abc"}, 422, "That is not a valid personal identity number."),
        ("", {"number": NOBODY}, 404, "No records to open."),
        ("nodatkomst/", SHORT, 422, "Write at least ten characters, so that"),
        (
            "nodatkomst/",
            {"number": NOBODY, "reason": REASON},
            422,
            "There is no documentation to open for this number.",
        ),
    ],
)
def test_an_answer_to_a_number_has_no_swedish_left(hanna, names, path, data, status, said):
    response = hanna.post(f"/journal/{path}", data)
    assert (response.status_code, said in _text(response)) == (status, True)
    assert leftovers(_text(response).replace(REASON, ""), names) == []


@pytest.mark.parametrize(
    ("born", "path", "said"),
    [
        (world.MARGIT, "samtycke/", "Write how and where you asked."),
        (world.GUNNAR, "sparr/hav/", "Write what the person said."),
        (world.AKE, "nodatkomst/", "Write why you need to read now."),
    ],
)
def test_an_answer_to_an_empty_form_has_no_swedish_left(hanna, names, born, path, said):
    response = hanna.post(f"{_page_of(born)}{path}", {"nothing": "at all"})
    assert (response.status_code, said in _text(response)) == (422, True)
    assert leftovers(_text(response), names) == []


def test_an_old_log_in_is_asked_anew_in_english(hanna, names):
    from gemensam.identity.models import Session

    Session.objects.update(authenticated_at=datetime.now(UTC) - timedelta(minutes=6))
    page = _text(hanna.get("/journal/nodatkomst/", follow=True))
    assert "Log in once more" in page
    assert leftovers(page, names) == []


def test_what_was_done_is_said_in_english_and_so_is_the_consent(hanna, names):
    margits, gunnars = _page_of(world.MARGIT), _page_of(world.GUNNAR)
    hanna.post(
        f"{margits}samtycke/", {"evidence": "Muntligt i dag", "lasts": "quarter", "asked": "on"}
    )
    consented = _text(hanna.get(margits))
    hanna.post(f"{gunnars}sparr/hav/", {"reason": "Gunnar sa ja i dag", "lasts": "day"})
    lifted = _text(hanna.get(gunnars))
    assert ("The consent is registered." in consented, "Consent from " in consented) == (True, True)
    assert "The block is lifted for you, for a time." in lifted
    assert [leftovers(page, names) for page in (consented, lifted)] == [[], []]


def test_emergency_access_says_how_long_is_left_in_english(real_db, names):
    hanna = in_english(log_in("hanna").client())
    page = _page_of(world.AKE)
    hanna.post(f"{page}nodatkomst/", {"reason": REASON})
    opened = _text(hanna.get(page))
    assert "Emergency access until " in opened
    assert leftovers(opened, names) == []
