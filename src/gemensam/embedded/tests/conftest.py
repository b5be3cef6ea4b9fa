"""Ports for the few tests that open one."""

import socket
from collections.abc import Iterator

import pytest

from gemensam.embedded.ports import free_ports


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


@pytest.fixture
def free_port() -> int:
    return free_ports(1)[0]
