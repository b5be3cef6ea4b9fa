"""A file as pages show it: its name, the way to it once it can be opened, how it stands."""

from django.utils.translation import gettext as _

from gemensam.files.models import ScanReason, ScanState
from gemensam.files.queries import FileState
from gemensam.ui.parts import File, Kind, Tag


def as_part(name: str, state: FileState, *, href: str, note: str = "") -> File:
    """Draw a file; `href` is where its owner gives it to this reader, `note` what the owner says of it."""
    return File(
        name=name,
        href=href if state.can_be_opened else "",
        tag=_tag(state),
        below=" ".join(filter(None, (note, _why(state)))),
        is_picture=state.is_picture,
    )


def _tag(state: FileState) -> Tag:
    if state.state == ScanState.CLEAN:
        return Tag(_("Checked, clean"), Kind.OK)
    if state.state == ScanState.INFECTED:
        return Tag(_("Harmful, removed"), Kind.RED)
    if state.can_be_opened:
        return Tag(_("Not checked for viruses"), Kind.OFF)
    if state.reason in _STUCK:
        return Tag(_("In quarantine"), Kind.WARM)
    return Tag(_("Waits for the virus check"), Kind.HALF)


# What does not come right by itself: somebody has to do something about it.
_STUCK = frozenset({ScanReason.OVER_LIMIT, ScanReason.NOT_CONFIGURED, ScanReason.DAMAGED})


def _why(state: FileState) -> str:
    if state.can_be_opened:
        return ""
    if state.state == ScanState.INFECTED:
        return _("Something harmful was found in the file, so it cannot be opened.")
    return {
        ScanReason.OVER_LIMIT.value: _("The file is larger than what the virus check takes in."),
        ScanReason.NOT_CONFIGURED.value: _("No virus check is connected here."),
        ScanReason.DAMAGED.value: _("The file cannot be read."),
    }.get(state.reason, _("It can be opened once it has been checked."))
