"""Addresses of log-in."""

from django.urls import path

from gemensam.identity import views

app_name = "identity"
urlpatterns = [
    path("logga-in/", views.login, name="login"),
    path("logga-in/demo/", views.demo_login, name="demo_login"),
    path("logga-ut/", views.logout, name="logout"),
]
