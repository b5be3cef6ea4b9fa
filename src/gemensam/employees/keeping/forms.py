"""What the keeper of the directory writes."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.employees.keeping import rules, words
from gemensam.employees.keeping.commissions import Asked
from gemensam.employees.register import Accepts, Carrier, IssuingState
from gemensam.kernel import hsa_ids
from gemensam.kernel.actor import Activity, InformationClass, Purpose, Right, Scope
from gemensam.organisations import api as organisations
from gemensam.ui.widgets import DateInput

LONGEST_REASON = 300
_DAY_ERRORS = {
    "required": gettext_lazy("Choose a day."),
    "invalid": gettext_lazy("Write the day as year-month-day."),
}


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """Ask for a day."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=DateInput(),
        error_messages=_DAY_ERRORS,
    )


def _line(
    label: Any, length: int, error: Any = "", help_text: Any = "", *, required: bool = True
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        help_text=help_text,
        required=required,
        error_messages={"required": error},
    )


def _reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("One sentence. It stays in the history."),
        error_messages={"required": gettext_lazy("Write why.")},
    )


def midnight(day: date) -> datetime:
    """Give the instant at which a day begins in Sweden."""
    return timezone.make_aware(datetime.combine(day, time()))


def _field_of(activity: Activity, one: InformationClass) -> str:
    return f"{activity.name}_{one.name}".lower()


# What a right's field says when the right is not given.
_NO = "nej"


class _RightField(forms.ChoiceField):
    """How far a right reaches; one that is not sent is not given."""

    def clean(self, value: Any) -> Any:
        return super().clean(value or _NO)


class CommissionForm(forms.Form):
    """A commission for one purpose: each right that the purpose uses, and how far it reaches."""

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        purpose: Purpose,
        widest: Scope,
        units: Sequence[organisations.UnitRow],
        is_new: bool,
        today: date,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.purpose, self.today, self.is_new = purpose, today, is_new
        if is_new:
            self.fields["hsa_id"] = _line(
                gettext_lazy("The commission's HSA-id"),
                hsa_ids.LONGEST,
                gettext_lazy("Write the HSA-id."),
                gettext_lazy("As it stands in HSA."),
            )
        self.fields["name"] = _line(
            gettext_lazy("What the commission is called"), 120, gettext_lazy("Write a name.")
        )
        self.fields["title"] = _line(
            gettext_lazy("Title"), 80, gettext_lazy("Write the person's title.")
        )
        self.fields["unit"] = forms.ChoiceField(
            label=gettext_lazy("Unit"),
            choices=[(str(one.id), one.name) for one in units],
            error_messages={"invalid_choice": gettext_lazy("Choose one of the units.")},
        )
        if is_new:
            self.fields["starts_on"] = day_field(gettext_lazy("First day"))
        self.fields["last_day"] = day_field(
            gettext_lazy("Last day"),
            required=False,
            help_text=gettext_lazy("Leave empty if nobody knows."),
        )
        self.right_names = self._add_rights(widest)
        self.fields["reason"] = _reason()

    def _add_rights(self, widest: Scope) -> list[str]:
        names = []
        for activity, one in rules.possible_rights(self.purpose):
            scopes = [
                (str(scope), _(text))
                for scope, text in words.SCOPES.items()
                if rules.is_within(Right(activity, one, scope), self.purpose, widest)
            ]
            name = _field_of(activity, one)
            self.fields[name] = _RightField(
                label=words.right_name(activity, one),
                choices=[(_NO, _("No")), *scopes],
                initial=_NO,
            )
            names.append(name)
        return names

    def clean(self) -> dict[str, Any]:
        """Ask for at least one right, and for an end after the beginning."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.rights():
            self.add_error(self.right_names[0], _("Choose at least one right."))
        last_day, starts_on = found.get("last_day"), found.get("starts_on")
        if last_day and last_day < (starts_on or self.today):
            self.add_error(
                "last_day", _("The last day cannot be before the first, nor before today.")
            )
        return found

    def rights(self) -> list[Right]:
        """Give the rights that were chosen."""
        return [
            Right(activity, one, Scope(chosen))
            for activity, one in rules.possible_rights(self.purpose)
            if (chosen := self.cleaned_data.get(_field_of(activity, one), _NO)) != _NO
        ]

    def asked(self) -> Asked:
        """Give the commission of a form that is right."""
        last_day: date | None = self.cleaned_data["last_day"]
        return Asked(
            name=self.cleaned_data["name"],
            title=self.cleaned_data["title"],
            purpose=self.purpose,
            rights=self.rights(),
            unit_id=UUID(self.cleaned_data["unit"]),
            ends_at=midnight(last_day + timedelta(days=1)) if last_day else None,
            reason=self.cleaned_data["reason"],
        )

    def starts_at(self, now: datetime) -> datetime:
        """Give when a new commission begins: today means now."""
        day: date = self.cleaned_data["starts_on"]
        return now if day == self.today else midnight(day)


def initial_rights(purpose: Purpose, rights: Sequence[str]) -> dict[str, str]:
    """Give what each right's field says of a commission: how far it reaches at most."""
    found: dict[str, str] = {}
    order = list(words.SCOPES)
    for right in sorted(map(Right.parse, rights), key=lambda one: order.index(one.scope)):
        for activity, one in rules.possible_rights(purpose):
            if right.names(activity, one):
                found[_field_of(activity, one)] = str(right.scope)
    return found


class WhoForm(forms.Form):
    """Whom a new commission is for, and for what."""

    use_required_attribute = False
    hsa = _line(
        gettext_lazy("The employee's HSA-id"),
        hsa_ids.LONGEST,
        gettext_lazy("Write the employee's HSA-id."),
    )
    andamal = forms.ChoiceField(
        label=gettext_lazy("What is it for?"),
        choices=lambda: [(one.name, words.purpose_name(one)) for one in words.PURPOSES],
        error_messages={"required": gettext_lazy("Choose what it is for.")},
    )


class EndForm(forms.Form):
    """Why a commission ends."""

    use_required_attribute = False
    reason = _reason()


class CredentialForm(forms.Form):
    """An e-id as the issuer's list has it."""

    use_required_attribute = False
    hsa_id = _line(
        gettext_lazy("The employee's HSA-id"),
        hsa_ids.LONGEST,
        gettext_lazy("Write the employee's HSA-id."),
    )
    carrier = forms.ChoiceField(
        label=gettext_lazy("Sort"),
        choices=lambda: [(one.value, _(text)) for one, text in words.CARRIERS.items()],
    )
    serial = _line(gettext_lazy("Serial number"), 64, gettext_lazy("Write the serial number."))
    assurance = forms.ChoiceField(
        label=gettext_lazy("Level of assurance"), choices=[("3", "LOA 3"), ("2", "LOA 2")]
    )
    policy = _line(
        gettext_lazy("Certificate policy"),
        60,
        help_text=gettext_lazy("A number with dots, if the list has it."),
        required=False,
    )
    issued_on = day_field(gettext_lazy("Issued"))
    expires_on = day_field(gettext_lazy("Last day"))

    def clean(self) -> dict[str, Any]:
        """Ask for an end after the beginning."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        issued, expires = found.get("issued_on"), found.get("expires_on")
        if issued and expires and expires < issued:
            self.add_error("expires_on", _("The last day cannot be before the first."))
        return found


class ListForm(forms.Form):
    """The issuer's list, pasted as CSV."""

    use_required_attribute = False
    text = forms.CharField(
        label=gettext_lazy("The list"),
        max_length=2_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "One line for each, with semicolons: HSA-id;sort;serial number;LoA;issued;last day."
        ),
        error_messages={"required": gettext_lazy("Paste the list.")},
    )


class SystemForm(forms.Form):
    """A business system of the municipality's."""

    use_required_attribute = False
    name = _line(gettext_lazy("Name"), 80, gettext_lazy("Write what the system is called."))
    supplier = _line(gettext_lazy("Supplier"), 80, required=False)
    accepts = forms.ChoiceField(
        label=gettext_lazy("Does it accept secure log-in?"),
        choices=lambda: [(one.value, _(text)) for one, text in words.ACCEPTS.items()],
        initial=Accepts.NO.value,
    )
    since = day_field(
        gettext_lazy("Since when"),
        required=False,
        help_text=gettext_lazy("Or when it is planned. Leave empty if nobody knows."),
    )
    note = _line(gettext_lazy("Note"), 200, required=False)


class IssuingForm(forms.Form):
    """How far the municipality has come with issuing one sort of e-id."""

    use_required_attribute = False
    carrier = forms.ChoiceField(
        label=gettext_lazy("Sort"),
        choices=lambda: [
            (one.value, _(words.CARRIERS[one])) for one in Carrier if one is not Carrier.SITHS_CARD
        ],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("How far have you come?"),
        choices=lambda: [(one.value, _(text)) for one, text in words.ISSUING.items()],
        initial=IssuingState.MISSING.value,
    )
    since = day_field(
        gettext_lazy("Since when"),
        required=False,
        help_text=gettext_lazy("Or when it is planned. Leave empty if nobody knows."),
    )
    note = _line(gettext_lazy("Note"), 200, required=False)
