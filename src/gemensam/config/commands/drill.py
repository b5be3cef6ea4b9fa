"""Do the slow and rough things for real (kill, flood, escape) and count what came through."""

import argparse

from gemensam.config.commands import bench

HELP = "do the slow and rough things for real: prints JSON lines"
FOLDER = "bench.drills"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("name", nargs="?", default="", help="which one (default: all)")


def run(arguments: argparse.Namespace) -> int:
    """Run one drill or all; the status is 1 when a row did not pass."""
    return bench.run_package(FOLDER, arguments.name)
