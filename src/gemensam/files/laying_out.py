"""Files side by side in a folder for a program that reads by path; gone when it is done."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gemensam.files import disk
from gemensam.files.queries import OpenedFile
from gemensam.tenancy.context import current_tenant_id


@contextmanager
def laid_out(files: Sequence[OpenedFile]) -> Iterator[Path]:
    """Give a folder with files that were opened, called 1.half, 2.half, 3.half.

    It lies among the tenant's files and not where everybody's temporary ones do, and they are named
    as what is half written, so that the sweep of orphans takes away what a stop in between may leave.
    """
    home = disk.folder_of(current_tenant_id())
    home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home) as folder:
        for number, file in enumerate(files, 1):
            (Path(folder) / f"{number}{disk.TEMPORARY}").write_bytes(file.data)
        yield Path(folder)
