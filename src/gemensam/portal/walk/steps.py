"""The walk's bookkeeping: each step is done, timed, printed, and kept for the report."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StepResult:
    """What one step did and how long it took."""

    number: int
    name: str
    did: str
    ms: float
    passed: bool


@dataclass(slots=True)
class Walk:
    """Runs steps in order; after a step that failed the rest are counted as failed, unrun."""

    say: Callable[[str], None]
    results: list[StepResult] = field(default_factory=list)

    def step(self, name: str, act: Callable[[], str]) -> None:
        """Do one step: `act` gives, in words, what it did and saw."""
        number = len(self.results) + 1
        began = time.monotonic()
        if any(not one.passed for one in self.results):
            did, passed = "not tried: an earlier step failed", False
        else:
            try:
                did, passed = act(), True
            except Exception as error:  # noqa: BLE001 -- the walk reports whatever it meets
                did, passed = f"{type(error).__name__}: {error}", False
        ms = (time.monotonic() - began) * 1000
        self.results.append(StepResult(number, name, did, round(ms, 1), passed))
        self.say(f"{'ok  ' if passed else 'FAIL'} {number:2}. {name} ({ms:.0f} ms): {did}")

    @property
    def failed(self) -> int:
        return sum(not one.passed for one in self.results)

    def close(self, report: Path) -> int:
        """Write the report and print the last line; give the status."""
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(
            json.dumps([asdict(one) for one in self.results], ensure_ascii=False, indent=1) + "\n",
            encoding="utf-8",
        )
        passed = len(self.results) - self.failed
        self.say(f"{passed} steps passed, {self.failed} failed")
        return 1 if self.failed else 0
