"""The rules of following a job: what a look makes of it, when to look closer, and when to look again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.followed_jobs import (
    SLOWEST,
    STUCK_AFTER,
    UNEXPLAINED_FOR,
    UNLISTED_FOR,
    FollowedJob,
    JobState,
    after_failed_reading,
    after_listing,
    after_reading,
    pause_after,
)
from bot.domain.job_traces import Trace, traced
from bot.domain.jobs import Job, parse_job

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def job(minutes: float = 0, **more: Any) -> FollowedJob:
    at = NOW - timedelta(minutes=minutes)
    known = {
        "account_id": "1",
        "job_id": "j",
        "team_id": "T",
        "title": "Import",
        "asked_by": "U",
        "state": JobState.QUEUED,
    }
    return FollowedJob(**{**known, "started_at": at, "followed_at": at, **more})


def listed(status: str = "IN_PROGRESS", minutes: float = 0, **fields: Any) -> Job:
    started = (NOW - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S")
    return parse_job(
        {"id": "j", "name": "Import Profiles", "status": status, "started_at": started, **fields}
    )


def ended(status: str, **counters: Any) -> Job:
    events = [{"name": "Ingesting", "attributes": {}}, {"name": "End", "attributes": counters}]
    return listed(status, events=events)


def test_a_job_that_is_listed_as_running_runs_and_after_an_hour_is_stuck() -> None:
    after = after_listing(job(), listed(), NOW)
    assert after is not None
    assert (after.state, after.name) == (JobState.RUNNING, "Import Profiles")
    hour = STUCK_AFTER / timedelta(minutes=1)
    stuck = after_listing(job(hour), listed(minutes=hour), NOW)
    assert stuck is not None
    assert stuck.state is JobState.STUCK
    assert stuck.ended_at is None


def test_a_job_that_has_ended_is_read_for_its_counters() -> None:
    assert after_listing(job(), listed("COMPLETED"), NOW) is None
    done = after_reading(job(), ended("COMPLETED", ingestions_completed=3, ingestions_failed=1), NOW)
    assert (done.state, done.ended_at, done.failed_rows) == (JobState.DONE, NOW, 1)
    failed = after_reading(job(), ended("FAILED", error="No row could be read.", requests_failed=2), NOW)
    assert (failed.state, failed.trouble) == (JobState.FAILED, "No row could be read.")
    assert failed.counters == {"requests_failed": 2}
    strange = after_reading(job(), ended("CANCELLED"), NOW)
    assert (strange.state, strange.status) == (JobState.FAILED, "CANCELLED")


@pytest.mark.parametrize(
    ("followed", "event", "end"),
    [
        ({}, "2026-11-20T09:00:00", NOW - timedelta(hours=3)),
        ({}, "2026-11-20T07:00:00", NOW - timedelta(hours=4)),
        ({}, "2026-11-20T12:00:09", NOW),
        ({}, None, NOW),
        ({"state": JobState.RUNNING}, "2026-11-20T09:00:00", NOW),
        ({"request_id": "r1"}, "2026-11-20T09:00:00", NOW),
    ],
    ids=["what had ended", "not before its start", "not in the future", "no time", "seen to run", "ours"],
)
def test_what_had_ended_before_it_was_followed_ended_then_and_all_else_when_that_was_seen(
    followed: dict[str, Any], event: str | None, end: datetime
) -> None:
    seen = listed("FAILED", minutes=240, events=[{"name": "Failed", "attributes": {}, "timestamp": event}])
    assert after_reading(job(**followed), seen, NOW).ended_at == end


def test_a_job_that_is_missing_from_the_list_is_asked_for_only_after_a_while() -> None:
    fresh = job(UNLISTED_FOR / timedelta(minutes=1) - 0.1)
    assert after_listing(fresh, None, NOW) == fresh
    assert after_listing(job(UNLISTED_FOR / timedelta(minutes=1)), None, NOW) is None
    seen = job(50, last_seen_at=NOW - timedelta(seconds=10))
    assert after_listing(seen, None, NOW) == seen
    unknown = after_reading(job(5), None, NOW)
    assert (unknown.state, unknown.ended_at) == (JobState.UNKNOWN, NOW)
    dropped = after_reading(job(5), listed(minutes=5), NOW)
    assert (dropped.state, dropped.last_seen_at) == (JobState.RUNNING, NOW)


def test_an_end_whose_counters_cannot_be_read_waits_for_them_but_not_for_ever() -> None:
    soon = job(UNEXPLAINED_FOR / timedelta(minutes=1) - 1)
    assert after_failed_reading(soon, listed("COMPLETED"), NOW) == soon
    late = after_failed_reading(job(UNEXPLAINED_FOR / timedelta(minutes=1)), listed("COMPLETED"), NOW)
    assert (late.state, late.counters) == (JobState.DONE, {})
    lost = job(60)
    assert after_failed_reading(lost, None, NOW) == lost


def test_the_counters_are_those_of_the_latest_event_that_has_any() -> None:
    read = ended("COMPLETED", ingestions_completed=2, odd="x", deep={"a": 1}, nothing=None, runtime_ms=5)
    assert read.counters == {"ingestions_completed": 2, "odd": "x", "runtime_ms": 5}
    assert listed().counters == {}
    assert listed(events=[{"name": "E", "attributes": {"a": 1}}, {"name": "F"}]).counters == {"a": 1}


@pytest.mark.parametrize(("minutes", "seconds"), [(0, 3), (1.9, 3), (2, 10), (14, 10), (15, 30), (59, 30)])
def test_the_newest_job_of_an_account_sets_the_rhythm(minutes: float, seconds: int) -> None:
    assert pause_after(NOW - timedelta(minutes=minutes), NOW) == timedelta(seconds=seconds)


def test_old_jobs_and_none_are_looked_at_every_few_minutes() -> None:
    assert pause_after(NOW - timedelta(hours=1), NOW) == SLOWEST
    assert pause_after(None, NOW) == SLOWEST


def jobs(*named: tuple[str, float]) -> list[Job]:
    def one(number: int, name: str, minutes: float) -> Job:
        started_at = (NOW + timedelta(minutes=minutes)).isoformat()
        return parse_job(
            {"id": f"j{number}", "name": name, "status": "IN_PROGRESS", "started_at": started_at}
        )

    return [one(number, *each) for number, each in enumerate(named)]


EVENTS_WORDS = ("import", "event")


@pytest.mark.parametrize(
    ("found", "trace"),
    [
        ([], Trace(was_heard=False)),
        ([("Import Events", 1)], Trace(was_heard=True, job_id="j0")),
        ([("Import Events", -1)], Trace(was_heard=False)),
        ([("Import Profiles", 1), ("Bulk Event Import", 2)], Trace(was_heard=True, job_id="j1")),
        ([("Import Events", 1), ("Import Events", 2)], Trace(was_heard=None)),
        ([("Add User IDs to Segment", 1)], Trace(was_heard=False)),
        ([("Something New", 1)], Trace(was_heard=None)),
        ([("Something New", 1), ("Import Events", 1)], Trace(was_heard=True, job_id="j1")),
    ],
)
def test_the_job_of_a_call_without_an_answer_is_found_by_its_name_and_time(
    found: list[tuple[str, float]], trace: Trace
) -> None:
    assert traced(jobs(*found), EVENTS_WORDS, NOW, ()) == trace


def test_the_jobs_of_other_changes_are_not_taken_for_it() -> None:
    two = jobs(("Import Events", 1), ("Import Events", 2))
    assert traced(two, EVENTS_WORDS, NOW, {"j0"}) == Trace(was_heard=True, job_id="j1")
    assert traced(two, EVENTS_WORDS, NOW, {"j0", "j1"}) == Trace(was_heard=False)
