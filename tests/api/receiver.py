"""A receiver of webhooks, for tests: a real server that writes down what came and answers as told."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """What came, in its order, and what is answered."""

    url: str = ""
    status: int = 204
    slow: float = 0.0
    location: str = ""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """Give what came, read."""
        return [json.loads(body) for _, body in self.came]

    @property
    def ids(self) -> list[str]:
        """Give the ids that came."""
        return [headers["webhook-id"] for headers, _ in self.came]


@contextmanager
def receiving(secured_by: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """Run a receiver on a port of its own, with a certificate if one is given."""
    here = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            here.came.append(({k.lower(): v for k, v in self.headers.items()}, body))
            time.sleep(here.slow)
            self.send_response(here.status)
            if here.location:
                self.send_header("Location", here.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    here.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    if secured_by is not None:
        server.socket = secured_by.wrap_socket(server.socket, server_side=True)
        here.url = here.url.replace("http://127.0.0.1", "https://localhost")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
