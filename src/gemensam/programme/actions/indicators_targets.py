"""Write the plans' targets down, once each; what is there already is left alone."""

from datetime import date
from importlib.resources import files

from gemensam.programme.models import IndicatorTarget
from gemensam.programme.rules.indicators_targets import Comparison
from gemensam.programme.shipped_row import Row

FILE = "indicators_targets.yaml"


def load_shipped_targets() -> bool:
    """Write down the shipped targets in the county body's tenant; say whether any was new."""
    text = files("gemensam.programme").joinpath("data", FILE).read_text(encoding="utf-8")
    known = set(IndicatorTarget.objects.values_list("key", flat=True))
    rows = [
        _target(row)
        for row in Row.parse(text, place=FILE).rows("targets")
        if row.text("key") not in known
    ]
    IndicatorTarget.objects.bulk_create(rows)
    return bool(rows)


def _target(row: Row) -> IndicatorTarget:
    def word(key: str) -> str:
        return row.text(key) if key in row.values else ""

    first, last = row.wholes("years")
    least = row.wholes("least") if "least" in row.values else ()
    return IndicatorTarget(
        key=row.text("key"),
        indicator=row.text("indicator"),
        plan_key=row.text("plan"),
        text=row.text("text"),
        source=row.text("source"),
        among=word("among"),
        part=word("part"),
        starts_on=date(first, 1, 1),
        ends_on=date(last, 12, 31),
        comparison=Comparison(row.text("comparison")),
        numerator=least[0] if least else None,
        denominator=least[1] if len(least) > 1 else None,
        assumption=word("assumption"),
        second_condition=word("second_condition"),
    )
