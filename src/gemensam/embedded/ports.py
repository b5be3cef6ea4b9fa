"""Ports for servers that are started beside whatever else the machine does."""

import random
import socket
from typing import Final

HOST: Final = "127.0.0.1"
# Below those that Linux lends to anybody who connects (32768 and up): one of these could be taken
# by a browser's connection while its server is started anew.
LENT_TO_NOBODY: Final = range(20_000, 32_000)


def free_ports(count: int) -> list[int]:
    """Find ports on loopback that nobody has, for UDP and TCP."""
    free = (port for port in random.sample(LENT_TO_NOBODY, len(LENT_TO_NOBODY)) if _is_free(port))
    return [next(free) for _ in range(count)]


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                return False
    return True
