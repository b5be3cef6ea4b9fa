"""Forms in and out as files: our own format, and FHIR's Questionnaire."""

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import yaml
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.questionnaires import policy
from gemensam.questionnaires.designer import drafts, showing, unreadable
from gemensam.questionnaires.designer.listing import show_list
from gemensam.questionnaires.designer.views import address, opened, slug_of
from gemensam.questionnaires.rules import fhir, schema_json
from gemensam.questionnaires.rules.reading import Unreadable
from gemensam.questionnaires.rules.schema import FormSchema
from gemensam.ui.show import go_on

# A form of 300 questions in several languages is a tenth of it.
LARGEST: Final = 2 * 1024 * 1024
MOST_TOLD: Final = 20
# As somebody reads it: what something is before what is said of it, and what stands in it last.
_FIRST: Final = ("format", "key", "id", "kind", "title", "label", "sv")
_LAST: Final = ("choices", "fields", "groups", "pages", "tables", "tests")


class FileForm(forms.Form):
    """A form as a file."""

    file = forms.FileField(
        label=gettext_lazy("A form as a file"),
        help_text=gettext_lazy("YAML or JSON from here, or a FHIR R4 Questionnaire."),
    )

    def clean_file(self) -> tuple[FormSchema, list[Any]]:
        """Read the file; what cannot be carried comes along as a list."""
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MB, which no form is."))
        try:
            # JSON is YAML, too.
            data = _without_aliases(sent.read().decode("utf-8"))
            if isinstance(data, dict) and "resourceType" in data:
                return fhir.from_questionnaire(data)
            return schema_json.read(data), []
        except Unreadable as error:
            told = _("The form cannot be read: %(why)s") % {"why": unreadable.in_words(error)}
            raise forms.ValidationError(told) from error
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise forms.ValidationError(_no_file_of_ours(error)) from error


def _no_file_of_ours(error: Exception) -> str:
    """Say that a file is of another sort, and where it ceases to be of ours."""
    told = _("The file is neither YAML nor JSON. Choose another.")
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    if mark is None:
        return told
    place = _("It ceases to be at line %(line)s, letter %(column)s.")
    return f"{told} {place % {'line': mark.line + 1, 'column': mark.column + 1}}"


def _without_aliases(text: str) -> Any:
    """Read YAML that repeats nothing by reference: a few letters could stand for gigabytes."""
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
        raise forms.ValidationError(_("The file repeats parts by reference (*), write them out."))
    return yaml.safe_load(text)


@logged_in
@require_POST
def take_in(request: Request) -> HttpResponse:
    """Begin a form from a file."""
    policy.ensure_forms(request.actor, Activity.WRITE, now=request.now)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_list(request, file=form)
    schema, lost = form.cleaned_data["file"]
    draft_id = drafts.begin(
        actor=request.actor,
        key=f"{slug_of(request)}_{schema.key}"[:50],
        content=schema_json.write(schema),
        now=request.now,
    )
    for one in lost[:MOST_TOLD]:
        messages.warning(request, _("Not carried over: %(what)s") % {"what": str(one)})
    if len(lost) > MOST_TOLD:
        more = len(lost) - MOST_TOLD
        messages.warning(request, _("… and %(count)s more.") % {"count": more})
    return go_on(request, address(draft_id))


@logged_in
@require_GET
def give_out(request: Request, draft_id: UUID) -> HttpResponse:
    """Give a form as a file; `?fhir` as a FHIR R4 Questionnaire."""
    policy.ensure_forms(request.actor, Activity.READ, now=request.now)
    draft = opened(draft_id)
    state = showing.working(draft.content)
    data = _in_order(draft.content)
    name = f"{draft.key}.json"
    if "fhir" in request.GET and state.schema is not None:
        url = f"urn:gemensam:questionnaire:{draft.key}"
        data, _lost = fhir.to_questionnaire(state.schema, version=str(draft.step), url=url)
        data["status"] = "draft"
        name = f"{draft.key}.fhir.json"
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _in_order(data: Any) -> Any:
    """Give data in an order that is good to read: the database keeps none."""
    if isinstance(data, list | tuple):
        return [_in_order(one) for one in data]
    if not isinstance(data, Mapping):
        return data
    order = [name for name in _FIRST if name in data]
    order += [name for name in data if name not in _FIRST + _LAST]
    return {name: _in_order(data[name]) for name in (*order, *(n for n in _LAST if n in data))}
