"""What the register's fields, kinds of change and states are called on pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.employees.feed.rows import Fault, Field
from gemensam.employees.feed_models import ChangeKind, DeliveryState, ProposalState
from gemensam.employees.models import Category
from gemensam.ui.parts import Kind, Tag

FIELDS: Final[Mapping[Field, Any]] = {
    Field.HR_NUMBER: gettext_lazy("Employment number"),
    Field.GIVEN_NAME: gettext_lazy("Given name"),
    Field.FAMILY_NAME: gettext_lazy("Family name"),
    Field.HSA_ID: gettext_lazy("HSA-id"),
    Field.CATEGORY: gettext_lazy("Category of staff"),
    Field.TITLE: gettext_lazy("Title"),
    Field.WORKPLACE: gettext_lazy("Workplace"),
    Field.STARTS_ON: gettext_lazy("First day"),
    Field.ENDS_ON: gettext_lazy("Last day"),
    Field.IS_PROTECTED: gettext_lazy("Protected identity"),
}
KINDS: Final[Mapping[str, Any]] = {
    ChangeKind.JOINED: gettext_lazy("New employment"),
    ChangeKind.CHANGED: gettext_lazy("Changed"),
    ChangeKind.LEFT: gettext_lazy("Employment over"),
    ChangeKind.RETURNED: gettext_lazy("Back again"),
}
STATES: Final[Mapping[str, Any]] = {
    DeliveryState.WAITING: gettext_lazy("To look at"),
    DeliveryState.HELD: gettext_lazy("Stopped by the limit"),
    DeliveryState.APPLIED: gettext_lazy("Carried out"),
    DeliveryState.DISCARDED: gettext_lazy("Thrown away"),
}
_STATE_KINDS: Final = {
    DeliveryState.WAITING: Kind.ASK,
    DeliveryState.HELD: Kind.RED,
    DeliveryState.APPLIED: Kind.OK,
    DeliveryState.DISCARDED: Kind.OFF,
}
PROPOSAL_STATES: Final[Mapping[str, Any]] = {
    ProposalState.OPEN: gettext_lazy("To do"),
    ProposalState.DONE: gettext_lazy("Done"),
    ProposalState.DECLINED: gettext_lazy("Not needed"),
    ProposalState.OVERTAKEN: gettext_lazy("Something newer has happened"),
}
# What the HSA administrator should do after each kind of change.
TO_DO: Final[Mapping[str, Any]] = {
    ChangeKind.JOINED: gettext_lazy("Decide whether a commission is needed. None is given by HR."),
    ChangeKind.CHANGED: gettext_lazy("See whether the commissions are still the right ones."),
    ChangeKind.LEFT: gettext_lazy("End the commissions in HSA. The log-in is closed already."),
    ChangeKind.RETURNED: gettext_lazy("See whether the suspension should be lifted."),
}
NO_HSA_ID: Final = gettext_lazy(
    "HR has no HSA-id, so nobody was suspended. Find out who it is and end the commissions."
)


# What is not shown in a list of those with a protected identity.
NAMES: Final = frozenset({Field.GIVEN_NAME, Field.FAMILY_NAME})


def state_tag(state: str) -> Tag:
    """Give a delivery's state as a tag."""
    return Tag(str(STATES[state]), _STATE_KINDS[DeliveryState(state)])


def value(field: str, found: object) -> str:
    """Write a field's value as people read it; nothing is a dash."""
    if field == Field.CATEGORY and found in Category.values:
        return str(Category(found).label)
    if isinstance(found, bool):
        return _("yes") if found else _("no")
    if isinstance(found, date):
        return found.isoformat()
    return str(found) if found not in {None, ""} else "–"


def fault(one: Fault, *, hides_names: bool = False) -> str:
    """Say what is wrong in a row: the column, the sentence, and what stood there."""
    said = f"{FIELDS[one.field]}: {_(one.says)}"
    if one.found and not (hides_names and one.field in NAMES):
        said += " " + _("There stands “%(found)s”.") % {"found": one.found[:60]}
    if one.line:
        said += " " + _("See line %(line)s.") % {"line": one.line}
    return said


def differences(values: Mapping[Any, Any]) -> list[str]:
    """Say what differs, field by field: before → after."""
    return [
        f"{FIELDS[Field(key)]}: {value(key, old)} → {value(key, new)}"
        for key, (old, new) in values.items()
    ]
