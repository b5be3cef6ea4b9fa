"""A municipality's colours, as a style sheet of two numbers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from gemensam.organisations.models import Organisation


@require_GET
@cache_control(max_age=3600, public=True)
def theme(_request: HttpRequest, slug: str) -> HttpResponse:
    """Give the accent of a municipality; lightness is fixed, so contrast holds for every hue."""
    row = Organisation.objects.filter(slug=slug).first()
    if row is None or row.accent_hue is None or row.accent_chroma_percent is None:
        raise Http404
    sheet = (
        f":root{{--accent-h:{row.accent_hue};--accent-c:{row.accent_chroma_percent / 100:.2f}}}\n"
    )
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")


theme.is_public = True  # type: ignore[attr-defined] -- the mark that identity.http.public sets
