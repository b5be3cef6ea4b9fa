"""The rows of an indicator's standing, as a table that leaves the page."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from gemensam.programme.pages import shown
from gemensam.programme.rules.indicators import Feed
from gemensam.programme.rules.standing import Standing, StandingRow


def _head() -> tuple[str, ...]:
    return (
        _("code"), _("municipality"), _("sub-region"), _("numerator"), _("denominator"),
        _("share in per cent"), _("state"), _("source"), _("made up"), _("as of"), _("indicator"),
        _("version of the definition"),
    )  # fmt: skip


def standing_rows(standing: Standing, shown_rows: Sequence[StandingRow]) -> list[Sequence[object]]:
    """Give the same rows as the page shows, hidden ones hidden."""
    definition = standing.definition
    rows: list[Sequence[object]] = [_head()]
    for row in shown_rows:
        tenths = row.value.tenths_of_percent
        rows.append(
            (
                row.member.code,
                row.member.name,
                row.member.group,
                row.value.numerator,
                row.value.denominator,
                "" if tenths is None else shown.digits(f"{tenths // 10},{tenths % 10}"),
                shown.share_text(row.value) if tenths is None else _("measured"),
                _origin(row.feed),
                _("yes") if row.is_synthetic else _("no"),
                row.at.isoformat(timespec="minutes") if row.at else "",
                definition.id,
                definition.version,
            )
        )
    return rows


def _origin(feed: Feed | None) -> str:
    if feed is None:
        return ""
    return _("counted here") if feed is Feed.LIVE else _("reported")
