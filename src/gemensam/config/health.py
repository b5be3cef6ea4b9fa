"""Is it alive, is it ready, and how does it do: for machines that watch over this one.

The figures are read from the database, so every web process gives the same answer. They hold no
person's data. In production nginx lets only the machines that watch reach these addresses.
"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from gemensam.outbox import api as outbox
from gemensam.tenancy.refusal import RoleTooPowerful, ensure_role_is_walled_in
from gemensam.ui.marks import public
from gemensam.webhooks import api as webhooks

SERVICE_UNAVAILABLE = 503


@public
@require_GET
def alive(_request: HttpRequest) -> HttpResponse:
    """Answer at all: the process runs."""
    return HttpResponse("lever\n", content_type="text/plain; charset=utf-8")


def _problems() -> list[str]:
    try:
        ensure_role_is_walled_in(connection)
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except RoleTooPowerful as error:
        return [str(error)]
    except DatabaseError as error:
        return [f"database: {type(error).__name__}"]
    return [f"migrations waiting: {len(waiting)}"] if waiting else []


@public
@require_GET
def ready(_request: HttpRequest) -> HttpResponse:
    """Say whether pages can be served: database there, role walled in, migrations run."""
    problems = _problems()
    return JsonResponse(
        {"ready": not problems, "problems": problems},
        status=SERVICE_UNAVAILABLE if problems else 200,
    )


@public
@require_GET
def metrics(_request: HttpRequest) -> HttpResponse:
    """Give the figures in Prometheus' form."""
    registry = CollectorRegistry()
    depth = outbox.depth()
    for name, text, value in (
        ("outbox_fresh_events", "events not yet fanned out", depth.fresh_events),
        ("outbox_waiting_deliveries", "deliveries not yet handled", depth.waiting_deliveries),
        ("outbox_stuck_deliveries", "deliveries a person must look at", depth.stuck_deliveries),
        (
            "outbox_oldest_seconds",
            "age of the oldest waiting event",
            (timezone.now() - depth.oldest_at).total_seconds() if depth.oldest_at else 0,
        ),
        ("webhooks_set_aside", "webhooks not taken after every try", webhooks.dead_letters()),
    ):
        Gauge(f"gemensam_{name}", text, registry=registry).set(value)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
