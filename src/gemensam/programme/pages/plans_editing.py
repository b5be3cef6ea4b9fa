"""The forms of plans and activities as drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BaseForm, BaseFormSet
from django.urls import reverse
from django.utils.translation import gettext as _

from gemensam.programme.forms_plans import ActivityForm, CostForm, MilestoneForm
from gemensam.programme.pages import plans_words as words
from gemensam.programme.queries.plans import PlanWithRevision
from gemensam.programme.rules import plans
from gemensam.ui.form_markup import FieldError, errors_of


@dataclass(frozen=True, slots=True)
class ActivityForms:
    """The forms of one activity's page."""

    main: ActivityForm
    costs: "BaseFormSet[CostForm]"
    milestones: "BaseFormSet[MilestoneForm]"

    def is_valid(self) -> bool:
        # Each is asked, so that all that must be mended is shown at once.
        return all([self.main.is_valid(), self.costs.is_valid(), self.milestones.is_valid()])

    @property
    def errors(self) -> Sequence[FieldError]:
        """Every error of the page in order."""
        forms: list[BaseForm] = [self.main, *self.costs, *self.milestones]
        return list(errors_of(forms)) if self.main.is_bound else ()


@dataclass(frozen=True, slots=True)
class PlanFormPage:
    """Where the form is sent, and what it is about."""

    title: str
    action: str
    base: int
    is_new: bool
    back_href: str
    back_text: str


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """One activity's form."""

    heading: str
    plan_title: str
    forms: ActivityForms
    errors: Sequence[FieldError]
    base: int
    is_new: bool
    action: str
    back_href: str
    kept: Sequence[tuple[str, Sequence[str]]]


def plan_form_page(found: PlanWithRevision | None) -> PlanFormPage:
    """Give the frame of a plan's form."""
    if found is None:
        return PlanFormPage(
            title=_("New plan"),
            action=reverse("programme:plan_new"),
            base=0,
            is_new=True,
            back_href=reverse("programme:plans_work"),
            back_text=_("The plans"),
        )
    key = found.plan.key
    return PlanFormPage(
        title=_("Name, years and ambition"),
        action=reverse("programme:plan_edit", args=[key]),
        base=found.current,
        is_new=False,
        back_href=reverse("programme:plan_work", args=[key]),
        back_text=found.plan.title,
    )


def activity_page(
    found: PlanWithRevision, before: plans.PlanActivity, forms: ActivityForms
) -> ActivityPage:
    """Give the frame of an activity's form; what the form does not ask for is shown as kept."""
    key = found.plan.key
    is_new = not before.key
    return ActivityPage(
        heading=_("New activity") if is_new else f"{before.number} {before.name}",
        plan_title=found.plan.title,
        forms=forms,
        errors=forms.errors,
        base=found.current,
        is_new=is_new,
        action=reverse("programme:activity_new", args=[key])
        if is_new
        else reverse("programme:activity_edit", args=[key, before.key]),
        back_href=reverse("programme:plan_work", args=[key]),
        kept=_kept(before),
    )


def _kept(one: plans.PlanActivity) -> list[tuple[str, list[str]]]:
    dated = [f"{text.year}: {text.text}" for text in (one.goal, one.target) if text is not None]
    found = [
        (_("Background"), [words.sentence(text) for text in one.background]),
        (_("Goal and target picture"), dated),
        (_("Measured by"), list(one.indicators)),
        (_("Resources"), [words.resource(line) for line in one.resources]),
        (_("Condition"), [words.sentence(one.condition)] if one.condition else []),
        (_("Comment"), [words.sentence(one.comment)] if one.comment else []),
    ]
    return [(term, texts) for term, texts in found if texts]
