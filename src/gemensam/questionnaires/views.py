"""Published forms in the open: their programs, for the browser that fills them in."""

from typing import Final

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from gemensam.identity.api import Request, public
from gemensam.questionnaires import queries
from gemensam.questionnaires.rules.schema_publication import json_schema

# The address holds the digest of what it leads to: it never means anything else.
_FOR_EVER: Final = "public, max-age=31536000, immutable"
_A_DAY: Final = "public, max-age=86400"


@public
@require_GET
def program(request: Request, digest: str) -> HttpResponse:  # noqa: ARG001
    """Give the compiled rules of a published version. They hold nothing of persons."""
    try:
        form = queries.version_by_digest(digest)
    except queries.NoSuchForm as error:
        raise Http404 from error
    return JsonResponse(dict(form.compiled), headers={"Cache-Control": _FOR_EVER})


@public
@require_GET
def schema(request: Request) -> HttpResponse:  # noqa: ARG001
    """Give the form format as JSON Schema, for whoever writes forms elsewhere."""
    return JsonResponse(
        json_schema(), content_type="application/schema+json", headers={"Cache-Control": _A_DAY}
    )
