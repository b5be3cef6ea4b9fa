"""The demo world for the tests that need a database."""

from gemensam.cases.tests.conftest import disk, real_world, world

__all__ = ["disk", "real_world", "world"]
