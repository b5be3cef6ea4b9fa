"""Addresses of casework."""

from django.urls import path

from gemensam.cases import (
    absence_views,
    appeal_views,
    decision_views,
    disposal_views,
    follow_up_views,
    meeting_views,
    proposal_views,
    referral_views,
    unit_views,
    views,
)

app_name = "cases"
urlpatterns = [
    path("", views.work, name="work"),
    path("gallring/", disposal_views.disposal, name="disposal"),
    path("gallring/register.csv", disposal_views.register, name="disposal_register"),
    path("gallring/<uuid:hold_id>/lyft/", disposal_views.lift, name="lift"),
    path("enheten/", unit_views.unit, name="unit"),
    path("enheten/<uuid:case_id>/", unit_views.open_case, name="open_case"),
    path("enheten/angra/<uuid:batch_id>/", unit_views.undo, name="undo_allotment"),
    path("franvaro/", absence_views.absence, name="absence"),
    path("franvaro/avsluta/", absence_views.end_absence, name="end_absence"),
    path("arenden/<uuid:case_id>/", views.case, name="case"),
    path("arenden/<uuid:case_id>/lamna-over/", absence_views.hand_over_case, name="hand_over"),
    path("arenden/<uuid:case_id>/ta-over/", views.take, name="take"),
    path("arenden/<uuid:case_id>/fraga/", views.ask, name="ask"),
    path("arenden/<uuid:case_id>/skriv/", views.write, name="write"),
    path("arenden/<uuid:case_id>/beslut/", decision_views.decide, name="decide"),
    path("arenden/<uuid:case_id>/bekrafta/", proposal_views.confirm, name="confirm"),
    path("arenden/<uuid:case_id>/skicka-tillbaka/", proposal_views.send_back, name="send_back"),
    path("arenden/<uuid:case_id>/forslag.pdf", proposal_views.draft, name="draft"),
    path("arenden/<uuid:case_id>/uppfoljning/", follow_up_views.follow_up, name="follow_up"),
    path("arenden/<uuid:case_id>/mote/", meeting_views.meeting, name="meeting"),
    path("arenden/<uuid:case_id>/mote/stall-in/", meeting_views.call_off, name="call_off_meeting"),
    path("arenden/<uuid:case_id>/mote.ics", meeting_views.calendar, name="meeting_calendar"),
    path("arenden/<uuid:case_id>/ratta/", appeal_views.correct, name="correct"),
    path("arenden/<uuid:case_id>/overlamna/", appeal_views.hand_on, name="hand_on"),
    path("arenden/<uuid:case_id>/avvisa/", appeal_views.dismiss, name="dismiss"),
    path("arenden/<uuid:case_id>/remiss/", referral_views.refer, name="refer"),
    path(
        "arenden/<uuid:case_id>/remiss/<uuid:referral_id>/ta-tillbaka/",
        referral_views.take_back,
        name="take_back_referral",
    ),
    path("arenden/<uuid:case_id>/sett/", referral_views.acknowledge, name="acknowledge"),
    path("yttranden/", referral_views.to_give, name="opinions"),
    path("yttranden/<uuid:referral_id>/", referral_views.opinion, name="opinion"),
    path(
        "yttranden/<uuid:referral_id>/fil/<uuid:file_id>/", referral_views.file, name="opinion_file"
    ),
    path("arenden/<uuid:case_id>/fil/<uuid:file_id>/", views.file, name="file"),
    path("arenden/<uuid:case_id>/sidor/<str:field_id>.pdf", views.pages_pdf, name="pages"),
    path("arenden/<uuid:case_id>/beslut.pdf", decision_views.letter, name="letter"),
    path("arenden/<uuid:case_id>/akt.pdf", decision_views.print_, name="print"),
]
