"""What the Home tab shows: sections, empty states, pages, badges; and that Slack takes it, whatever the facts are."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.change_requests import State
from bot.domain.home import FRONT, AccountHealth, Coming, Health, HomeFacts, Page, Section, extract, read_page
from bot.domain.outbox_health import OutboxHealth
from bot.domain.people import Role
from bot.domain.pulses import Pulse
from bot.domain.subscriptions import Topic
from bot.views.home.tab import home_of_nobody, home_tab
from bot.views.reply import Reply
from sandbox.slack.rules.payloads import view_findings
from sandbox.slack.seen import view_text
from tests.home.facts import (
    APPCUES,
    APPIZER,
    HOSTILE,
    HOUR,
    NOW,
    QUIET,
    STAGING,
    facts_of,
    hostile_facts,
    notice,
    person,
    request,
)

CHOICES = [("Accounts", "callboard accounts list")]


def drawn(facts: HomeFacts, said: Reply | None = None) -> str:
    return view_text(dict(home_tab(facts, CHOICES, said)))


def ids_in(view: Mapping[str, Any]) -> list[str]:
    blocks = view["blocks"]
    return [
        element["action_id"]
        for block in blocks
        for element in (*(block["elements"] if block["type"] == "actions" else ()), block.get("accessory"))
        if element
    ]


@settings(max_examples=150)
@given(hostile_facts(), st.none() | st.builds(Reply, HOSTILE, is_problem=st.booleans()))
def test_whatever_the_facts_are_slack_takes_the_tab(facts: HomeFacts, said: Reply | None) -> None:
    view = home_tab(facts, CHOICES, said)
    assert view_findings(view) == []
    assert len(view["blocks"]) <= 100
    assert len(ids_in(view)) == len(set(ids_in(view)))


@given(st.lists(st.integers()), st.sampled_from(Section), st.integers(1, 10))
def test_the_pages_of_a_section_hold_all_of_it_once_and_no_page_is_beyond_the_last(
    items: list[int], section: Section, number: int
) -> None:
    first = extract(items, section, Page(section))
    pages = [extract(items, section, Page(section, each + 1)) for each in range(first.pages)]
    assert [item for page in pages for item in page.items] == items
    assert extract(items, section, Page(section, number)).number == min(number, first.pages)


@given(
    st.one_of(st.none(), st.text(), st.integers(), st.sampled_from([*Section, "waiting"])),
    st.one_of(st.none(), st.text(), st.integers(), st.booleans(), st.just("9" * 5000), st.floats()),
)
def test_what_is_no_page_is_the_first_one(section: object, number: object) -> None:
    page = read_page(section, number)
    assert page == FRONT if section not in set(Section) else page.section == section
    assert 1 <= page.number <= 1000


def test_a_page_travels_with_its_view() -> None:
    page = Page(Section.MINE, 2)
    view = home_tab(facts_of(page=page, mine=[request(n, requester_id="U1") for n in range(50)]))
    assert read_page(*view["private_metadata"].split(":")) == page


def test_every_section_says_when_it_is_empty() -> None:
    text = drawn(facts_of())
    for words in (
        "Nothing waits for your decision.",
        "You have not asked for anything yet.",
        "Nothing has a time of its own",
        "Nothing was published or changed",
        "None of our jobs runs",
        "No message waits",
    ):
        assert words in text
    assert "Waiting for others" not in text


@pytest.mark.parametrize("section", Section)
def test_a_page_of_a_section_that_has_become_empty_says_so_and_leads_back(section: Section) -> None:
    text = drawn(facts_of(page=Page(section, 3)))
    assert "[Back]" in text
    assert any(words in text for words in ("Nothing", "not asked for anything"))


def test_slots_are_warned_of_at_four_and_alarmed_at_five() -> None:
    def told(used: int | None) -> str:
        return drawn(facts_of(health=Health((AccountHealth(APPCUES, Pulse(), used),), QUIET)))

    assert "SDK keys: 3 of 5 slots used.\n" in told(3)
    assert "[SDK keys]" not in told(3)
    assert ":warning: SDK keys: 4 of 5 slots used. One slot is left." in told(4)
    assert ":rotating_light: SDK keys: 5 of 5 slots used. No slot is left" in told(5)
    assert "[SDK keys]" in told(5)
    assert "could not be read just now" in told(None)


def test_an_organisation_of_appizer_has_no_slots() -> None:
    facts = facts_of(health=Health((AccountHealth(APPIZER, Pulse(NOW)),), QUIET))
    assert "SDK keys" not in drawn(facts)


def test_what_is_late_is_told_and_what_is_just_on_its_way_is_not() -> None:
    def told(lag: timedelta) -> str:
        return drawn(facts_of(health=Health((), OutboxHealth(1, 2, 0, lag))))

    assert "1 message waits to be posted, the oldest for 5 min" in told(timedelta(minutes=5))
    assert "0 messages wait to be posted; 2 are kept for later" in told(timedelta(seconds=2))


def test_changes_name_who_did_them_once_and_the_account_where_there_are_several() -> None:
    changed = [
        notice(1, "*Tour* is live", actor_id="U5", account="appcues:a1b2c3d4"),
        notice(2, "<@U5> took *Tour* down", actor_id="U5"),
    ]
    roles = tuple((each, Role.EDITOR) for each in (APPCUES, STAGING))
    text = drawn(facts_of(changed=changed, roles=roles))
    assert text.count("@U5") == 2
    assert "by @U5 · staging (Appcues 17435, EU)" in text
    assert "staging" not in drawn(facts_of(changed=changed)), "an account that is gone has no name"


def test_what_somebody_asked_for_says_how_it_stands() -> None:
    mine = [
        request(1, requester_id="U1"),
        request(2, requester_id="U1", state=State.REJECTED, decided_by="U7", decision_note="wrong week"),
        request(3, requester_id="U1", state=State.APPROVED, not_before=NOW + HOUR, decided_by="U7"),
        request(4, requester_id="U1", state=State.DONE, outcome_note="live"),
    ]
    text = drawn(facts_of(mine=mine))
    for words in (
        "0 of 1 approval · who may: people with the approver role",
        "Rejected · asked",
        "by @U7",
        "wrong week",
        "waits for its time",
        "Live · asked",
    ):
        assert words in text
    assert text.count("[Withdraw]") == 2
    assert text.count("[Show]") == 2


def test_what_waits_for_others_says_who_they_are() -> None:
    others = [request(1), request(2, approved_by=("U1",), needed=2), request(3)]
    text = drawn(facts_of(others=others, able={others[0].id: (person("U7"),), others[2].id: ()}))
    assert "@U7 may approve it" in text
    assert "you approved it; it has 1 of 2 approvals" in text
    assert "nobody may approve it. Who could: people with the approver role" in text
    assert "[Approve]" not in text
    assert "needs people with the approver role" in drawn(facts_of(others=others, able=None))


def test_posts_in_channels_are_coming_up_too() -> None:
    coming = [Coming(NOW + HOUR, topic=Topic.DIGEST, channel_id="C0LAUNCHES")]
    assert "the digest in #C0LAUNCHES" in drawn(facts_of(coming=coming))


def test_a_newcomer_gets_three_things_to_try_until_they_have_asked_for_something() -> None:
    roles = ((APPCUES, Role.VIEWER), (APPIZER, Role.VIEWER))
    viewer: dict[str, Any] = {"person": person(role=Role.VIEWER), "roles": roles}
    text = drawn(facts_of(**viewer))
    assert "Try these first" in text
    assert "[See the flows] [See the apps] [See all commands]" in text
    assert "Try these first" not in drawn(facts_of(**viewer, mine=[request(requester_id="U1")]))
    assert "Try these first" not in drawn(facts_of()), "whoever approves knows their way"


def test_an_admin_without_accounts_is_led_to_the_first_one() -> None:
    text = drawn(facts_of(person=person(role=Role.ADMIN), roles=(), health=Health((), QUIET)))
    assert "[Connect an account…]" in text
    assert "No account is connected yet" in text
    assert "[Accounts]" in text


def test_a_role_that_differs_in_an_account_is_told_and_who_can_change_it() -> None:
    roles = ((APPCUES, Role.VIEWER), (STAGING, Role.APPROVER))
    text = drawn(facts_of(person=person(role=Role.VIEWER), roles=roles))
    assert "You are *viewer*" in text
    assert "In *staging (Appcues 17435, EU)* you are *approver*" in text
    assert "ask an admin: @U8." in text
    assert "[Accounts]" not in text
    assert "ask an admin of this workspace" in drawn(facts_of(admins=None))


def test_the_answer_to_a_press_stands_on_top_with_its_first_line() -> None:
    text = drawn(facts_of(), Reply("14 flows.\nName a; State b"))
    assert text.strip().startswith(":speech_balloon: 14 flows.")
    assert "State b" not in text
    assert ":warning: No" in drawn(facts_of(), Reply("No", is_problem=True))


def test_whoever_may_do_nothing_sees_one_sentence() -> None:
    view = home_of_nobody()
    assert view_findings(view) == []
    assert len(view["blocks"]) == 1
