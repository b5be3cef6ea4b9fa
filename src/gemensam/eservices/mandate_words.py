"""What a mandate lets somebody do, in plain words."""

from datetime import date, datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from gemensam.eservices import catalogue
from gemensam.kernel.actor import Activity
from gemensam.people import api as people
from gemensam.ui import formats

ALL_SERVICES = "*"


class Scoped(Protocol):
    """A mandate that is, or is about to be: what it opens and until when."""

    @property
    def scopes(self) -> frozenset[tuple[str, Activity]]: ...
    @property
    def ends_at(self) -> datetime | None: ...


def services(mandate: Scoped, language: str) -> str:
    """Name the services that a mandate is for."""
    keys = sorted({service for service, _activity in mandate.scopes})
    if ALL_SERVICES in keys:
        return _("all e-services")
    if not keys:
        return _("none of the e-services here")
    return ", ".join(_service_name(key, language) for key in keys)


def _service_name(key: str, language: str) -> str:
    try:
        return catalogue.by_key(key).title.within(language).lower()
    except catalogue.NoSuchService:
        return key


def may(mandate: Scoped) -> str:
    """Say what a mandate lets somebody do."""
    activities = {activity for _service, activity in mandate.scopes}
    words = {
        Activity.READ: (_("read"),),
        Activity.WRITE: (_("apply"), _("answer")),
        Activity.SIGN: (_("sign"),),
    }
    named = [text for one, texts in words.items() if one in activities for text in texts]
    if len(named) > 1:
        return _("%(first)s and %(last)s") % {"first": ", ".join(named[:-1]), "last": named[-1]}
    return named[0] if named else _("nothing")


class Ending(Protocol):
    """What lasts until a moment, or until somebody ends it."""

    @property
    def ends_at(self) -> datetime | None: ...


def until(mandate: Ending) -> str:
    """Say how long a mandate holds."""
    if mandate.ends_at is None:
        return _("until it is revoked")
    return _("until and including %(day)s") % {"day": formats.day(last_day(mandate.ends_at))}


def last_day(ends_at: datetime) -> date:
    """Give the last day that counts: an end at midnight is the end of the day before."""
    return formats.local_day(ends_at - timedelta(microseconds=1))


def in_words(mandate: people.MandateRow, language: str) -> str:
    """Say all of it to the one who holds it."""
    words = {
        "may": may(mandate),
        "services": services(mandate, language),
        "until": until(mandate),
        "organisation": mandate.organisation_name,
    }
    if mandate.organisation_id is not None:
        return _("For %(organisation)s you may %(may)s about %(services)s, %(until)s.") % words
    return _("You may %(may)s about %(services)s, %(until)s.") % words
