"""Addresses of the portal."""

from django.urls import path

from gemensam.portal import act_as, views

app_name = "portal"
urlpatterns = [
    path("om/kallor/", views.from_source_to_function, name="sources"),
    path("tur/", views.guided_tour, name="tour"),
    path("behorighet/uppdrag/<uuid:commission_id>/visa/", act_as.act_as, name="act_as"),
    path("demo/larmknapp/", views.alarm_button, name="alarm_button"),
    *(
        path(f"{page}/", views.prose, {"page": page}, name=name)
        for page, name in views.PROSE.items()
    ),
]
