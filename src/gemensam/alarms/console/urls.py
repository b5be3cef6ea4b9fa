"""The console's addresses, below `/larm/`."""

from django.urls import path

from gemensam.alarms.console import commands, views

app_name = "console"

urlpatterns = [
    path("", views.console, name="console"),
    path("handelser", views.feed, name="feed"),
    path("ta/", commands.claim, name="claim"),
    path("forny/", commands.renew, name="renew"),
    path("<uuid:alarm_id>/", views.one_alarm, name="alarm"),
    path("<uuid:alarm_id>/skicka/", commands.dispatch, name="dispatch"),
    path("<uuid:alarm_id>/anteckna/", commands.note, name="note"),
    path("<uuid:alarm_id>/steg/", commands.step, name="step"),
    path("<uuid:alarm_id>/ringde/", commands.call, name="call"),
    path("<uuid:alarm_id>/lamna/", commands.release, name="release"),
    path("<uuid:alarm_id>/avsluta/", commands.close, name="close"),
]
