"""Files for spreadsheets: every value comes back, and nothing in them runs."""

import csv
import io
from datetime import UTC, datetime
from typing import IO

from hypothesis import given
from hypothesis import strategies as st

from bot.views.csv_files import csv_file

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def read_back(content: bytes | IO[bytes]) -> list[list[str]]:
    assert isinstance(content, bytes)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2)))
def test_what_is_written_can_be_read_and_no_cell_begins_like_a_formula(rows: list[list[str]]) -> None:
    reply = csv_file("things", ("a", "b"), rows, NOW)
    assert reply.file is not None
    _, *found = read_back(reply.file.content)
    assert len(found) == len(rows)
    for row, original in zip(found, rows, strict=True):
        for cell, value in zip(row, original, strict=True):
            assert cell in {value, f"'{value}"}
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_numbers_and_times_stay_what_they_are() -> None:
    reply = csv_file("things", ("n", "when", "none", "yes"), [(-3, NOW, None, True)], NOW)
    assert reply.file is not None
    assert read_back(reply.file.content)[1] == ["-3", "2026-11-26T09:00:00+00:00", "", "true"]
    assert reply.file.name == "things-2026-11-26-0900.csv"
