"""The forms of a calculation's page. Each carries the number of the version that was seen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gemensam.assistance import words
from gemensam.assistance.rules.costs import Cost, CostKind
from gemensam.assistance.rules.household import Child, Household
from gemensam.assistance.rules.incomes import Asset, AssetKind, Income, IncomeKind
from gemensam.assistance.rules.steps import Calculation, Column, Decision
from gemensam.assistance.sheet import APPLICANT_KEY, PARTNER_KEY, Entry, Sheet
from gemensam.kernel.money import Money
from gemensam.ui import formats
from gemensam.ui.widgets import DateInput, MoneyField

LONGEST_REASON = 500
_MOST_OTHERS = 20
MOST_DAYS = 92
_REASON = gettext_lazy("Say why: the applicant reads it.")
_DAY = {
    "required": gettext_lazy("Choose a day."),
    "invalid": gettext_lazy("Write the day as year-month-day."),
}


class NumberedForm(forms.Form):
    """Carries the number of the calculation that was on the page."""

    use_required_attribute = False
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, data: QueryDict | None, *, prefix: str, number: int, initial: Mapping[str, object]
    ) -> None:
        super().__init__(data, prefix=prefix, initial={"number": number, **initial})

    @property
    def seen(self) -> int | None:
        """Give the number of the calculation that was on the page that was sent."""
        written = self.data.get(self.add_prefix("number"), "")
        return int(written) if written.isdecimal() else None

    def goes_on_from(self, number: int) -> None:
        """After a conflict was shown, and only then, go on from the calculation as it is now.

        What is new in it is filled in; everything that was typed stays.
        """
        assert isinstance(self.data, QueryDict)
        values = self.data.copy()
        values[self.add_prefix("number")] = str(number)
        for name, value in self.initial.items():
            if self.add_prefix(name) not in values and not isinstance(value, bool):
                values[self.add_prefix(name)] = "" if value is None else str(value)
        self.data = values


class AmountsForm(NumberedForm):
    """What the caseworker decides of each row, and why where it is another than the proposed."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        calculation: Calculation,
        number: int,
        names: Mapping[str, str],
    ) -> None:
        rows = calculation.rows
        initial = {
            name: value
            for row in rows
            for name, value in (
                (f"amount-{row.key}", row.amount(Column.DECIDED).kronor),
                (f"reason-{row.key}", row.reason),
            )
        }
        super().__init__(data, prefix="belopp", number=number, initial=initial)
        self._rows, self._names = rows, names
        for row in rows:
            said = {"row": words.row_name(row, names)}
            self.fields[f"amount-{row.key}"] = MoneyField(
                label=_("Decided amount: %(row)s") % said,
                decimal_places=2,
                min_value=0,
                max_value=9_999_999,
                error_messages={
                    "required": _("Write an amount, 0 too: %(row)s") % said,
                    "min_value": _("An amount is not below zero: %(row)s") % said,
                },
            )
            self.fields[f"reason-{row.key}"] = forms.CharField(
                label=_("Why another amount: %(row)s") % said,
                required=False,
                max_length=LONGEST_REASON,
            )

    def clean(self) -> None:
        """Ask for a reason where the amount is another than the proposed one."""
        super().clean()
        for row in self._rows:
            amount = self.cleaned_data.get(f"amount-{row.key}")
            if amount is None or Money.from_kronor(amount) == row.proposed:
                continue
            if not self.cleaned_data.get(f"reason-{row.key}", "").strip():
                # Of several that are missing each says which it is.
                said = _("Say why, the applicant reads it: %(row)s")
                self.add_error(
                    f"reason-{row.key}", said % {"row": words.row_name(row, self._names)}
                )

    def decisions(self) -> dict[str, Decision]:
        """Give the amounts by row."""
        return {
            row.key: Decision(
                Money.from_kronor(self.cleaned_data[f"amount-{row.key}"]),
                self.cleaned_data[f"reason-{row.key}"].strip(),
            )
            for row in self._rows
        }


class HouseholdForm(NumberedForm):
    """Who lives together and for how many days; why it is another than the application says."""

    month = forms.DateField(
        label=gettext_lazy("Month"),
        help_text=gettext_lazy("Any day of it."),
        widget=DateInput(),
        error_messages=_DAY,
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days of the month that the assistance is for"),
        help_text=gettext_lazy("Leave it empty for the whole month."),
        required=False,
        min_value=1,
        max_value=31,
    )
    has_partner = forms.BooleanField(
        label=gettext_lazy("A partner belongs to the household"), required=False
    )
    partner_name = forms.CharField(
        label=gettext_lazy("The partner's name"), required=False, max_length=160
    )
    others_sharing = forms.IntegerField(
        label=gettext_lazy("Others who share the home without belonging to the household"),
        min_value=0,
        max_value=_MOST_OTHERS,
    )
    reason = forms.CharField(label=gettext_lazy("Why you change it"), max_length=LONGEST_REASON)

    def __init__(self, data: QueryDict | None, *, sheet: Sheet, number: int) -> None:
        home = sheet.application.household
        initial: dict[str, object] = {
            "month": home.month,
            "days": home.days,
            "has_partner": PARTNER_KEY in home.adults,
            "partner_name": sheet.names.get(PARTNER_KEY, ""),
            "others_sharing": home.others_sharing,
        }
        for index, child in enumerate(home.children):
            initial[f"days-{index}"] = (
                home.days_of_month if child.days_here is None else child.days_here
            )
            initial[f"lunch-{index}"] = child.lunch_served
        super().__init__(data, prefix="hushall", number=number, initial=initial)
        self._home = home
        for index, child in enumerate(home.children):
            said = {"name": sheet.names.get(child.key, "")}
            self.fields[f"days-{index}"] = forms.IntegerField(
                label=_("Days here: %(name)s") % said,
                help_text=_("0 takes the child out of the calculation."),
                min_value=0,
                max_value=31,
            )
            self.fields[f"lunch-{index}"] = forms.BooleanField(
                label=_("Gets lunch five days a week: %(name)s") % said, required=False
            )
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def household(self) -> Household:
        """Give the household. Raises ImpossibleHousehold."""
        values = self.cleaned_data
        month = values["month"].replace(day=1)
        whole = Household(month=month, adults=(APPLICANT_KEY,)).days_of_month
        children = tuple(
            Child(
                child.key,
                child.born_on,
                lunch_served=values[f"lunch-{index}"],
                days_here=None if values[f"days-{index}"] >= whole else values[f"days-{index}"],
            )
            for index, child in enumerate(self._home.children)
        )
        adults = (APPLICANT_KEY, PARTNER_KEY) if values["has_partner"] else (APPLICANT_KEY,)
        return Household(
            month=month,
            adults=adults,
            children=children,
            others_sharing=values["others_sharing"],
            days=None if values["days"] is None or values["days"] >= whole else values["days"],
        )

    def changed(self, sheet: Sheet) -> Sheet:
        """Give a sheet with this household. Raises ImpossibleHousehold."""
        names = {**sheet.names, PARTNER_KEY: self.cleaned_data["partner_name"]}
        if not self.cleaned_data["has_partner"]:
            del names[PARTNER_KEY]
        application = replace(sheet.application, household=self.household())
        return replace(sheet, application=application, names=names)


class EntryForm(NumberedForm):
    """Add a cost, an income or an asset by hand."""

    what = forms.ChoiceField(
        label=gettext_lazy("What to add"),
        error_messages={"required": gettext_lazy("Choose what to add.")},
    )
    whose = forms.ChoiceField(
        label=gettext_lazy("Whose"),
        error_messages={"required": gettext_lazy("Choose whose it is.")},
    )
    amount = MoneyField(
        label=gettext_lazy("Amount"),
        decimal_places=2,
        min_value=0,
        max_value=9_999_999,
        error_messages={"required": gettext_lazy("Write an amount.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why you add it"),
        help_text=_REASON,
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Say why you add it.")},
    )

    def __init__(
        self, data: QueryDict | None, *, people: Sequence[tuple[str, str]], number: int
    ) -> None:
        super().__init__(data, prefix="rad", number=number, initial={})
        what, whose = self.fields["what"], self.fields["whose"]
        assert isinstance(what, forms.ChoiceField)
        assert isinstance(whose, forms.ChoiceField)
        what.choices = [
            ("", _("Choose")),
            *(
                (
                    str(words.section(section)),
                    [(f"{start}:{one}", words.kind(one)) for one in kinds],
                )
                for start, section, kinds in words.ENTRIES
            ),
        ]
        whose.choices = [("", _("Choose")), *people]

    def said(self) -> dict[str, str]:
        """Give what was added, in words."""
        values = self.cleaned_data
        return {
            "what": words.kind(values["what"].partition(":")[2]),
            "amount": formats.amount(Money.from_kronor(values["amount"])),
            "reason": values["reason"].strip(),
        }

    def entry(self, *, children: Collection[str]) -> Entry:
        """Give what is added; an adult's cost is the household's."""
        values = self.cleaned_data
        start, _colon, kind = values["what"].partition(":")
        amount, person = Money.from_kronor(values["amount"]), values["whose"]
        said = values["reason"].strip()
        match start:
            case "cost":
                whose = person if person in children else ""
                return Cost(CostKind(kind), amount, person=whose, said=said, is_added=True)
            case "income":
                return Income(IncomeKind(kind), person, amount, said=said, is_added=True)
            case _:
                return Asset(AssetKind(kind), person, amount, said=said, is_added=True)


class AskingForm(forms.Form):
    """The days that the authorities are asked about, shown before the question is put."""

    use_required_attribute = False
    # Which question was on the page, 0 for none: a second press finds another one.
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    first = forms.DateField(
        label=gettext_lazy("Paid from"), widget=DateInput(), error_messages=_DAY
    )
    last = forms.DateField(
        label=gettext_lazy("Paid up to and including"), widget=DateInput(), error_messages=_DAY
    )

    def __init__(self, data: QueryDict | None, *, household: Household, number: int = 0) -> None:
        first = household.month.replace(day=1)
        last = first.replace(day=household.days_of_month)
        initial = {"first": first, "last": last, "number": number}
        super().__init__(data, prefix="fraga", initial=initial)

    def clean(self) -> None:
        """Refuse a period that ends before it begins, or that is longer than three months."""
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if isinstance(first, date) and isinstance(last, date):
            if last < first:
                self.add_error("last", _("The last day comes after the first."))
            elif (last - first).days > MOST_DAYS:
                self.add_error("last", _("Ask about three months at most: no more is needed."))
