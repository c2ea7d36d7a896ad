"""Readings from the rows in which they are stored."""

from collections.abc import Sequence
from typing import Any

from bot.domain.readings import Reading
from storage.column_types import from_epoch_seconds


def reading_from(row: Sequence[Any]) -> Reading:
    """A reading from a row of `SnapshotRepository.series`."""
    _, taken_at, users, events, last_event_at, counted_at = row
    return Reading(
        from_epoch_seconds(taken_at),
        users,
        events,
        None if last_event_at is None else from_epoch_seconds(last_event_at),
        None if counted_at is None else from_epoch_seconds(counted_at),
    )
