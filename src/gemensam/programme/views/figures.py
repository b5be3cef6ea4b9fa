"""The programme's figures for everybody: the list, one down to its rows, and all as JSON."""

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.programme.pages import figures as pages
from gemensam.programme.queries import figures as queries
from gemensam.ui.show import show


@public
@require_GET
def figures_page(request: Request) -> HttpResponse:
    """List every figure with what it comes from."""
    table = pages.index(queries.every())
    return show(request, "programme/figures.html", {"table": table, "now": request.now})


@public
@require_GET
def figure_page(request: Request, key: str) -> HttpResponse:
    """Show one figure with its workings and the rows that add up to it."""
    try:
        figure = queries.one(key)
    except queries.NoSuchFigure as unknown:
        raise Http404(key) from unknown
    context = {"page": pages.build(figure), "now": request.now}
    return show(request, "programme/figure.html", context)


@public
@require_GET
def figures_json(request: Request) -> HttpResponse:
    """Give the figures as JSON, one of them when the address names it."""
    key = request.GET.get("nyckel", "")
    found = [one for one in queries.every() if key in {"", one.key}]
    if not found:
        raise Http404(key)
    return JsonResponse(
        [pages.as_json(one) for one in found],
        safe=False,
        json_dumps_params={"ensure_ascii": False},
    )


urlpatterns = [
    path("siffror/", figures_page, name="figures"),
    path("siffror/data.json", figures_json, name="figures_json"),
    path("siffror/<str:key>/", figure_page, name="figure"),
]
