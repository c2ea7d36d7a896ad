"""Facts of the Home tab as tests make them up: plain ones, and hostile ones for Hypothesis."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.domain.accounts import Account, Vendor
from bot.domain.app_warnings import AppWarning
from bot.domain.change_requests import ChangeRequest, State
from bot.domain.home import (
    FRONT,
    AccountHealth,
    Coming,
    Health,
    HomeFacts,
    Page,
    Section,
    extract,
)
from bot.domain.notices import Notice
from bot.domain.outbox_health import ChannelHealth, OutboxHealth
from bot.domain.people import Member, Person, Role
from bot.domain.pulses import Pulse
from bot.domain.subscriptions import Topic
from bot.domain.unusual import Kind
from bot.views.rendering import safe
from tests.statistics.overviews import HOSTILE as words_of_strangers  # noqa: N811 - a strategy here

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEAM = "T1"
APPCUES = Account("environment", Vendor.APPCUES, "production", "17434", "us")
STAGING = Account("a1b2c3d4", Vendor.APPCUES, "staging", "17435", "eu")
APPIZER = Account("environment", Vendor.APPIZER, "appizer")
QUIET = OutboxHealth(0, 0, 0, timedelta())


def person(id: str = "U1", role: Role = Role.APPROVER, **more: Any) -> Person:
    return Person(Member(id, TEAM, more.pop("name", id.lower()), **more), role)


def request(number: int = 1, **more: Any) -> ChangeRequest:
    given: dict[str, Any] = {
        "requester_id": "U2",
        "summary": f"Publish the flow “Tour {number}”",
        "effect_words": "It goes live.",
        "reason": "",
        "state": State.WAITING,
        "rule": "people with the approver role, by the rule “two people”",
        **more,
    }
    return ChangeRequest(
        id=f"r{number:07d}",
        team_id=TEAM,
        command_path="appcues flows publish",
        arguments={},
        item_kind="flows",
        item_id=str(number),
        item_name=f"Tour {number}",
        state_before="draft",
        link="",
        before={},
        fingerprint="f",
        channel_id="C1",
        created_at=NOW - HOUR,
        expires_at=NOW + 7 * HOUR,
        **given,
    )


def notice(number: int = 1, line: str = "", **more: Any) -> Notice:
    shown = line or f"*Tour {number}* is live"
    return Notice(f"n{number}", TEAM, Topic.PUBLISHING, NOW - number * HOUR, shown, shown, **more)


def facts_of(
    *,
    page: Page = FRONT,
    waiting: Sequence[ChangeRequest] = (),
    others: Sequence[ChangeRequest] = (),
    mine: Sequence[ChangeRequest] = (),
    coming: Sequence[Coming] = (),
    changed: Sequence[Notice] = (),
    **more: Any,
) -> HomeFacts:
    """Facts with what is given; all else is empty and well."""
    accounts = (APPCUES, APPIZER)
    plain = HomeFacts(
        person=person(),
        page=page,
        now=NOW,
        waiting=extract(waiting, Section.WAITING, page),
        others=extract(others, Section.OTHERS, page),
        able={each.id: (person("U9"),) for each in others},
        mine=extract(mine, Section.MINE, page),
        coming=extract(coming, Section.COMING, page),
        changed=extract(changed, Section.CHANGED, page),
        health=Health(tuple(AccountHealth(each, Pulse(), 2) for each in accounts), QUIET),
        roles=tuple((each, Role.APPROVER) for each in accounts),
        admins=(person("U8", Role.ADMIN),),
    )
    return replace(plain, **more)


HOSTILE = st.just("") | words_of_strangers
_PEOPLE = st.builds(
    lambda role, name: person("U" + "9" * 10, role, name=name), st.sampled_from(list(Role)[1:]), HOSTILE
)
_MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis wants naive bounds
_REQUESTS = st.builds(
    request,
    st.integers(0, 9_999_999),
    summary=HOSTILE,
    effect_words=HOSTILE,
    reason=HOSTILE,
    rule=HOSTILE,
    account=HOSTILE,
    outcome_note=HOSTILE,
    decision_note=HOSTILE,
    requester_id=st.sampled_from(["U1", "U2"]),
    state=st.sampled_from(State),
    needed=st.integers(0, 10),
    approved_by=st.lists(st.sampled_from(["U1", "U3", "U4"]), max_size=10).map(tuple),
    not_before=st.none() | _MOMENTS,
    until=st.none() | _MOMENTS,
)
_ACCOUNTS = st.builds(
    Account, HOSTILE, st.sampled_from(Vendor), HOSTILE, HOSTILE, st.sampled_from(["us", "eu", ""])
)
_PULSES = st.builds(Pulse, st.none() | _MOMENTS, st.none() | _MOMENTS, HOSTILE, st.none() | _MOMENTS)
_WARNINGS = st.builds(
    lambda name: AppWarning(
        "w",
        "app",
        name,
        Kind.EVENTS_STOPPED,
        {"quiet_hours": 30, "since": NOW.isoformat(), "usual_hours": 2, "limit_hours": 24},
        NOW,
    ),
    HOSTILE,
)
_CHANNELS = st.builds(
    ChannelHealth,
    st.just("C0LAUNCHES"),
    st.integers(0, 9),
    st.integers(1, 9**9),
    st.timedeltas(timedelta(), timedelta(days=900)),
    HOSTILE,
    st.none() | _MOMENTS,
    HOSTILE,
)
_NOTICES = st.builds(
    notice,
    st.integers(0, 9_999),
    HOSTILE.map(lambda text: f"<@U1> {safe(text)}"),
    account=st.sampled_from(["appcues:environment", "", "appizer:gone"]),
    actor_id=st.sampled_from(["U1", ""]),
)
_COMING = st.builds(Coming, _MOMENTS, st.none() | _REQUESTS, st.sampled_from(Topic), st.just("C0LAUNCHES"))
PAGES = st.builds(Page, st.none() | st.sampled_from(Section), st.integers(1, 40))


@st.composite
def hostile_facts(draw: st.DrawFn) -> HomeFacts:
    """Anything at all, and much of it."""
    times = draw(st.sampled_from([1, 7, 60]))
    accounts = draw(st.lists(_ACCOUNTS, max_size=4)) * draw(st.sampled_from([1, 20]))
    others = draw(st.lists(_REQUESTS, max_size=4)) * times
    able = {each.id: tuple(draw(st.lists(_PEOPLE, max_size=2)) * times) for each in others[:4]}
    health = Health(
        tuple(
            AccountHealth(each, draw(_PULSES), draw(st.none() | st.integers(0, 7))) for each in accounts[:9]
        ),
        OutboxHealth(times, times, times, times * HOUR, tuple(draw(st.lists(_CHANNELS, max_size=3)) * times)),
        tuple(("environment", each) for each in draw(st.lists(_WARNINGS, max_size=3)) * times),
        draw(st.dictionaries(st.sampled_from(["queued", "running", "stuck"]), st.integers(0, 9**9))),
    )
    return facts_of(
        page=draw(PAGES),
        waiting=draw(st.lists(_REQUESTS, max_size=4)) * times,
        others=others,
        mine=draw(st.lists(_REQUESTS, max_size=4)) * times,
        coming=draw(st.lists(_COMING, max_size=4)) * times,
        changed=draw(st.lists(_NOTICES, max_size=4)) * times,
        able=draw(st.sampled_from([able, None])),
        person=draw(_PEOPLE),
        health=health,
        roles=tuple((each, draw(st.sampled_from(list(Role)[1:]))) for each in accounts),
        admins=draw(st.none() | st.lists(_PEOPLE, max_size=3).map(lambda people: tuple(people * times))),
    )
