"""Definitions: listed, read with their versions, changed as text, previewed for all before saving."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity, InformationClass
from gemensam.programme import policy
from gemensam.programme.actions import indicators as actions
from gemensam.programme.forms_indicators import DefinitionsForm
from gemensam.programme.pages import indicators as pages
from gemensam.programme.pages import shown
from gemensam.programme.queries import indicators
from gemensam.programme.queries import indicators_definitions as queries
from gemensam.programme.rules.indicators_periods import last_month
from gemensam.programme.rules.indicators_yaml import HEAD, Recipe, WrongDefinition
from gemensam.programme.views import indicators_api, indicators_values
from gemensam.tenancy.context import tenant_context
from gemensam.ui.parts import Link, Table
from gemensam.ui.show import conflict, go_on, show

UNPROCESSABLE = 422


@logged_in
@require_GET
def definitions_page(request: Request) -> HttpResponse:
    """List every definition; take in a text with several."""
    owner = policy.ensure_programme(request, InformationClass.PROGRAMME)
    with tenant_context(owner):
        found = queries.recipes()
    return show(
        request,
        "programme/indicators_definitions.html",
        {
            "table": pages.definitions(found.values()),
            "form": DefinitionsForm(),
            "may_write": policy.may_plan(request.actor, Activity.WRITE, now=request.now),
        },
    )


@logged_in
@require_GET
def definition_page(request: Request, indicator_id: str) -> HttpResponse:
    """Show a definition as text, with its versions."""
    owner = policy.ensure_programme(request, InformationClass.PROGRAMME)
    with tenant_context(owner):
        try:
            recipe = queries.recipe(indicator_id)
        except queries.NoSuchIndicator as error:
            raise Http404 from error
        saved = queries.versions(indicator_id)
    text = HEAD + "".join(f"  {line}" for line in recipe.text.splitlines(keepends=True))
    return show(
        request,
        "programme/indicators_definition.html",
        {
            "name": shown.said(recipe.definition.name),
            "recipe": recipe,
            "form": DefinitionsForm(initial={"text": text}),
            "versions": pages.versions(saved) if saved else None,
            "may_write": policy.may_plan(request.actor, Activity.WRITE, now=request.now),
        },
    )


@dataclass(frozen=True, slots=True)
class Preview:
    """What a text would change: each indicator's figures of the last month, for all of them."""

    tables: Sequence[Table]
    digest: str
    text: str


@logged_in
@require_POST
def preview(request: Request) -> HttpResponse:
    """Check a text and show what it would do to the last month's figures. Nothing is saved."""
    owner = policy.ensure_county_list(request, Activity.WRITE, InformationClass.PROGRAMME)
    form = DefinitionsForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, None)
    text = form.cleaned_data["text"]
    with tenant_context(owner):
        try:
            news = actions.changed(text)
        except WrongDefinition as wrong:
            return _refused(request, form, pages.faults(wrong.faults))
        found = _preview(request, news, text)
    return show(request, "programme/indicators_preview.html", {"page": found})


def _preview(request: Request, news: Sequence[Recipe], text: str) -> Preview:
    starts_on, ends_on = last_month(timezone.localdate(request.now))
    known = queries.recipes()
    before = indicators.of_recipes(
        [known[one.id] for one in news if one.id in known], starts_on=starts_on, ends_on=ends_on
    )
    after = indicators.of_recipes(news, starts_on=starts_on, ends_on=ends_on)
    return Preview(
        [pages.preview(before.get(key), figures) for key, figures in after.items()],
        actions.digest_of(news),
        text,
    )


def _refused(request: Request, form: DefinitionsForm, faults: Table | None) -> HttpResponse:
    return show(
        request,
        "programme/indicators_definition.html",
        {"name": _("What has to be mended"), "form": form, "faults": faults, "may_write": True},
        status=UNPROCESSABLE,
    )


@logged_in
@require_POST
def save(request: Request) -> HttpResponse:
    """Save what was previewed, as new versions."""
    owner = policy.ensure_county_list(request, Activity.WRITE, InformationClass.PROGRAMME)
    form = DefinitionsForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, None)
    with tenant_context(owner):
        try:
            count = actions.save_definitions(
                actor=request.actor,
                text=form.cleaned_data["text"],
                previewed=request.POST.get("digest", ""),
                now=request.now,
            )
        except WrongDefinition as wrong:
            return _refused(request, form, pages.faults(wrong.faults))
        except actions.NotAsPreviewed:
            return conflict(
                request,
                _("The definitions are not as they were previewed. Nothing was saved."),
                Link(_("Definitions"), reverse("programme:definitions")),
            )
    said = ngettext("%(count)s definition is saved.", "%(count)s definitions are saved.", count)
    messages.success(request, said % {"count": count})
    return go_on(request, reverse("programme:definitions"))


urlpatterns = [
    path("program/indikatorer/", definitions_page, name="definitions"),
    path("program/indikatorer/forhandsgranska/", preview, name="definitions_preview"),
    path("program/indikatorer/spara/", save, name="definitions_save"),
    path("program/indikatorer/<slug:indicator_id>/", definition_page, name="definition"),
    *indicators_values.urlpatterns,
    *indicators_api.urlpatterns,
]
