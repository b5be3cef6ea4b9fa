"""The directory in words: whether things count, what differs, and what HSA changed."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gemensam.identity.directory.queries import Changed, Counts, Picture, Worker
from gemensam.identity.hsa.comparing import Difference, Sort
from gemensam.identity.hsa.sync import Trouble
from gemensam.kernel.actor import Purpose
from gemensam.organisations.api import Listing, Standing
from gemensam.ui import formats
from gemensam.ui.parts import Tag

_STANDING: Final = {
    Standing.NOW: (gettext_noop("Counts now"), "ok"),
    Standing.LATER: (gettext_noop("Has not begun"), "half"),
    Standing.ENDED: (gettext_noop("Has ended"), "off"),
    Standing.ARCHIVED: (gettext_noop("Archived in HSA"), "off"),
    Standing.FEIGNED: (gettext_noop("Only for tests"), "warm"),
}
_TROUBLE: Final = {
    Trouble.AWAY: gettext_noop("HSA did not answer the last time. Nothing was taken away."),
    Trouble.SOME: gettext_noop("HSA's answers about some could not be read the last time."),
    Trouble.MANY_GONE: gettext_noop(
        "Unusually many were gone from HSA the last time. Nothing was taken from them. Whoever runs"
        " Gemensam has to say that it is right."
    ),
    Trouble.STOPPED: gettext_noop(
        "The last check was broken off. It is done again within an hour."
    ),
}
_DIFFERENCE: Final = {
    Sort.NOT_IN_HSA: gettext_noop("HSA has nobody by this HSA-id."),
    Sort.PROVIDER_UNKNOWN: gettext_noop("The care provider %(provider)s (%(told)s) is not here."),
    Sort.OTHER_ORGANISATION: gettext_noop(
        "The care provider has another organisation number in HSA: %(told)s."
    ),
    Sort.UNIT_UNKNOWN: gettext_noop("The unit %(unit)s (%(unit_id)s) is not here."),
    Sort.UNIT_ELSEWHERE: gettext_noop("The unit %(unit)s belongs to another care provider here."),
    Sort.PURPOSE_UNKNOWN: gettext_noop("The purpose “%(told)s” is not one that Gemensam knows."),
    Sort.RIGHT_UNKNOWN: gettext_noop("The right “%(told)s” cannot be read. It gives nothing here."),
}
_CHANGE: Final = {
    "ADDED": gettext_noop("New commission"),
    "ALTERED": gettext_noop("The commission was changed"),
    "WITHDRAWN": gettext_noop("The commission was withdrawn"),
    "RESTORED": gettext_noop("The commission counts again"),
    "EMPLOYEE": gettext_noop("The employee was changed"),
    "UNIT": gettext_noop("The unit was changed"),
    "PROVIDER": gettext_noop("The care provider was changed"),
}
_FIELDS: Final = {
    "name": gettext_noop("name"),
    "purpose": gettext_noop("purpose"),
    "rights": gettext_noop("rights"),
    "unit_id": gettext_noop("unit"),
    "care_provider_id": gettext_noop("care provider"),
    "regime": gettext_noop("act"),
    "starts_at": gettext_noop("first day"),
    "ends_at": gettext_noop("last day"),
    "is_archived": gettext_noop("archived"),
    "is_feigned": gettext_noop("only for tests"),
    "is_protected": gettext_noop("protected"),
    "licences": gettext_noop("licences"),
    "system_roles": gettext_noop("system roles"),
}
# References and what is the same thing in other words: they would say nothing to a reader.
_UNSAID: Final = frozenset({"unit_id", "care_provider_id"})


def standing(listing: Listing, now: datetime) -> Tag:
    """Say whether a unit or a care provider counts now."""
    word, kind = _STANDING[listing.standing(now)]
    return Tag(_(word), kind)


def counts(one: Worker) -> Tag:
    """Say whether a commission counts now."""
    if one.counts is Counts.WITHDRAWN and one.withdrawn_at is not None:
        day = formats.day(formats.local_day(one.withdrawn_at))
        return Tag(_("Not in HSA since %(day)s") % {"day": day}, "red")
    if one.counts is Counts.SUSPENDED:
        return Tag(_("Suspended"), "red")
    word, kind = _STANDING[Standing(one.counts)]
    return Tag(_(word), kind)


def dates(starts_at: datetime | None, ends_at: datetime | None) -> str:
    """Write from when until when; a side that is open is left out."""
    begun = formats.day(formats.local_day(starts_at)) if starts_at else ""
    ended = formats.day(formats.local_day(ends_at)) if ends_at else ""
    if begun and ended:
        return _("%(begun)s to %(ended)s") % {"begun": begun, "ended": ended}
    if ended:
        return _("until %(ended)s") % {"ended": ended}
    return _("from %(begun)s") % {"begun": begun} if begun else ""


def heard(at: datetime | None) -> str:
    """Say when HSA was last heard of somebody."""
    return formats.moment(at) if at else _("Never")


def age(picture: Picture, now: datetime) -> str:
    """Say how old the picture is, in one sentence."""
    if picture.whole_at is None:
        return _("What you see has never been checked with HSA as a whole.")
    hours = int((now - picture.whole_at).total_seconds() // 3600)
    when = formats.moment(picture.whole_at)
    if hours < 1:
        return _("Checked with HSA %(when)s, less than an hour ago.") % {"when": when}
    return _("Checked with HSA %(when)s, %(hours)s hours ago.") % {"when": when, "hours": hours}


def trouble(picture: Picture) -> str:
    """Say what went wrong the last time; empty when nothing did."""
    return _(_TROUBLE[picture.trouble]) if picture.trouble else ""


def difference(one: Difference) -> str:
    """Say what was not brought, and why."""
    said = {
        "provider": one.provider_hsa_id,
        "told": one.told,
        "unit": one.unit_name,
        "unit_id": one.unit_hsa_id,
    }
    return _(_DIFFERENCE[one.sort]) % said


def change(one: Changed) -> tuple[str, str]:
    """Give the sentence of a change, and what it was from and to."""
    said = [
        f"{_(_FIELDS[name])}: {_value(name, one.before.get(name))} → {_value(name, value)}"
        for name, value in one.after.items()
        if one.before and name in _FIELDS and name not in _UNSAID
    ]
    return _(_CHANGE[one.kind]), "; ".join(said)


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    if not value:
        return "–"
    if name in {"starts_at", "ends_at"}:
        return formats.day(formats.local_day(datetime.fromisoformat(str(value))))
    return Purpose[str(value)].value if name == "purpose" else str(value)
