"""Native charts of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kaohe_xl.sheets.model import Chart, ChartKind
from kaohe_xl.writing.styles import CHART_FONT, SERIES_COLOURS

_TYPES: dict[ChartKind, dict[str, str]] = {
    ChartKind.BAR: {"type": "column"},
    ChartKind.STACKED: {"type": "column", "subtype": "stacked"},
    ChartKind.LINE: {"type": "line"},
}
PIXELS = 8  # of a column's unit
_WIDEST = 2000
_LABELLED = 40  # more bars than this leave no room for a figure on each


def add_chart(output: Any, page: Any, chart: Chart, widths: Sequence[float]) -> None:
    """Put a chart on a worksheet whose columns are ``widths`` characters wide; series are coloured in turn."""
    drawn = output.add_chart(_TYPES[chart.kind])
    count = chart.categories[3] - chart.categories[1] + 1
    for number, (name, values) in enumerate(chart.series):
        colour = SERIES_COLOURS[number % len(SERIES_COLOURS)]
        series: dict[str, Any] = {"name": name, "categories": list(chart.categories), "values": list(values)}
        if chart.kind is ChartKind.LINE:
            series["line"] = {"color": colour, "width": 2}
            series["marker"] = {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": colour}}
        else:
            series["fill"] = {"color": colour}
            series["gap"] = 60
        if chart.kind is ChartKind.BAR and len(chart.series) == 1 and count <= _LABELLED:
            series["data_labels"] = {"value": True, "font": {**CHART_FONT, "size": 9}}
        drawn.add_series(series)
    drawn.set_title({"name": chart.title, "name_font": {**CHART_FONT, "size": 13, "bold": False}, "overlay": False})
    # names stand at the foot also where a bar goes below zero
    drawn.set_x_axis({"num_font": {**CHART_FONT, "rotation": -45 if count > 15 else 0}, "label_position": "low"})
    lines = {"visible": True, "line": {"color": "#D9D9D9"}}
    drawn.set_y_axis(
        {"num_font": CHART_FONT, "major_gridlines": lines, **({"min": 0} if chart.from_zero else {})},
    )
    if len(chart.series) > 1:
        drawn.set_legend({"position": "bottom", "font": CHART_FONT})
    else:
        drawn.set_legend({"none": True})
    room = sum(int(width * PIXELS) + 5 for width in widths[chart.column :])
    drawn.set_size({"width": chart.width or min(room, _WIDEST), "height": chart.height})
    # a little below the edge of its row, or its frame shows on the page before
    page.insert_chart(chart.row, chart.column, drawn, {"object_position": 2, "y_offset": 6})
