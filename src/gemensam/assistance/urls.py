"""Addresses of a case's calculation, below the case's own."""

from django.urls import path

from gemensam.assistance import asking_views, views

app_name = "assistance"

_HERE = "arenden/<uuid:case_id>/berakning/"

urlpatterns = [
    path(_HERE, views.calculation, name="calculation"),
    path(f"{_HERE}belopp/", views.amounts, name="amounts"),
    path(f"{_HERE}hushall/", views.household, name="household"),
    path(f"{_HERE}rad/", views.add, name="add"),
    path(f"{_HERE}rad/<int:position>/ta-bort/", views.remove, name="remove"),
    path(f"{_HERE}kvittera/", views.acknowledge, name="acknowledge"),
    path(f"{_HERE}fraga/", asking_views.ask, name="ask"),
    path(f"{_HERE}fraga/igen/", asking_views.ask_again, name="ask_again"),
    path(f"{_HERE}fraga/rakna/", asking_views.count, name="count"),
    path(f"{_HERE}fraga/svar/", asking_views.answers, name="answers"),
]
