"""What was sent, for the one who tries the demo. The page exists in the demo only."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from gemensam.delivery import queries
from gemensam.delivery.transports import configured
from gemensam.ui.marks import public
from gemensam.ui.show import show

# Where the demo's story plays. Notices of other tenants' residents do not occur in it.
STORY = ("munkedal", "skara")
SHOWN = 50


# Anyone may open it, as everything in the demo.
@public
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """Show the newest notices as they left. Raises Http404: not the demo."""
    if not settings.GEMENSAM_DEMO:
        raise Http404
    context = {
        "rows": queries.newest_of(STORY, limit=SHOWN),
        "leaves": any(type(way).__name__ == "Smtp" for way in configured()),
    }
    return show(request, "delivery/sent.html", context)
