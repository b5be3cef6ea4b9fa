"""What the papers of goal fulfilment and of the national follow-up say: boards read Swedish.

A paper is a row of blocks. Whoever builds one has already chosen Swedish.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from gemensam.programme.pages.followup import AreaShown, ReportPage, Shown
from gemensam.programme.pages.followup_national import (
    ConflictShown,
    CountiesShown,
    NationalPage,
)
from gemensam.programme.queries.followup import Version
from gemensam.ui import formats
from gemensam.ui.parts import Working


@dataclass(frozen=True, slots=True)
class Block:
    """One block: `kind` is h1, h2, text, quiet, term, list, table, bars or status."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    # The columns of a table that hold numbers, and the last row is a sum.
    numbers: tuple[int, ...] = ()
    has_sum: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole document."""

    title: str
    kind: str
    below: tuple[str, ...]
    digest: str
    day: str
    timestamp: int
    blocks: tuple[Block, ...] = field(default=())


def report(page: ReportPage, version: Version, *, day: date) -> Paper:
    """Give a year's goal fulfilment as a paper."""
    said = page.report
    blocks = [
        *_titled(_("The year in brief"), [said.intro, page.told]),
        _figures(page),
        *(block for area in page.areas for block in _area(area)),
        *_titled(_("Analysis"), [said.analysis]),
        *_titled(_("Comments"), [said.comments]),
        Block("h1", _("How the deliveries were counted")),
        _steps(page.deliveries),
    ]
    source = [_("Source: %(source)s, in our own words") % {"source": plain(page.source)}]
    return Paper(
        title=_("Goal fulfilment %(year)d") % {"year": said.year},
        kind=_("Follow-up"),
        below=tuple(
            one
            for one in (
                page.published,
                *(source if page.source else []),
                _("Measured values as of %(day)s") % {"day": formats.day(day)},
            )
            if one
        ),
        digest=version.digest,
        day=formats.day(day),
        timestamp=_timestamp(day),
        blocks=tuple(blocks),
    )


def national(page: NationalPage, *, day: date) -> Paper:
    """Give the national follow-up as a paper."""
    found = page.national
    blocks = [
        Block("h1", _("What the grant set going")),
        Block("text", found.effect),
        Block("text", found.repayment),
        Block("h2", _("Obstacles")),
        Block("list", items=tuple(found.obstacles)),
        Block("h1", _("Area by area")),
        *(block for area in page.areas if area.table for block in _counties(area)),
        Block("quiet", _("In the other areas the follow-up does not count counties.")),
        *(block for area in page.areas if not area.table for block in _counties(area)),
        Block("h1", _("How the state's money was divided")),
        _steps(page.allocation),
        Block("text", _own(page)),
        Block("h1", _("Where sources say different things")),
        *(block for one in page.conflicts for block in _conflict(one)),
        Block("h1", _("Of whom a share is taken")),
        *(block for one in page.denominators for block in _conflict(one)),
    ]
    return Paper(
        title=_("National follow-up %(year)d") % {"year": found.year},
        kind=_("Follow-up"),
        below=(_("Source: %(source)s, in our own words") % {"source": plain(page.source)},),
        digest="",
        day=formats.day(day),
        timestamp=_timestamp(day),
        blocks=tuple(blocks),
    )


def _own(page: NationalPage) -> str:
    return _("Västra Götaland's own grant was %(amount)s.") % {"amount": page.own}


def _timestamp(day: date) -> int:
    return int(datetime.combine(day, time.min, tzinfo=UTC).timestamp())


def plain(text: str) -> str:
    """Give words without markup."""
    return unescape(strip_tags(text))


def _titled(title: str, texts: Iterable[str]) -> list[Block]:
    found = [Block("text", one) for one in texts if one]
    return [Block("h1", title), *found] if found else []


def _figures(page: ReportPage) -> Block:
    return Block(
        "table",
        heads=(_("Outcome"), _("Number"), ""),
        rows=tuple((one.label, one.value, one.unit or one.below) for one in page.figures),
        numbers=(1,),
    )


def _area(shown: AreaShown) -> Iterable[Block]:
    area = shown.area
    yield Block("h1", area.name)
    why = [one for one in (shown.lowered, area.why, shown.decided) if one]
    ours = [_("The assessment is our reading: the report prints none.")]
    yield Block(
        "status",
        shown.tag.text,
        items=(*why, *(ours if area.status_is_ours else [])),
        rows=((shown.status.value,),),
    )
    if area.goal:
        yield Block("term", _("Goal"), items=(area.goal,))
    if area.worked_with:
        yield Block("term", _("Worked with"), items=(", ".join(area.worked_with),))
    if area.deliveries:
        yield Block("term", _("Deliveries"))
        yield Block("list", items=area.deliveries)
    if shown.now:
        yield _indicators(shown.now)
    elif not area.wakes_on:
        yield Block("quiet", _("No indicator measures this area."))
    if area.comment:
        yield Block("term", _("Comment"), items=(area.comment,))
    if area.wakes_on:
        yield Block("term", _("Wakes when"))
        yield Block("list", items=area.wakes_on)


def _indicators(now: Sequence[Shown]) -> Block:
    return Block(
        "table",
        heads=(_("What the indicators show now"), _("Value"), _("How it has moved")),
        rows=tuple(
            (
                one.measured.name + (f" ({_('made up')})" if one.measured.is_made_up else ""),
                f"{one.measured.value}\n{one.measured.below}".strip(),
                one.changed or _("nothing to compare with"),
            )
            for one in now
        ),
        numbers=(1,),
    )


def _steps(workings: Sequence[Working]) -> Block:
    return Block(
        "table",
        heads=(_("Step"), _("Calculation"), _("Result")),
        rows=tuple((plain(one.text), plain(one.source), one.amount) for one in workings),
        numbers=(1, 2),
        has_sum=True,
    )


def _counties(area: CountiesShown) -> Iterable[Block]:
    yield Block("h2", area.name)
    if area.table is None:
        yield Block("list", items=tuple(area.texts))
        return
    assert area.chart is not None
    counts = [str(int(point.value or 0)) for point in area.chart.points]
    texts = [plain(str(row.cells[0])) for row in area.table.rows]
    names = [plain(str(row.cells[2])) for row in area.table.rows]
    yield Block(
        "bars",
        heads=(_("Where things stood"), _("Counties"), _("Named")),
        rows=tuple(zip(texts, counts, names, strict=True)),
    )
    yield _steps(area.workings)
    if area.unaccounted:
        yield Block("text", area.unaccounted)


def _conflict(one: ConflictShown) -> Iterable[Block]:
    yield Block("h2", one.about)
    yield Block(
        "table",
        heads=(_("Source"), _("Says")),
        rows=tuple(
            (f"{plain(source)} ({where})" if where else plain(source), said)
            for source, where, said in one.statements
        ),
    )
    yield Block(
        "quiet",
        _("How we handle it: %(text)s") % {"text": one.handling}
        if one.handling
        else _("Nothing decides between them: all stand."),
    )
