"""What a button notes in an alarm's history: codes, which `words` says in the reader's language.

Pure. A key of a checklist's step never changes its meaning: old alarms are read by it.
"""

from typing import Final

# Notes that a button writes begin so; what a person writes cannot, since it is stripped.
MARKED: Final = "· "
DONE, UNDONE, CALLED = "done", "undone", "called"
# Whom somebody called; next of kin by their place in the list, never by name or number.
EMERGENCY, HOME = "112", "home"


def note_of(verb: str, about: str) -> str:
    """Write a mark as the history keeps it."""
    return f"{MARKED}{verb} {about}"


def mark_of(what: str) -> tuple[str, str]:
    """Read a mark: what was done, and about what. Both are empty when a person wrote the note."""
    if not what.startswith(MARKED):
        return "", ""
    verb, _, about = what.removeprefix(MARKED).partition(" ")
    return verb, about


CALLED_112: Final = note_of(CALLED, EMERGENCY)
