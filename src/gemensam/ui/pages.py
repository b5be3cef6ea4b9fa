"""The component page: every component in every state, with sample values."""

from django.http import HttpRequest, HttpResponse

from gemensam.ui.show import show


def components(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    return show(request, "ui/components.html", {})
