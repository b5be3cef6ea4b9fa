"""Work as the worker process does: with its role in the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from gemensam.config import environment


@contextmanager
def as_worker() -> Iterator[None]:
    """Let the default connection be the worker's for a while. Outside of every transaction."""
    settings = connections["default"].settings_dict
    worker = environment.read().database("worker")
    connections["default"].close()
    before = {key: settings[key] for key in ("USER", "PASSWORD")}
    settings.update({key: worker[key] for key in before})
    try:
        yield
    finally:
        connections["default"].close()
        settings.update(before)
