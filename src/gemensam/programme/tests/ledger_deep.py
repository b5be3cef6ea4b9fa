"""Drive the real ledger with invented sequences beside the pure fold: the drill's second half.

`python -m gemensam.programme.tests.ledger_deep` prints a JSON row; it needs the repository's folder.
"""

import json
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

# Sets the environment that Django is set up with, so it comes first.
import conftest

conftest.set_up()

from django.db import IntegrityError, connections, transaction  # noqa: E402
from hypothesis import HealthCheck, Phase, given, settings  # noqa: E402

from gemensam.embedded.cluster import Cluster  # noqa: E402
from gemensam.identity.models import Person  # noqa: E402
from gemensam.programme import county, handlers  # noqa: E402
from gemensam.programme.events import HoursAttested, HoursReported, ReportWithdrawn  # noqa: E402
from gemensam.programme.kinds import CofundingState, CostForm, LineKind  # noqa: E402
from gemensam.programme.models import (  # noqa: E402
    CofundingLine,
    Grant,
    GrantClosing,
    GrantComponent,
    LateHours,
    LedgerLine,
)
from gemensam.programme.queries import ledger as queries  # noqa: E402
from gemensam.programme.rules import ledger as rules  # noqa: E402
from gemensam.programme.rules.ledger import Closing, Entry, Hours, Ledger, Line  # noqa: E402
from gemensam.programme.rules.ledger_statement import statement  # noqa: E402
from gemensam.programme.tests.ledger_entries import (  # noqa: E402
    YEAR,
    YEARS,
    empty_ledger,
    entries,
)

SEQUENCES = int(os.environ.get("GEMENSAM_LEDGER_SEQUENCES", "400"))
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
# A municipality that the demo has.
CODE = "1430"


class DatabaseDiffers(AssertionError):
    """The database took what the rules refuse, refused what they take, or adds up otherwise."""


@dataclass
class Real:
    """One grant of the real database, written as a sequence asks."""

    start: Ledger
    closer_id: UUID
    key: str = field(default_factory=lambda: f"drill-{uuid4().hex[:12]}")
    ids: dict[str, UUID] = field(default_factory=dict)

    def begin(self) -> None:
        """Write the grant and its components."""
        row = Grant.objects.create(key=self.key, title=self.key, year=YEAR, plan_key=self.key)
        self.grant_id = row.id
        for order, one in enumerate(self.start.components, start=1):
            GrantComponent.objects.create(
                grant=row,
                key=one.key,
                order=order,
                text=one.text,
                amount=one.amount.kronor,
                is_matchable=one.is_matchable,
                assumption=one.assumption or "",
                activity_keys=sorted(one.activities),
                ends_on=date(one.last_year, 12, 31) if one.last_year else None,
            )

    def id_of(self, name: str) -> UUID:
        """Give the id that a name of the sequence has in the database."""
        return self.ids.setdefault(name, uuid4())

    def takes(self, entry: Entry) -> bool:
        """Write an entry; say whether the database took it."""
        try:
            with transaction.atomic():
                match entry:
                    case Line():
                        self._write(entry)
                    case Hours():
                        self._hear(entry)
                    case Closing():
                        GrantClosing.objects.create(
                            grant_id=self.grant_id,
                            year=entry.year,
                            closed_by_id=self.closer_id,
                            closed_at=NOW,
                        )
        except IntegrityError:
            return False
        return True

    def _write(self, line: Line) -> None:
        part = GrantComponent.objects.filter(grant_id=self.grant_id, key=line.component).first()
        if part is None:
            raise IntegrityError(line.component)
        target = {}
        if line.kind is LineKind.HOURS:
            if line.late_version:
                late = LateHours.objects.filter(
                    hours_id=self.id_of(line.corrects), report_version=line.late_version
                ).first()
                target = {"corrects_late_id": late.id if late else uuid4()}
            else:
                row = CofundingLine.objects.filter(hours_id=self.id_of(line.corrects)).first()
                target = {"corrects_hours_id": row.id if row else uuid4()}
        elif line.corrects:
            target = {"corrects_id": self.id_of(line.corrects)}
        LedgerLine.objects.create(
            id=self.id_of(line.id),
            grant_id=self.grant_id,
            component_id=part.id,
            kind=line.kind,
            year=line.year,
            dated_on=date(line.year, 6, 1),
            amount=line.amount.kronor,
            cost_form=CostForm.INVOICE if line.kind is LineKind.COST else "",
            reason=line.reason,
            written_at=NOW,
            **target,
        )

    def has_heard(self, hours: Entry) -> bool:
        """Say whether there is anything to take back: that news comes again when there is."""
        if not isinstance(hours, Hours):
            return True
        name = self.id_of(hours.id)
        return (
            CofundingLine.objects.filter(hours_id=name).exists()
            or LateHours.objects.filter(hours_id=name).exists()
        )

    def _hear(self, hours: Hours) -> None:
        if hours.state is CofundingState.WITHDRAWN:
            handlers.report_withdrawn(
                ReportWithdrawn(
                    hours_id=self.id_of(hours.id),
                    municipality_code=CODE,
                    report_version=hours.version,
                    at=NOW,
                ),
                NOW,
            )
            return
        is_attested = hours.state is CofundingState.ATTESTED
        event = (HoursAttested if is_attested else HoursReported)(
            hours_id=self.id_of(hours.id),
            municipality_code=CODE,
            plan_key=self.key,
            activity_key=hours.activity,
            worked_on=date(YEAR, 3, 2),
            minutes=60,
            rate_ore_per_hour=hours.amount.ore,
            rate_basis="Påhittad",
            report_version=hours.version,
            at=NOW,
        )
        if isinstance(event, HoursAttested):
            handlers.hours_attested(event, NOW)
        else:
            handlers.hours_reported(event, NOW)


def compare(start: Ledger, asked: list[Entry], closer_id: UUID, tally: Counter[str]) -> None:
    """Take a sequence into both, entry by entry; raise DatabaseDiffers at the first difference."""
    real, ledger = Real(start, closer_id), start
    real.begin()
    for entry in asked:
        is_taken_back = isinstance(entry, Hours) and entry.state is CofundingState.WITHDRAWN
        if is_taken_back and not real.has_heard(entry):
            continue
        try:
            after, is_taken = rules.append(ledger, entry), True
        except rules.LedgerRefused:
            after, is_taken = ledger, False
        if real.takes(entry) is not is_taken:
            raise DatabaseDiffers(f"{entry}: the rules {'take' if is_taken else 'refuse'} it")
        tally["taken" if is_taken else "refused"] += 1
        ledger = after
    for year in YEARS:
        if queries.statement(real.key, year) != statement(ledger, year):
            raise DatabaseDiffers(f"the statement of {year}")
    tally["late"] += len(ledger.late)
    tally["closed"] += len(ledger.closed)


def main() -> int:
    """Run the sequences on a database of their own, and print what came out."""
    conftest._ensure_template()
    clones = conftest.Clones("ledger")
    clones.renew()
    began, tally, found = time.monotonic(), Counter[str](), ""
    closer_id = Person.objects.values_list("id", flat=True).first()
    assert closer_id is not None

    @settings(
        max_examples=SEQUENCES,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(empty_ledger(), entries(most=24))
    def sequence(start: Ledger, asked: list[Entry]) -> None:
        with transaction.atomic():
            with county.context():
                compare(start, asked, closer_id, tally)
            transaction.set_rollback(True)
        tally["sequences"] += 1

    try:
        sequence()
    except DatabaseDiffers as error:
        found = " | ".join([str(error), *getattr(error, "__notes__", [])])[:2000]
    finally:
        connections.close_all()
        Cluster(conftest.HOME).stop("immediate")
    row = {
        "name": "ledger: the database beside the fold",
        "unit": "sequences",
        "ours": tally["sequences"],
        **{key: tally[key] for key in ("taken", "refused", "late", "closed")},
        "seconds": round(time.monotonic() - began, 1),
        "passed": not found and tally["sequences"] >= SEQUENCES,
        "note": found or "each entry taken or refused alike, each statement equal",
    }
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 0 if row["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
