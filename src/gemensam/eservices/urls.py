"""Addresses of eservices, all within a municipality's first word."""

from django.urls import path

from gemensam.eservices.views import (
    appeals,
    application,
    case,
    case_files,
    contact,
    dishes,
    documents,
    giving,
    mandates,
    meetings,
    mina_sidor,
    offer,
    pauses,
    performers,
    reuse,
    signing,
    start,
)

app_name = "eservices"

_APPLY = "ansok/<slug:service>/"
_ONE = f"{_APPLY}<uuid:application_id>/"
_MINE = "mina-sidor/"

urlpatterns = [
    path("", offer.offer, name="offer"),
    path("hjalp/<slug:need>/", offer.need, name="need"),
    path("utforare/<slug:service>/", performers.listing, name="performers"),
    path("matsedel/", dishes.menu, name="menu"),
    path("prata/", contact.talk, name="talk"),
    path(_APPLY, start.service, name="service"),
    path(f"{_ONE}<int:number>/", application.page, name="page"),
    path(f"{_ONE}kontrollera/", application.check, name="check"),
    path(f"{_ONE}skriv-under/", signing.sign, name="sign"),
    path(f"{_ONE}kvitto/", application.receipt, name="receipt"),
    path(f"{_ONE}fil/<uuid:file_id>/", application.file, name="file"),
    path(f"{_ONE}skickat-forut/<str:key>/", reuse.reuse, name="reuse"),
    path(_MINE, mina_sidor.home, name="home"),
    path(f"{_MINE}dokument/", documents.documents, name="documents"),
    path(f"{_MINE}arenden/<uuid:case_id>/", case.case, name="case"),
    path(f"{_MINE}arenden/<uuid:case_id>/svara/", case.answer, name="answer"),
    path(f"{_MINE}arenden/<uuid:case_id>/skriv/", case.say, name="say"),
    path(f"{_MINE}arenden/<uuid:case_id>/fil/<uuid:file_id>/", case_files.file, name="case_file"),
    path(
        f"{_MINE}arenden/<uuid:case_id>/fil/<uuid:file_id>/igen/",
        case_files.again,
        name="file_again",
    ),
    path(f"{_MINE}arenden/<uuid:case_id>/ratta/", appeals.correct, name="correct"),
    path(f"{_MINE}arenden/<uuid:case_id>/overklaga/", appeals.appeal, name="appeal"),
    path(f"{_MINE}arenden/<uuid:case_id>/ta-tillbaka/", appeals.withdraw, name="withdraw"),
    path(f"{_MINE}arenden/<uuid:case_id>/beslut.pdf", case.decision_pdf, name="decision_pdf"),
    path(f"{_MINE}arenden/<uuid:case_id>/uppehall/", pauses.pause, name="pause"),
    path(
        f"{_MINE}arenden/<uuid:case_id>/uppehall/<uuid:pause_id>/ta-bort/",
        pauses.resume,
        name="resume",
    ),
    path(f"{_MINE}arenden/<uuid:case_id>/mote/", meetings.answer, name="answer_meeting"),
    path(f"{_MINE}arenden/<uuid:case_id>/mote.ics", meetings.calendar, name="meeting_calendar"),
    path(f"{_MINE}arenden/<uuid:case_id>/ratter/", dishes.choose, name="choose_dishes"),
    path(f"{_MINE}arenden/<uuid:case_id>/utforare/", performers.choose, name="choose_performer"),
    path(f"{_MINE}vem-har-last/", mina_sidor.access_log, name="access_log"),
    path(f"{_MINE}ombud/", mandates.overview, name="mandates"),
    path(f"{_MINE}ombud/ny/", giving.give, name="give_mandate"),
    path(
        f"{_MINE}ombud/ny/organisation/",
        giving.give_organisation,
        name="give_organisation_mandate",
    ),
    path(f"{_MINE}ombud/<uuid:mandate_id>/papper/", mandates.scan, name="mandate_scan"),
    path(f"{_MINE}ombud/<uuid:mandate_id>/angra/", mandates.undo_revoke, name="undo_revoke"),
    path(f"{_MINE}ombud/<uuid:mandate_id>/lamna/", mandates.resign, name="resign"),
    path(f"{_MINE}ombud/<uuid:mandate_id>/aterkalla/", mandates.revoke, name="revoke"),
]
