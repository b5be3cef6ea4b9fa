"""Meetings: proposed or booked, answered, moved, called off; each told, reminded of, and never twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.as_worker import as_worker

from gemensam.authority import api as authority
from gemensam.cases import api as cases
from gemensam.cases import casework, meeting_times, meetings, work_list
from gemensam.cases.meeting_models import Meeting, MeetingKind, MeetingState
from gemensam.cases.models import Case, CaseEvent
from gemensam.cases.policy import Visit
from gemensam.cases.rules import EmptyText
from gemensam.delivery import api as delivery
from gemensam.delivery.models import Message
from gemensam.tenancy.context import tenant_context

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LINK = "https://video.example.se/rum/4711"


@pytest.fixture
def met(world):
    """Give a case of Margit's that Cecilia handles, and a time three days ahead."""
    world.case_id = world.open_case(by="eva")
    cases.take(actor=world.actor("cecilia"), case_id=world.case_id, version=1, now=world.now)
    world.at = world.now + 3 * DAY
    return world


def _wanted(world, **changes):
    begins = changes.pop("starts_at", world.at)
    said = {"kind": MeetingKind.HOME, "ends_at": begins + HOUR, "is_agreed": False} | changes
    return meetings.Wanted(starts_at=begins, **said)


def _book(world, *, who="cecilia", case_id=None, instead_of=None, despite=False, **changes):
    meetings.book(
        actor=world.actor(who),
        case_id=case_id or world.case_id,
        wanted=_wanted(world, **changes),
        instead_of=instead_of,
        despite=despite,
        now=world.now,
    )


def _row(world):
    return Meeting.objects.get(case_id=world.case_id)


def _which(world):
    row = _row(world)
    return row.id, row.version


def _answer(world, says, *, who="margit", meeting=None, now=None, **said):
    meetings.answer_meeting(
        actor=world.actor(who),
        case_id=world.case_id,
        meeting=meeting or _which(world),
        says=meetings.Answer(says),
        now=now or world.now,
        **said,
    )


def _told(world):
    rows = CaseEvent.objects.filter(case_id=world.case_id, kind="MEETING").order_by("at", "id")
    return [row.text for row in rows]


def _case(world):
    return Case.objects.get(id=world.case_id)


def test_a_proposed_time_stands_in_the_thread_and_on_the_residents_page_until_she_says_yes(met):
    _book(met, with_whom="Nils Berg, sjuksköterska", bring="Listan över läkemedel")
    seen = cases.case_for_resident(met.actor("margit"), met.case_id, now=met.now)
    assert (seen.summary.meeting.state, seen.summary.meeting.held_by_name) == (
        "PROPOSED",
        "Cecilia Nyberg",
    )
    assert seen.thread[-1].text.endswith(
        " Plats: hemma. Med: Nils Berg, sjuksköterska. Ta med: Listan över läkemedel."
    )
    _answer(met, "ja", interpreter="arabiska")
    assert (_row(met).state, _row(met).interpreter) == ("BOOKED", "arabiska")
    assert [one.partition(":")[0].partition(" till")[0] for one in _told(met)] == [
        "Förslag",
        "Tackar ja",
    ]
    assert _told(met)[-1].endswith(" Tolk: arabiska.")


def test_the_same_press_twice_is_one_meeting_and_one_answer(met):
    _book(met)
    _book(met)
    _answer(met, "ja")
    _answer(met, "ja")
    _answer(met, "annan-tid", text="Efter klockan tolv.")
    _answer(met, "annan-tid", text="Efter klockan tolv.")
    off = {"actor": met.actor("cecilia"), "case_id": met.case_id, "meeting": _which(met)}
    for _ in range(2):
        meetings.call_off(**off, reason="Jag är sjuk.", now=met.now)
    assert [one.split(":")[0].split(" ")[0] for one in _told(met)] == [
        "Förslag",
        "Tackar",
        "Vill",
        "Inställt",
    ]
    assert (_row(met).state, _case(met).meeting_at) == ("CANCELLED", None)


def test_another_time_needs_words_and_comes_back_to_the_caseworkers_list(met):
    _book(met)
    with pytest.raises(EmptyText):
        _answer(met, "annan-tid", text=" ")
    _answer(met, "annan-tid", text="Efter klockan tolv.")
    case = _case(met)
    assert (case.state, case.meeting_asks) == ("ANSWERED", True)
    visit = Visit(met.actor("cecilia"), met.now, "")
    (row,) = work_list.work_list(visit, work_list.Wanted("moten", is_mine=True)).rows
    assert (row.id, row.meeting_asks, row.meeting_at) == (met.case_id, True, met.at)


def test_a_moved_meeting_says_both_times_and_an_answer_to_the_old_one_is_told_so(met):
    _book(met)
    shown = _which(met)
    _book(met, instead_of=shown, starts_at=met.at + DAY, is_agreed=True)
    assert (_row(met).version, _row(met).state) == (2, "BOOKED")
    assert _told(met)[-1].startswith("Ny tid: hembesök")
    assert " Tidigare: " in _told(met)[-1]
    with pytest.raises(meetings.MeetingHasChanged):
        _answer(met, "ja", meeting=shown)
    with pytest.raises(meetings.MeetingHasChanged):
        _book(met, instead_of=shown, starts_at=met.at + 2 * DAY)


def test_a_home_visit_and_a_meeting_at_the_office_are_both_to_come_and_the_case_tells_of_the_next(
    met,
):
    _book(met, starts_at=met.at + DAY, is_agreed=True)
    _book(met, kind=MeetingKind.OFFICE, place="Kommunhuset")
    seen = cases.case_for_resident(met.actor("margit"), met.case_id, now=met.now)
    assert [one.kind for one in seen.summary.meeting.all] == ["OFFICE", "HOME"]
    assert _case(met).meeting_at == met.at
    office = Meeting.objects.get(case_id=met.case_id, kind="OFFICE")
    _answer(met, "nej", meeting=(office.id, 1))
    assert (_case(met).meeting_at, _case(met).meeting_asks) == (met.at, True)
    meetings.call_off(
        actor=met.actor("cecilia"),
        case_id=met.case_id,
        meeting=(office.id, 1),
        reason="Vi ses hemma.",
        now=met.now,
    )
    assert (_case(met).meeting_at, _case(met).meeting_asks) == (met.at + DAY, False)


def test_whoever_books_from_a_page_without_what_a_colleague_booked_is_told(met):
    _book(met)
    with pytest.raises(meetings.MeetingHasChanged):
        meetings.book(
            actor=met.actor("cecilia"),
            case_id=met.case_id,
            wanted=_wanted(met, starts_at=met.at + DAY),
            seen="",
            now=met.now,
        )


def test_two_meetings_of_one_case_at_the_same_time_are_asked_about(met):
    _book(met)
    with pytest.raises(meetings.DoubleBooked):
        _book(met, kind=MeetingKind.PHONE, starts_at=met.at + HOUR / 2)


def test_when_the_first_has_been_the_worker_lets_the_case_tell_of_the_second(met):
    _book(met, is_agreed=True)
    _book(met, starts_at=met.at + 7 * DAY)
    before = _case(met).version
    for _ in range(2):
        meeting_times.remind_due(now=met.at + 2 * HOUR)
    case = _case(met)
    assert (case.meeting_at, case.version) == (met.at + 7 * DAY, before)
    states = Meeting.objects.filter(case_id=met.case_id).order_by("starts_at")
    assert [one.state for one in states] == [MeetingState.OVER, MeetingState.PROPOSED]
    meeting_times.remind_due(now=met.at + 8 * DAY)
    assert _case(met).meeting_at == met.at + 7 * DAY


def test_when_one_has_been_the_next_is_booked(met):
    _book(met, is_agreed=True)
    met.now = met.at + 2 * HOUR
    with pytest.raises(meetings.MeetingIsOver):
        _answer(met, "nej")
    _book(met, starts_at=met.at + 7 * DAY)
    assert _case(met).meeting_at == met.at + 7 * DAY


def test_what_is_booked_at_the_same_time_is_said_by_number_and_booked_only_when_she_means_it(met):
    _book(met)
    other = met.open_case(by="eva")
    with pytest.raises(meetings.DoubleBooked) as told:
        _book(met, case_id=other, starts_at=met.at + HOUR / 2)
    case = _case(met)
    assert told.value.others[0].startswith(f"{case.year}-{case.number:04}, ")
    assert not Meeting.objects.filter(case_id=other).exists()
    _book(met, case_id=other, starts_at=met.at + HOUR / 2, despite=True)
    assert Meeting.objects.filter(case_id=other).count() == 1


def test_one_after_the_other_is_no_double_booking(met):
    _book(met)
    _book(met, case_id=met.open_case(by="eva"), starts_at=met.at + HOUR)


@pytest.mark.parametrize("ahead", [-HOUR, 366 * DAY])
def test_a_meeting_is_ahead_and_within_a_year(met, ahead):
    with pytest.raises(meetings.MeetingTimeOutOfRange):
        _book(met, starts_at=met.now + ahead)


@pytest.mark.parametrize(
    "link", ["http://video.example.se", "javascript:alert(1)", "video", "https://"]
)
def test_a_video_meeting_needs_a_safe_link(met, link):
    with pytest.raises(meetings.NoLink):
        _book(met, kind=MeetingKind.VIDEO, place=link)
    with pytest.raises(meetings.NoPlace):
        _book(met, kind=MeetingKind.OFFICE, place=" ")
    _book(met, kind=MeetingKind.VIDEO, place=LINK)
    assert _row(met).place == LINK


def test_the_address_of_a_home_is_never_kept_with_the_meeting(met):
    _book(met, place="Storgatan 1")
    assert _row(met).place == ""
    assert "Storgatan" not in _told(met)[-1]


def test_others_neither_book_nor_answer(met):
    _book(met)
    with pytest.raises(authority.Refused):
        _book(met, who="anna")
    for who in ("david", "cecilia"):
        with pytest.raises((cases.NoSuchCase, authority.Refused)):
            _answer(met, "ja", who=who)
    with pytest.raises(cases.NoSuchCase):
        _book(met, who="margit")


def test_a_representative_answers_and_it_stands_in_the_journal(met):
    _book(met)
    _answer(met, "ja", who="eva")
    event = CaseEvent.objects.filter(case_id=met.case_id).latest("at", "id")
    assert (event.kind, event.is_on_behalf) == ("MEETING", True)


def _reminders(world):
    rows = Message.objects.filter(kind="MEETING_REMINDER", subject_key=str(world.case_id))
    return [(row.address, row.state) for row in rows]


def test_the_applicant_is_reminded_once_the_day_before_of_what_is_booked(met):
    person = met.resident("margit").person_id
    delivery.choose_channel(
        person_id=person, channel=delivery.Channel.SMS, address="+46700000000", now=met.now
    )
    _book(met)
    day_before = met.at - 23 * HOUR
    meeting_times.remind_due(now=day_before)
    assert _reminders(met) == []
    _answer(met, "ja")
    meeting_times.remind_due(now=met.at - 25 * HOUR)
    assert _reminders(met) == []
    for _ in range(2):
        meeting_times.remind_due(now=day_before)
    assert [one for one in _reminders(met) if one[0] == "+46700000000"] == [
        ("+46700000000", "QUEUED")
    ]


def test_the_worker_may_remind(real_world):
    with tenant_context(real_world.home):
        real_world.case_id = real_world.open_case(by="eva")
        real_world.at = real_world.now + 2 * DAY
        _book(real_world, is_agreed=True)
    with as_worker():
        assert meeting_times.remind_due(now=real_world.at - HOUR) >= 1
    with tenant_context(real_world.home):
        assert _row(real_world).reminded_at == real_world.at - HOUR


def test_what_is_booked_for_the_same_day_has_no_second_notice(met):
    _book(met, starts_at=met.now + 5 * HOUR, is_agreed=True)
    meeting_times.remind_due(now=met.now + HOUR)
    assert _reminders(met) == []


def test_opening_a_case_asks_once_more_with_a_meeting_and_no_more_without(met):
    visit = Visit(met.actor("cecilia"), met.now, "")

    def asked():
        with CaptureQueriesContext(connection) as questions:
            casework.open_for_caseworker(visit, met.case_id)
        return len(questions)

    casework.open_for_caseworker(visit, met.case_id)
    without = asked()
    _book(met)
    assert asked() == without + 1


def test_in_the_calendar_the_hour_is_right_on_both_sides_of_summer_time():
    for month, utc in ((3, "080000Z"), (4, "070000Z")):
        begins = datetime(2027, month, 20, int(utc[:2]), tzinfo=UTC)
        row = cases.MeetingRow(
            *("0190aaaa-0000-7000-8000-000000000000", None, None, "Cecilia Holm", "OFFICE"),
            *(begins, begins + HOUR, "Kommunhuset; plan 2, rum 3", "", "", "", "BOOKED", 2, begins),
        )
        assert cases.meeting_hours(row).endswith(("9.00–10.00", "9:00–10:00"))
        title = "Möte med Munkedals kommun " * 4
        data = cases.calendar_file(row, title=title, place=row.place, now=begins).decode()
        assert f"DTSTART:2027{month:02}20T{utc}\r\n" in data
        assert "LOCATION:Kommunhuset\\; plan 2\\, rum 3\r\n" in data
        assert max(len(line.encode()) for line in data.split("\r\n")) <= 75
        assert f"SUMMARY:{title}" in data.replace("\r\n ", "")
        assert "STATUS:CONFIRMED\r\n" in data
        assert "SEQUENCE:2\r\n" in data
