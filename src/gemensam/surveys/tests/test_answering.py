"""Who may answer, once; what is left that says who it was; and what is sent to whom."""

import json
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core import serializers

from gemensam.delivery.models import Message
from gemensam.questionnaires import api as questionnaires
from gemensam.surveys import actions, answering, links, queries
from gemensam.surveys.models import Invitation, Participation, SurveyKind
from gemensam.surveys.tests.asking import (
    LIDKOPING,
    MUNKEDAL,
    NOW,
    a_survey,
    answer,
    home,
    invite,
    publish,
    somebody,
    the_form,
)
from gemensam.tenancy.context import tenant_context


@pytest.fixture(autouse=True)
def in_munkedal(db):
    with tenant_context(home().tenant_id):
        yield


def test_an_anonymous_answer_is_kept_and_no_row_says_who_gave_it_or_by_which_link():
    survey = a_survey(SurveyKind.INVITED)
    [eva, kurt] = invite(survey, "eva@example.org", "kurt@example.org")
    response_id = answer(survey, token=eva, pick="b", words="Gärna")

    row = questionnaires.response(response_id)
    assert (row.author_id, row.resident_id, row.representative_id) == (None, None, None)
    assert row.is_submitted
    assert [(one.address, one.has_answered) for one in Invitation.objects.order_by("address")] == [
        ("eva@example.org", True),
        ("kurt@example.org", False),
    ]
    one = Participation.objects.get()
    assert (one.invitation_id, one.door, one.registered_by_id) == (None, "", None)
    # Nothing that is stored of the answer holds anything of the invitation.
    marks = {eva, links.door_of(eva), str(Invitation.objects.get(address="eva@example.org").id)}
    for label in ("questionnaires", "surveys"):
        for model in apps.get_app_config(label).get_models():
            if model is not Invitation:
                kept = serializers.serialize("json", model.objects.all())
                assert not [mark for mark in marks if mark in kept], model
    assert kurt not in json.dumps(
        list(Message.objects.values("address", "subject_key")), default=str
    )


def test_whoever_is_invited_answers_once_and_finds_begun_answers_again():
    survey = a_survey(SurveyKind.INVITED)
    [token] = invite(survey, "eva@example.org")
    first = answering.begin(survey, token=token, now=NOW)
    again = answering.begin(survey, token=token, now=NOW)
    answering.save(survey, first, typed={"pick": questionnaires.Typed("a")}, writer=None, now=NOW)
    answering.send(survey, first, token=token, now=NOW)
    answering.send(survey, first, token=token, now=NOW)

    assert again == first
    with pytest.raises(answering.HasAnswered):
        answering.begin(survey, token=token, now=NOW)
    assert queries.places(survey.id) == [queries.PlaceRow(MUNKEDAL, None, 1, 1, 1)]


def test_who_answered_stands_by_the_answer_where_they_answer_by_name():
    survey = a_survey(SurveyKind.NAMED)
    [token] = invite(survey, "eva@example.org")
    answer(survey, token=token, pick="a", number="4")

    [row] = queries.named(survey.id)
    assert (row.name, row.code, row.sent_on) == ("eva", MUNKEDAL, date(2026, 11, 22))


@pytest.mark.parametrize("token", ["", "x", "0" * 32 + ".forged", "a" * 500])
def test_only_those_who_are_invited_answer_a_survey_by_invitation(token):
    survey = a_survey(SurveyKind.INVITED)
    with pytest.raises(answering.NotInvited):
        answering.begin(survey, token=token, code=MUNKEDAL, now=NOW)
    with pytest.raises(answering.NotInvited):
        answering.remind_no_more(survey, token=token)


def test_an_invitation_to_one_survey_opens_no_other():
    one, other = a_survey(SurveyKind.INVITED), a_survey(SurveyKind.INVITED, key="annan")
    [token] = invite(one, "eva@example.org")
    with pytest.raises(answering.NotInvited):
        answering.begin(other, token=token, now=NOW)


def test_a_survey_is_answered_where_it_is_asked_and_while_it_is_open():
    survey = a_survey(codes=(MUNKEDAL, LIDKOPING), last_day=date(2026, 11, 22))
    with pytest.raises(answering.NotAskedThere):
        answering.begin(survey, token="t", code="1480", now=NOW)
    begun = answering.begin(survey, token="t", code=LIDKOPING, now=NOW)
    tomorrow = NOW + timedelta(days=1)
    late = queries.survey(survey.id, now=tomorrow)
    assert late.state is queries.State.CLOSED
    with pytest.raises(answering.NotOpen):
        answering.begin(late, token="u", code=LIDKOPING, now=tomorrow)
    with pytest.raises(answering.NotOpen):
        answering.save(late, begun, typed={}, writer=None, now=tomorrow)
    with pytest.raises(answering.NotOpen):
        answering.send(late, begun, now=tomorrow)
    paper = answering.begin_paper(late, code=LIDKOPING, actor=somebody(), now=tomorrow)
    typed = {"pick": questionnaires.Typed("b")}
    answering.save(late, paper, typed=typed, writer=None, now=tomorrow)
    answering.send(late, paper, now=tomorrow)
    assert [one.answered for one in queries.places(survey.id)] == [0, 1]


def test_what_needs_mending_is_not_sent():
    survey = a_survey()
    with pytest.raises(questionnaires.NotComplete) as why:
        answer(survey, words="Bara ord")
    assert [one.key for one in why.value.problems] == ["pick"]
    assert queries.answered(survey.id) == 0


def test_a_newer_version_of_the_form_does_not_change_what_an_open_survey_asks():
    survey = a_survey()
    publish(the_form(title={"sv": "Ny", "en": "New"}), now=NOW + timedelta(hours=1))
    response_id = answer(survey, now=NOW + timedelta(hours=2), pick="a")
    assert questionnaires.response(response_id).version_id == survey.version_id


def test_invitations_and_reminders_go_once_to_those_they_concern_and_say_nothing_of_the_matter():
    survey = a_survey(SurveyKind.INVITED)
    tokens = invite(survey, "eva@example.org", "kurt@example.org", "lo@example.org", "+46701740605")
    assert actions.send_invitations(survey.id, now=NOW) == 0
    assert actions.remind(survey.id, now=NOW + timedelta(hours=2)) == 0
    answer(survey, token=tokens[0], pick="a")
    answering.remind_no_more(survey, token=tokens[1])
    later = NOW + timedelta(days=2)
    assert actions.remind(survey.id, now=later) == 2
    assert actions.remind(survey.id, now=later) == 0

    sent = Message.objects.filter(subject_key=f"survey:{survey.id}").order_by("made_at", "address")
    assert [(one.kind, one.channel, one.address, one.sender_name) for one in sent] == [
        ("SURVEY", "SMS", "+46701740605", "Munkedals kommun"),
        ("SURVEY", "EMAIL", "eva@example.org", "Munkedals kommun"),
        ("SURVEY", "EMAIL", "kurt@example.org", "Munkedals kommun"),
        ("SURVEY", "EMAIL", "lo@example.org", "Munkedals kommun"),
        ("SURVEY_REMINDER", "SMS", "+46701740605", "Munkedals kommun"),
        ("SURVEY_REMINDER", "EMAIL", "lo@example.org", "Munkedals kommun"),
    ]
    assert {one.link_path for one in sent} == {
        f"/enkat/munkedal/fraga/i/{token}/" for token in tokens
    }


def test_the_planned_reminder_is_sent_on_its_day_once():
    survey = a_survey(SurveyKind.INVITED)
    invite(survey, "eva@example.org")
    actions.prolong(survey.id, last_day=None, reminds_on=date(2026, 11, 25))
    with tenant_context(None):
        assert actions.remind_due(now=NOW + timedelta(days=1)) == 0
        assert actions.remind_due(now=NOW + timedelta(days=3)) == 1
        assert actions.remind_due(now=NOW + timedelta(days=5)) == 0


def test_a_survey_that_is_open_stays_as_it_was_promised():
    survey = a_survey()
    plan = actions.Plan(
        kind=SurveyKind.NAMED, title="Ny", about="", version_id=survey.version_id, codes=[MUNKEDAL]
    )
    with pytest.raises(actions.AlreadyOpened):
        actions.change(survey.id, plan)
    with pytest.raises(actions.AlreadyOpened):
        actions.remove(survey.id)
    draft = a_survey(key="utkast", is_open=False)
    with pytest.raises(actions.NotYetOpened):
        actions.close_survey(draft.id, now=NOW)
    actions.change(draft.id, plan)
    assert queries.survey(draft.id, now=NOW).title == "Ny"
    actions.remove(draft.id)
    with pytest.raises(queries.NoSuchSurvey):
        queries.survey(draft.id, now=NOW)


def test_another_organisation_finds_neither_survey_nor_answers():
    survey = a_survey()
    answer(survey, pick="a")
    with tenant_context(None), pytest.raises(queries.NoSuchSurvey):
        queries.survey(survey.id, now=NOW)
