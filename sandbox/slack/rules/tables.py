"""Rules of tables and data tables."""

from typing import Any

from sandbox.slack.rules.findings import Check, Fields, Spot
from sandbox.slack.rules.limits import LIMIT
from sandbox.slack.rules.rich_text import rich_text
from sandbox.slack.rules.values import boolean, integer, items, number, one_of, shape, shown_string

_CELLS: dict[str, Check] = {
    "raw_text": shape({"text": shown_string(40_000)}, kind="raw_text"),
    "raw_number": shape({"value": number, "text": shown_string(255)}, kind="raw_number"),
    "rich_text": rich_text,
}


def _cell(*kinds: str) -> Check:
    def check(spot: Spot, value: Any) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in kinds:
            spot.wrong("unsupported_type", f"a cell must be one of: {', '.join(kinds)}")
        else:
            _CELLS[str(kind)](spot, value)

    return check


def _measured(rows: Check, limit: int, sum_limit: int) -> Check:
    """Rows whose characters stay under a limit, for this table and for all of the message."""

    def check(spot: Spot, value: Any) -> None:
        before = spot.inspection.characters
        rows(spot, value)
        used = spot.inspection.characters - before
        if used > limit:
            spot.wrong("too_long", f"a table must have less than {limit + 1} characters, not {used}")
        elif spot.inspection.count("table_characters", used) > sum_limit:
            spot.wrong("too_long", f"the tables of a message must have less than {sum_limit + 1} characters")

    return check


_any_cell = _cell("raw_text", "raw_number", "rich_text")
_row = items(_any_cell, LIMIT["table.columns"])
_header_row = items(_cell("raw_text", "raw_number"), LIMIT["data_table.columns"])


def _column_setting(spot: Spot, value: Any) -> None:
    if value is not None:
        shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})(spot, value)


TABLE_FIELDS: tuple[Fields, Fields] = (
    {
        "rows": _measured(
            items(_row, LIMIT["table.rows"]), LIMIT["table.characters"], LIMIT["table.characters"]
        )
    },
    {"column_settings": items(_column_setting, LIMIT["table.columns"])},
)


def _data_row(spot: Spot, value: Any) -> None:
    is_header = spot.pointer.endswith("/rows/0")
    (_header_row if is_header else _row)(spot, value)


def _even_rows(spot: Spot, value: Any) -> None:
    items(_data_row, LIMIT["data_table.rows"], LIMIT["data_table.rows.min"])(spot, value)
    if not isinstance(value, list) or not value or not isinstance(value[0], list):
        return
    for position, row in enumerate(value):
        if isinstance(row, list) and len(row) != len(value[0]):
            spot.at(position).wrong(
                "uneven_rows", f"all rows must have the same number of cells: {len(value[0])}"
            )


DATA_TABLE_FIELDS: tuple[Fields, Fields] = (
    {
        "caption": shown_string(3_000),
        "rows": _measured(_even_rows, LIMIT["data_table.characters"], LIMIT["data_table.characters"]),
    },
    {
        "page_size": integer(1, LIMIT["data_table.page_size"]),
        "row_header_column_index": integer(0, LIMIT["data_table.columns"] - 1),
    },
)


def check_row_header(spot: Spot, value: Any) -> None:
    """The row header must be one of the columns."""
    index, rows = value.get("row_header_column_index", 0), value.get("rows")
    is_readable = isinstance(index, int) and isinstance(rows, list) and rows and isinstance(rows[0], list)
    if is_readable and index >= max(len(rows[0]), 1):
        spot.at("row_header_column_index").wrong("out_of_range", "must be the index of a column")
