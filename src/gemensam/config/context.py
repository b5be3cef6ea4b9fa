"""What every page's frame needs, without a query."""

from django.http import HttpRequest

from gemensam.portal.navigation import shell_for


def page(request: HttpRequest) -> dict[str, object]:
    """Give the base template its frame and the number that errors are reported by."""
    return {"shell": shell_for(request), "request_id": getattr(request, "request_id", "")}
