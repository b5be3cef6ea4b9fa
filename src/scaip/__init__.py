"""SCAIP (SS 91100) as data: read, write, sort and answer. No sockets, no clock. See README.md."""

from scaip.message import (
    AlarmRequest,
    BadReply,
    BadRequest,
    Lane,
    MessageType,
    Oddity,
    Position,
    Reply,
)
from scaip.reading import parse_request, parse_response
from scaip.session import answer, answer_unreadable, is_sent_by_unit
from scaip.writing import CONTENT_TYPE, write_request, write_response

__all__ = [
    "CONTENT_TYPE",
    "AlarmRequest",
    "BadReply",
    "BadRequest",
    "Lane",
    "MessageType",
    "Oddity",
    "Position",
    "Reply",
    "answer",
    "answer_unreadable",
    "is_sent_by_unit",
    "parse_request",
    "parse_response",
    "write_request",
    "write_response",
]
