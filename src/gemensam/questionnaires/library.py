"""The library of forms: publish versions, close forms, load those that are shipped."""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import resources

import yaml
from django.db import transaction

from gemensam.questionnaires.models import Form, FormVersion, Withdrawal
from gemensam.questionnaires.queries import NoSuchForm
from gemensam.questionnaires.rules import schema_json
from gemensam.questionnaires.rules.compiling import compile_form
from gemensam.questionnaires.rules.evaluating import Program
from gemensam.questionnaires.rules.schema import FormSchema
from gemensam.questionnaires.rules.testing import Outcome, run_tests
from gemensam.tenancy.context import running_tenant_id

# What is shipped has always applied: a demo or an import begins before the database was made.
SHIPPED = datetime(2013, 1, 1, tzinfo=UTC)


class TestsDoNotHold(Exception):
    """Some of the form's own test cases come out otherwise, so it is not published."""

    def __init__(self, missed: Sequence[Outcome]) -> None:
        super().__init__(", ".join(one.case.id for one in missed))
        self.missed = missed


class NothingToWithdraw(Exception):
    """The version neither applies nor will: another does since, or it was withdrawn before."""


@transaction.atomic
def publish(
    form: FormSchema,
    *,
    now: datetime,
    at: datetime | None = None,
    is_shared: bool = True,
) -> bool:
    """Publish a form unless its newest version still standing is the same; say whether it was done.

    Its owner is the running tenant, the platform when none runs; the database refuses to publish
    another's. `at` is a later moment from which it applies. Raises DoesNotCompile, TestsDoNotHold.
    """
    missed = [one for one in run_tests(form, Program(compile_form(form))) if one.misses]
    if missed:
        raise TestsDoNotHold(missed)
    content = schema_json.canonical(form)
    digest = schema_json.digest(content)
    row, _ = Form.objects.select_for_update().get_or_create(
        key=form.key, defaults={"owner_id": running_tenant_id(), "is_shared": is_shared}
    )
    versions = FormVersion.objects.filter(form=row).order_by("-number")
    newest, standing = versions.first(), versions.filter(withdrawal__isnull=True).first()
    if standing is not None and standing.digest == digest:
        return False
    FormVersion.objects.create(
        form=row,
        number=newest.number + 1 if newest else 1,
        content=content,
        digest=digest,
        published_at=at or now,
    )
    return True


@transaction.atomic
def withdraw(key: str, *, number: int, now: datetime) -> None:
    """Take back a version that applies or will: the one before it applies again, to begin with.

    What has been begun in it or sent in by it stays. Raises NoSuchForm, NothingToWithdraw.
    """
    form = Form.objects.select_for_update().filter(key=key).first()
    if form is None:
        raise NoSuchForm(key)
    if number not in withdrawable(key, now=now):
        raise NothingToWithdraw(f"{key} {number}")
    version = FormVersion.objects.get(form=form, number=number)
    Withdrawal.objects.create(version=version, at=now)


def withdrawable(key: str, *, now: datetime) -> frozenset[int]:
    """Give the numbers of the version that applies now and of those that will."""
    ahead = FormVersion.objects.filter(
        form__key=key, withdrawal__isnull=True, published_at__gt=now
    ).values_list("number", flat=True)
    applies = current(key, now=now)
    return frozenset([*ahead, *([] if applies is None else [applies])])


def current(key: str, *, now: datetime) -> int | None:
    """Give the number of the version that applies now, were the form open; None: none does."""
    rows = FormVersion.objects.filter(form__key=key, withdrawal__isnull=True, published_at__lte=now)
    return rows.order_by("-published_at", "-number").values_list("number", flat=True).first()


def close_form(key: str, *, at: datetime | None) -> None:
    """Let nobody begin a form from a moment on; None opens it again. Raises NoSuchForm."""
    if not Form.objects.filter(key=key).update(closes_at=at):
        raise NoSuchForm(key)


def shipped_forms() -> Sequence[FormSchema]:
    """Read the forms that come with the platform: written by hand, or as the designer gave them."""
    files = resources.files("gemensam.questionnaires") / "data"
    return [
        # JSON is YAML, too.
        schema_json.read(yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in sorted(files.iterdir(), key=lambda file: file.name)
        if file.name.endswith((".json", ".yaml"))
    ]


def load_library(*, now: datetime) -> int:
    """Publish the shipped forms that have changed; say how many. Safe to run again."""
    known = set(Form.objects.values_list("key", flat=True))
    return sum(
        publish(form, now=now, at=None if form.key in known else SHIPPED)
        for form in shipped_forms()
    )
