"""The places to die at: harmless unless asked for, and each of them stood on by a test."""

import re

from bot.crash_points import crash_point
from tests.crash.boundaries import BOUNDARIES
from tests.crash.lives import PROJECT
from tests.crash.occurrences import POINTS as OCCURRENCE_POINTS


def test_nothing_happens_where_nobody_asked_for_a_crash() -> None:
    crash_point("acked_before_work")


def test_the_bot_is_killed_at_each_place_that_the_product_names() -> None:
    sources = [file.read_text() for part in ("bot", "commands") for file in (PROJECT / part).rglob("*.py")]
    named = {name for source in sources for name in re.findall(r'crash_point\("(\w+)"\)', source)}
    assert named == {boundary.point for boundary in BOUNDARIES} | set(OCCURRENCE_POINTS)
