"""The interface's own pages: component page, style sheet, theme, and the error handlers."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from gemensam.ui import look
from gemensam.ui.marks import public

# A year: the address holds the digest of what it answers with.
_FOR_EVER = 365 * 24 * 3600
# A year: a choice of look should not have to be made again.
_THEME_AGE = 365 * 24 * 3600
_FULL_CIRCLE = 360
# Thousandths of chroma; beyond this the fixed lightness no longer holds every hue on screen.
HIGHEST_CHROMA = 120


# Nothing secret stands in it, so compressing is safe; not every installation has a proxy that does.
@public
@gzip_page
@require_GET
@cache_control(public=True, max_age=_FOR_EVER, immutable=True)
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:  # noqa: ARG001 – the address
    """Answer with the joined style sheet; an old digest gets the present one."""
    css, _digest = look.stylesheet()
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@public
@require_GET
@cache_control(public=True, max_age=_FOR_EVER, immutable=True)
def accent(request: HttpRequest, accent: str) -> HttpResponse:  # noqa: ARG001 – Django's
    """Answer with an accent as `hue-chroma`, since no style may stand in the page itself."""
    hue, chroma = (int(part) for part in accent.split("-"))
    if hue > _FULL_CIRCLE or chroma > HIGHEST_CHROMA:
        raise Http404
    css = f":root{{--accent-h:{hue};--accent-c:{chroma / 1000:.3f}}}"
    return HttpResponse(css, content_type="text/css; charset=utf-8")


@public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or as the system, and go back to where the reader was."""
    response = HttpResponseRedirect(_way_back(request), status=303)
    chosen = request.POST.get("theme", "")
    if chosen in look.THEMES:
        response.set_cookie(
            look.THEME_COOKIE,
            chosen,
            max_age=_THEME_AGE,
            samesite="Lax",
            secure=request.is_secure(),
        )
    else:
        response.delete_cookie(look.THEME_COOKIE, samesite="Lax")
    return response


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and safe else reverse("ui:components")
