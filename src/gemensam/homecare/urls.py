"""Addresses of home care."""

from django.urls import path

from gemensam.homecare import http_api, menu_views, views

app_name = "homecare"
urlpatterns = [
    path("", views.round_of_day, name="round"),
    path("besok/<uuid:visit_id>/", views.visit_page, name="visit"),
    path("besok/<uuid:visit_id>/handelse/", views.report, name="report"),
    path("besok/<uuid:visit_id>/anteckning/", views.write_note, name="write_note"),
    path("anteckning/<uuid:note_id>/ratta/", views.correct_note, name="correct_note"),
    path("kvarhallet/", views.held_list, name="held"),
    path("kvarhallet/<uuid:held_id>/", views.settle_held, name="settle_held"),
    path("matlista/", views.kitchen_list, name="kitchen"),
    path("matsedel/", menu_views.menu, name="menu"),
    path("matsedel/skriv/", menu_views.write_menu, name="write_menu"),
    path("synk/", http_api.take_in, name="take_in"),
    path("rond.json", http_api.round_as_json, name="round_as_json"),
    path("anteckningar.json", http_api.notes_as_json, name="notes_as_json"),
    path("skal/", views.shell, name="shell"),
    path("sw.js", views.service_worker, name="service_worker"),
]
