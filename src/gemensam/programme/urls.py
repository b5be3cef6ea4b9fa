"""Addresses of the county's pages, the programme's workspace and a municipality's time."""

from django.urls import path

from gemensam.programme.views import hours, public, workspace

app_name = "programme"
urlpatterns = [
    path("", public.county_page, name="county"),
    path("mal/", public.goals_page, name="goals"),
    path("mal/<slug:indicator_id>/", public.indicator_page, name="indicator"),
    path("mal/<slug:indicator_id>/data.csv", public.indicator_csv, name="indicator_csv"),
    path("plan/", public.plan_page, name="plan"),
    path("pengarna/", public.money_page, name="money"),
    path("kommuner/<slug:slug>/", public.municipality_page, name="municipality"),
    path("program/", workspace.programme_page, name="workspace"),
    path("program/medfinansiering.csv", workspace.cofunding_csv, name="cofunding_csv"),
    path("program/timmar/", hours.hours_page, name="hours"),
    path("program/timmar/data.csv", hours.hours_csv, name="hours_csv"),
    path("program/timmar/<uuid:hours_id>/ta-tillbaka/", hours.withdraw, name="hours_withdraw"),
    path("program/timmar/attestera/", hours.attest_page, name="attest"),
    path(
        "program/timmar/<uuid:hours_id>/angra-attest/",
        hours.withdraw_attestation,
        name="attest_withdraw",
    ),
    path("program/timmar/las/", hours.lock_year, name="lock_year"),
]
