"""The requests that come to an endpoint: repeats, refusals, answers, and what is remembered."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from sipnet import headers
from sipnet.errors import LocalProtocolError
from sipnet.events import DatagramRoute, Event, RequestReceived, Route, SocketAddress, StreamRoute
from sipnet.grammar import Header
from sipnet.limits import GIVE_UP_AFTER, Limits
from sipnet.message import (
    FIRST_FINAL_STATUS,
    MAX_STATUS,
    MIN_STATUS,
    REASONS,
    VERSION,
    Request,
    write_message,
)
from sipnet.transaction import Action, Input, ServerTransaction, State, server_key

_ECHOED: Final = frozenset(("Via", "From", "To", "Call-ID", "CSeq"))


@dataclass(slots=True)
class Counters:
    """What an endpoint did since it was made; read them for health figures."""

    requests: int = 0
    repeats: int = 0
    refused: int = 0
    bad_messages: int = 0
    stray_responses: int = 0
    forgotten_early: int = 0
    never_answered: int = 0


class Answer(NamedTuple):
    """A response as the application words it."""

    status: int
    reason: str | None = None
    headers: tuple[Header, ...] = ()
    body: bytes = b""


class ServerSide:
    """Server transactions of one endpoint."""

    def __init__(
        self,
        new_token: Callable[[], str],
        methods: frozenset[str],
        bounds: Limits,
        send: Callable[[bytes, Route], None],
        tell: Callable[[Event], None],
    ) -> None:
        """Start with none."""
        self.counters = Counters()
        self._new_token = new_token
        self._methods = methods
        self._bounds = bounds
        self._send = send
        self._tell = tell
        # In order of arrival, and in order of completion: the oldest is always the first.
        self._unanswered: OrderedDict[str, ServerTransaction] = OrderedDict()
        self._remembered: OrderedDict[str, ServerTransaction] = OrderedDict()
        self._unanswered_by_peer: dict[str, int] = {}
        self._on_connection: dict[StreamRoute, dict[str, ServerTransaction]] = {}
        # What came and is unanswered: the same bytes from the same address say nothing more.
        self._waiting: set[tuple[bytes, Route]] = set()

    def is_waiting_for(self, data: bytes, route: Route) -> bool:
        """Say whether these very bytes came before and are not answered yet."""
        if (data, route) not in self._waiting:
            return False
        self.counters.repeats += 1
        return True

    def receive(
        self, request: Request, data: bytes, route: Route, peer: SocketAddress, now: float
    ) -> None:
        """Take a request: a repeat, one to refuse, or a new one for the application."""
        if request.method == "ACK":
            return
        via = request.top.via
        key = server_key(request, via)
        answer_route = _answer_route(route, via)
        again = self._unanswered.get(key) or self._remembered.get(key)
        if again is not None:
            self._receive_again(again, answer_route)
            return
        echo = _echo(request.headers, via, peer)
        refusal = self._refusal(request.method, peer[0])
        if refusal is not None:
            self.counters.refused += 1
            self._send(_written(echo, self._new_token(), refusal), answer_route)
            return
        self.counters.requests += 1
        transaction = ServerTransaction(
            key,
            echo,
            self._new_token(),
            peer=peer[0],
            route=answer_route,
            expires_at=now + GIVE_UP_AFTER,
            arrival=(data, route),
        )
        self._enter_unanswered(transaction)
        self._tell(RequestReceived(transaction, request, route))

    def refuse_unreadable(
        self, echo: tuple[Header, ...], route: Route, peer: SocketAddress
    ) -> None:
        """Answer 400, statelessly, to a request that could not be read but says whom to answer."""
        via = headers.read_via(next((value for name, value in echo if name == "Via"), ""))
        if via is not None:
            written = _written(_echo(echo, via, peer), self._new_token(), Answer(400))
            self._send(written, _answer_route(route, via))

    def respond(self, transaction: ServerTransaction, answer: Answer, now: float) -> None:
        """Answer a request; one that is over gets nothing, because nobody waits."""
        if not MIN_STATUS <= answer.status <= MAX_STATUS:
            message = f"status {answer.status} is outside 100–699"
            raise LocalProtocolError(message)
        if transaction.answered:
            message = "the request has been answered already"
            raise LocalProtocolError(message)
        if transaction.state is State.TERMINATED:
            return
        self._waiting.discard(transaction.arrival)
        transaction.answer = _written(transaction.echo, transaction.to_tag, answer)
        is_final = answer.status >= FIRST_FINAL_STATUS
        action = transaction.take(Input.FINAL if is_final else Input.PROVISIONAL)
        self._send(transaction.answer, transaction.route)
        if action is Action.SEND_AND_REMEMBER:
            self._remember(transaction, now)

    def connection_lost(self, route: StreamRoute) -> None:
        """Give up what was to be answered on a connection that is gone."""
        for transaction in list(self._on_connection.get(route, {}).values()):
            transaction.take(Input.TRANSPORT_LOST)
            self._leave_unanswered(transaction)

    def next_due(self) -> float | None:
        """Return when `handle_timer` is next to be called, or None."""
        heads = [
            next(iter(table.values())).expires_at
            for table in (self._unanswered, self._remembered)
            if table
        ]
        return min(heads, default=None)

    def handle_timer(self, now: float) -> None:
        """Forget answers after timer J, and requests that were never answered."""
        remembered, unanswered = self._remembered, self._unanswered
        while remembered and (oldest := next(iter(remembered.values()))).expires_at <= now:
            oldest.take(Input.TIMER_J)
            del remembered[oldest.key]
        while unanswered and (oldest := next(iter(unanswered.values()))).expires_at <= now:
            oldest.take(Input.NEVER_ANSWERED)
            self.counters.never_answered += 1
            self._leave_unanswered(oldest)

    def _receive_again(self, transaction: ServerTransaction, route: Route) -> None:
        self.counters.repeats += 1
        if transaction.key in self._unanswered and transaction.route != route:
            self._move(transaction, route)
        if transaction.take(Input.REQUEST_AGAIN) is Action.REPEAT:
            self._send(transaction.answer, route)

    def _refusal(self, method: str, peer: str) -> Answer | None:
        if method == "CANCEL":
            return Answer(481)
        if method not in self._methods:
            return Answer(405, headers=(("Allow", ", ".join(sorted(self._methods))),))
        bounds = self._bounds
        mine = self._unanswered_by_peer.get(peer, 0)
        is_full = len(self._unanswered) >= bounds.max_unanswered or (
            mine >= bounds.max_unanswered_per_peer and peer not in bounds.unlimited_peers
        )
        # No Retry-After with 503: it would keep a unit from trying its second receiver at once.
        return Answer(503) if is_full else None

    def _remember(self, transaction: ServerTransaction, now: float) -> None:
        self._leave_unanswered(transaction)
        transaction.answered = True
        transaction.echo = ""
        # Timer J is zero over a connection, which loses nothing.
        if isinstance(transaction.route, StreamRoute):
            transaction.take(Input.TIMER_J)
            return
        transaction.expires_at = now + GIVE_UP_AFTER
        self._remembered[transaction.key] = transaction
        if len(self._remembered) > self._bounds.max_remembered:
            _, oldest = self._remembered.popitem(last=False)
            oldest.take(Input.TIMER_J)
            self.counters.forgotten_early += 1

    def _enter_unanswered(self, transaction: ServerTransaction) -> None:
        self._unanswered[transaction.key] = transaction
        self._waiting.add(transaction.arrival)
        peer = transaction.peer
        self._unanswered_by_peer[peer] = self._unanswered_by_peer.get(peer, 0) + 1
        if isinstance(transaction.route, StreamRoute):
            same = self._on_connection.setdefault(transaction.route, {})
            same[transaction.key] = transaction

    def _leave_unanswered(self, transaction: ServerTransaction) -> None:
        del self._unanswered[transaction.key]
        self._waiting.discard(transaction.arrival)
        transaction.arrival = (b"", transaction.route)
        self._leave_connection(transaction)
        left = self._unanswered_by_peer[transaction.peer] - 1
        if left:
            self._unanswered_by_peer[transaction.peer] = left
        else:
            del self._unanswered_by_peer[transaction.peer]

    def _move(self, transaction: ServerTransaction, route: Route) -> None:
        """Answer where the request was heard last: an address behind NAT may have changed."""
        self._leave_connection(transaction)
        # Should it come from the first address again, that is where it was heard last.
        self._waiting.discard(transaction.arrival)
        transaction.route = route
        if isinstance(route, StreamRoute):
            self._on_connection.setdefault(route, {})[transaction.key] = transaction

    def _leave_connection(self, transaction: ServerTransaction) -> None:
        if isinstance(transaction.route, StreamRoute):
            same = self._on_connection[transaction.route]
            del same[transaction.key]
            if not same:
                del self._on_connection[transaction.route]


def _answer_route(route: Route, via: headers.Via) -> Route:
    if isinstance(route, StreamRoute) or via.wants_rport:
        return route
    # The address the request came from, at the port that Via names (RFC 3261 §18.2.2). maddr is
    # not followed: it would let anyone send our answers to anyone.
    address = route.address
    if address[1] == via.answer_port:
        return route
    if len(address) == 2:  # noqa: PLR2004 – IPv4: host and port
        return DatagramRoute((address[0], via.answer_port))
    return DatagramRoute((address[0], via.answer_port, address[2], address[3]))


def _echo(found: tuple[Header, ...], via: headers.Via, peer: SocketAddress) -> str:
    """Return the headers that an answer repeats (RFC 3261 §8.2.6.2), To last, without line end."""
    kept: list[str] = []
    to, is_first = "", True
    for name, value in found:
        if name not in _ECHOED:
            continue
        if name == "To":
            to = value
        elif name == "Via" and is_first:
            kept.append(f"Via: {headers.stamped_via(value, via, peer[0], peer[1])}")
            is_first = False
        else:
            kept.append(f"{name}: {value}")
    kept.append(f"To: {to}")
    return "\r\n".join(kept)


def _written(echo: str, to_tag: str, answer: Answer) -> bytes:
    status = answer.status
    reason = REASONS.get(status, "") if answer.reason is None else answer.reason
    to = echo[echo.rindex("\r\nTo: ") + 6 :]
    start = f"{VERSION} {status} {reason}\r\n{echo}"
    # 100 goes without a tag (RFC 3261 §8.2.6.2); a request within a dialogue has one already.
    if status > MIN_STATUS and not headers.has_tag(to):
        start = f"{start};tag={to_tag}"
    return write_message(start, answer.headers, answer.body)
