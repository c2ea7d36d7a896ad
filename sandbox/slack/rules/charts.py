"""Rules of charts (`data_visualization`)."""

from typing import Any

from sandbox.slack.rules.findings import Check, Spot
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.rules.values import items, number, shape, shown_string

_label = shown_string(LIMIT["chart.label"])


def _positive(spot: Spot, value: Any) -> None:
    number(spot, value)
    if isinstance(value, (int, float)) and not value > 0:
        spot.wrong("out_of_range", "must be more than 0")


_pie = shape(
    {"segments": items(shape({"label": _label, "value": _positive}), LIMIT["chart.segments"])}, kind="pie"
)

_point = shape({"label": _label, "value": number})
_series = shape({"name": _label, "data": items(_point, LIMIT["chart.points"])})
_axis_label = shown_string(LIMIT["chart.axis_label"])
_axis = shape(
    {"categories": items(_label, LIMIT["chart.points"])}, {"x_label": _axis_label, "y_label": _axis_label}
)


def _on_axes(kind: str) -> Check:
    outline = shape({"series": items(_series, LIMIT["chart.series"]), "axis_config": _axis}, kind=kind)

    def check(spot: Spot, value: Any) -> None:
        known = len(spot.inspection.findings)
        outline(spot, value)
        if len(spot.inspection.findings) == known:
            _check_points(spot, value)

    return check


def _check_points(spot: Spot, chart: Any) -> None:
    categories = chart["axis_config"]["categories"]
    if len(set(categories)) != len(categories):
        spot.at("axis_config", "categories").wrong("duplicate_value", "categories must be unique")
    names = [each["name"] for each in chart["series"]]
    if len(set(names)) != len(names):
        spot.at("series").wrong("duplicate_value", "names of series must be unique")
    for position, series in enumerate(chart["series"]):
        labels = [point["label"] for point in series["data"]]
        if sorted(labels) != sorted(set(categories)):
            place = spot.at("series", position, "data")
            place.wrong("uneven_data", "must have exactly one point for each category")


_CHARTS = {"pie": _pie, "bar": _on_axes("bar"), "line": _on_axes("line"), "area": _on_axes("area")}


def chart(spot: Spot, value: Any) -> None:
    """A pie, bar, line or area chart."""
    kind = value.get("type") if isinstance(value, dict) else None
    check = _CHARTS.get(str(kind))
    if check is None:
        spot.wrong("unsupported_type", f"unsupported type: {kind}")
    else:
        check(spot, value)
