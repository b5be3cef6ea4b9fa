"""Addresses of published forms."""

from django.urls import path

from gemensam.questionnaires import views
from gemensam.questionnaires.designer import adapting, ending, exchange, listing, publishing, trying
from gemensam.questionnaires.designer import views as designing

app_name = "questionnaires"
urlpatterns = [
    path("", listing.forms, name="forms"),
    path("<uuid:draft_id>/", designing.designer, name="designer"),
    path("<uuid:draft_id>/prova/", trying.try_out, name="try_out"),
    path("<uuid:draft_id>/publicera/", publishing.publish, name="publish"),
    path("<uuid:draft_id>/stang/", ending.close, name="close"),
    path("<uuid:draft_id>/dra-tillbaka/", ending.withdraw, name="withdraw"),
    path("<uuid:draft_id>/ta-bort/", ending.remove, name="remove"),
    path("<uuid:draft_id>/ta-tillbaka/", ending.bring_back, name="bring_back"),
    path("<uuid:draft_id>/uppdatera/", adapting.update, name="update"),
    path("<uuid:draft_id>/fil.json", exchange.give_out, name="give_out"),
    path("las-in/", exchange.take_in, name="take_in"),
    path("anpassa/<slug:key>/", adapting.adapt, name="adapt"),
    path("schema.json", views.schema, name="schema"),
    path("program/<slug:digest>.json", views.program, name="program"),
]
