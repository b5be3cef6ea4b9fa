"""What other domains may ask of home care."""

from gemensam.homecare.actions.notes import begin_new_epoch, write
from gemensam.homecare.actions.visits import plan_visit, visit_after_alarm
from gemensam.homecare.disclosure import notes_of_resident
from gemensam.homecare.queries import NoteRow

__all__ = [
    "NoteRow",
    "begin_new_epoch",
    "notes_of_resident",
    "plan_visit",
    "visit_after_alarm",
    "write",
]
