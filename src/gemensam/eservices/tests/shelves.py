"""What a resident has sent before, and an application with a file question that she fills in now."""

from uuid import UUID

from django.db import transaction

from gemensam.cases.tests.acting import Sent, World, open_case_with_files
from gemensam.eservices.models import Application
from gemensam.files.models import StoredFile
from gemensam.questionnaires import api as questionnaires
from gemensam.tenancy.context import tenant_context

ALARM = "safety_alarm"


def send(
    world: World, given: dict[str, bytes], *, resident: str = "margit", kind: str = ALARM
) -> Sent:
    """Send an application with files, which the scanner finds nothing in."""
    with transaction.atomic(), tenant_context(world.home):
        sent = open_case_with_files(world, given, resident=resident, by=resident, kind=kind)
        StoredFile.objects.filter(id__in=sent.files.values()).update(
            scan_state="CLEAN", scan_reason="", scanned_at=world.now
        )
    return sent


def begin_with_files(world: World, *, resident: str = "margit", kind: str = ALARM) -> UUID:
    """Begin an application whose form asks for papers; in the running tenant."""
    row = world.resident(resident)
    form = questionnaires.published("with_files", now=world.now)
    response_id = questionnaires.start_response(
        version_id=form.version_id,
        resident_id=row.id,
        actor=world.actor(resident),
        now=world.now,
    )
    assert row.person_id is not None
    return Application.objects.create(
        service=kind,
        resident_id=row.id,
        response_id=response_id,
        author_id=row.person_id,
        begun_at=world.now,
    ).id
