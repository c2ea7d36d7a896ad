"""Which notices are posted where: once per channel, never while muted, and no more for a narrower filter."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.accounts import Vendor
from bot.domain.notices import Notice
from bot.domain.recurrences import read_recurrence
from bot.domain.schedules import LateRule, Schedule
from bot.domain.subscription_previews import due_between, left_out, preview
from bot.domain.subscriptions import (
    Filters,
    NewSubscription,
    Severity,
    Standing,
    Subscription,
    Topic,
    channels_for,
    find_standing,
    require_fit,
    require_rare,
    require_vendor,
    words_of,
)
from bot.errors import BadInput, NoSuchItem, SeveralMatch

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
PARIS = "Europe/Paris"
ALL = Filters()

accounts, kinds, ids = (
    st.sampled_from(words) for words in (("", "a:1", "a:2"), ("", "flows", "pins"), ("", "1", "2"))
)
filters = st.builds(Filters, account=accounts, kind=kinds, tag=ids, app=ids, least=st.sampled_from(Severity))
notices = st.builds(
    Notice,
    key=st.uuids().map(str),
    team_id=st.just("T1"),
    topic=st.sampled_from(Topic).map(str),
    at=st.integers(0, 7 * 24 * 60 - 1).map(lambda minutes: NOW - WEEK + timedelta(minutes=minutes)),
    line=st.just("line"),
    text=st.just("text"),
    severity=st.sampled_from(Severity).map(int),
    account=accounts,
    kind=kinds,
    tags=st.frozensets(st.sampled_from(("1", "2"))),
    app_id=ids,
)
muted = st.none() | st.sampled_from((NOW - timedelta(hours=1), NOW, NOW + timedelta(hours=1)))
subscriptions = st.builds(
    Subscription,
    id=st.uuids().map(str),
    team_id=st.just("T1"),
    channel_id=st.sampled_from(("C1", "C2", "C3")),
    topic=st.sampled_from(Topic),
    filters=filters,
    created_by=st.just("U1"),
    created_by_name=st.just("Maya"),
    created_at=st.just(NOW - WEEK),
    schedule_id=st.sampled_from(("", "s1")),
    muted_until=muted,
)


def standing(
    topic: Topic = Topic.JOBS, id: str = "s", schedule: Schedule | None = None, **fields: Any
) -> Standing:
    """A subscription that stands."""
    given: dict[str, Any] = {"filters": Filters(), "created_at": NOW, **fields}
    return Standing(
        Subscription(id, "T1", "C1", topic, created_by="U1", created_by_name="Maya", **given), schedule
    )


def new(
    topic: Topic, rhythm: str = "", chosen: Filters = ALL, *, even_if_empty: bool = False
) -> NewSubscription:
    """Something to subscribe to."""
    recurrence = read_recurrence(rhythm, PARIS) if rhythm else None
    given = ("T1", "C1", topic, chosen, PARIS, "U1", "Maya")
    return NewSubscription(*given, recurrence, even_if_empty=even_if_empty)


@given(notices, st.lists(subscriptions, max_size=12))
def test_a_notice_is_posted_once_in_each_channel_of_which_one_subscription_wants_it(
    notice: Notice, many: Collection[Subscription]
) -> None:
    told = channels_for(notice, many, NOW)
    wanting = [each for each in many if each.wants(notice, NOW)]
    assert set(told) == {each.channel_id for each in wanting}
    assert all(channel == each.channel_id and each in wanting for channel, each in told.items())


@given(notices, subscriptions)
def test_what_is_muted_or_comes_at_times_of_its_own_wants_nothing_now(
    notice: Notice, subscription: Subscription
) -> None:
    later = replace(subscription, muted_until=NOW + timedelta(seconds=1))
    assert not later.wants(notice, NOW)
    assert not replace(subscription, schedule_id="s1").wants(notice, NOW)
    awake = replace(subscription, muted_until=None)
    assert later.wants(notice, NOW + timedelta(seconds=1)) == awake.wants(notice, NOW)


@given(notices, filters, filters)
def test_a_narrower_filter_never_lets_more_through(notice: Notice, one: Filters, other: Filters) -> None:
    both = Filters(
        account=one.account or other.account,
        kind=one.kind or other.kind,
        tag=one.tag or other.tag,
        app=one.app or other.app,
        least=max(one.least, other.least),
    )
    assert one.let_through(notice) or not both.let_through(notice)
    assert Filters().let_through(notice)


@given(st.lists(notices, max_size=30), subscriptions)
def test_the_preview_counts_what_would_have_been_posted(
    many: list[Notice], subscription: Subscription
) -> None:
    asked = new(subscription.topic, chosen=subscription.filters)
    live = replace(subscription, muted_until=None, schedule_id="")
    posted = [each for each in many if live.wants(each, each.at)]
    if subscription.topic is not Topic.DIGEST:
        assert preview(asked, many, NOW).news == tuple(posted)
        assert preview(asked, many, NOW).count == len(posted)


@given(st.lists(notices, max_size=30), filters)
def test_a_digest_comes_at_most_at_each_of_its_times_and_always_where_it_should(
    many: list[Notice], chosen: Filters
) -> None:
    times = due_between(read_recurrence("daily 09:00", PARIS), NOW - WEEK, NOW)
    assert len(times) == 7
    shown = preview(new(Topic.DIGEST, "daily 09:00", chosen), many, NOW)
    always = preview(new(Topic.DIGEST, "daily 09:00", chosen, even_if_empty=True), many, NOW)
    assert always.count == len(times)
    assert shown.count <= min(len(times), len(shown.news))
    assert bool(shown.count) == bool(shown.news)
    assert len(shown.news) + shown.waiting == sum(chosen.let_through(each) for each in many)
    assert [each - NOW for each in shown.upcoming] == sorted(each - NOW for each in shown.upcoming)
    assert len(shown.upcoming) == 3


def test_statistics_come_at_all_their_times_and_tell_of_no_warnings() -> None:
    warning = Notice("k", "T1", "stats", NOW - timedelta(days=2), "line", "text")
    shown = preview(new(Topic.STATS, "weekdays 09:00"), [warning], NOW)
    assert (shown.count, shown.news) == (5, ())
    assert preview(new(Topic.STATS), [warning], NOW).news == (warning,)


def test_so_many_messages_that_nobody_reads_them_are_advised_against() -> None:
    many = [Notice(str(n), "T1", "jobs", NOW - timedelta(hours=1), "l", "t", severity=1) for n in range(51)]
    shown = preview(new(Topic.JOBS), many, NOW)
    assert (shown.is_a_lot, shown.advice) == (True, "--only failed")
    assert not preview(new(Topic.JOBS), many[1:], NOW).is_a_lot
    grave = preview(new(Topic.JOBS, chosen=Filters(least=Severity.WARNING)), many, NOW)
    assert (grave.is_a_lot, grave.advice) == (True, "")


def test_what_was_left_out_counts_once_what_two_wanted() -> None:
    since = NOW - timedelta(hours=2)
    told = [
        Notice("before", "T1", "jobs", since - timedelta(minutes=1), "l", "t"),
        Notice("bad", "T1", "jobs", since, "l", "t", severity=1),
        Notice("fine", "T1", "jobs", NOW - timedelta(minutes=1), "l", "t"),
        Notice("other", "T1", "keys", NOW - timedelta(minutes=1), "l", "t"),
    ]
    failed = standing(id="1", filters=Filters(least=Severity.WARNING), muted_at=since)
    everything = standing(id="2", muted_at=since)
    assert [each.key for each in left_out([failed], told, NOW).news] == ["bad"]
    assert [each.key for each in left_out([failed, everything], told, NOW).news] == ["bad", "fine"]
    hourly = Schedule(
        id="s1",
        team_id="T1",
        kind="digest",
        subject="3",
        recurrence=read_recurrence("hourly", PARIS),
        late_rule=LateRule.LATEST,
        grace=timedelta(hours=3),
        next_due_at=None,
        revision=1,
        created_by="U1",
        created_at=NOW,
    )
    digest = standing(Topic.DIGEST, "3", hourly, muted_at=since)
    assert left_out([digest], told, NOW).due_times == 2
    assert left_out([digest], told, NOW).news == ()


def test_one_is_the_same_when_it_says_the_same_at_the_same_times() -> None:
    plain = new(Topic.PUBLISHING, chosen=Filters(tag="1", tag_name="old name"))
    assert (
        plain.fingerprint == new(Topic.PUBLISHING, chosen=Filters(tag="1", tag_name="new name")).fingerprint
    )
    others = [
        new(Topic.DRIFT, chosen=Filters(tag="1")),
        new(Topic.PUBLISHING, chosen=Filters(kind="1")),
        new(Topic.PUBLISHING, chosen=Filters(tag="1", least=Severity.WARNING)),
        new(Topic.DIGEST, "daily 09:00"),
        new(Topic.DIGEST, "daily 10:00"),
        new(Topic.STATS),
        new(Topic.STATS, "daily 09:00"),
    ]
    assert len({each.fingerprint for each in [plain, *others]}) == len(others) + 1


def test_one_is_found_by_its_number_its_id_and_its_name() -> None:
    failed = standing(id="k7", filters=Filters(least=Severity.WARNING))
    keys = standing(Topic.KEYS, "k8", filters=Filters(account="appcues:1"))
    every = [failed, standing(Topic.JOBS, "k9"), keys]
    labels = {"appcues:1": "production"}
    assert find_standing("3", every, labels) is keys
    assert find_standing("k7", every, labels) is failed
    assert find_standing("jobs", every, labels) is every[1]
    assert find_standing("production", every, labels) is keys
    with pytest.raises(SeveralMatch):
        find_standing("job", every, labels)
    for words in ("4", "0", "drift"):
        with pytest.raises(NoSuchItem):
            find_standing(words, every, labels)


def test_filters_are_said_in_words() -> None:
    chosen = Filters(
        "appcues:1", "flows", "t1", "a1", Severity.ALARM, tag_name="onboarding", app_name="Portal"
    )
    assert words_of(Topic.DRIFT, chosen, {"appcues:1": "production"}) == (
        "drift, flows, tagged onboarding, of Portal, only alarms, in production"
    )
    assert words_of(Topic.JOBS, Filters(least=Severity.WARNING), {}) == "jobs, only failed"
    assert words_of(Topic.JOBS, Filters(elsewhere=True), {}) == "jobs, also those started elsewhere"
    assert words_of(Topic.KEYS, Filters(least=Severity.WARNING), {}) == "keys, only warnings"
    assert "an account that is gone" in words_of(Topic.KEYS, Filters("appcues:1"), {})


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("kind", "publishing approvals drift digest"),
        ("tag", "publishing approvals drift digest"),
        ("app", "stats digest"),
        ("only", "jobs publishing stats keys approvals drift"),
        ("rhythm", "stats digest"),
        ("always", "digest"),
    ],
)
def test_a_choice_is_taken_where_it_fits_and_refused_beside_its_argument_elsewhere(
    name: str, fits: str
) -> None:
    for topic in Topic:
        if topic in fits.split():
            require_fit(topic, {name: "alarms"})
            continue
        with pytest.raises(BadInput, match=f"not {topic}") as refused:
            require_fit(topic, {name: "alarms"})
        assert refused.value.field == name


def test_what_comes_too_often_or_never_is_refused() -> None:
    require_rare(read_recurrence("hourly", PARIS), NOW)
    for words in ("every 30 min", "0,30 9 * * *", "once 2020-01-01T09:00Z"):
        with pytest.raises(BadInput):
            require_rare(read_recurrence(words, PARIS), NOW)


@pytest.mark.parametrize("hour", [0, 7, 8, 9, 23])
def test_how_often_something_comes_is_judged_alike_at_every_hour(hour: int) -> None:
    for minute in (0, 30, 59):
        now = NOW.replace(hour=hour, minute=minute)
        for often in ("0,1 9 * * *", "0,30 8-10 * * 1", "*/20 9 1 * *", "0,59 9 * * *", "every 15 min"):
            with pytest.raises(BadInput, match="every hour at most"):
                require_rare(read_recurrence(often, PARIS), now)
        for rare in ("30 0,23 * * *", "59 8,9 * * *", "hourly", "0 9,10,17 * * *"):
            require_rare(read_recurrence(rare, PARIS), now)


def test_an_account_of_the_other_vendor_is_refused_where_it_has_nothing_to_tell() -> None:
    require_vendor(Topic.APPROVALS, Vendor.APPIZER, {})
    require_vendor(Topic.STATS, Vendor.APPIZER, {})
    for topic, vendor, chosen in (
        (Topic.STATS, Vendor.APPCUES, {}),
        (Topic.KEYS, Vendor.APPIZER, {}),
        (Topic.DIGEST, Vendor.APPIZER, {"tag": "x"}),
        (Topic.DIGEST, Vendor.APPCUES, {"app": "x"}),
    ):
        with pytest.raises(BadInput):
            require_vendor(topic, vendor, chosen)
