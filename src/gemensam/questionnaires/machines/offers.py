"""Which published forms a system may use: its own organisation's, and those that all share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from gemensam.questionnaires.models import Form, FormVersion
from gemensam.questionnaires.queries import NoSuchForm, PublishedForm, version
from gemensam.tenancy.context import current_tenant_id


class NoSuchVersion(LookupError):
    """The form has no version of that number, or of that digest, that is published."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A form that may be used, in the version that applies now."""

    form: PublishedForm
    is_own: bool
    closes_at: datetime | None


def offers(*, after: str, most: int, now: datetime) -> Sequence[Offer]:
    """List the forms that can be begun now, by key, from the one that follows `after`."""
    return [_offer(row) for row in _open(now).filter(key__gt=after).order_by("key")[:most]]


def offer(*, key: str, now: datetime) -> Offer:
    """Give a form that can be begun now. Raises NoSuchForm."""
    row = _open(now).filter(key=key).first()
    if row is None:
        raise NoSuchForm(key)
    return _offer(row)


def offered_version(*, key: str, now: datetime, **which: int | str | None) -> PublishedForm:
    """Give the version of a form by its `number` or `digest`; without either, what applies now.

    Raises NoSuchForm; NoSuchVersion: none has all that is asked for.
    """
    form = offer(key=key, now=now).form
    wanted = {name: value for name, value in which.items() if value is not None}
    if not wanted:
        return form
    rows = _published(now).filter(form__key=key, **wanted)
    row = rows.order_by("-published_at", "-number").values_list("id").first()
    if row is None:
        raise NoSuchVersion(key)
    return version(row[0])


def _published(now: datetime) -> QuerySet[FormVersion]:
    return FormVersion.objects.filter(published_at__lte=now)


def _open(now: datetime) -> QuerySet[Form]:
    newest = _published(now).filter(form=OuterRef("pk")).order_by("-published_at", "-number")
    rows = Form.objects.annotate(applies_id=Subquery(newest.values("id")[:1]))
    return rows.filter(
        Q(owner_id=current_tenant_id()) | Q(is_shared=True),
        Q(closes_at__isnull=True) | Q(closes_at__gt=now),
        applies_id__isnull=False,
    )


def _offer(row: Form) -> Offer:
    form = version(row.applies_id)  # type: ignore[attr-defined]  # annotated by `_open`
    return Offer(form, row.owner_id == current_tenant_id(), row.closes_at)
