"""Native line charts within Slack's limits whatever the data (Slack 3.2). A chart never says a count that is not one.

Slack wants a point for every category of every series, so a line cannot be broken: a step without a count is
left out of the categories, and the next one is called “gap, …”, which the words beside the chart explain.
"""

from collections.abc import Sequence

from slackblocks import AxisConfig, DataPoint, DataSeries, DataVisualizationBlock, LineChart

from bot.views.rendering import clip

MOST_POINTS = 20
MOST_IN_LABEL = 20
MOST_IN_TITLE = 50
LEAST_POINTS = 2
AFTER_A_GAP = "gap, "

Values = Sequence[tuple[str, int | None]]
"""Each step's label and its count, None for a gap."""


def line_chart(title: str, name: str, values: Values, x_label: str = "") -> DataVisualizationBlock | None:
    """One count over time; None where there are not two counts to draw a line between.

    Of more than 20 steps the last 20 are drawn.
    """
    drawn = _without_gaps(values[-MOST_POINTS:])
    if len(drawn) < LEAST_POINTS:
        return None
    labels = [label for label, _ in drawn]
    series = DataSeries(clip(name, MOST_IN_LABEL), [DataPoint(label, count) for label, count in drawn])
    axes = AxisConfig(labels, x_label=clip(x_label, MOST_IN_TITLE) or None)
    return DataVisualizationBlock(clip(title, MOST_IN_TITLE), LineChart([series], axes))


def _without_gaps(values: Values) -> list[tuple[str, int]]:
    drawn: list[tuple[str, int]] = []
    is_gap = False
    for label, count in values:
        if count is None:
            is_gap = bool(drawn)  # before the first count there is nothing to miss
            continue
        wanted = f"{AFTER_A_GAP}{label}" if is_gap else label
        drawn.append((_unique(wanted, [other for other, _ in drawn]), count))
        is_gap = False
    return drawn


def _unique(label: str, taken: Sequence[str]) -> str:
    """The label, numbered where it is taken: when clocks go back there are two of the same hour."""
    wanted = clip(label.strip(), MOST_IN_LABEL) or "–"
    number = 2
    unique = wanted
    while unique in taken:
        ending = f" ({number})"
        unique = clip(wanted, MOST_IN_LABEL - len(ending)) + ending
        number += 1
    return unique
