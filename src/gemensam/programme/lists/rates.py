"""What an hour costs the municipality from a day on, as a file."""

from collections.abc import Iterable, Sequence

from gemensam.kernel.actor import Activity, InformationClass
from gemensam.programme.lists.registry import List, Room, Scope, register
from gemensam.programme.lists.tables import Field, Table, amount, plain
from gemensam.programme.models import HourlyRate
from gemensam.programme.rules.lists import CellFault, Check, Column, Fault, Record
from gemensam.programme.rules.lists_kinds import Day, Kronor, Text
from gemensam.programme.rules.workings import gettext_noop


def _fields() -> Sequence[Field[HourlyRate]]:
    return (
        plain(Column("fran", gettext_noop("from"), Day(), is_key=True), "starts_on"),
        amount(Column("timpris", gettext_noop("cost per hour"), Kronor()), "per_hour"),
        plain(Column("grund", gettext_noop("basis"), Text(200)), "basis"),
    )


def _never_changed(_scope: Scope) -> Check:
    """Time was reported with the rate as it was: another cost begins on another day."""

    def check(_after: Record, before: Record | None) -> Iterable[CellFault]:
        if before is not None:
            yield CellFault(
                "timpris",
                Fault(
                    gettext_noop("A cost per hour that has begun is not changed."),
                    gettext_noop("Write another row with the day from which the new one counts."),
                ),
            )

    return check


RATES = Table(HourlyRate, _fields, order=("starts_on",))
register(
    List(
        key="timpriser",
        title=gettext_noop("Cost per hour"),
        about=gettext_noop("What an hour costs your municipality from a day on, and why."),
        columns=RATES.columns,
        rows=RATES.rows,
        write=RATES.write,
        remove=RATES.remove,
        checker=_never_changed,
        room=Room.MUNICIPALITY,
        information_class=InformationClass.HOURS,
        may_read=Activity.ATTEST,
        may_write=Activity.ATTEST,
        href="programme:attest",
    )
)
