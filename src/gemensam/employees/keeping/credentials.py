"""Write down e-ids, read the issuer's list in, follow the change to a new one, and remind of it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO
from uuid import UUID

from django.db import transaction

from gemensam.delivery import api as delivery
from gemensam.employees.keeping import looking, rules, words
from gemensam.employees.keeping.queries import NoSuchCredential
from gemensam.employees.keeping.visit import CREDENTIAL, Visit
from gemensam.employees.models import Employee
from gemensam.employees.register import Carrier, Credential, CredentialState
from gemensam.identity import api as identity
from gemensam.kernel.actor import Activity
from gemensam.kernel.hsa_ids import capitals
from gemensam.organisations import api as organisations
from gemensam.tenancy.context import tenant_context
from gemensam.ui.formats import local_day

OWN_PAGE = "/behorighet/kort/mina/"
_COLUMNS = 6


class UnknownEmployee(LookupError):
    """HR knows nobody by that HSA-id."""


@dataclass(frozen=True, slots=True)
class Told:
    """An e-id as the issuer tells of it."""

    hsa_id: str
    carrier: Carrier
    serial: str
    assurance: int
    issued_on: date
    expires_on: date
    policy: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of the issuer's list that cannot be read, and what is wrong with it."""

    number: int
    wrong: str


class UnreadableList(ValueError):
    """Some lines cannot be read. Nothing was written."""

    def __init__(self, lines: Sequence[BadLine]) -> None:
        super().__init__(f"{len(lines)} lines")
        self.lines = lines


@transaction.atomic
def write_down(visit: Visit, told: Sequence[Told]) -> int:
    """Write e-ids down, or anew where the sort and the serial number are known; say how many changed.

    Raises authority.Refused, UnknownEmployee.
    """
    visit.ensure(Activity.ADMINISTER, kind=CREDENTIAL)
    employees = _employees({one.hsa_id for one in told}, visit.today)
    changed: set[str] = set()
    for one in told:
        employee = employees.get(one.hsa_id)
        if employee is None:
            raise UnknownEmployee(one.hsa_id)
        if _write(one, employee):
            changed.add(one.hsa_id)
    persons = identity.persons_of_employees(changed)
    looking.look_at(list(persons.values()), changed, now=visit.now)
    return len(changed)


def note_seen(card: identity.CardSeen, *, now: datetime) -> bool:
    """Write down a card that somebody logged in with, where HR knows who it is; say if that was new.

    What it sits on is told by the name that the infrastructure has in the configuration.
    """
    employee = _employees({card.hsa_id}, local_day(now)).get(card.hsa_id)
    if employee is None:
        return False
    is_efos = "efos" in card.tree.casefold()
    told = Told(
        hsa_id=card.hsa_id,
        carrier=Carrier.EFOS_CARD if is_efos else Carrier.SITHS_CARD,
        serial=card.serial,
        assurance=card.assurance,
        issued_on=local_day(card.issued_at),
        expires_on=local_day(card.expires_at),
        policy=card.policy,
    )
    is_new = _write(told, employee)
    if is_new:
        looking.look_at([card.person_id], {card.hsa_id}, now=now)
    return is_new


def _employees(hsa_ids: set[str], today: date) -> dict[str, Employee]:
    """Find employees by HSA-id: of several employments one that goes on, if any."""
    rows = Employee.objects.filter(hsa_id__in=hsa_ids - {""}).order_by("starts_on")
    found: dict[str, Employee] = {}
    for one in rows:
        goes_on = one.left_at is None and (one.ends_on is None or one.ends_on >= today)
        if one.hsa_id not in found or goes_on:
            found[one.hsa_id] = one
    return found


def _write(told: Told, employee: Employee) -> bool:
    wanted = {
        "employee_id": employee.id,
        "policy": told.policy,
        "assurance": told.assurance,
        "issued_on": told.issued_on,
        "expires_on": told.expires_on,
        "sort_key": looking.key_of(employee),
    }
    known = Credential.objects.filter(carrier=told.carrier, serial=told.serial).first()
    if known is None:
        Credential.objects.create(carrier=told.carrier, serial=told.serial, **wanted)
        return True
    if all(getattr(known, name) == value for name, value in wanted.items()):
        return False
    if known.expires_on != told.expires_on:
        # A longer life is a new round: reminders and steps begin anew.
        wanted |= {"reminded_days": None, "steps_done": 0}
    Credential.objects.filter(id=known.id).update(**wanted)
    return True


def read_list(text: str, *, today: date) -> list[Told]:
    """Read the issuer's list: HSA-id;sort;serial number;LoA;issued;last day, one e-id on each line.

    A first line with headings is passed over. Raises UnreadableList.
    """
    told: dict[int, Told] = {}
    bad: list[BadLine] = []
    rows = csv.reader(StringIO(text.lstrip("\ufeff")), delimiter=";")
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[0].casefold() in {"hsa-id", "hsaid", "hsa_id"}):
            continue
        try:
            told[number] = _told(cells)
        except ValueError as error:
            bad.append(BadLine(number, str(error)))
    known = _employees({one.hsa_id for one in told.values()}, today)
    bad += [BadLine(n, one.hsa_id) for n, one in told.items() if one.hsa_id not in known]
    if bad:
        raise UnreadableList(sorted(bad, key=lambda one: one.number))
    return list(told.values())


def _told(cells: Sequence[str]) -> Told:
    if len(cells) < _COLUMNS:
        raise ValueError(";".join(cells))
    hsa_id, sort, serial, level, issued, expires = cells[:_COLUMNS]
    names = {one.value: one for one in Carrier} | {one.label.casefold(): one for one in Carrier}
    carrier = names.get(sort) or names.get(sort.casefold())
    if carrier is None or not hsa_id or not serial:
        raise ValueError(sort or ";".join(cells))
    assurance = int(level.casefold().removeprefix("loa").strip())
    issued_on, expires_on = date.fromisoformat(issued), date.fromisoformat(expires)
    if expires_on < issued_on:
        raise ValueError(f"{issued}–{expires}")
    return Told(capitals(hsa_id), carrier, serial[:64], assurance, issued_on, expires_on)


@transaction.atomic
def do_step(credential_id: UUID, step: int) -> None:
    """Note that a step of the change is done; a second click does nothing. Raises NoSuchCredential."""
    row = _locked(credential_id)
    if step == row.steps_done + 1 and step <= len(words.STEPS):
        row.steps_done = step
        row.save(update_fields=["steps_done"])


@transaction.atomic
def close(visit: Visit, credential_id: UUID, state: CredentialState) -> None:
    """Say that an e-id was replaced or revoked: it counts no longer.

    Raises authority.Refused, NoSuchCredential.
    """
    visit.ensure(Activity.ADMINISTER, kind=CREDENTIAL, object_id=credential_id)
    row = _locked(credential_id)
    row.state = state
    row.save(update_fields=["state"])
    hsa_id = Employee.objects.get(id=row.employee_id).hsa_id
    if hsa_id:
        persons = identity.persons_of_employees([hsa_id])
        looking.look_at(list(persons.values()), [hsa_id], now=visit.now)


def _locked(credential_id: UUID) -> Credential:
    row = Credential.objects.select_for_update().filter(id=credential_id).first()
    if row is None:
        raise NoSuchCredential(credential_id)
    return row


def remind_everywhere(*, now: datetime) -> int:
    """Remind, in every organisation, whoever has an e-id that soon stops working; say how many."""
    count = 0
    for body in organisations.bodies():
        with transaction.atomic(), tenant_context(body.tenant_id):
            count += remind(body.short_name, now=now)
    return count


def remind(sender_name: str, *, now: datetime) -> int:
    """Send a notice without content 90, 30 and 7 days before an e-id stops working, once each.

    Whoever has told no address is reminded by their own page and stands in the administrator's list.
    """
    today = local_day(now)
    soon = today + timedelta(days=rules.REMIND_BEFORE[0])
    rows = Credential.objects.select_for_update(of=("self",), skip_locked=True).filter(
        state=CredentialState.VALID, expires_on__gte=today, expires_on__lte=soon
    )
    due = {
        row: days
        for row in rows.select_related("employee")
        if (days := rules.reminder_due(row.expires_on, row.reminded_days, today)) is not None
    }
    persons = identity.persons_of_employees({row.employee.hsa_id for row in due} - {""})
    for row, days in due.items():
        person_id = persons.get(row.employee.hsa_id)
        if person_id is not None:
            delivery.notify(
                person_id=person_id,
                kind=delivery.MessageKind.EID,
                sender_name=sender_name,
                link_path=OWN_PAGE,
                is_protected=row.employee.is_protected,
                now=now,
            )
        row.reminded_days = days
        row.save(update_fields=["reminded_days"])
    return len(due)
