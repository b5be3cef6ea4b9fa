"""The addresses: thin, over `offers` and `receiving`."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from ninja import Path, Query, Router

from gemensam.identity.api import Bearer, Client, Request, Scope, do_once
from gemensam.identity.shapes import OnceKey
from gemensam.questionnaires import policy, queries
from gemensam.questionnaires.machines import offers, receiving, shapes
from gemensam.questionnaires.queries import PublishedForm, ResponseRow
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.mending import Problem
from gemensam.questionnaires.rules.reading import Text
from gemensam.questionnaires.rules.values import Answers, from_json, to_json

MOST_A_PAGE: Final = 100
A_YEAR: Final = int(timedelta(days=365).total_seconds())

router = Router()

_ETAG: Final = {"ETag": {"schema": {"type": "string"}, "required": True}}
_VERSION: Final = {
    "responses": {200: {"headers": _ETAG}, 304: {"description": "As it was.", "headers": _ETAG}}
}
_LOCATION: Final = {
    "responses": {
        201: {
            "headers": {"Location": {"schema": {"type": "string"}, "required": True}},
            "links": {
                "response": {
                    "operationId": "response",
                    "parameters": {"response_id": "$response.body#/id"},
                }
            },
        }
    }
}

FormKey = Annotated[
    str, Path(description="The form's key.", pattern=shapes.KEY, example="safety_alarm_application")
]
Number = Annotated[int, Path(description="The version's number.", ge=1, le=2**31 - 1, example=1)]


@router.get("/forms", auth=Bearer(Scope.FORMS_READ), response=shapes.FormList, url_name="forms")
def forms(
    request: Request,
    after: Annotated[
        str, Query(description="`next` of the page before.", pattern=r"^[a-z0-9_]{0,60}$")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_A_PAGE)] = 50,
) -> shapes.FormList:
    """List the forms that can be used now, by key: the organisation's own and those all share."""
    policy.ensure_forms(request.actor, policy.READ, now=request.now)
    found = offers.offers(after=after, most=limit + 1, now=request.now)
    page, rest = found[:limit], found[limit:]
    return shapes.FormList(
        forms=[_entry(one) for one in page],
        next=page[-1].form.schema.key if rest else None,
    )


def _entry(offer: offers.Offer) -> shapes.FormEntry:
    form = offer.form
    return shapes.FormEntry(
        key=form.schema.key,
        title=_words(form.schema.title),
        version=form.number,
        digest=form.digest,
        languages=list(form.schema.languages),
        is_own=offer.is_own,
        published_at=form.published_at,
        closes_at=offer.closes_at,
    )


@router.get(
    "/forms/{key}",
    auth=Bearer(Scope.FORMS_READ),
    response=shapes.FormVersion,
    url_name="form",
    openapi_extra=_VERSION,
)
def form(request: Request, key: FormKey) -> HttpResponse:
    """Give the version of a form that applies now. Ask again with its ETag: 304 if it still does."""
    policy.ensure_forms(request.actor, policy.READ, now=request.now)
    found = offers.offered_version(key=key, now=request.now)
    return _cached(request, found, "private, no-cache")


@router.get(
    "/forms/{key}/versions/{number}",
    auth=Bearer(Scope.FORMS_READ),
    response=shapes.FormVersion,
    url_name="form_version",
    openapi_extra=_VERSION,
)
def form_version(request: Request, key: FormKey, number: Number) -> HttpResponse:
    """Give one version of a form; it may be kept for ever."""
    policy.ensure_forms(request.actor, policy.READ, now=request.now)
    found = offers.offered_version(key=key, number=number, now=request.now)
    return _cached(request, found, f"private, max-age={A_YEAR}, immutable")


def _cached(request: Request, form: PublishedForm, how: str) -> HttpResponse:
    schema = form.schema
    body = shapes.FormVersion(
        key=schema.key,
        version=form.number,
        digest=form.digest,
        published_at=form.published_at,
        definition=schema_json.write(schema),
        program=dict(form.compiled),
        not_by_api=[one.id for one in schema.fields() if one.kind in receiving.NOT_BY_API],
    )
    response = HttpResponse(body.model_dump_json(), content_type="application/json")
    etag = f'"{sha256(response.content).hexdigest()}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = how
    return get_conditional_response(request, etag=etag, response=response) or response


@router.post(
    "/forms/{key}/validate",
    auth=Bearer(Scope.FORMS_READ),
    response=shapes.Checked,
    url_name="validate",
)
def validate(request: Request, key: FormKey, filled: shapes.Filled) -> shapes.Checked:
    """Say what the form makes of answers: what is wrong, hidden and calculated. Nothing is stored."""
    policy.ensure_forms(request.actor, policy.READ, now=request.now)
    form = _version_of(key, filled, request)
    outcome = receiving.look_over(form, _values(filled), now=request.now)
    return shapes.Checked(
        version=form.number,
        digest=form.digest,
        is_complete=not outcome.problems,
        problems=[shapes.ProblemOfAnswer(**one) for one in told(outcome.problems)],
        hidden=list(outcome.hidden),
        calculated=outcome.calculated,
    )


@router.post(
    "/forms/{key}/responses",
    auth=Bearer(Scope.RESPONSES_WRITE),
    response={HTTPStatus.CREATED: shapes.Received},
    url_name="respond",
    openapi_extra=_LOCATION,
)
def respond(
    request: Request, key: FormKey, filled: shapes.Filled, once: OnceKey, response: HttpResponse
) -> shapes.Received:
    """Store a response, submitted at once; or 422 with every problem, and nothing is stored."""
    client = _client(request)

    def take_in() -> dict[str, Any]:
        form = _version_of(key, filled, request)
        row = receiving.take_in(
            form=form,
            answers=_values(filled),
            client_id=client.id,
            actor=request.actor,
            now=request.now,
        )
        return shapes.Received(**_received(row, form)).model_dump(mode="json")

    asked = [key, filled.model_dump()]
    answer = do_once(client_id=client.id, key=once, asked=asked, do=take_in, now=request.now)
    received = shapes.Received.model_validate(answer, strict=False)
    response.headers["Location"] = reverse("api:response", args=[received.id])
    return received


@router.get(
    "/responses/{uuid:response_id}",
    auth=Bearer(Scope.RESPONSES_READ),
    response=shapes.ResponseDetail,
    url_name="response",
)
def response(request: Request, response_id: UUID) -> shapes.ResponseDetail:
    """Give a response that this client brought, with its answers."""
    row, answers = receiving.brought(
        response_id=response_id,
        client_id=_client(request).id,
        actor=request.actor,
        now=request.now,
    )
    form = queries.version(row.version_id)
    written = {key: to_json(value) for key, value in answers.items()}
    return shapes.ResponseDetail.model_validate(_received(row, form) | {"answers": written})


def _client(request: Request) -> Client:
    assert request.client is not None  # Bearer has seen to it
    return request.client


def _version_of(key: str, filled: shapes.Filled, request: Request) -> PublishedForm:
    return offers.offered_version(
        key=key, number=filled.version, digest=filled.digest, now=request.now
    )


def _values(filled: shapes.Filled) -> Answers:
    return {key: from_json(answer) for key, answer in filled.answers.items()}


def _words(text: Text) -> dict[str, str]:
    return {language: str(words) for language, words in text.write().items()}


def told(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Write problems of answers as JSON, in the languages that they have."""
    return [{"key": one.key, "part": one.part, "text": _words(one.text)} for one in problems]


def _received(row: ResponseRow, form: PublishedForm) -> dict[str, Any]:
    return {
        "id": row.id,
        "form": form.schema.key,
        "version": form.number,
        "digest": form.digest,
        "submitted_at": row.submitted_at,
        "answers_digest": row.answers_digest,
    }
