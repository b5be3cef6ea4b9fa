"""Walk the whole main job, headless, against a system of its own: real HTTP, real SIP, real data."""

import argparse
import sys
from pathlib import Path

HELP = "walk through the main job and say how each step went"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--report", type=Path, default=Path("var/walk.json"))


def run(arguments: argparse.Namespace) -> int:
    """Start a system, walk, stop it; the status is 1 when a step failed."""
    from gemensam.portal.walk import story, system
    from gemensam.portal.walk.steps import Walk

    walk = Walk(lambda line: print(line, flush=True))
    try:
        with system.running() as running:
            story.walk(walk, running)
    except system.DidNotStart as error:
        print(f"The system did not start:\n{error}", file=sys.stderr)
        return 1
    return walk.close(arguments.report)
