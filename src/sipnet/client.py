"""The requests that an endpoint sends itself, with their repeats and time-outs."""

from collections.abc import Callable
from typing import Final, NamedTuple

from sipnet import headers
from sipnet.errors import LocalProtocolError
from sipnet.events import (
    DatagramRoute,
    Event,
    RequestFailed,
    RequestTimedOut,
    ResponseReceived,
    Route,
    StreamRoute,
)
from sipnet.grammar import Header
from sipnet.limits import GIVE_UP_AFTER, T2, T4
from sipnet.message import FIRST_FINAL_STATUS, Request, Response
from sipnet.timers import Timers
from sipnet.transaction import Action, ClientTransaction, Input, State, client_key

# RFC 3261 §8.1.1.6.
MAX_FORWARDS: Final = "70"
_FILLED_IN: Final = frozenset(("Via", "From", "To", "Call-ID", "CSeq", "Max-Forwards"))


class Outgoing(NamedTuple):
    """What the application says about a request of ours; the endpoint fills in the rest."""

    method: str
    uri: str
    from_: str
    to: str
    headers: tuple[Header, ...]
    body: bytes


class ClientSide:
    """Client transactions of one endpoint."""

    def __init__(
        self,
        new_token: Callable[[], str],
        sent_by: str,
        most: int,
        send: Callable[[bytes, Route], None],
        tell: Callable[[Event], None],
    ) -> None:
        """Start with none; `most` bounds how many there may be."""
        self._new_token = new_token
        self._sent_by = sent_by
        self._most = most
        self._send = send
        self._tell = tell
        self._timers = Timers()
        self._transactions: dict[str, ClientTransaction] = {}
        self._on_connection: dict[StreamRoute, dict[str, ClientTransaction]] = {}

    def send(
        self, outgoing: Outgoing, transport: str, destination: Route, now: float
    ) -> ClientTransaction:
        """Send a request and watch over it."""
        if len(self._transactions) >= self._most:
            message = "too many requests of ours are under way"
            raise LocalProtocolError(message)
        branch = headers.MAGIC_COOKIE + self._new_token()
        request = self._request(outgoing, transport, branch)
        transaction = ClientTransaction(client_key(branch, request.method), request, destination)
        self._transactions[transaction.key] = transaction
        self._send(transaction.data, destination)
        if isinstance(destination, DatagramRoute):
            self._timers.start(transaction.interval, now, transaction, Input.TIMER_E)
        else:
            self._on_connection.setdefault(destination, {})[transaction.key] = transaction
        self._timers.start(GIVE_UP_AFTER, now, transaction, Input.TIMER_F)
        return transaction

    def receive(self, response: Response, now: float) -> bool:
        """Take an answer; say whether it belongs to a request of ours."""
        via, cseq = response.top
        transaction = self._transactions.get(client_key(via.branch, cseq.method))
        if transaction is None:
            return False
        is_final = response.status >= FIRST_FINAL_STATUS
        action = transaction.take(Input.FINAL if is_final else Input.PROVISIONAL)
        if action is not Action.NOTHING:
            self._tell(ResponseReceived(transaction, response))
        if action is Action.TELL_AND_LINGER:
            self._linger(transaction, now)
        return True

    def next_due(self) -> float | None:
        """Return when `handle_timer` is next to be called, or None."""
        return self._timers.next_due()

    def handle_timer(self, now: float) -> None:
        """Repeat what is unanswered, give up on what is too old, forget what is done."""
        for transaction, kind in self._timers.take_due(now):
            action = transaction.take(kind)
            if action is Action.REPEAT:
                self._send(transaction.data, transaction.route)
                # In PROCEEDING the other side is known to live: straight to T2 (§17.1.2.2).
                is_proceeding = transaction.state is State.PROCEEDING
                doubled = min(2 * transaction.interval, T2)
                transaction.interval = T2 if is_proceeding else doubled
                self._timers.start(transaction.interval, now, transaction, Input.TIMER_E)
            elif action is Action.TELL_TIMED_OUT:
                self._forget(transaction)
                self._tell(RequestTimedOut(transaction))
            elif transaction.state is State.TERMINATED:
                self._forget(transaction)

    def transport_lost(self, route: StreamRoute) -> None:
        """Fail what was sent on a connection that is gone."""
        for transaction in self._on_connection.pop(route, {}).values():
            action = transaction.take(Input.TRANSPORT_LOST)
            self._forget(transaction)
            if action is Action.TELL_FAILED:
                self._tell(RequestFailed(transaction))

    def _linger(self, transaction: ClientTransaction, now: float) -> None:
        transaction.data = b""
        if isinstance(transaction.route, DatagramRoute):
            self._timers.start(T4, now, transaction, Input.TIMER_K)
            return
        # Timer K is zero over a connection.
        transaction.take(Input.TIMER_K)
        self._forget(transaction)

    def _forget(self, transaction: ClientTransaction) -> None:
        del self._transactions[transaction.key]
        if isinstance(transaction.route, StreamRoute):
            same = self._on_connection.get(transaction.route, {})
            same.pop(transaction.key, None)
            if not same:
                self._on_connection.pop(transaction.route, None)

    def _request(self, outgoing: Outgoing, transport: str, branch: str) -> Request:
        given = {name for name, _ in outgoing.headers}
        if given & _FILLED_IN:
            message = f"{', '.join(sorted(given & _FILLED_IN))} are filled in by the endpoint"
            raise LocalProtocolError(message)
        filled_in = (
            ("Via", f"SIP/2.0/{transport} {self._sent_by};rport;branch={branch}"),
            ("Max-Forwards", MAX_FORWARDS),
            ("From", f"{outgoing.from_};tag={self._new_token()}"),
            ("To", outgoing.to),
            ("Call-ID", self._new_token()),
            ("CSeq", f"1 {outgoing.method}"),
        )
        return Request(filled_in + outgoing.headers, outgoing.body, outgoing.method, outgoing.uri)
