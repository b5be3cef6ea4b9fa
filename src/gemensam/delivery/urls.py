"""The demo's page of what was sent."""

from django.urls import path

from gemensam.delivery import views

app_name = "delivery"
urlpatterns = [path("", views.sent, name="sent")]
