"""Write a backup of the database and the stored files to one file."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

HELP = "write a backup to one file"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("file", type=Path, help="where to write it")


def run(arguments: argparse.Namespace) -> int:
    """Write it as the backup role, which reads past the tenants' walls and changes nothing."""
    from gemensam.config import backup, environment

    try:
        manifest = backup.write(environment.read(), arguments.file, now=datetime.now(UTC))
    except (backup.ProgramFailed, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    files = manifest["files"]
    assert isinstance(files, dict)
    size = arguments.file.stat().st_size / 1_000_000
    print(f"Backup written to {arguments.file}: {size:.1f} MB, {len(files)} stored files.")
    return 0
