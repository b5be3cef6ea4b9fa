"""Who takes part in projects and who is never named: map, sizes, and every municipality."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gemensam.organisations.api import Place
from gemensam.programme import shipped
from gemensam.programme.map import Fill
from gemensam.programme.pages import map_svg, shown
from gemensam.programme.queries.projects import Named
from gemensam.programme.rules.projects import (
    Lens,
    MunicipalityPart,
    Participation,
    SizeClass,
)
from gemensam.ui import formats
from gemensam.ui.parts import Column, Figure, Lines, Link, Num, Row, Table, Working

# Shades for nought named (when all is known), one, two, three and more projects.
SHADES = (Fill.STEP_1, Fill.STEP_2, Fill.STEP_3, Fill.STEP_4, Fill.STEP_5)


@dataclass(frozen=True, slots=True)
class LensPage:
    """Everything on the page."""

    name: str
    figures: Sequence[Figure]
    unknown_note: str
    view_box: str
    areas: SafeString
    key: Sequence[tuple[str, str]]
    sizes: Table
    table: Table
    workings: Sequence[Working]
    population_note: str
    years: Sequence[Link]
    csv_href: str


def build(
    found: Lens,
    places: Mapping[UUID, Place],
    names: Mapping[UUID, Named],
    *,
    years: Sequence[Link],
    population_day: str,
    csv_href: str,
) -> LensPage:
    """Put the lens together."""
    return LensPage(
        name=_("Who takes part in projects"),
        figures=_figures(found),
        unknown_note=_unknown_note(found),
        view_box=map_svg.view_box(),
        areas=_areas(found, places),
        key=_key(found),
        sizes=_sizes(found),
        table=_table(found, places, names),
        workings=shown.workings(found.workings),
        population_note=_("Inhabitants as of %(day)s, the latest day known for every municipality.")
        % {"day": population_day},
        years=years,
        csv_href=csv_href,
    )


def _figures(found: Lens) -> list[Figure]:
    of = _("of %(count)s") % {"count": len(found.parts)}
    return [
        Figure(_("Municipalities that a project names"), str(found.named), of),
        Figure(
            _("Municipalities that no project names"),
            str(len(found.parts) - found.named),
            of,
            _("Unknown whether they took part")
            if found.projects_unknown
            else _("Every project's participants are known"),
        ),
        Figure(
            _("Projects whose participants are unknown"),
            str(found.projects_unknown),
            _("of %(count)s") % {"count": found.projects_listed + found.projects_unknown},
            _("Sub-projects are counted, and not their whole as well"),
        ),
    ]


def _unknown_note(found: Lens) -> str:
    if not found.projects_unknown:
        return ""
    return ngettext(
        "One project has unknown participants. So nobody can be said to have been away: who is not"
        " named is shown as unknown.",
        "%(count)d projects have unknown participants. So nobody can be said to have been away: who"
        " is not named is shown as unknown.",
        found.projects_unknown,
    ) % {"count": found.projects_unknown}


def _fill(part: MunicipalityPart) -> Fill:
    if part.state is Participation.UNKNOWN:
        return Fill.HATCHED
    return SHADES[min(len(part.projects), len(SHADES) - 1)]


def _part_words(part: MunicipalityPart) -> str:
    match part.state:
        case Participation.NAMED:
            count = len(part.projects)
            return ngettext("one project", "%(count)d projects", count) % {"count": count}
        case Participation.UNKNOWN:
            return _("unknown")
        case Participation.NOT_NAMED:
            return _("no project")


def _areas(found: Lens, places: Mapping[UUID, Place]) -> SafeString:
    shapes = shipped.county_map().shapes
    return map_svg.areas(
        (
            place.code,
            place.name,
            _part_words(part),
            reverse("programme:projects") + f"?kommun={place.slug}",
            _fill(part).value,
        )
        for part in found.parts
        if (place := places[part.municipality_id]).code in shapes
    )


def _key(found: Lens) -> list[tuple[str, str]]:
    key = [
        ("q2", _("one project")),
        ("q3", _("two")),
        ("q4", _("three")),
        ("q5", _("four or more")),
    ]
    if found.projects_unknown:
        return [*key, ("q0", _("unknown"))]
    return [("q1", _("no project")), *key]


def _rate(projects: int, inhabitants: int) -> str:
    part = MunicipalityPart(
        UUID(int=0), inhabitants, (UUID(int=0),) * projects, Participation.NAMED
    )
    return hundredths(part.hundredths_per_inhabitants)


def hundredths(value: int | None) -> str:
    """Write hundredths with two decimals; unknown inhabitants give no rate."""
    if value is None:
        return _("Inhabitants unknown")
    return shown.digits(f"{value // 100},{value % 100:02}")


def _size_words(one: SizeClass) -> str:
    if one.ends_at is None:
        return _("%(from)s or more") % {"from": formats.number(one.starts_at)}
    if one.starts_at == 0:
        return _("Under %(to)s") % {"to": formats.number(one.ends_at)}
    return _("%(from)s up to %(to)s") % {
        "from": formats.number(one.starts_at),
        "to": formats.number(one.ends_at),
    }


def _at_least(text: str, found: Lens) -> str:
    """Say in a column's head that its numbers are the least: some participants are unknown."""
    return _("%(what)s, at least") % {"what": text} if found.projects_unknown else text


def _sizes(found: Lens) -> Table:
    return Table(
        caption=_("Named in projects, by the municipality's size"),
        columns=[
            Column(_("Inhabitants")),
            Column(_("Municipalities"), num=True),
            Column(_at_least(_("Named"), found), num=True),
            Column(_at_least(_("Places in projects"), found), num=True),
            Column(_at_least(_("Per 10 000 inhabitants"), found), num=True),
        ],
        rows=[
            Row(
                [
                    _size_words(one),
                    Num(str(one.municipalities)),
                    Num(_("%(part)d of %(whole)d") % {
                        "part": one.named, "whole": one.municipalities
                    }),
                    Num(str(one.projects)),
                    Num(_rate(one.projects, one.inhabitants)),
                ]
            )
            for one in found.sizes
        ],
    )  # fmt: skip


def _table(found: Lens, places: Mapping[UUID, Place], names: Mapping[UUID, Named]) -> Table:
    return Table(
        caption=_("Every municipality"),
        columns=[
            Column(_("Municipality")),
            Column(_("Sub-region")),
            Column(_("Projects")),
            Column(_("Inhabitants"), num=True),
            Column(_at_least(_("Per 10 000 inhabitants"), found), num=True),
        ],
        rows=[
            _row(part, places[part.municipality_id], names)
            # Who is named most comes first; those who are not stand in Swedish order below.
            for part in sorted(found.parts, key=lambda each: -len(each.projects))
        ],
        id="kommunerna",
    )


def _row(part: MunicipalityPart, place: Place, names: Mapping[UUID, Named]) -> Row:
    told = [f"{names[one].name} {names[one].year}" for one in part.projects]
    is_named = part.state is Participation.NAMED
    is_known = part.state is not Participation.UNKNOWN
    return Row(
        [
            place.name,
            place.association_name,
            Lines(_capital(_part_words(part)), shown.in_swedish("; ".join(told)) if told else ""),
            Num(formats.number(part.inhabitants) if part.inhabitants else _("unknown")),
            Num(
                hundredths(part.hundredths_per_inhabitants) if is_known else _("unknown"),
                muted=not is_known,
            ),
        ],
        href=reverse("programme:projects") + f"?kommun={place.slug}" if is_named else "",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def csv_rows(
    found: Lens, places: Mapping[UUID, Place], names: Mapping[UUID, Named], day: str
) -> list[Sequence[object]]:
    """Give the same rows as a file; no number stands where nothing is known."""
    head = (
        _("code"), _("municipality"), _("sub-region"), _("what is known"), _("projects"),
        _("which"), _("inhabitants"), _("inhabitants as of"), _("per 10 000 inhabitants"),
    )  # fmt: skip
    rows: list[Sequence[object]] = [head]
    for part in found.parts:
        place = places[part.municipality_id]
        is_known = part.state is not Participation.UNKNOWN
        rows.append(
            (
                place.code,
                place.name,
                place.association_name,
                _capital(_part_words(part)),
                len(part.projects) if is_known else None,
                "; ".join(f"{names[one].name} {names[one].year}" for one in part.projects),
                part.inhabitants,
                day,
                hundredths(part.hundredths_per_inhabitants) if is_known else "",
            )
        )
    return rows
