"""What other domains may ask of home care."""

from gemensam.homecare.actions.notes import begin_new_epoch, write_of_visit
from gemensam.homecare.actions.visits import NoSuchVisit, finish_visit, plan_visit
from gemensam.homecare.disclosure import notes_of_resident
from gemensam.homecare.queries import NoteRow

__all__ = [
    "NoSuchVisit",
    "NoteRow",
    "begin_new_epoch",
    "finish_visit",
    "notes_of_resident",
    "plan_visit",
    "write_of_visit",
]
