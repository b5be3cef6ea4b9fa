"""When a case is disposed of, in words."""

from django.utils.translation import gettext as _

from gemensam.cases.disposal_rules import Disposal, Kept
from gemensam.ui import formats


def kept_text(disposal: Disposal) -> str:
    """Say why a case is kept; nothing of one that is not."""
    if disposal.kept is None:
        return ""
    return {
        Kept.OPEN: _("Kept: the case is open"),
        Kept.APPEALED: _("Kept: the decision is appealed"),
        Kept.SERVICE_RUNS: _("Kept: what was granted has no last day yet"),
        Kept.ORDER: _("Kept: it was decided that it is to be kept"),
        Kept.REQUEST: _("Kept: somebody has asked for the documents"),
        Kept.KIND: _("Kept: cases of this kind are never disposed of"),
        Kept.ALL: _("Kept: the municipality keeps all its cases"),
        Kept.SAMPLE: _("Kept for research: the resident was born on a day that is kept"),
    }[disposal.kept]


def disposal_text(disposal: Disposal) -> tuple[str, str]:
    """Say when a case is disposed of, and why then."""
    if disposal.due_on is None or disposal.counted_from is None:
        return kept_text(disposal), disposal.rule.source
    said = {
        "years": disposal.rule.years,
        "day": formats.day(disposal.counted_from),
        "source": disposal.rule.source,
    }
    because = _("%(years)d years after %(day)s, when something last happened: %(source)s") % said
    return _("At the earliest %(day)s") % {"day": formats.day(disposal.due_on)}, because
