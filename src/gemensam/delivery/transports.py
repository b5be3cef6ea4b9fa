"""The ways out: SMTP for e-mail, and a seam for whoever delivers SMS.

In the demo without a mail server, `Recorder` stands for both: the row is the record, and nothing
leaves the machine. A municipality's SMS supplier becomes one more class with `channel` and `send`.
"""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from gemensam.delivery.models import Channel, Message
from gemensam.delivery.wording import Words, words_for

# A mail server that has not answered by now is down; the worker has other things to do.
ANSWER_WITHIN = 10.0
_PERMANENT = range(500, 600)


class NotSent(Exception):
    """The message did not go out. `is_final`: it never will, as when the address does not exist."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as it leaves."""

    message_id: str
    address: str
    sender_name: str
    made_at: float
    words: Words


class Transport(Protocol):
    """One way out, for one channel."""

    @property
    def channel(self) -> Channel: ...

    def send(self, message: Outgoing) -> None:
        """Raises NotSent."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """E-mail over a real mail server: STARTTLS when it offers it, TLS from the start by smtps."""

    url: str
    channel: Channel = Channel.EMAIL

    def send(self, message: Outgoing) -> None:
        """Hand the message to the server. Raises NotSent."""
        try:
            self._hand_over(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            raise NotSent(f"SMTPRecipientsRefused {code}", is_final=code in _PERMANENT) from error
        except smtplib.SMTPResponseException as error:
            # 5xx about ourselves (sender, log-in) is mended by people, so it is tried again.
            raise NotSent(f"{type(error).__name__} {error.smtp_code}", is_final=False) from error
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__, is_final=False) from error

    def _hand_over(self, message: Outgoing) -> None:
        url = urlsplit(self.url)
        host = url.hostname or "127.0.0.1"
        secure = url.scheme == "smtps"
        kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
        with kind(host, url.port or 0, timeout=ANSWER_WITHIN) as server:
            server.ehlo()
            if not secure and server.has_extn("starttls"):
                server.starttls()
                server.ehlo()
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(self._letter(message))

    def _letter(self, message: Outgoing) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = message.words.subject
        letter["From"] = f'"{message.sender_name}" <{self._sender()}>'
        letter["To"] = message.address
        letter["Date"] = formatdate(message.made_at, localtime=False)
        letter["Message-ID"] = f"<{message.message_id}@{self._sender().partition('@')[2]}>"
        # So that no holiday reply comes back to an address nobody reads.
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.words.body)
        return letter

    def _sender(self) -> str:
        """`?from=` of the address in the settings, else one that cannot be answered."""
        given = parse_qs(urlsplit(self.url).query).get("from")
        return given[0] if given else f"svara-inte@{urlsplit(origin()).hostname}"


@dataclass(frozen=True, slots=True)
class Recorder:
    """The demo's way out: nothing leaves, the row says what would have."""

    channel: Channel

    def send(self, message: Outgoing) -> None:
        """Take it as sent: the page of the demo shows the row."""


def origin() -> str:
    """Give where our pages are, for links in messages."""
    environment = settings.ENVIRONMENT
    if settings.GEMENSAM_DEMO:
        return f"http://127.0.0.1:{environment.port}"
    host = environment.allowed_hosts[0] if environment.allowed_hosts else "localhost"
    return f"https://{host}"


def configured() -> Sequence[Transport]:
    """Give the ways out of this installation. Without one for a channel, its messages wait."""
    url = settings.ENVIRONMENT.smtp_url
    ways: list[Transport] = [Smtp(url)] if url else []
    if settings.GEMENSAM_DEMO:
        ways += [Recorder(Channel.SMS)] if url else [Recorder(Channel.EMAIL), Recorder(Channel.SMS)]
    return ways


def send(message: Message, way: Transport | None) -> None:
    """Send a row's message. Raises NotSent: also when there is no way out for its channel."""
    if way is None:
        raise NotSent("NoTransport", is_final=False)
    way.send(outgoing(message))


def outgoing(message: Message) -> Outgoing:
    """Build what leaves from a row."""
    return Outgoing(
        message_id=str(message.id),
        address=message.address,
        sender_name=message.sender_name,
        made_at=message.made_at.timestamp(),
        words=words_for(
            message.kind,
            sender=message.sender_name,
            address=f"{origin()}{message.link_path}",
            language=message.language,
        ),
    )
