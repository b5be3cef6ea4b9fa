"""The two transactions of a non-INVITE request (RFC 3261 §17.1.2, §17.2.2) as state tables.

Theory of operation
-------------------
UDP loses and doubles messages. A *transaction* is one request with everything that belongs to it,
and hides both from the application:

* The **server** transaction begins when a request comes that matches none before. The application
  sees it once. While its answer is not known – the alarm is being committed – a repeat of the
  request is swallowed; once it is known, a repeat gets the same bytes again. Over UDP the answer is
  remembered for 64·T1 (timer J), for so long may a repeat come; over a connection not at all.
  Beside the RFC, a request that the application never answers is forgotten after 64·T1 too: by
  then its sender has given up (timer F), and the table must not fill.
* The **client** transaction sends a request of ours, over UDP again after T1, 2·T1, 4·T1 … at
  most T2 apart (timer E), until an answer comes or 64·T1 have passed (timer F). After the final
  answer it lives T4 more over UDP (timer K), to swallow answers that were sent twice.

A table maps (state, input) to (next state, action). A pair that is absent changes nothing: a timer
that fires late, or a repeat where none matters. The tables hold no time and no bytes; the endpoint
does what the action says. *Being in the same transaction* is decided by `server_key`.
"""

from enum import Enum, auto
from typing import TYPE_CHECKING, Final, NamedTuple

from sipnet import headers
from sipnet.limits import T1
from sipnet.message import Request

if TYPE_CHECKING:
    from sipnet.events import Route


class State(Enum):
    """Where a transaction stands; the RFC's names."""

    TRYING = auto()
    PROCEEDING = auto()
    COMPLETED = auto()
    TERMINATED = auto()

    # Members are single objects; Enum's own hash is a Python call, and each step takes two.
    __hash__ = object.__hash__


class Input(Enum):
    """What can happen to a transaction."""

    REQUEST_AGAIN = auto()
    PROVISIONAL = auto()
    FINAL = auto()
    TIMER_E = auto()
    TIMER_F = auto()
    TIMER_J = auto()
    TIMER_K = auto()
    NEVER_ANSWERED = auto()
    TRANSPORT_LOST = auto()

    __hash__ = object.__hash__


class Action(Enum):
    """What the endpoint does when a transaction takes a step."""

    NOTHING = auto()
    SEND = auto()
    SEND_AND_REMEMBER = auto()
    REPEAT = auto()
    TELL = auto()
    TELL_AND_LINGER = auto()
    TELL_TIMED_OUT = auto()
    TELL_FAILED = auto()


class Step(NamedTuple):
    """One cell of a table."""

    next_state: State
    action: Action


type Table = dict[tuple[State, Input], Step]

# RFC 3261 figure 8; NEVER_ANSWERED is ours.
SERVER: Final[Table] = {
    (State.TRYING, Input.REQUEST_AGAIN): Step(State.TRYING, Action.NOTHING),
    (State.TRYING, Input.PROVISIONAL): Step(State.PROCEEDING, Action.SEND),
    (State.TRYING, Input.FINAL): Step(State.COMPLETED, Action.SEND_AND_REMEMBER),
    (State.TRYING, Input.NEVER_ANSWERED): Step(State.TERMINATED, Action.NOTHING),
    (State.TRYING, Input.TRANSPORT_LOST): Step(State.TERMINATED, Action.NOTHING),
    (State.PROCEEDING, Input.REQUEST_AGAIN): Step(State.PROCEEDING, Action.REPEAT),
    (State.PROCEEDING, Input.PROVISIONAL): Step(State.PROCEEDING, Action.SEND),
    (State.PROCEEDING, Input.FINAL): Step(State.COMPLETED, Action.SEND_AND_REMEMBER),
    (State.PROCEEDING, Input.NEVER_ANSWERED): Step(State.TERMINATED, Action.NOTHING),
    (State.PROCEEDING, Input.TRANSPORT_LOST): Step(State.TERMINATED, Action.NOTHING),
    (State.COMPLETED, Input.REQUEST_AGAIN): Step(State.COMPLETED, Action.REPEAT),
    (State.COMPLETED, Input.TIMER_J): Step(State.TERMINATED, Action.NOTHING),
}

# RFC 3261 figure 6.
CLIENT: Final[Table] = {
    (State.TRYING, Input.TIMER_E): Step(State.TRYING, Action.REPEAT),
    (State.TRYING, Input.TIMER_F): Step(State.TERMINATED, Action.TELL_TIMED_OUT),
    (State.TRYING, Input.TRANSPORT_LOST): Step(State.TERMINATED, Action.TELL_FAILED),
    (State.TRYING, Input.PROVISIONAL): Step(State.PROCEEDING, Action.TELL),
    (State.TRYING, Input.FINAL): Step(State.COMPLETED, Action.TELL_AND_LINGER),
    (State.PROCEEDING, Input.TIMER_E): Step(State.PROCEEDING, Action.REPEAT),
    (State.PROCEEDING, Input.TIMER_F): Step(State.TERMINATED, Action.TELL_TIMED_OUT),
    (State.PROCEEDING, Input.TRANSPORT_LOST): Step(State.TERMINATED, Action.TELL_FAILED),
    (State.PROCEEDING, Input.PROVISIONAL): Step(State.PROCEEDING, Action.TELL),
    (State.PROCEEDING, Input.FINAL): Step(State.COMPLETED, Action.TELL_AND_LINGER),
    (State.COMPLETED, Input.TIMER_K): Step(State.TERMINATED, Action.NOTHING),
}


class ServerTransaction:
    """A request that came; the application holds it only to answer it."""

    __slots__ = (
        "answer",
        "answered",
        "arrival",
        "echo",
        "expires_at",
        "key",
        "peer",
        "route",
        "state",
        "to_tag",
    )

    def __init__(
        self,
        key: str,
        echo: str,
        to_tag: str,
        *,
        peer: str,
        route: "Route",
        expires_at: float,
        arrival: tuple[bytes, "Route"],
    ) -> None:
        """Begin in TRYING. `arrival` is what came, and where from."""
        self.key = key
        self.echo = echo
        self.to_tag = to_tag
        self.peer = peer
        self.route = route
        self.expires_at = expires_at
        self.arrival = arrival
        self.state = State.TRYING
        self.answer = b""
        self.answered = False

    def take(self, event: Input) -> Action:
        """Take the step of the table, if there is one, and say what to do."""
        step = SERVER.get((self.state, event))
        if step is None:
            return Action.NOTHING
        self.state = step.next_state
        return step.action


class ClientTransaction:
    """A request of ours; the application recognises its answer by this object."""

    __slots__ = ("data", "interval", "key", "request", "route", "state")

    def __init__(self, key: str, request: Request, route: "Route") -> None:
        """Begin in TRYING."""
        self.key = key
        self.request = request
        self.data = request.write()
        self.route = route
        self.interval = T1
        self.state = State.TRYING

    def take(self, event: Input) -> Action:
        """Take the step of the table, if there is one, and say what to do."""
        step = CLIENT.get((self.state, event))
        if step is None:
            return Action.NOTHING
        self.state = step.next_state
        return step.action


def server_key(request: Request, via: headers.Via) -> str:
    """Say which transaction a request belongs to.

    RFC 3261 §17.2.3 asks for branch, sent-by and method. A repeat is byte for byte the same, so the
    rest may be compared as well; it keeps apart two alarms of a unit that never changes its branch
    (RFC 2543, or a mistake). In doubt it is a new request: the database finds the true duplicates.
    """
    cseq = request.header("CSeq")
    sender = request.header("From")
    return (
        f"{via.branch} {via.host}:{via.port} {request.uri} {request.header('Call-ID')} {cseq} "
        f"{sender} {hash(request.body)}"
    )


def client_key(branch: str, method: str) -> str:
    """Say which transaction of ours an answer belongs to (RFC 3261 §17.1.3)."""
    return f"{branch} {method}"
