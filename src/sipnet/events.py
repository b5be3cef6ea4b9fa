"""What happened, in the words of the adapter that drives an endpoint."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

from sipnet.message import Request, Response
from sipnet.transaction import ClientTransaction, ServerTransaction

type SocketAddress = tuple[str, int] | tuple[str, int, int, int]


class DatagramRoute(NamedTuple):
    """To or from an address over UDP."""

    address: SocketAddress


class StreamRoute(NamedTuple):
    """Over a connection that the adapter named."""

    connection: Hashable


type Route = DatagramRoute | StreamRoute


@dataclass(frozen=True, slots=True)
class RequestReceived:
    """A new request; answer it with `respond(transaction, …)`."""

    transaction: ServerTransaction
    request: Request
    source: Route


@dataclass(frozen=True, slots=True)
class ResponseReceived:
    """An answer to a request of ours; provisional ones (below 200) may come before the final."""

    transaction: ClientTransaction
    response: Response


@dataclass(frozen=True, slots=True)
class RequestTimedOut:
    """No final answer came to a request of ours within 64·T1."""

    transaction: ClientTransaction


@dataclass(frozen=True, slots=True)
class RequestFailed:
    """The connection went away before a request of ours was answered."""

    transaction: ClientTransaction


@dataclass(frozen=True, slots=True)
class BadMessageReceived:
    """Something unreadable came; it was answered with 400 if it said where to answer."""

    reason: str
    source: Route


@dataclass(frozen=True, slots=True)
class CloseConnection:
    """The framing of a connection is lost: send what is due, then close it."""

    connection: Hashable
    reason: str


type Event = (
    RequestReceived
    | ResponseReceived
    | RequestTimedOut
    | RequestFailed
    | BadMessageReceived
    | CloseConnection
)
