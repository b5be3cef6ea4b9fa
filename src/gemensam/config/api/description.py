"""The OpenAPI description: what the library makes of the views, and how each may be told no."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

ABOUT: Final = """
For a municipality's own systems. A client belongs to one organisation and sees nothing of others.

- **Who calls**: `Authorization: Bearer …` with the token that `gemensam clients add` showed once.
- **Refusals** are problem details (RFC 9457), `application/problem+json`. `faults` names each place
  that is not as described here; `problems` names each answer that needs mending, in the form's languages.
- **Bodies** are JSON in UTF-8 with their Content-Length, at most 2.5 MB; not chunked. Members that are not described are refused by name.
- **Times** are instants with their offset (RFC 3339).
""".strip()

_PROBLEM: Final = {
    "type": "object",
    "title": "Problem",
    "description": "Problem details, RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "const": "about:blank"},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What went wrong, for whoever reads the log."},
        "code": {"type": "string", "description": "Which rule said no."},
        "incident": {"type": "string", "description": "The number that our log has it by."},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["at", "says"],
                "additionalProperties": False,
                "properties": {"at": {"type": "string"}, "says": {"type": "string"}},
            },
        },
        "problems": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/ProblemOfAnswer"},
        },
    },
    "additionalProperties": False,
    "examples": [
        {
            "type": "about:blank",
            "title": "Unprocessable Content",
            "status": 422,
            "detail": "Some answers need mending. Nothing was stored.",
            "problems": [
                {
                    "key": "lives_alone",
                    "part": "",
                    "text": {
                        "sv": "Välj ett svar: Bor du ensam?",
                        "en": "Choose an answer: Do you live alone?",
                    },
                }
            ],
        }
    ],
}

_SIGNED: Final = {
    "webhook-id": "The event's id: what comes again has the same.",
    "webhook-timestamp": "When it was sent, in seconds since 1970. Refuse what is older than minutes.",
    "webhook-signature": "`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body` with the"
    " secret; several with spaces between while a secret is changed.",
}
_WEBHOOK: Final = {
    "operationId": "event",
    "summary": "Event",
    "description": "Something happened. Signed as the Standard Webhooks specification says; answer 2xx"
    " within five seconds, or it comes again.",
    "parameters": [
        {
            "in": "header",
            "name": name,
            "description": about,
            "required": True,
            "schema": {"type": "string"},
        }
        for name, about in _SIGNED.items()
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}},
    },
    "responses": {"2XX": {"description": "Taken."}},
}


# Each way to be told no, and what a request has to hold for it; nothing: any request.
_REFUSALS: Final[dict[HTTPStatus, set[str]]] = {
    HTTPStatus.BAD_REQUEST: {"header", "body"},
    HTTPStatus.UNAUTHORIZED: set(),
    HTTPStatus.FORBIDDEN: set(),
    HTTPStatus.NOT_FOUND: {"path"},
    HTTPStatus.CONFLICT: {"header"},
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: {"body"},
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: {"body"},
    HTTPStatus.UNPROCESSABLE_ENTITY: {"path", "query", "body"},
}


def describe(api: NinjaAPI, prefix: str) -> dict[str, Any]:
    """Give the whole description as JSON."""
    found = dict(OpenAPISchema(api, prefix))
    found["components"]["schemas"]["Problem"] = _PROBLEM
    found["components"]["responses"] = {f"E{one}": _refusal(one) for one in _REFUSALS}
    for methods in found["paths"].values():
        for operation in methods.values():
            _tell_refusals(operation)
    found["webhooks"] = {"event": {"post": _WEBHOOK}}
    return found


def _refusal(status: HTTPStatus) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": status.phrase,
        "content": {"application/problem+json": {"schema": schema}},
    }


def _tell_refusals(operation: dict[str, Any]) -> None:
    for status in _refusals(operation):
        operation["responses"][status] = {"$ref": f"#/components/responses/E{status}"}


def _refusals(operation: dict[str, Any]) -> Iterator[HTTPStatus]:
    takes = {one["in"] for one in operation["parameters"]}
    if "requestBody" in operation:
        takes.add("body")
    return (status for status, among in _REFUSALS.items() if not among or takes & among)
