"""Addresses of published forms."""

from django.urls import path

from gemensam.questionnaires import views
from gemensam.questionnaires.designer import exchange, publishing, trying
from gemensam.questionnaires.designer import views as designing

app_name = "questionnaires"
urlpatterns = [
    path("", designing.forms, name="forms"),
    path("<uuid:draft_id>/", designing.designer, name="designer"),
    path("<uuid:draft_id>/prova/", trying.try_out, name="try_out"),
    path("<uuid:draft_id>/publicera/", publishing.publish, name="publish"),
    path("<uuid:draft_id>/stang/", publishing.close, name="close"),
    path("<uuid:draft_id>/uppdatera/", publishing.update, name="update"),
    path("<uuid:draft_id>/fil.json", exchange.give_out, name="give_out"),
    path("las-in/", exchange.take_in, name="take_in"),
    path("anpassa/<slug:key>/", publishing.adapt, name="adapt"),
    path("schema.json", views.schema, name="schema"),
    path("program/<slug:digest>.json", views.program, name="program"),
]
