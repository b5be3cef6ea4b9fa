"""Addresses of surveys: to answer (`enkat`), open to all who have the link, and to work with them."""

from django.urls import path

from gemensam.surveys.views import answering, inviting, papers, results, work

app_name = "surveys"

_ONE = "enkat/<slug:body>/<slug:key>/"
_WORK = "enkater/<uuid:survey_id>/"

urlpatterns = [
    path(_ONE, answering.start, name="start"),
    path(f"{_ONE}i/<str:token>/", answering.arrive, name="arrive"),
    path(f"{_ONE}<int:number>/", answering.page, name="page"),
    path(f"{_ONE}kontrollera/", answering.check, name="check"),
    path(f"{_ONE}senare/", answering.later, name="later"),
    path(f"{_ONE}glom/", answering.forget, name="forget"),
    path(f"{_ONE}tack/", answering.thanks, name="thanks"),
    path(f"{_ONE}avsta/", answering.no_more, name="no_more"),
    path(f"{_ONE}resultat/", results.public, name="public_results"),
    path("enkater/", work.surveys, name="surveys"),
    path("enkater/ny/", work.new, name="new"),
    path(_WORK, work.survey, name="survey"),
    path(f"{_WORK}andra/", work.change, name="change"),
    path(f"{_WORK}gor/", work.do, name="do"),
    path(f"{_WORK}inbjudna/", inviting.invited, name="invited"),
    path(f"{_WORK}inbjudna/<uuid:invitation_id>/ta-bort/", inviting.uninvite, name="uninvite"),
    path(f"{_WORK}resultat/", results.results, name="results"),
    path(f"{_WORK}resultat.<slug:ending>", results.give_out, name="give_out"),
    path(f"{_WORK}svar/", results.named, name="named"),
    path(f"{_WORK}svar/<uuid:participation_id>/", results.one, name="one"),
    path(f"{_WORK}papper/blankett/", papers.blank, name="blank"),
    path(f"{_WORK}papper/", papers.begin, name="begin_paper"),
    path(f"{_WORK}papper/<uuid:participation_id>/<int:number>/", papers.page, name="paper"),
    path(f"{_WORK}papper/<uuid:participation_id>/kontrollera/", papers.check, name="check_paper"),
]
