"""Limits on log-ins: how many tries there are, whose they are, and that nobody is told who exists."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory, override_settings

from gemensam.identity import limits
from gemensam.identity.limits import LIMITS, TooMany, address_of, spend
from gemensam.identity.models import Session, TriesSpent
from gemensam.identity.tests.oidc_browsing import (
    SLUG,
    STAFF,
    browser,
    go_through,
    named,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AT_ONCE = LIMITS["break_glass"]["account"].at_once
EVERY = LIMITS["break_glass"]["account"].every
PROXY = ("HTTP_X_FORWARDED_PROTO", "https")


def tries(now, **more):
    """Try the administrator's log-in; say how long to wait, or None where it was let through."""
    counted_by = {"address": "192.0.2.1", "account": "rut"} | more
    try:
        spend("break_glass", now=now, **counted_by)
    except TooMany as refused:
        return refused.seconds
    return None


def use_up(now=NOW, **more):
    assert [tries(now, **more) for _ in range(AT_ONCE)] == [None] * AT_ONCE


def test_so_many_tries_are_let_through_and_then_one_each_time_some_time_has_gone(db):
    use_up()
    assert tries(NOW) == EVERY.total_seconds()
    later = NOW + EVERY
    assert [tries(later - timedelta(seconds=1)), tries(later), tries(later)] == [1, None, 60]


def test_a_refused_try_costs_nothing_more_so_that_waiting_as_told_helps(db):
    use_up()
    waits = [tries(NOW + timedelta(seconds=each)) for each in range(0, 60, 20)]
    assert (waits, tries(NOW + EVERY)) == ([60, 40, 20], None)


def test_after_a_long_while_all_tries_are_back_and_not_one_more(db):
    use_up()
    use_up(NOW + timedelta(days=1))
    assert tries(NOW + timedelta(days=1)) is not None


@pytest.mark.parametrize("other", ["account", "address"])
def test_another_account_has_tries_of_its_own_wherever_it_is(db, other):
    use_up(**{other: "another"})
    assert tries(NOW, **{other: "a third"}) == (None if other == "account" else 60)


def test_whole_guessing_of_accounts_from_one_address_ends(db):
    many = LIMITS["break_glass"]["address"].at_once
    waits = [tries(NOW, account=str(each)) for each in range(many + 1)]
    assert waits == [*[None] * many, 5]


MORNING = 900


def test_a_town_hall_behind_one_address_comes_in_at_seven_while_one_accounts_guessing_ends(db):
    """Nine hundred begin and end their log-ins in the same instant, and one of them guesses on."""
    address, letting = "192.0.2.1", ("login_begin", "login_answer", "login_choose")
    assert all(LIMITS[name]["address"].at_once >= 2 * MORNING for name in letting)
    for each in range(MORNING):
        for name in letting:
            spend(name, now=NOW, address=address, account=f"{each}")
    guesses = LIMITS["login_answer"]["account"].at_once
    for _ in range(guesses):
        spend("login_answer", now=NOW, address=address, account="guessed")
    with pytest.raises(TooMany):
        spend("login_answer", now=NOW, address=address, account="guessed")
    # Whoever sits beside the one who guesses comes in all the same.
    spend("login_answer", now=NOW, address=address, account="a colleague")


def test_what_is_not_counted_by_is_not_asked_and_a_slip_is_found_at_once(db):
    assert tries(NOW, account=None) is None
    with pytest.raises(TypeError):
        spend("break_glass", now=NOW, address="192.0.2.1")


def test_the_table_tells_nothing_of_whose_tries_they_are(db):
    tries(NOW)
    keys = TriesSpent.objects.values_list("key", flat=True)
    assert [len(one) for one in keys] == [64] * 2
    with override_settings(SECRET_KEY="another"):
        tries(NOW)
    assert TriesSpent.objects.count() == 4


def test_counts_that_are_whole_again_go_away(db):
    for each in range(4):
        tries(NOW, account=str(each))
    tries(NOW + timedelta(days=1))
    assert TriesSpent.objects.count() == 2


def test_the_counts_lie_in_the_database_where_a_restart_forgets_nothing(db):
    use_up()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM identity_triesspent WHERE until > %s", [NOW])
        assert cursor.fetchone() == (2,)


ADDRESSES = {
    "192.0.2.7": "192.0.2.7",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
    "::ffff:192.0.2.7": "192.0.2.7",
    "": "",
    "unix:": "",
}


@pytest.mark.parametrize("said", ADDRESSES)
def test_an_address_of_a_household_is_one_and_what_a_browser_writes_is_none(said):
    liar = {"HTTP_X_FORWARDED_FOR": "198.51.100.9"}
    request = RequestFactory().get("/", REMOTE_ADDR=said, **liar)
    with override_settings(SECURE_PROXY_SSL_HEADER=None):
        assert address_of(request) == ADDRESSES[said]
    behind = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=f"198.51.100.9, {said}")
    with override_settings(SECURE_PROXY_SSL_HEADER=PROXY):
        assert address_of(behind) == ADDRESSES[said]


def test_too_many_presses_give_a_page_that_says_when_to_try_again(db, residents):
    client = browser()
    client.post(f"/logga-in/{SLUG}/")
    many = LIMITS["login_begin"]["account"].at_once
    answers = [client.post(f"/logga-in/{SLUG}/") for _ in range(many + 1)]
    assert [one.status_code for one in answers] == [*[200] * many, 429]
    page = answers[-1].content.decode()
    assert int(answers[-1]["Retry-After"]) in range(1, 7)
    assert ("Vänta lite" in page, "Försök igen om" in page, "<form" in page) == (True, True, True)
    assert browser().post(f"/logga-in/{SLUG}/").status_code == 200


def test_an_answer_that_is_guessed_at_is_refused_however_it_is_brought(db, residents):
    many = LIMITS["login_answer"]["account"].at_once
    address = f"/logga-in/{SLUG}/svar/?state=x&code=y"
    got = [browser().get(address).status_code for _ in range(many + 1)]
    assert got == [*[403] * many, 429]


def test_a_person_who_logs_in_over_and_over_is_let_in_again_after_a_while(db, residents):
    residents.who = named()
    many = LIMITS["login_proven"]["account"].at_once
    got = [go_through(browser(), residents).status_code for _ in range(many + 1)]
    assert (got, Session.objects.count()) == ([*[303] * many, 429], many)


def test_known_and_unknown_staff_go_the_same_way_until_the_last_question(db, staff):
    from gemensam.identity.models import Commission, DemoPersona
    from gemensam.tenancy.context import tenant_context

    persona = DemoPersona.objects.get(key="cecilia")
    with tenant_context(persona.tenant_id):
        known = Commission.objects.get(id=persona.commission_id).employee_hsa_id
        # Known, but with nothing to work in: told the same as somebody who was never heard of.
        Commission.objects.filter(employee_hsa_id=known).update(employee_hsa_id="SE-Y")
    pages, asked = [], []
    for employee in (known, "SE-X"):
        staff.who = {"employeeHsaId": employee}
        with _statements() as seen:
            response = go_through(browser(), staff, STAFF)
        pages.append((response.status_code, _without_number(response)))
        asked.append(seen)
    assert pages[0] == pages[1]
    # Statement by statement the same, down to the question for commissions.
    assert asked[0] == asked[1]
    assert [one for one in asked[1] if "identity_commission" in one] != []


def _without_number(response):
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return main.replace(response.wsgi_request.request_id, "")


class _statements:  # noqa: N801 -- used as a function
    """Collect the tables' statements, without what differs from time to time."""

    def __enter__(self):
        self.seen = []
        self.wrapper = connection.execute_wrapper(self._note)
        self.wrapper.__enter__()
        return self.seen

    def __exit__(self, *error):
        self.wrapper.__exit__(*error)

    def _note(self, execute, sql, params, many, context):
        if "identity_" in sql and not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.seen.append(sql)
        return execute(sql, params, many, context)


def test_every_sort_of_try_is_counted_by_something_narrow_or_for_a_whole_workplace():
    kinds = {name: set(limits.LIMITS[name]) for name in limits.LIMITS}
    assert kinds == {
        "login_begin": {"address", "account"},
        "login_answer": {"address", "account"},
        "login_choose": {"address", "account"},
        "login_proven": {"account"},
        "break_glass": {"address", "account"},
    }
