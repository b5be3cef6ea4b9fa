"""The addresses under `/api/v1/`: every domain's routers, and the description of them all."""

from functools import cache
from typing import Any, Final

from django.http import HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.operation import Operation

from gemensam.cases.machines import views as cases
from gemensam.config.api import description, refusals
from gemensam.config.api.bodies import StrictParser
from gemensam.identity.api import Request, public
from gemensam.questionnaires.machines import views as questionnaires
from gemensam.webhooks.machines import views as webhooks

ROUTERS: Final = (questionnaires.router, cases.router, webhooks.router)
app_name = "api"


class Api(NinjaAPI):
    """The library's, with operations called as their views are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="Gemensam",
    version="1",
    description=description.ABOUT,
    openapi_url=None,
    docs_url=None,
    urls_namespace=app_name,
    parser=StrictParser(),
)
refusals.register(api)
for router in ROUTERS:
    api.add_router("", router)


@public
@require_GET
def openapi(request: Request) -> HttpResponse:  # noqa: ARG001
    """Describe the API as OpenAPI 3.1. It holds nothing of anybody's."""
    return JsonResponse(_described(), headers={"Cache-Control": "public, max-age=3600"})


@cache
def _described() -> dict[str, Any]:
    return description.describe(api, "api/v1/")


def _patterns() -> list[URLPattern]:
    """Give the library's addresses but its root, marked: only a client's token opens them."""
    views = {
        one.url_name: one.operations[0].view_func
        for router in ROUTERS
        for one in router.path_operations.values()
    }
    found = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name in views]
    for one in found:
        one.callback.needs_client = True  # type: ignore[attr-defined]  # a mark like `is_public`
        one.callback.__doc__ = views[one.name].__doc__
    return found


urlpatterns = [path("openapi.json", openapi, name="openapi"), *_patterns()]
