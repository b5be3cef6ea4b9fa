"""What other domains may ask of files."""

from gemensam.files.actions import discard, forget_bytes, store, sweep_every_tenant, sweep_orphans
from gemensam.files.copying import copy
from gemensam.files.disk import FileIsDamaged, NoRoomForFile
from gemensam.files.events import FileFoundInfected
from gemensam.files.http import as_response, as_sent_in, for_calendar, made_here
from gemensam.files.laying_out import laid_out
from gemensam.files.models import FilePurpose, ScanReason, ScanState
from gemensam.files.quarantine import Settled, scan_waiting
from gemensam.files.queries import (
    FileState,
    Infected,
    NoSuchFile,
    NotYetScanned,
    OpenedFile,
    StoredFile,
    open_file,
    state_of,
)
from gemensam.files.rules import (
    LARGEST_FILE,
    Empty,
    NotAPicture,
    NotWhatItSays,
    TooLarge,
    TooManyPixels,
)
from gemensam.files.scanning import NONE as NO_SCANNER
from gemensam.files.scanning import answers as scanner_answers
from gemensam.files.showing import as_part

__all__ = [
    "LARGEST_FILE",
    "NO_SCANNER",
    "Empty",
    "FileFoundInfected",
    "FileIsDamaged",
    "FilePurpose",
    "FileState",
    "Infected",
    "NoRoomForFile",
    "NoSuchFile",
    "NotAPicture",
    "NotWhatItSays",
    "NotYetScanned",
    "OpenedFile",
    "ScanReason",
    "ScanState",
    "Settled",
    "StoredFile",
    "TooLarge",
    "TooManyPixels",
    "as_part",
    "as_response",
    "as_sent_in",
    "copy",
    "discard",
    "for_calendar",
    "forget_bytes",
    "laid_out",
    "made_here",
    "open_file",
    "scan_waiting",
    "scanner_answers",
    "state_of",
    "store",
    "sweep_every_tenant",
    "sweep_orphans",
]
