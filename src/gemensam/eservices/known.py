"""What is known of a resident here, to fill in an application beforehand: only what the visitor may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gemensam.delivery import api as delivery
from gemensam.eservices import policy
from gemensam.eservices.policy import Visit
from gemensam.kernel.actor import InformationClass
from gemensam.people import api as people
from gemensam.questionnaires import api as questionnaires
from gemensam.questionnaires.api import Prefill

_CONTACTS: Final = frozenset(
    {Prefill.PERSONAL_NUMBER, Prefill.ADDRESS, Prefill.PHONE, Prefill.EMAIL}
)


@dataclass(frozen=True, slots=True)
class Known:
    """What may be filled in, and whether the answers of last time may."""

    values: Mapping[Prefill, questionnaires.Value] = field(default_factory=dict)
    previous: bool = False


def known_of(
    visit: Visit,
    form: questionnaires.PublishedForm,
    *,
    resident: people.ResidentRow,
    service: str,
) -> Known:
    """Give what a form wants to have filled in; what it does not ask for is not looked up.

    A representative gets what the mandate lets them read. Of somebody with a protected identity only
    the name is filled in, also for themselves: a page may be looked at over a shoulder. And at the desk:
    there only what the paper says is to be written.
    """
    wanted = {one.prefill for one in form.schema.fields() if one.prefill}
    values: dict[Prefill, questionnaires.Value] = {Prefill.NAME: resident.name}
    if resident.is_protected or visit.is_at_the_desk:
        return Known(values)

    def may(information: InformationClass) -> bool:
        return policy.may_fill_in(visit, information, resident=resident, service=service)

    if wanted & _CONTACTS and may(InformationClass.RESIDENT):
        values |= _contacts(resident)
    return Known(values, Prefill.PREVIOUS in wanted and may(InformationClass.APPLICATION))


def _contacts(resident: people.ResidentRow) -> dict[Prefill, questionnaires.Value]:
    found: dict[Prefill, questionnaires.Value] = {
        Prefill.PERSONAL_NUMBER: resident.identity_number.reveal()
    }
    home = people.homes([resident.id]).get(resident.id)
    if home is not None:
        found[Prefill.PHONE] = home.phone
        found[Prefill.ADDRESS] = questionnaires.Parts.of(
            street=home.street_address, postcode=home.postal_code, town=home.town
        )
    if resident.person_id is not None:
        found[Prefill.EMAIL] = delivery.address_of(
            person_id=resident.person_id, channel=delivery.Channel.EMAIL
        )
    return found
