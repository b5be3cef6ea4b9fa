"""Puts a question to SSBTEK over HTTPS with a certificate on both sides, and reads what comes back.

Nothing of a question or an answer is ever logged or put into an exception: addresses, statuses and
codes only. A question is a read, so it may be put again; each time is a disclosure of its own with
the agencies, so it is done seldom, and a second question goes only to those that were not reached.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import httpx

from gemensam.assistance.ssbtek.answers import Answer, Answers
from gemensam.assistance.ssbtek.question import Agency, Organisation, Question, envelope
from gemensam.assistance.ssbtek.reading import Fault, read
from gemensam.soap.channel import PAUSES, Channel, Endpoint, NotConfigured, connection
from gemensam.soap.channel import Unreachable as SsbtekUnreachable
from gemensam.soap.elements import NotUnderstood

__all__ = ["NotConfigured", "SsbtekUnreachable"]

# The composite service waits for its agencies: a minute is not unusual.
TIMEOUT: Final = httpx.Timeout(90.0, connect=10.0)
# The whole answer, however slowly its bytes come: the worker's hold on a question is longer.
MOST_SECONDS: Final = 90.0
# Every agency's answer with a two years' history is far below this.
MOST_BYTES: Final = 8_000_000


class RefusedBySsbtek(RuntimeError):
    """SSBTEK refused the whole question. `messages` may hold what is secret: they are not in the text."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"SSBTEK refused the question: {fault.code}")
        self.code = fault.code
        self.messages = fault.messages


class AnswerNotUnderstood(RuntimeError):
    """SSBTEK answered with something else than its contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration(Endpoint):
    """Where SSBTEK is, and who we are to it."""

    organisation: Organisation
    # FK's own id of the municipality or its board, given by whoever delivers the service.
    actor_id: str = ""


@contextmanager
def connected(configuration: Configuration) -> Iterator["Client"]:
    """Open a client for some questions. Raises NotConfigured."""
    with connection(configuration, TIMEOUT) as http:
        yield Client(http, configuration.address)


@dataclass(frozen=True, slots=True)
class Client:
    """Asks SSBTEK; `pause` waits between tries."""

    http: httpx.Client
    address: str
    pause: Callable[[float], None] = time.sleep

    def ask(self, question: Question) -> Answers:
        """Put the question; agencies that SSBTEK did not reach are asked once more, they alone.

        Raises SsbtekUnreachable, RefusedBySsbtek and AnswerNotUnderstood. An agency that gives no
        answer is a Failure among the answers.
        """
        answers = self._ask(question)
        away = frozenset(
            agency for agency, failure in answers.failures.items() if failure.is_worth_another_try
        )
        if not away:
            return answers
        self.pause(PAUSES[0])
        return replace(answers, by_agency=dict(answers.by_agency) | self._again(question, away))

    def _again(self, question: Question, away: frozenset[Agency]) -> dict[Agency, Answer]:
        try:
            return dict(self._ask(replace(question, agencies=away)).by_agency)
        except (SsbtekUnreachable, RefusedBySsbtek, AnswerNotUnderstood):
            # What the first question brought stands, with its failures.
            return {}

    def _ask(self, question: Question) -> Answers:
        channel = Channel(
            self.http,
            self.address,
            most_bytes=MOST_BYTES,
            most_seconds=MOST_SECONDS,
            pause=self.pause,
        )
        try:
            found = read(channel.send(envelope(question)), question.agencies)
        except NotUnderstood as error:
            raise AnswerNotUnderstood(str(error)) from None
        if isinstance(found, Fault):
            raise RefusedBySsbtek(found)
        return found
