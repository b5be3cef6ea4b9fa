"""Add and change projects: for the county body, and for associations on its behalf."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gemensam.identity.api import Request, logged_in
from gemensam.kernel.actor import Activity
from gemensam.organisations.api import OrganisationKind
from gemensam.programme import county, policy
from gemensam.programme import words_projects as words
from gemensam.programme.actions import projects as actions
from gemensam.programme.forms_projects import ProjectForm, UnderForm
from gemensam.programme.kinds_projects import (
    ParticipantsKnown,
    ProjectKind,
    RiskState,
    UseStage,
)
from gemensam.programme.pages import projects as pages
from gemensam.programme.queries import projects as queries
from gemensam.programme.views.projects_names import names_of
from gemensam.tenancy.context import tenant_context
from gemensam.ui.filters import ChoiceFilter, Chosen, Filters
from gemensam.ui.parts import Link
from gemensam.ui.show import conflict, go_on, show

PLAN = "plan_2013_2015"
# Organisations that lead projects.
LEADING = (
    OrganisationKind.COUNTY_BODY,
    OrganisationKind.ASSOCIATION,
    OrganisationKind.MUNICIPALITY,
    OrganisationKind.REGION,
)
# What is written under a project: the word in the address, its heading, and the button's text.
SECTIONS = {
    "lage": (gettext_noop("How far it has come"), gettext_noop("Say how far")),
    "text": (gettext_noop("Work and findings"), gettext_noop("Add")),
    "leverans": (gettext_noop("Deliveries and milestones"), gettext_noop("Add")),
    "risk": (gettext_noop("Risks"), gettext_noop("Add")),
    "intressent": (gettext_noop("Who else is involved"), gettext_noop("Add")),
}


@dataclass(frozen=True, slots=True)
class Select:
    """A filter drawn as a list to choose from."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    current: str


def selects(filters: Filters, chosen: Chosen) -> list[Select]:
    """Draw the filters of a list as lists to choose from."""
    return [
        Select(one.name, one.label, one.options, chosen.text(one.name))
        for one in filters.filters
        if isinstance(one, ChoiceFilter)
    ]


def _form(
    request: Request,
    *,
    key: str = "",
    initial: dict[str, object] | None = None,
) -> ProjectForm:
    names = names_of()
    with county.context():
        projects = [
            (row.key, f"{row.name} ({row.year})") for row in queries.every() if row.key != key
        ]
    return ProjectForm(
        request.POST if request.method == "POST" else None,
        bodies=[(str(b.id), b.short_name) for b in names.bodies.values() if b.kind in LEADING],
        places=[(str(p.organisation_id), p.name) for p in names.places.values()],
        activities=list(names.activities.items()),
        projects=projects,
        initial=initial,
    )


def _words(form: ProjectForm, *, continues: str = "") -> actions.ProjectWords:
    given = form.cleaned_data
    return actions.ProjectWords(
        name=given["name"],
        year=given["year"],
        kind=ProjectKind(given["kind"]),
        lead_organisation_id=form.lead_id,
        activity_key=given["activity"],
        summary=given["summary"],
        source=given["source"],
        participants_known=ParticipantsKnown(given["participants_known"]),
        participants=form.named,
        parent_key=given["parent"],
        continues_key=continues,
    )


@logged_in
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Write down a new project."""
    policy.ensure_projects(
        request.actor, Activity.WRITE, now=request.now, request_id=request.request_id
    )
    form = _form(
        request,
        initial={
            "year": timezone.localdate(request.now).year,
            "participants_known": ParticipantsKnown.LISTED,
        },
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            key = actions.add_project(
                actor=request.actor, words=_words(form), plan_key=PLAN, now=request.now
            )
            messages.success(request, _("The project is written down."))
            return go_on(request, reverse("programme:project_edit", args=[key]))
        status = 422
    context = {"form": form, "title": _("Add a project"), "crumbs": _crumbs(_("Add a project"))}
    return show(request, "programme/project_form.html", context, status=status)


def _crumbs(here: str, *between: Link) -> list[Link]:
    return [Link(_("Projects"), reverse("programme:projects")), *between, Link(here)]


def _whole(request: Request, key: str) -> queries.ProjectWhole:
    owner = policy.ensure_projects(
        request.actor, Activity.WRITE, now=request.now, request_id=request.request_id
    )
    with tenant_context(owner):
        whole = queries.one(key)
    if whole is None:
        raise Http404
    return whole


@logged_in
@require_http_methods(["GET", "POST"])
def change(request: Request, key: str) -> HttpResponse:
    """Change what a project is, who leads and who takes part."""
    whole = _whole(request, key)
    row = whole.row
    form = _form(
        request,
        key=key,
        initial={
            "name": row.name,
            "year": row.year,
            "kind": row.kind,
            "lead": str(row.lead_id or ""),
            "activity": row.activity_key,
            "parent": whole.parent.key if whole.parent else "",
            "summary": whole.summary,
            "source": row.source,
            "participants_known": row.participants_known,
            "participants": [str(one) for one in row.participants],
        },
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            return _change(request, whole, form)
        status = 422
    there = Link(row.name, reverse("programme:project_edit", args=[key]), lang="sv")
    context = {
        "form": form,
        "title": _("Change the project"),
        "version": request.POST.get("version", whole.version),
        "crumbs": _crumbs(_("Change"), there),
    }
    return show(request, "programme/project_form.html", context, status=status)


def _change(request: Request, whole: queries.ProjectWhole, form: ProjectForm) -> HttpResponse:
    version = request.POST.get("version", "")
    key = whole.row.key
    edit = reverse("programme:project_edit", args=[key])
    try:
        actions.change_project(
            actor=request.actor,
            key=key,
            version=int(version) if version.isdecimal() else 0,
            words=_words(form, continues=whole.continues.key if whole.continues else ""),
            now=request.now,
        )
    except actions.ProjectChangedMeanwhile:
        return conflict(
            request,
            _("Somebody else has changed the project meanwhile. Nothing of yours is saved."),
            Link(_("To the project as it is now"), edit),
        )
    messages.success(request, _("The project is changed."))
    return go_on(request, edit)


@logged_in
@require_GET
def edit(request: Request, key: str) -> HttpResponse:
    """Show a project with everything that can be added, marked and taken away."""
    return _edit_page(request, _whole(request, key), None, status=200)


def _edit_page(
    request: Request, whole: queries.ProjectWhole, wrong: UnderForm | None, *, status: int
) -> HttpResponse:
    names = names_of()
    places = [(str(p.organisation_id), p.name) for p in names.places.values()]
    sections = [
        {
            "what": what,
            "title": _(title),
            "button": _(button),
            "form": wrong if wrong and wrong.what == what else UnderForm(what, places=places),
        }
        for what, (title, button) in SECTIONS.items()
    ]
    page = pages.build(whole, names)
    context = {
        "page": page,
        "sections": sections,
        "wrong": wrong,
        "stages": [("", _("Not stated")), *((str(k), _(v)) for k, v in words.STAGE_WORDS.items())],
        "today": timezone.localdate(request.now),
        "crumbs": _crumbs(
            _("Work with the project"),
            Link(page.plain_name, reverse("programme:project", args=[page.key]), lang="sv"),
        ),
    }
    return show(request, "programme/project_edit.html", context, status=status)


@logged_in
@require_POST
def add_under(request: Request, key: str, what: str) -> HttpResponse:
    """Write something down under a project."""
    whole = _whole(request, key)
    if what not in SECTIONS:
        raise Http404
    places = [(str(p.organisation_id), p.name) for p in names_of().places.values()]
    form = UnderForm(what, request.POST, places=places)
    if not form.is_valid():
        return _edit_page(request, whole, form, status=422)
    _write_under(request, key, form)
    messages.success(request, _("It is written down."))
    return go_on(request, reverse("programme:project_edit", args=[key]) + f"#{what}")


def _write_under(request: Request, key: str, form: UnderForm) -> None:
    actor, now = request.actor, request.now
    said = actions.Addition(
        text=form.value("text"),
        municipality_id=form.municipality_id,
        when=form.value("when"),
        more=form.value("more"),
        link=form.value("link"),
    )
    match form.what:
        case "text":
            actions.add_note(actor=actor, key=key, kind=form.note_kind, said=said, now=now)
        case "leverans":
            kind = form.delivery_kind
            actions.add_delivery(actor=actor, key=key, kind=kind, said=said, now=now)
        case "risk":
            actions.add_risk(actor=actor, key=key, said=said, now=now)
        case "intressent":
            actions.add_stakeholder(actor=actor, key=key, group=form.group, said=said, now=now)
        case _:
            actions.say_status(actor=actor, key=key, state=form.state, said=said, now=now)


@logged_in
@require_POST
def mark(request: Request, key: str, what: str, row_id: UUID) -> HttpResponse:
    """Mark a delivery, a risk or a participant's stage; or take a row away."""
    _whole(request, key)
    if not _mark(request, key, what, row_id):
        return conflict(
            request,
            _("It is no longer there: somebody else has taken it away."),
            Link(_("To the project as it is now"), reverse("programme:project_edit", args=[key])),
        )
    messages.success(request, _("It is done."))
    return go_on(request, reverse("programme:project_edit", args=[key]))


def _mark(request: Request, key: str, what: str, row_id: UUID) -> bool:
    actor, now, value = request.actor, request.now, request.POST.get("value", "")
    if value == "bort" and what in actions.REMOVABLE:
        return actions.remove(actor=actor, key=key, what=what, row_id=row_id, now=now)
    match what, value:
        case "leverans", "levererad" | "inte":
            day = timezone.localdate(now) if value == "levererad" else None
            return actions.mark_delivered(
                actor=actor, key=key, delivery_id=row_id, delivered_on=day, now=now
            )
        case "risk", "OPEN" | "HANDLED":
            state = RiskState(value)
            return actions.mark_risk(actor=actor, key=key, risk_id=row_id, state=state, now=now)
        case "deltagare", "" | "PREPARING" | "PILOT" | "BROAD_USE":
            stage = UseStage(value) if value else None
            return actions.set_stage(
                actor=actor, key=key, municipality_id=row_id, stage=stage, now=now
            )
    raise Http404


@logged_in
@require_POST
def go_on_next_year(request: Request, key: str) -> HttpResponse:
    """Let a project go on as a new one the next year."""
    _whole(request, key)
    new = actions.continue_project(actor=request.actor, key=key, now=request.now)
    messages.success(
        request, _("The project goes on the next year. Change here what is different.")
    )
    return go_on(request, reverse("programme:project_edit", args=[new]))


urlpatterns = [
    path("program/projekt/nytt/", add, name="project_add"),
    path("program/projekt/<slug:key>/", edit, name="project_edit"),
    path("program/projekt/<slug:key>/andra/", change, name="project_change"),
    path("program/projekt/<slug:key>/nasta-ar/", go_on_next_year, name="project_continue"),
    path("program/projekt/<slug:key>/<slug:what>/", add_under, name="project_under"),
    path("program/projekt/<slug:key>/<slug:what>/<uuid:row_id>/", mark, name="project_mark"),
]
