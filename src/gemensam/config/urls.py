"""Every address. Words first; `<municipality>/` last, since it matches any word."""

from django.urls import include, path

handler404 = "gemensam.config.errors.not_found"
handler500 = "gemensam.config.errors.server_error"

urlpatterns = [
    path("", include("gemensam.identity.urls")),
    path("ui/", include("gemensam.ui.urls")),
]
