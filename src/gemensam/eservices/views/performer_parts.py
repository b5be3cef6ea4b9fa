"""What pages say of those who can be chosen to give a care service, and the form to choose one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.cases import api as cases
from gemensam.eservices import catalogue
from gemensam.eservices.views.frame import address, place_of
from gemensam.identity.api import Request
from gemensam.performers import api as performers
from gemensam.ui import formats
from gemensam.ui.parts import Fact

FIELD = "performer"


class ChoiceForm(forms.Form):
    """Choose one of those who are approved, or leave it to the municipality."""

    use_required_attribute = False
    performer = forms.ChoiceField(
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one of those in the list.")},
    )
    # "I do not choose" is one of the answers.
    performer.says_optional = False  # type: ignore[attr-defined]  # read by the field's template

    def __init__(
        self,
        offered: Sequence[performers.PerformerRow],
        data: QueryDict | None = None,
        *,
        chosen: UUID | None = None,
        may_leave: bool = True,
        label: str = "",
    ) -> None:
        super().__init__(data, initial={FIELD: str(chosen or "")})
        field = self.fields[FIELD]
        assert isinstance(field, forms.ChoiceField)
        field.label = label or _("Who do you want to help you?")
        leave = ("", _("I do not choose: then the municipality's own staff help me"))
        field.choices = [
            *((str(one.id), f"{one.name} – {kind_of(one)}") for one in offered),
            *([leave] if may_leave else []),
        ]
        field.required = not may_leave

    def chosen(self) -> UUID | None:
        """Give the unit of a form that is right; None leaves it to the municipality."""
        value = self.cleaned_data[FIELD]
        return UUID(value) if value else None


@dataclass(frozen=True, slots=True)
class Presented:
    """One performer as the list shows it."""

    name: str
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a case's page says of who helps, and the way to choose."""

    text: str
    href: str = ""
    action: str = ""


def kind_of(one: performers.PerformerRow) -> str:
    """Say whether it is the municipality or a private company."""
    return _("private company") if one.is_private else _("the municipality")


def presented(offered: Sequence[performers.PerformerRow]) -> list[Presented]:
    """Give each in the same four parts and the same order, so that nobody is favoured."""
    missing = _("Not said")
    return [
        Presented(
            one.name,
            [
                Fact(_("Who it is"), _who(one)),
                Fact(_("What it does"), one.what or missing),
                Fact(_("Where"), one.where or missing),
                Fact(_("Languages"), one.languages or missing),
                Fact(_("Contact"), one.contact or missing),
            ],
        )
        for one in offered
    ]


def _who(one: performers.PerformerRow) -> str:
    if not one.is_private:
        return _("The municipality")
    return _("Private company, on the municipality's behalf: %(name)s") % {
        "name": one.provider_name
    }


def offered_in(request: Request, service: str) -> Sequence[performers.PerformerRow]:
    """List whom one can choose for a service today; nobody where there is no choice."""
    today = formats.local_day(request.now)
    if service not in performers.CHOICES:
        return ()
    found = performers.performers(service, on=today, is_presented=True)
    return found if any(one.is_private for one in found) else ()


def wish(request: Request, service: str) -> dict[str, object]:
    """Give what the check page needs to ask for a wish; nothing where there is no choice."""
    offered = offered_in(request, service)
    if not offered:
        return {}
    data = request.POST if request.method == "POST" else None
    slug = catalogue.by_key(service).slug
    return {
        "wish": ChoiceForm(offered, data),
        "wish_href": address(request, "performers", slug),
    }


def posted(request: Request) -> UUID | None:
    """Give the wish that came with the application. Raises NoSuchPerformer: it is none."""
    value = request.POST.get(FIELD, "")
    try:
        return UUID(value) if value else None
    except ValueError as error:
        raise performers.NoSuchPerformer(value) from error


def choices_in(request: Request, found: cases.CaseForResident) -> cases.Choices | None:
    """Give the choice that a case holds, if any."""
    return cases.performer_choices(
        found.summary.kind,
        wish=found.wished_performer_id,
        given=found.decision.care_services if found.decision else None,
        today=formats.local_day(request.now),
    )


def summary(request: Request, found: cases.CaseForResident) -> Summary | None:
    """Say who helps, or is wished for; None where there is no choice."""
    choices = choices_in(request, found)
    if choices is None:
        return None
    href = address(request, "choose_performer", found.summary.id)
    names = {one.id: one for one in choices.performers}
    chosen = names.get(choices.chosen_id) if choices.chosen_id else None
    if choices.coming is not None:
        text = _("You have changed: %(name)s helps you from %(day)s.") % {
            "name": choices.coming.performer_name,
            "day": formats.day(choices.coming.starts_on),
        }
        return Summary(text)
    if choices.first_day is None:
        if chosen is None:
            place = place_of(request).name
            text = _("You have not chosen. If you get help, %(place)s's own staff give it.")
            return Summary(text % {"place": place}, href, _("Choose who helps you"))
        text = _("You have chosen %(name)s (%(kind)s), if you get help.")
        return Summary(
            text % {"name": chosen.name, "kind": kind_of(chosen)}, href, _("Choose another")
        )
    return Summary(_after_decision(found, chosen), href, _("Change who helps you"))


def _after_decision(found: cases.CaseForResident, chosen: performers.PerformerRow | None) -> str:
    if chosen is not None:
        text = _("%(name)s (%(kind)s) helps you. You may change whenever you like.")
        return text % {"name": chosen.name, "kind": kind_of(chosen)}
    assert found.decision is not None
    name = found.decision.care_services[0].performer_name
    return _("%(name)s helps you, but will not go on. Choose another.") % {"name": name}
