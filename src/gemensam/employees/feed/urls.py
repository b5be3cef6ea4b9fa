"""Addresses of the HR feed, for the HSA administrator."""

from django.urls import path

from gemensam.employees.feed import register_views, views

app_name = "hr_feed"
_DELIVERY = "leverans/<uuid:delivery_id>/"
urlpatterns = [
    path("", views.home, name="home"),
    path("kolumner/", views.columns, name="columns"),
    path("exempel.csv", views.example, name="example"),
    path(_DELIVERY, views.delivery, name="delivery"),
    path(f"{_DELIVERY}genomfor/", views.carry_out, name="carry_out"),
    path(f"{_DELIVERY}kasta/", views.discard, name="discard"),
    path(f"{_DELIVERY}hav-sparrar/", views.lift_all, name="lift_all"),
    path("stoppade/", views.held, name="held"),
    path("anstallda/", register_views.employees, name="employees"),
    path("anstallda/<uuid:employee_id>/", register_views.employee, name="employee"),
    path("forslag/", register_views.proposals, name="proposals"),
    path("forslag/<uuid:proposal_id>/", register_views.settle, name="settle"),
]
