"""What other domains may ask of home care."""

from gemensam.homecare.actions.notes import begin_new_epoch, write_of_visit
from gemensam.homecare.actions.visits import NoSuchVisit, finish_visit, plan_visit
from gemensam.homecare.disclosure import DisclosedNotes, NoteFacts, UnitNotes, disclose_notes
from gemensam.homecare.queries import NoteRow
from gemensam.homecare.reach import reach_of

__all__ = [
    "DisclosedNotes",
    "NoSuchVisit",
    "NoteFacts",
    "NoteRow",
    "UnitNotes",
    "begin_new_epoch",
    "disclose_notes",
    "finish_visit",
    "plan_visit",
    "reach_of",
    "write_of_visit",
]
