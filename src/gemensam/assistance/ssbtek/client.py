"""Puts a question to SSBTEK over HTTPS with a certificate on both sides, and reads what comes back.

Nothing of a question or an answer is ever logged or put into an exception: addresses, statuses and
codes only. A question is a read, so it may be put again; each time is a disclosure of its own with
the agencies, so it is done seldom, and a second question goes only to those that were not reached.
"""

import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import httpx

from gemensam.assistance.ssbtek.answers import Answer, Answers
from gemensam.assistance.ssbtek.elements import NotUnderstood
from gemensam.assistance.ssbtek.question import Agency, Organisation, Question, envelope
from gemensam.assistance.ssbtek.reading import Fault, read

# The composite service waits for its agencies: a minute is not unusual.
TIMEOUT: Final = httpx.Timeout(90.0, connect=10.0)
# Seconds before the second and third try.
PAUSES: Final = (2.0, 10.0)
WORTH_ANOTHER_TRY: Final = frozenset({429, 502, 503, 504})
# Every agency's answer with a two years' history is far below this.
MOST_BYTES: Final = 8_000_000
_HEADERS: Final = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}


class NotConfigured(RuntimeError):
    """The installation has no address or certificate for SSBTEK."""


class SsbtekUnreachable(RuntimeError):
    """SSBTEK did not answer after every try; the message holds a status or a kind of error."""


class RefusedBySsbtek(RuntimeError):
    """SSBTEK refused the whole question. `messages` may hold what is secret: they are not in the text."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"SSBTEK refused the question: {fault.code}")
        self.code = fault.code
        self.messages = fault.messages


class AnswerNotUnderstood(RuntimeError):
    """SSBTEK answered with something else than its contract."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where SSBTEK is, and who we are to it. Without `authorities` the system's are trusted."""

    address: str
    certificate: Path
    key: Path
    organisation: Organisation
    # FK's own id of the municipality or its board, given by whoever delivers the service.
    actor_id: str = ""
    authorities: Path | None = None

    def tls(self) -> ssl.SSLContext:
        """Give the context that shows our certificate and checks theirs. Raises NotConfigured."""
        if not self.address.startswith("https://"):
            raise NotConfigured("the address of SSBTEK begins with https://")
        try:
            context = ssl.create_default_context(cafile=self.authorities)
            context.load_cert_chain(self.certificate, self.key)
        except OSError as error:
            raise NotConfigured(f"the certificate cannot be read: {type(error).__name__}") from None
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


@contextmanager
def connected(configuration: Configuration) -> Iterator["Client"]:
    """Open a client for some questions. Raises NotConfigured."""
    with httpx.Client(
        verify=configuration.tls(), timeout=TIMEOUT, follow_redirects=False, trust_env=False
    ) as http:
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
        try:
            found = read(self._sent(envelope(question)), question.agencies)
        except NotUnderstood as error:
            raise AnswerNotUnderstood(str(error)) from None
        if isinstance(found, Fault):
            raise RefusedBySsbtek(found)
        return found

    def _sent(self, xml: bytes) -> bytes:
        reason = ""
        for wait in (*PAUSES, None):
            try:
                status, body = self._post(xml)
            except httpx.ReadTimeout:
                # The question was taken: asking anew would be one more disclosure, and one more wait.
                reason = "ReadTimeout"
                break
            except httpx.TransportError as error:
                # The kind only: httpx holds the request, with everything in it, in the error.
                reason = type(error).__name__
            else:
                # A fault comes with 500, and is an answer.
                if status in (httpx.codes.OK, httpx.codes.INTERNAL_SERVER_ERROR):
                    return body
                reason = f"status {status}"
                if status not in WORTH_ANOTHER_TRY:
                    break
            if wait is not None:
                self.pause(wait)
        raise SsbtekUnreachable(reason) from None

    def _post(self, xml: bytes) -> tuple[int, bytes]:
        with self.http.stream("POST", self.address, content=xml, headers=_HEADERS) as response:
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise AnswerNotUnderstood("the answer is too long")
            return response.status_code, body
