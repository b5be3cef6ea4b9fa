"""How long a decision has taken in the municipality, said as it was measured."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.cases import api as cases
from gemensam.eservices.catalogue import EService, catalogue
from gemensam.eservices.views.frame import language


def how_long(offered: EService, municipality: str) -> str:
    """Say how long half of the applicants waited, or that too few were decided to say."""
    title = offered.title.within(language())
    said = {"service": title[:1].lower() + title[1:], "name": municipality}
    taken = cases.time_taken(offered.key)
    if taken.days is None:
        return (
            _(
                "We cannot say yet how long it takes: too few had a decision on %(service)s in %(name)s"
                " in the last year."
            )
            % said
        )
    return ngettext(
        "Half of those who had a decision on %(service)s in %(name)s in the last year had it"
        " within %(days)d day.",
        "Half of those who had a decision on %(service)s in %(name)s in the last year had it"
        " within %(days)d days.",
        taken.days,
    ) % (said | {"days": taken.days})


def while_it_runs(found: cases.CaseForResident, municipality: str) -> str:
    """Say it beside the promised day of a case that is not decided; nothing where too few were."""
    known = {one.key: one for one in catalogue()}
    offered = known.get(found.summary.kind)
    if found.decision is not None or offered is None:
        return ""
    return how_long(offered, municipality) if cases.time_taken(offered.key).days else ""
