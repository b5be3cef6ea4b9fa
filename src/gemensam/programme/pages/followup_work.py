"""The yearly report's workspace as drawn: every year, one year's form, and its versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from gemensam.programme.forms_followup import Asked
from gemensam.programme.queries.followup import Version
from gemensam.programme.rules import followup as rules
from gemensam.ui import formats
from gemensam.ui.form_markup import FieldError, errors_of
from gemensam.ui.parts import Column, Lines, Num, Row, Table, Tag

# What the fields are called where a change is told.
FIELD_WORDS: Mapping[str, str] = {
    "intro": gettext_noop("the year in brief"),
    "analysis": gettext_noop("analysis"),
    "comments": gettext_noop("comments"),
    "name": gettext_noop("name"),
    "goal": gettext_noop("goal"),
    "status": gettext_noop("how it turned out"),
    "status_is_ours": gettext_noop("whose reading it is"),
    "why": gettext_noop("what it rests on"),
    "indicators": gettext_noop("indicators"),
    "deliveries": gettext_noop("deliveries"),
    "comment": gettext_noop("comment"),
    "wakes_on": gettext_noop("what would wake it"),
    "worked_with": gettext_noop("worked with"),
    "decided": gettext_noop("date of decision"),
    rules.ADDED: gettext_noop("added"),
    rules.REMOVED: gettext_noop("taken away"),
}


@dataclass(frozen=True, slots=True)
class YearsPage:
    """The years that have a report."""

    table: Table
    may_write: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a report, and what can be done with it."""

    number: int
    title: str
    made: str
    published: str
    state: Tag
    changed: str
    digest: str
    is_newest: bool
    can_restore: bool
    href: str


@dataclass(frozen=True, slots=True)
class Met:
    """What somebody else saved while this was written."""

    who: str
    number: int
    changed: str
    href: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One year's report to write."""

    year: int
    base: int
    asked: Asked | None
    errors: Sequence[FieldError]
    versions: Sequence[VersionRow]
    may_publish: bool
    can_publish: bool
    public_href: str
    # What the form was begun from, when there is no report of the year.
    begun_from: int | None
    met: Met | None


def years_page(newest: Sequence[Version], *, may_write: bool) -> YearsPage:
    """Give the years as a table."""
    return YearsPage(
        Table(
            caption=_("Goal fulfilment, year by year"),
            columns=[
                Column(_("Year")),
                Column(_("Areas"), num=True),
                Column(_("Newest version")),
                Column(_("Where it is")),
            ],
            rows=[_year_row(one) for one in newest],
        ),
        may_write,
    )


def _year_row(version: Version) -> Row:
    year = version.report.year
    return Row(
        [
            Lines(str(year), href=reverse("programme:followup_work", args=[year])),
            Num(str(len(version.report.areas))),
            Lines(_("Version %(number)d") % {"number": version.number}, _made(version)),
            _state(version),
        ],
        key=str(year),
    )


def _made(version: Version) -> str:
    if version.made_at is None:
        return _("came with the product")
    return f"{version.made_by}, {formats.moment(version.made_at)}"


def _state(version: Version) -> Tag:
    if version.is_published:
        return Tag(_("Published"), "ok")
    return Tag(_("Draft"), "half")


def work_page(
    year: int,
    versions: Sequence[Version],
    asked: Asked | None,
    *,
    base: int,
    may_publish: bool,
    begun_from: int | None = None,
    met: Met | None = None,
    shows_errors: bool = False,
) -> WorkPage:
    """Put one year's form together with its versions."""
    newest = versions[0] if versions else None
    earlier = [*versions[1:], None] if versions else []
    return WorkPage(
        year=year,
        base=base,
        asked=asked,
        errors=_errors(asked) if asked and shows_errors else (),
        versions=[
            _version_row(one, before, is_newest=place == 0, can_restore=asked is not None)
            for place, (one, before) in enumerate(zip(versions, earlier, strict=True))
        ],
        may_publish=may_publish,
        can_publish=bool(may_publish and newest and not newest.is_published),
        public_href=f"{reverse('programme:followup')}?ar={year}"
        if any(one.is_published for one in versions)
        else "",
        begun_from=begun_from,
        met=met,
    )


def _errors(asked: Asked) -> list[FieldError]:
    """Give every error in order; one of an area says of which."""
    found = list(errors_of([asked.main]))
    for form in asked.areas:
        name = form.heading.strip()
        found += [
            FieldError(f"{name}: {one.text}" if name else one.text, one.target)
            for one in errors_of([form])
        ]
    return found


def _version_row(
    version: Version, before: Version | None, *, is_newest: bool, can_restore: bool
) -> VersionRow:
    published = ""
    if version.published_at is not None:
        published = _("Published %(when)s by %(who)s") % {
            "when": formats.moment(version.published_at),
            "who": version.published_by,
        }
    return VersionRow(
        number=version.number,
        title=_("Version %(number)d") % {"number": version.number},
        made=_made(version),
        published=published,
        state=_state(version),
        changed=changed(before.report, version.report) if before else "",
        digest=version.digest,
        is_newest=is_newest,
        can_restore=can_restore and not is_newest,
        href=reverse("programme:followup_version", args=[version.report.year, version.number]),
    )


def met_by(base: Version | None, newest: Version) -> Met:
    """Say who saved what since a form was opened."""
    year = newest.report.year
    return Met(
        who=newest.made_by,
        number=newest.number,
        changed=changed(base.report if base else None, newest.report),
        href=reverse("programme:followup_version", args=[year, newest.number]),
    )


# More differing places than this are counted, not named.
MOST_NAMED = 8


def changed(before: rules.Report | None, after: rules.Report) -> str:
    """Name what differs, area by area."""
    found = rules.differences(before, after)
    by_area: dict[str, list[str]] = {}
    for one in found:
        by_area.setdefault(one.area, []).append(_(FIELD_WORDS[one.field]))
    told = [
        f"{area}: {', '.join(fields)}" if area else ", ".join(fields)
        for area, fields in by_area.items()
    ]
    if len(told) > MOST_NAMED:
        more = len(told) - MOST_NAMED
        told = told[:MOST_NAMED]
        told.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return "; ".join(told)
