"""The inventory in words: areas, stages, whose it is, and the parts of the definition."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gemensam.eservices.inventory import PLATFORM

type Words = Mapping[str, str | Promise]

AREAS: Words = {
    "elderly": _("Older people"),
    "disability": _("Disability"),
    "financial": _("Financial assistance"),
    "children": _("Children and young people"),
    "addiction": _("Addiction"),
    "family_law": _("Family law"),
}
STAGES: Words = {
    "idea": _("Idea"),
    "pre_study": _("Pre-study"),
    "pilot": _("Pilot"),
    "operation": _("In operation"),
}
HOSTINGS: Words = {
    PLATFORM: _("Joint, on Gemensam"),
    "joint": _("Joint, elsewhere"),
    "own": _("The municipality's own"),
}
PARTS: Words = {
    "is_electronic": _("It is done on the web"),
    "is_dialogue": _("You and the caseworker can ask and answer each other"),
    "is_publicly_funded": _("It is paid for by public money"),
    "is_for_social_services": _("It is for those whom social services serve"),
    "performers": _("It is known who gives the help"),
}
