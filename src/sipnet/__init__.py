"""SIP as data (RFC 3261, 3428): no sockets, no clock, no randomness. See README.md beside."""

from sipnet.endpoint import METHODS, Endpoint
from sipnet.errors import LocalProtocolError
from sipnet.events import (
    BadMessageReceived,
    CloseConnection,
    DatagramRoute,
    Event,
    RequestFailed,
    RequestReceived,
    RequestTimedOut,
    ResponseReceived,
    Route,
    SocketAddress,
    StreamRoute,
)
from sipnet.headers import ContentType, CSeq, NameAddress, Uri, Via
from sipnet.limits import Limits
from sipnet.message import BadMessage, Request, Response, parse
from sipnet.server import Counters
from sipnet.transaction import ClientTransaction, ServerTransaction

__all__ = [
    "METHODS",
    "BadMessage",
    "BadMessageReceived",
    "CSeq",
    "ClientTransaction",
    "CloseConnection",
    "ContentType",
    "Counters",
    "DatagramRoute",
    "Endpoint",
    "Event",
    "Limits",
    "LocalProtocolError",
    "NameAddress",
    "Request",
    "RequestFailed",
    "RequestReceived",
    "RequestTimedOut",
    "Response",
    "ResponseReceived",
    "Route",
    "ServerTransaction",
    "SocketAddress",
    "StreamRoute",
    "Uri",
    "Via",
    "parse",
]
