"""Addresses of log-in."""

from django.urls import path

from gemensam.identity import commissions, own_sessions, step_up, views
from gemensam.identity.cards import views as cards
from gemensam.identity.oidc import views as oidc

app_name = "identity"
urlpatterns = [
    path("logga-in/", views.login, name="login"),
    path("logga-in/demo/", views.demo_login, name="demo_login"),
    path("logga-in/igen/", step_up.again, name="again"),
    path("logga-in/kort/", cards.start, name="card_start"),
    path("logga-in/kort/svar/", cards.answer, name="card_answer"),
    path("logga-in/kort/uppdrag/<uuid:attempt>/", cards.choose, name="card_choose"),
    path("logga-in/<slug:issuer>/", oidc.start, name="oidc_start"),
    path("logga-in/<slug:issuer>/svar/", oidc.answer, name="oidc_answer"),
    path("logga-in/<slug:issuer>/uppdrag/<uuid:attempt>/", oidc.choose, name="oidc_choose"),
    path("logga-in/<slug:issuer>/logga-ut/", oidc.end, name="oidc_end"),
    path("uppdrag/", commissions.change_commission, name="change_commission"),
    path("inloggad/", own_sessions.sessions, name="sessions"),
    path("inloggad/overallt/", own_sessions.end_all, name="end_all_sessions"),
    path("inloggad/<uuid:session_id>/", own_sessions.end_one, name="end_session"),
    path("logga-ut/", views.logout, name="logout"),
]
