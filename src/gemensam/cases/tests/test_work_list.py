"""The work list in parts: the same rows in the same order as one list, page by page, each once."""

from datetime import timedelta

import pytest
from django.db import connection

from gemensam.cases import api as cases
from gemensam.cases import rules, work_list
from gemensam.cases.choices import RANK
from gemensam.cases.models import Case, CaseState
from gemensam.cases.policy import Visit
from gemensam.organisations import api as organisations

RUNNING = (CaseState.APPEALED, CaseState.ANSWERED, CaseState.NEW, CaseState.INVESTIGATING)


@pytest.fixture
def office(world):
    """Twenty cases in every state, late and not, of two units, some of them Cecilia's by name."""
    ids = [world.open_case(by="eva") for _ in range(20)]
    elsewhere = organisations.register_unit(
        name="Biståndsenheten Öster", kind=organisations.UnitKind.CASEWORK
    )
    cecilia = world.actor("cecilia")
    states = [*CaseState.values, CaseState.NEW]
    for n, case_id in enumerate(ids):
        state = states[n % len(states)]
        opened_at = world.now - timedelta(days=40)
        Case.objects.filter(id=case_id).update(
            state=state,
            opened_at=opened_at,
            # Two and two on the same day: the id settles.
            due_at=world.now + timedelta(days=n // 2 - 5),
            paused_at=world.now if state == CaseState.WAITING else None,
            decided_at=world.now - timedelta(days=n // 2) if state in rules.DECIDED else None,
            unit_id=elsewhere if n % 4 == 3 else Case.objects.get(id=case_id).unit_id,
            caseworker_id=cecilia.person_id if n % 3 else None,
        )
    return world


def _visit(world):
    return Visit(world.actor("cecilia"), world.now)


def _rank(case, now):
    if case.state == CaseState.WAITING:
        return 1 + len(RUNNING)
    return 0 if case.due_at < now else 1 + RUNNING.index(case.state)


def _expected(world, states, *, is_mine):
    """Sort in Python what Cecilia may see."""
    cecilia = world.actor("cecilia")
    mine = [one for one in Case.objects.all() if one.caseworker_id == cecilia.person_id]
    units = [one for one in Case.objects.all() if one.unit_id == cecilia.commission.unit_id]
    seen = {one.id: one for one in ([] if is_mine else units) + mine if one.state in states}
    if states == {CaseState.DECIDED}:
        return sorted(seen.values(), key=lambda one: (one.decided_at, one.id), reverse=True)
    return sorted(seen.values(), key=lambda one: (_rank(one, world.now), one.due_at, one.id))


def _read_through(world, need, *, is_mine, size):
    found, cursor = [], ""
    while True:
        page = work_list.work_list(
            _visit(world), work_list.Wanted(need, is_mine, cursor), size=size
        )
        found += [row.id for row in page.rows]
        if not page.has_more:
            return found
        cursor = page.next_cursor


@pytest.mark.parametrize("is_mine", [False, True])
@pytest.mark.parametrize(
    ("need", "states"),
    [
        ("", {*RUNNING, CaseState.WAITING}),
        ("nya", {CaseState.NEW}),
        ("svar", {CaseState.ANSWERED}),
        ("beslut", {CaseState.INVESTIGATING}),
        ("vantar", {CaseState.WAITING}),
        ("overklagade", {CaseState.APPEALED}),
        ("beslutade", {CaseState.DECIDED}),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 50])
def test_page_by_page_every_case_is_shown_once_and_in_order(office, need, states, is_mine, size):
    expected = [one.id for one in _expected(office, states, is_mine=is_mine)]
    assert _read_through(office, need, is_mine=is_mine, size=size) == expected
    assert len(expected) > 2 or (need, is_mine) != ("", False)


def test_a_full_page_of_late_cases_is_found_without_asking_for_the_others(office):
    def questions(size):
        asked = []

        def collect(execute, sql, params, many, context):
            is_of_list = 'FROM "cases_case"' in sql and "cases_handover" not in sql
            asked.extend([sql] if is_of_list else [])
            return execute(sql, params, many, context)

        with connection.execute_wrapper(collect):
            work_list.work_list(_visit(office), work_list.Wanted(), size=size)
        return len(asked)

    assert (questions(2), questions(50)) == (1, 2)


def test_the_list_beside_a_case_is_the_beginning_of_the_work_list(office):
    beside = [row.id for row in work_list.beside(_visit(office))]
    assert (
        beside
        == [row.id for row in work_list.work_list(_visit(office), work_list.Wanted()).rows][
            : work_list.BESIDE
        ]
    )
    assert len(beside) == work_list.BESIDE


@pytest.fixture
def proposals(world):
    """Six cases with a proposal each: Cecilia's own, a colleague's, and what she has no authority for."""
    found = {}
    for n, (who, key, kind) in enumerate(
        [
            ("hers", "cecilia", "financial_assistance"),
            ("hers late", "cecilia", "financial_assistance"),
            ("to confirm", "petra", "financial_assistance"),
            ("to confirm late", "petra", "financial_assistance"),
            ("waiting", "petra", "financial_assistance"),
            ("not hers", "petra", "safety_alarm"),
        ]
    ):
        case_id = world.open_case(kind=kind)
        if kind == "financial_assistance":
            wanted = cases.Wanted(cases.Outcome.REJECT, "Nej.")
            cases.propose(
                actor=world.actor(key), case_id=case_id, version=1, wanted=wanted, now=world.now
            )
        else:
            petra = world.actor("petra").person_id
            Case.objects.filter(id=case_id).update(
                proposed_by=petra, proposed_outcome="PARTIAL", state=CaseState.INVESTIGATING
            )
        is_late, waits = who.endswith("late"), who == "waiting"
        Case.objects.filter(id=case_id).update(
            opened_at=world.now - timedelta(days=40),
            due_at=world.now + timedelta(days=-1 if is_late else 9, minutes=n),
            **({"state": CaseState.WAITING, "paused_at": world.now} if waits else {}),
        )
        found[case_id] = who
    return found


def _listed(world, proposals, need=""):
    rows = work_list.work_list(_visit(world), work_list.Wanted(need)).rows
    return [(proposals[row.id], row.need, row.is_late) for row in rows if row.id in proposals]


def test_a_proposal_stands_where_its_reader_has_something_to_do(world, proposals):
    confirm, colleague = rules.Need.CONFIRM, rules.Need.WITH_COLLEAGUE
    assert _listed(world, proposals) == [
        ("hers late", colleague, True),
        ("to confirm late", confirm, True),
        ("to confirm", confirm, False),
        ("waiting", confirm, False),
        ("hers", colleague, False),
        ("not hers", colleague, False),
    ]
    assert [who for who, *_ in _listed(world, proposals, "bekrafta")] == [
        "to confirm late",
        "to confirm",
        "waiting",
    ]
    assert [who for who, *_ in _listed(world, proposals, "vantar")] == [
        "hers late",
        "hers",
        "not hers",
    ]
    assert _listed(world, proposals, "beslut") == []


def test_with_proposals_too_every_case_is_shown_once_page_by_page(office, proposals):
    everything = _read_through(office, "", is_mine=False, size=50)
    assert len(set(everything)) == len(everything)
    assert set(proposals) <= set(everything)
    for size in (1, 3):
        assert _read_through(office, "", is_mine=False, size=size) == everything


def test_the_rank_that_lists_read_by_is_in_the_words_of_its_index(office):
    actor = office.actor("cecilia")
    with connection.cursor() as cursor:
        # In a table of twenty rows nothing else would make the database look at an index.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM cases_case WHERE NOT (state = 'DECIDED')"
            " AND tenant_id = %s AND unit_id = %s"
            f" ORDER BY {RANK.sql}, due_at, id LIMIT 5",
            [actor.tenant_id, actor.commission.unit_id],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert ("cases_case_by_rank" in plan, "Sort" in plan) == (True, False), plan


def test_what_a_connection_asks_again_and_again_is_prepared(office):
    for _ in range(7):
        work_list.work_list(_visit(office), work_list.Wanted())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'WITH in_unit%%FROM (%%'"
        )
        # What is late, and what is not.
        assert cursor.fetchone() == (2,)
