"""Jobs that nobody here started: whatever the looks, each is found once, and what was over before is not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.accounts import Account, Vendor
from bot.domain.job_watches import LATE_IN_LIST, JobWatch, wanted_accounts
from bot.domain.jobs import Job, parse_job
from bot.domain.subscriptions import Filters, Severity, Subscription, Topic

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)

spans = st.integers(min_value=1, max_value=4000).map(lambda seconds: seconds * SECOND)
moments = st.integers(min_value=-9000, max_value=9000).map(lambda seconds: NOON + seconds * SECOND)
looks = st.lists(spans, min_size=1, max_size=12).map(
    lambda gaps: [NOON + sum(gaps[:number], timedelta()) for number in range(len(gaps))]
)


def job(number: int, began: datetime, ended: datetime, now: datetime) -> Job:
    """A job as it is listed now."""
    status = "COMPLETED" if ended <= now else "IN_PROGRESS"
    return parse_job({"id": str(number), "status": status, "started_at": began.isoformat()})


@given(looks, st.lists(st.tuples(moments, spans), max_size=12))
def test_each_job_that_runs_or_begins_from_the_first_look_on_is_found_once(
    times: list[datetime], jobs: list[tuple[datetime, timedelta]]
) -> None:
    watch, found = JobWatch("T1", "1"), list[int]()
    for now in times:
        for number, (began, lasts) in enumerate(jobs):
            if began <= now and number not in found:
                found += [number] if watch.may_be_new(job(number, began, began + lasts, now)) else []
        watch = JobWatch("T1", "1", since=watch.since or now, looked_at=now)
    news = [
        number
        for number, (began, lasts) in enumerate(jobs)
        if began <= times[-1] and (began >= times[0] or began + lasts > times[0])
    ]
    assert sorted(found) == news


@given(moments, moments)
def test_a_look_that_was_not_complete_is_made_up_for(began: datetime, missed: datetime) -> None:
    watch = JobWatch("T1", "1", since=NOON)
    seen = job(1, began, began, max(began, missed))
    assert watch.may_be_new(seen) is (began >= NOON)


def test_a_job_that_is_listed_late_is_found_and_an_older_one_that_was_forgotten_is_not() -> None:
    hours = [NOON + number * timedelta(hours=1) for number in range(3)]
    watch = JobWatch("T1", "1", since=hours[0], looked_at=hours[1])
    for began, is_new in ((hours[1] - LATE_IN_LIST, True), (hours[1] - LATE_IN_LIST - SECOND, False)):
        assert watch.may_be_new(job(1, began, began, hours[2])) is is_new


def test_a_job_without_a_beginning_is_news_only_while_it_runs() -> None:
    watch = JobWatch("T1", "1", since=NOON, looked_at=NOON)
    assert watch.may_be_new(parse_job({"id": "1", "status": "IN_PROGRESS"}))
    assert not watch.may_be_new(parse_job({"id": "1", "status": "COMPLETED"}))


def wide(**filters: object) -> Subscription:
    chosen = Filters(**{"least": Severity.NEWS, "elsewhere": True, **filters})  # type: ignore[arg-type]  # by name
    return Subscription("s", "T1", "C1", Topic.JOBS, chosen, "U1", "Olivia", NOON)


def test_accounts_are_watched_as_wide_as_the_widest_subscription_wants() -> None:
    accounts = [Account(id, Vendor.APPCUES, id) for id in ("1", "2")] + [Account("1", Vendor.APPIZER, "x")]
    assert wanted_accounts([], accounts) == set()
    assert wanted_accounts([wide(elsewhere=False)], accounts) == set()
    assert wanted_accounts([wide(account="appcues:2")], accounts) == {"2"}
    assert wanted_accounts([wide(account="appizer:1")], accounts) == set()
    assert wanted_accounts([wide(account="appcues:2"), wide()], accounts) == {"1", "2"}
