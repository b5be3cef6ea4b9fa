"""A form's published versions, as its makers look at them: publish, list, say which are taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from gemensam.questionnaires import library, queries
from gemensam.questionnaires.designer import drafts
from gemensam.questionnaires.models import Form, FormVersion, Withdrawal
from gemensam.questionnaires.rules import schema_json


class Standing(StrEnum):
    """What a version is to those who begin the form."""

    AHEAD = "ahead"
    CURRENT = "current"
    PAST = "past"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One published version: from when it applies, or would have."""

    number: int
    digest: str
    applies_at: datetime
    standing: Standing


def rows_of(key: str, *, now: datetime) -> Sequence[VersionRow]:
    """List the versions of a form with how each stands now, newest first."""
    taken_back = set(
        Withdrawal.objects.filter(version__form__key=key).values_list("version__number", flat=True)
    )
    standing = library.withdrawable(key, now=now)

    def of(one: queries.PublishedForm) -> Standing:
        if one.number in taken_back:
            return Standing.WITHDRAWN
        if one.number not in standing:
            return Standing.PAST
        return Standing.AHEAD if one.published_at > now else Standing.CURRENT

    return [
        VersionRow(one.number, one.digest, one.published_at, of(one))
        for one in published_versions(key)
    ]


def published_versions(key: str) -> Sequence[queries.PublishedForm]:
    """List the versions of a form, newest first; those ahead and those withdrawn, too."""
    ids = FormVersion.objects.filter(form__key=key).order_by("-number").values_list("id", flat=True)
    return [queries.version(one) for one in ids]


def newest_versions(keys: Sequence[str]) -> Mapping[str, queries.PublishedForm]:
    """Give the newest version of several forms that is not withdrawn; it may apply later."""
    rows = FormVersion.objects.filter(form__key__in=keys, withdrawal__isnull=True).order_by(
        "form__key", "-number"
    )
    found = rows.distinct("form__key").values_list("form__key", "id")
    return {key: queries.version(version_id) for key, version_id in found}


def closings(keys: Sequence[str]) -> Mapping[str, datetime | None]:
    """Give when each published form of some closes or closed; None for one that does not."""
    return dict(Form.objects.filter(key__in=keys).values_list("key", "closes_at"))


def shared_forms() -> Sequence[queries.PublishedForm]:
    """List the newest version of every form of the common library, by key."""
    rows = FormVersion.objects.filter(form__is_shared=True, withdrawal__isnull=True).order_by(
        "form__key", "-number"
    )
    newest = rows.distinct("form__key").values_list("id", flat=True)
    return [queries.version(one) for one in newest]


def content_of(version_id: UUID) -> dict[str, Any]:
    """Give a published version as data in today's format."""
    return dict(schema_json.write(queries.version(version_id).schema))


@transaction.atomic
def publish(
    *,
    draft_id: UUID,
    now: datetime,
    at: datetime | None = None,
    is_shared: bool = False,
) -> bool:
    """Publish a form as it is now, by its owner; say whether anything had changed.

    Raises NoSuchDraft, UnreadableForm, DoesNotCompile, TestsDoNotHold.
    """
    content = schema_json.read(drafts.locked(draft_id).content)
    return library.publish(content, now=now, at=at, is_shared=is_shared)
