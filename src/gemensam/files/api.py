"""What other domains may ask of files."""

from gemensam.files.actions import store, sweep_every_tenant, sweep_orphans
from gemensam.files.disk import FileIsDamaged, NoRoomForFile
from gemensam.files.http import as_response
from gemensam.files.models import FilePurpose
from gemensam.files.queries import NoSuchFile, OpenedFile, StoredFile, open_file
from gemensam.files.rules import Empty, NotWhatItSays, TooLarge

__all__ = [
    "Empty",
    "FileIsDamaged",
    "FilePurpose",
    "NoRoomForFile",
    "NoSuchFile",
    "NotWhatItSays",
    "OpenedFile",
    "StoredFile",
    "TooLarge",
    "as_response",
    "open_file",
    "store",
    "sweep_every_tenant",
    "sweep_orphans",
]
