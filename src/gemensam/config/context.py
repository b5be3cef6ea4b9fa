"""What every page's frame needs: who acts, where, and whether this is the demo."""

from django.conf import settings
from django.http import HttpRequest

from gemensam.kernel.actor import ANONYMOUS


def page(request: HttpRequest) -> dict[str, object]:
    """Give the base template its facts, without a query."""
    return {
        "actor": getattr(request, "actor", ANONYMOUS),
        "now": getattr(request, "now", None),
        "place": getattr(request, "municipality", None),
        "is_demo": settings.GEMENSAM_DEMO,
        "request_id": getattr(request, "request_id", ""),
    }
