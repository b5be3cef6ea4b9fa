"""Pages that belong to no single domain: sources, the tour, help, accessibility, privacy."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gemensam.identity.api import Request, personas, public
from gemensam.portal import sources, tour
from gemensam.portal.walk.alarm_unit import AlarmUnit, NoAnswer, Refused
from gemensam.ui import parts
from gemensam.ui.filters import ChoiceFilter, Filters
from gemensam.ui.show import show

STATUS_KIND = {"finns": "ok", "delvis": "half", "saknas": "off"}


def _filters() -> Filters:
    return Filters(
        filters=(
            ChoiceFilter(
                "status",
                _("Status"),
                (("finns", _("In place")), ("delvis", _("In part")), ("saknas", _("Missing"))),
            ),
            ChoiceFilter("omrade", _("Area"), tuple(sources.AREAS.items())),
            ChoiceFilter(
                "kalla", _("Source"), tuple((one.key, one.title) for one in sources.sources())
            ),
        )
    )


def _page_link(name: str) -> parts.Link:
    """Link to a page when its address needs nothing more; else name it, and how to get there."""
    for arguments in ({}, {"municipality": "munkedal"}):
        try:
            return parts.Link(text=name, href=reverse(name, kwargs=arguments))
        except NoReverseMatch:
            continue
    return parts.Link(text=name, href="")


def _status_names() -> dict[str, str]:
    return {"finns": _("In place"), "delvis": _("In part"), "saknas": _("Missing")}


def _by_area(rows: Sequence[sources.Requirement]) -> list[dict[str, object]]:
    """Sort requirements under their areas; an area without any is left out."""
    titles = {one.key: one.title for one in sources.sources()}
    names = _status_names()
    shown: dict[str, list[dict[str, object]]] = {area: [] for area in sources.AREAS}
    for one in rows:
        shown[one.area].append(
            {
                "requirement": one,
                "tag": parts.Tag(names[one.status], STATUS_KIND[one.status], box=True),
                "sources": [titles[key] for key in one.sources],
                "pages": [_page_link(page) for page in one.pages],
            }
        )
    return [{"name": sources.AREAS[area], "rows": lines} for area, lines in shown.items() if lines]


@public
@require_GET
def from_source_to_function(request: Request) -> HttpResponse:
    """Show every requirement of the five documents, what meets it, and how far it has come."""
    filters = _filters()
    chosen = filters.read(request.GET)
    everything = sources.requirements()
    rows = [
        one
        for one in everything
        if chosen.text("status") in ("", one.status)
        and chosen.text("omrade") in ("", one.area)
        and (not chosen.text("kalla") or chosen.text("kalla") in one.sources)
    ]
    counts: dict[str, int] = {
        status: sum(one.status == status for one in everything) for status in sources.STATUSES
    }
    names = _status_names()
    return show(
        request,
        "portal/sources.html",
        {
            "groups": _by_area(rows),
            "found": len(rows),
            "total": len(everything),
            "figures": [
                parts.Figure(names[status], str(counts[status]), _("of %d") % len(everything))
                for status in sources.STATUSES
            ],
            "chosen": chosen,
            "status_chips": filters.chips("status", chosen, counts),
            "area_chips": filters.chips("omrade", chosen),
            "source_chips": filters.chips("kalla", chosen),
        },
    )


@public
@require_GET
def guided_tour(request: Request) -> HttpResponse:
    """Lead through the main job by hand, person by person. Only the demo has the people."""
    if not settings.GEMENSAM_DEMO:
        raise Http404
    names = {one.key: one for one in personas()}
    steps = [
        {"step": step, "persona": names.get(step.persona), "number": number}
        for number, step in enumerate(tour.STEPS, start=1)
    ]
    return show(request, "portal/tour.html", {"steps": steps})


PROSE = {"hjalp": "help", "om/tillganglighet": "accessibility", "om/integritet": "privacy"}


@public
@require_GET
def prose(request: Request, page: str) -> HttpResponse:
    """Show a page that is only text, in the reader's language."""
    language = "en" if (get_language() or "").startswith("en") else "sv"
    return show(
        request,
        f"portal/prose/{PROSE[page]}.html",
        {"body": f"portal/prose/{PROSE[page]}.{language}.html"},
    )


class ButtonForm(forms.Form):
    """Which alarm unit does what. Numbers only, as the wire wants them."""

    cid = forms.RegexField(
        r"^\d{1,16}$",
        label=gettext_lazy("The alarm unit's number"),
        error_messages={"invalid": gettext_lazy("The number has 1 to 16 digits.")},
    )
    what = forms.ChoiceField(choices=[(one, one) for one in ("press", "test", "heartbeat")])


@public
@require_http_methods(["GET", "POST"])
def alarm_button(request: Request) -> HttpResponse:
    """Press an alarm button in the demo: real SIP from here to the receiver, and what it said."""
    if not settings.GEMENSAM_DEMO:
        raise Http404
    if request.method == "GET":
        form = ButtonForm(initial={"cid": request.GET.get("cid", "")})
        return show(request, "portal/alarm_button.html", {"form": form})
    form = ButtonForm(request.POST)
    if not form.is_valid():
        return show(request, "portal/alarm_button.html", {"form": form}, status=422)
    host, port = settings.ENVIRONMENT.host, settings.ENVIRONMENT.sip_port
    answer, problem = None, ""
    try:
        with AlarmUnit(form.cleaned_data["cid"], host, port) as unit:
            answer = getattr(unit, form.cleaned_data["what"])()
    except (NoAnswer, Refused, OSError) as error:
        problem = str(error)
    return show(
        request,
        "portal/alarm_button.html",
        {"form": form, "answer": answer, "problem": problem, "what": form.cleaned_data["what"]},
    )


def url_names() -> set[str]:
    """Give every URL name with its namespace, for the test that no named page is missing."""
    names: set[str] = set()

    def walk(resolver: object, prefix: str) -> None:
        for pattern in getattr(resolver, "url_patterns", []):
            namespace = getattr(pattern, "namespace", None)
            if hasattr(pattern, "url_patterns"):
                walk(pattern, f"{prefix}{namespace}:" if namespace else prefix)
            elif getattr(pattern, "name", None):
                names.add(f"{prefix}{pattern.name}")

    walk(get_resolver(), "")
    return names
