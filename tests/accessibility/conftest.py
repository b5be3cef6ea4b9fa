"""The browser and the live server of the end-to-end tests, for these tests too."""

from tests.e2e.conftest import browser, live_server, log_in, wsgi_server

__all__ = ["browser", "live_server", "log_in", "wsgi_server"]
