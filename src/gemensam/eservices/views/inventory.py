"""The county's e-services for all to read: where an e-dialogue is possible, and the whole list."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gemensam.eservices import inventory
from gemensam.eservices import inventory_words as words
from gemensam.eservices.inventory import Line
from gemensam.eservices.inventory_rules import AREAS, is_most
from gemensam.identity.api import Request, public
from gemensam.organisations import api as organisations
from gemensam.ui import charts, spreadsheets
from gemensam.ui.filters import ChoiceFilter, Chosen, Filters, FlagFilter
from gemensam.ui.parts import Column, Figure, Lines, Link, Num, Row, Table, Tag
from gemensam.ui.show import show

MISSING = "brister"
STAGE_KINDS = {"idea": "off", "pre_study": "off", "pilot": "half", "operation": "ok"}


def filters(places: Sequence[organisations.Place]) -> Filters:
    """Give what the list can be narrowed by, in the address."""
    return Filters(
        [
            ChoiceFilter("kommun", _("Municipality"), [(one.slug, one.name) for one in places]),
            ChoiceFilter("omrade", _("Area"), _options(words.AREAS)),
            ChoiceFilter("steg", _("Stage"), _options(words.STAGES)),
            ChoiceFilter("vems", _("Whose"), _options(words.HOSTINGS)),
            FlagFilter(MISSING, _("Not quality-checked")),
        ]
    )


def _options(known: words.Words) -> list[tuple[str, str]]:
    return [(key, str(text)) for key, text in known.items()]


@public
@require_GET
def county(request: Request) -> HttpResponse:
    """Show where an e-dialogue is possible, by municipality and area, and every e-service."""
    lines, places = inventory.lines(), organisations.municipalities()
    known = filters(places)
    chosen = known.read(request.GET)
    shown = _narrowed(lines, chosen)
    by_place = _by_place(lines)
    most = sum(is_most(len(inventory.dialogue_areas(found))) for found in by_place.values())
    context = {
        "figures": [
            Figure(
                _("Municipalities with e-dialogue in most areas"),
                str(most),
                below=_("of %(count)s") % {"count": len(places)},
            )
        ],
        "chart": _chart(by_place),
        "matrix": _matrix(places, by_place),
        "chips": [
            (one.label, known.chips(one.name, chosen))
            for one in known.filters
            if isinstance(one, ChoiceFilter) and one.name != "kommun"
        ],
        "places": [(one.slug, one.name) for one in places],
        "chosen": chosen,
        "kept": [(key, value) for key, value in request.GET.items() if key != "kommun"],
        "place": chosen.text("kommun"),
        "is_missing": chosen.flag(MISSING),
        "table": _table(shown),
        "count": len(shown),
        "query": request.GET.urlencode(),
    }
    return show(request, "eservices/inventory.html", context)


@public
@require_GET
def give_out(request: Request, ending: str) -> HttpResponse:
    """Give the list, narrowed as the page is, as csv or xlsx."""
    if ending not in {"csv", "xlsx"}:
        raise Http404
    chosen = filters(organisations.municipalities()).read(request.GET)
    rows = [_heads(), *map(_cells, _narrowed(inventory.lines(), chosen))]
    if ending == "csv":
        return spreadsheets.as_csv("e-tjanster", rows)
    return spreadsheets.as_workbook("e-tjanster", {_("E-services"): rows})


def _narrowed(lines: Sequence[Line], chosen: Chosen) -> list[Line]:
    """Keep what the address asks for."""
    wanted = {name: chosen.text(name) for name in ("kommun", "omrade", "steg", "vems")}
    return [
        one
        for one in lines
        if wanted["kommun"] in {"", one.place.slug}
        and wanted["omrade"] in {"", one.service.area}
        and wanted["steg"] in {"", one.stage}
        and wanted["vems"] in {"", one.service.hosting}
        and not (chosen.flag(MISSING) and one.service.is_checked)
    ]


def _by_place(lines: Sequence[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for one in lines:
        found[one.place.code].append(one)
    return found


def _chart(by_place: dict[str, list[Line]]) -> charts.BarChart:
    areas = [inventory.dialogue_areas(found) for found in by_place.values()]
    counts = {area: sum(area in one for one in areas) for area in AREAS}
    return charts.BarChart(
        title=_("Municipalities with e-dialogue, by area"),
        points=[charts.Point(str(words.AREAS[one]), n, str(n)) for one, n in counts.items()],
        top=max(len(by_place), 1),
        label_head=_("Area"),
        value_head=_("Municipalities"),
    )


def _matrix(places: Sequence[organisations.Place], by_place: dict[str, list[Line]]) -> Table:
    yes, no = Tag(_("Yes"), "ok"), Num("–", muted=True)
    rows = []
    for place in places:
        areas = inventory.dialogue_areas(by_place.get(place.code, []))
        count = _("%(count)s of %(all)s") % {"count": len(areas), "all": len(AREAS)}
        rows.append(
            Row(
                [
                    Lines(place.name, "", f"?kommun={place.slug}#lista"),
                    *(yes if area in areas else no for area in AREAS),
                    Tag(count, "ok" if is_most(len(areas)) else "half" if areas else "off"),
                ]
            )
        )
    return Table(
        caption=_("Where an e-dialogue is possible"),
        columns=[
            Column(_("Municipality")),
            *(Column(str(words.AREAS[area])) for area in AREAS),
            Column(_("Areas")),
        ],
        rows=rows,
        show_caption=True,
    )


def _table(lines: Sequence[Line]) -> Table:
    return Table(
        caption=_("E-services"),
        columns=[
            Column(_("Municipality")),
            Column(_("E-service")),
            Column(_("Area")),
            Column(_("Whose")),
            Column(_("Stage")),
            Column(_("Quality-checked")),
        ],
        rows=[_row(one) for one in lines],
        empty_text=_("No e-service fits. Take away something of what you chose."),
    )


def href_of(one: Line) -> str:
    """Give where people use it: here, or where it lies."""
    if one.service.slug:
        return reverse("eservices:service", args=[one.place.slug, one.service.slug])
    return one.service.href


def missing_text(service: inventory.Listed) -> str:
    """Name the parts of the definition that are missing."""
    lacking = "; ".join(str(words.PARTS[part]).lower() for part in service.missing)
    return _("Missing: %(parts)s") % {"parts": lacking} if lacking else _("Every part is met")


def _row(one: Line) -> Row:
    service = one.service
    checked: Tag | Lines = Tag(_("Yes"), "ok")
    if not service.is_checked:
        checked = Lines(_("No"), missing_text(service))
    return Row(
        [
            one.place.name,
            Lines(service.title, service.about, href_of(one)),
            str(words.AREAS[service.area]),
            str(words.HOSTINGS[service.hosting]),
            Tag(str(words.STAGES[one.stage]), STAGE_KINDS[one.stage]),
            checked,
        ]
    )


def _heads() -> list[str]:
    return [
        *(_("Municipality"), _("E-service"), _("Area"), _("Whose"), _("Stage")),
        *(_("Quality-checked"), _("Missing"), _("Address")),
    ]


def _cells(one: Line) -> list[str]:
    return list(_cell_texts(one))


def _cell_texts(one: Line) -> Iterator[str]:
    service = one.service
    yield one.place.name
    yield service.title
    yield str(words.AREAS[service.area])
    yield str(words.HOSTINGS[service.hosting])
    yield str(words.STAGES[one.stage])
    yield _("Yes") if service.is_checked else _("No")
    yield "; ".join(str(words.PARTS[part]) for part in service.missing)
    yield href_of(one)


def crumbs(*more: Link) -> list[Link]:
    """Lead back to the county's list."""
    return [Link(_("E-services in the county"), reverse("inventory:county")), *more]
