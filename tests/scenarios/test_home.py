"""The Home tab of each person: what waits for them, what they asked for, what happens, and what they may do."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import event

from bot.domain.notices import Notice
from bot.domain.people import Person
from bot.domain.subscriptions import Topic
from bot.services.request_rows import row_from
from sandbox.slack.faults import Fault
from sandbox.slack.seen import view_text
from storage.unit_of_work import UnitOfWork
from tests.scenarios.asking import PUBLISH, WELCOME, card_of_a_request
from tests.scenarios.hours import PARIS, lives_in
from tests.scenarios.marks import house_with, on_both_databases
from tests.scenarios.playhouse import TEAM, VENDORS, Playhouse, Vendors
from tests.scenarios.scheduled import subscribe
from tests.scenarios.seats import Cast
from tests.scenarios.test_accounts import add_staging
from tests.scenarios.test_policy import set_rule

KEYS_ROUTE = "GET /v2/accounts/*/sdk_keys"


async def copies_wait(house: Playhouse, count: int) -> None:
    """As many requests as that wait besides the one there is, like it in all but their item."""
    services = house.program.services
    (first,) = await services.approvals.waiting(TEAM)

    def write(work: UnitOfWork) -> None:
        for number in range(count):
            name = f"Copy {number:03d}"
            later = first.created_at + timedelta(seconds=number + 1)
            copy = replace(
                first, id=f"copy{number:04d}", item_id=name, summary=f"Publish “{name}”", created_at=later
            )
            assert work.change_requests.add(row_from(copy))

    await house.program.ground.database.transact(write)


async def told(house: Playhouse, *notices: Notice) -> None:
    """These facts were written down."""
    now = house.clock.now()
    post = house.program.services.notices.post
    await house.program.ground.database.transact(lambda work: [post(work, each, now) for each in notices])


async def use_slots(vendors: Vendors, count: int) -> None:
    """So many keys more are made behind the bot's back."""
    auth = (VENDORS.appcues_key, VENDORS.appcues_secret)
    for number in range(count):
        path = f"/v2/accounts/{VENDORS.appcues_account}/sdk_keys"
        assert (await vendors.door.post(path, auth=auth, json={"tag": f"more {number}"})).is_success


@on_both_databases
async def test_the_home_tab_of_an_approver_holds_what_waits_with_buttons_that_decide(
    cast: Cast, vendors: Vendors
) -> None:
    await card_of_a_request(cast)
    home = await cast.tomas.opens_home()
    text = view_text(home)
    for fact in ("You are *approver*", "Waiting for you (1)", WELCOME, "spring launch", "[Approve] [Reject]"):
        assert fact in text
    heard = await cast.tomas.clicks(home, "Approve")
    assert "is live" in heard.note
    assert heard.home is not None, "the tab is drawn anew"
    text = view_text(heard.home)
    assert "Done: *Welcome tour* is live" in text, "and says what came of the press"
    assert "[Approve]" not in text
    assert (await vendors.experience(WELCOME))["published"]


async def test_the_home_tab_of_the_requester_holds_what_they_asked_for_and_they_can_withdraw(
    cast: Cast,
) -> None:
    await card_of_a_request(cast)
    home = await cast.maya.opens_home()
    text = view_text(home)
    assert "You are *editor*" in text
    assert "Asked by you (1)" in text
    assert "[Withdraw]" in text
    assert "[Approve]" not in text
    heard = await cast.maya.clicks(home, "Withdraw")
    assert "Withdrawn" in heard.note
    assert heard.home is not None
    assert "Withdrawn · asked" in view_text(heard.home)
    assert "[Withdraw]" not in view_text(heard.home)
    assert "Withdrawn" in await cast.card()


async def test_a_rejection_from_the_home_tab_asks_for_its_reason_in_a_form_and_the_tab_is_drawn_anew(
    cast: Cast,
) -> None:
    await card_of_a_request(cast)
    home = await cast.adam.opens_home()
    assert "You are *admin*" in view_text(home)
    await cast.adam.opens(home, "Reject")
    heard = await cast.adam.submits(reason="not before Friday")
    assert "Rejected" in heard.note
    assert heard.home is not None
    assert "Rejected: Publish the flow “Welcome tour”. The requester is told" in view_text(heard.home)
    assert "[Reject]" not in view_text(heard.home)
    assert "not before Friday" in await cast.card()
    assert "not before Friday" in view_text(await cast.maya.opens_home())


@house_with(editors="")
async def test_the_home_tab_of_a_viewer_shows_what_waits_and_for_whom_without_deciding(cast: Cast) -> None:
    await card_of_a_request(cast, by=cast.adam)
    home = await cast.maya.opens_home()
    text = view_text(home)
    assert "You are *viewer*" in text
    assert "Nothing waits for your decision" in text
    assert "Waiting for others (1)" in text
    assert "@U0OLIVIA, @U0TOMAS may approve it" in text
    for button in ("[Approve]", "[Withdraw]"):
        assert button not in text
    assert WELCOME in (await cast.maya.clicks(home, "Show")).note


async def test_an_approver_whom_a_rule_excludes_has_no_button_to_approve(cast: Cast) -> None:
    await set_rule(cast, "apart --kind flows --own-group no --approvers approver,S0MARKETING")
    await cast.maya.types(PUBLISH)
    text = view_text(await cast.tomas.opens_home())
    assert "You are *approver*" in text
    assert "[Approve]" not in text, "Tomás is in the user group of Maya, who asked"
    assert "@U0ADAM, @U0OLIVIA may approve it" in text
    assert "[Approve]" in view_text(await cast.adam.opens_home())


async def test_an_editor_whom_a_rule_names_may_approve_whatever_their_role(cast: Cast) -> None:
    await set_rule(cast, "by marketing --kind flows --approvers S0MARKETING")
    await cast.adam.types(PUBLISH)
    home = await cast.maya.opens_home()
    assert "You are *editor*" in view_text(home)
    assert "is live" in (await cast.maya.clicks(home, "Approve")).note


async def test_what_somebody_has_approved_waits_for_others_from_then_on(cast: Cast) -> None:
    await set_rule(cast, "pair --kind flows --action publish --approvals 2")
    await cast.maya.types(PUBLISH)
    heard = await cast.tomas.clicks(await cast.tomas.opens_home(), "Approve")
    assert heard.home is not None
    text = view_text(heard.home)
    assert "you approved it; it has 1 of 2 approvals" in text
    assert "[Approve]" not in text


async def test_a_guest_sees_one_sentence_and_nothing_else(cast: Cast) -> None:
    await card_of_a_request(cast)
    home = await cast.greta.opens_home()
    assert view_text(home).strip() == "Callboard is for full members of this workspace."


async def test_whoever_is_demoted_between_the_drawing_and_the_press_is_refused_with_a_sentence(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await card_of_a_request(cast)
    home = await cast.adam.opens_home()
    house.stand_in.workspace.people["U0ADAM"].is_admin = False
    heard = await cast.adam.clicks(home, "Approve")
    assert "needs the approver role; yours is viewer" in heard.note
    assert heard.home is not None
    assert "needs the approver role" in view_text(heard.home)
    assert "[Approve]" not in view_text(heard.home)
    assert "[Audit log]" not in view_text(heard.home)
    home = await cast.olivia.opens_home()
    house.stand_in.workspace.people["U0OLIVIA"].is_restricted = True
    heard = await cast.olivia.clicks(home, "Approve")
    assert "Guests" in heard.note
    assert heard.home is not None
    assert view_text(heard.home).strip() == "Callboard is for full members of this workspace."
    assert await vendors.calls("/publish") == []


async def test_somebody_new_is_told_what_to_try_and_each_of_it_answers(cast: Cast) -> None:
    home = await cast.maya.opens_home()
    assert "Try these first" in view_text(home)
    for button, answer in (("See the flows", "14 flows"), ("See the apps", "8 apps")):
        heard = await cast.maya.clicks(home, button)
        assert answer in heard.note
        assert heard.home is not None
        assert answer in view_text(heard.home)
        home = heard.home
    await cast.maya.opens(home, "Publish a flow…")
    heard = await cast.maya.submits(item="New season announcement", reason="first try")
    assert "already" in heard.note or "needs a second person" in heard.note
    await cast.maya.types(PUBLISH)
    assert "Try these first" not in view_text(await cast.maya.opens_home())


async def test_the_settings_of_admins_answer_and_nobody_else_has_them(cast: Cast) -> None:
    home = await cast.adam.opens_home()
    for button, answer in (
        ("Accounts", "2 connected"),
        ("Roles", "Your own role"),
        ("Policy", "No rule was set"),
        ("Subscriptions", "There are no subscriptions in this workspace"),
        ("Audit log", ""),
        ("Verify the audit log", ""),
        ("Status", "How Callboard is"),
        ("What I may do", "no role above yours"),
        ("Who has which role", "Your own role"),
    ):
        heard = await cast.adam.clicks(home, button)
        assert answer in heard.note, button
        home = heard.home or home
    text = view_text(await cast.tomas.opens_home())
    assert "[Policy]" not in text
    assert "ask an admin: @U0ADAM, @U0OLIVIA" in text


async def test_the_button_for_subscriptions_lists_those_of_all_channels(house: Playhouse, cast: Cast) -> None:
    await subscribe(house, channel="C0LAUNCHES")
    await subscribe(house, "stats", channel="C0RANDOM")
    heard = await cast.adam.clicks(await cast.adam.opens_home(), "Subscriptions")
    for words in ("2 subscriptions in this workspace", "in #launches", "in #random"):
        assert words in heard.note


async def test_a_decision_from_a_home_tab_that_is_out_of_date_is_answered(cast: Cast) -> None:
    card = await card_of_a_request(cast)
    home = await cast.adam.opens_home()
    await cast.tomas.presses(card, "Approve")
    heard = await cast.adam.clicks(home, "Approve")
    assert "approved by @tomas" in heard.note


async def test_a_decision_in_the_channel_shows_on_the_home_tabs_that_are_opened_next(cast: Cast) -> None:
    card = await card_of_a_request(cast)
    await cast.maya.opens_home()
    await cast.tomas.opens_home()
    await cast.adam.presses(card, "Approve")
    assert "Live · asked" in view_text(await cast.maya.opens_home())
    assert "Nothing waits for your decision" in view_text(await cast.tomas.opens_home())


async def test_a_long_section_has_pages_on_the_home_tab_itself(house: Playhouse, cast: Cast) -> None:
    await card_of_a_request(cast)
    await copies_wait(house, 25)
    home = await cast.tomas.opens_home()
    assert "Waiting for you (26)" in view_text(home)
    first = (await cast.tomas.clicks(home, "Show all (26)")).home
    assert first is not None
    assert "Waiting for you (26), page 1 of 2" in view_text(first)
    assert "Hello" not in view_text(first)
    second = (await cast.tomas.clicks(first, "Next page")).home
    assert second is not None
    text = view_text(second)
    assert "page 2 of 2" in text
    assert "Copy 024" in text
    assert "Copy 018" not in text
    heard = await cast.tomas.clicks(second, "Show")
    assert "Copy 019" in heard.note
    assert heard.home is not None
    assert "page 2 of 2" in view_text(heard.home), "a press on a page leaves it open"
    back = (await cast.tomas.clicks(heard.home, "Back")).home
    assert back is not None
    assert "Hello" in view_text(back)
    assert len(await cast.tomas.direct_messages()) == 1, "turning pages says nothing elsewhere"


async def test_changes_and_posts_at_their_times_are_coming_up_the_nearest_first(
    house: Playhouse, cast: Cast
) -> None:
    lives_in(house, "U0MAYA", PARIS)
    await cast.maya.types(f'/appcues flows publish "{WELCOME}" --at "in 10 days" --reason sale')
    await cast.tomas.presses(await cast.card(), "Approve")
    await subscribe(house, channel="C0LAUNCHES")
    text = view_text(await cast.maya.opens_home())
    assert "Coming up (2)" in text
    assert text.index("the digest in") < text.index(f"*Publish the flow “{WELCOME}”*, asked by")
    home = await cast.maya.opens_home()
    heard = await cast.maya.clicks(home, "Withdraw")
    assert "Withdrawn" in heard.note or "withdrawn" in heard.note


async def test_a_post_in_a_private_channel_is_told_of_to_its_members_alone(
    house: Playhouse, cast: Cast
) -> None:
    channel = house.stand_in.workspace.channels["C0RANDOM"]
    channel.is_private = True
    channel.member_ids.remove("U0MAYA")
    await subscribe(house, channel="C0RANDOM")
    assert "the digest in" in view_text(await cast.adam.opens_home())
    assert "the digest in" not in view_text(await cast.maya.opens_home())


@on_both_databases
async def test_what_was_changed_in_the_last_week_stands_newest_first_with_who_did_it(
    house: Playhouse, cast: Cast
) -> None:
    now = house.clock.now()

    def fact(key: str, topic: Topic, days: int, actor: str = "") -> Notice:
        line = f"*{key}* <!date^1^{{date}}|then>"
        return Notice(key, TEAM, topic, now - timedelta(days=days), line, line, actor_id=actor)

    await told(
        house,
        fact("older", Topic.DRIFT, 3),
        fact("newer", Topic.PUBLISHING, 1, "U0TOMAS"),
        fact("too old", Topic.PUBLISHING, 8),
        fact("a job", Topic.JOBS, 1),
    )
    text = view_text(await cast.maya.opens_home())
    assert "Changed in the last week (2)" in text
    assert text.index("*newer*") < text.index("*older*")
    assert "by @U0TOMAS" in text
    assert "too old" not in text
    assert "a job" not in text


async def test_the_slots_of_the_keys_are_counted_and_warned_of(cast: Cast, vendors: Vendors) -> None:
    await use_slots(vendors, 2)
    home = await cast.maya.opens_home()
    assert ":warning: SDK keys: 4 of 5 slots used" in view_text(home)
    assert "4 of 5 slots used" in (await cast.maya.clicks(home, "SDK keys")).note


async def test_a_vendor_that_fails_leaves_one_line_out_and_no_more(cast: Cast, vendors: Vendors) -> None:
    await card_of_a_request(cast)
    await vendors.fault(KEYS_ROUTE, "status", count=9)
    text = view_text(await cast.tomas.opens_home())
    assert "SDK keys: they could not be read just now" in text
    assert "last trouble" in text
    assert "[Approve]" in text


async def test_a_vendor_that_is_slow_is_not_waited_for_and_its_late_answer_is_kept(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    house.program.services.home.patience.seconds = 0.05
    await vendors.fault(KEYS_ROUTE, "slow", count=1)
    assert "could not be read just now" in view_text(await cast.maya.opens_home())
    await vendors.heal()
    house.program.services.home.patience.seconds = 10
    assert "2 of 5 slots used" in view_text(await cast.maya.opens_home())
    assert len(await vendors.calls("/sdk_keys")) == 1


async def test_without_the_list_of_people_the_tab_still_tells_what_one_may_decide(
    house: Playhouse, cast: Cast
) -> None:
    await set_rule(cast, "apart --kind flows --own-group no --approvers approver,S0MARKETING")
    await cast.maya.types(PUBLISH)
    await house.time_passes(660)
    for _ in range(2):
        house.stand_in.stage.faults.add(Fault("users.list", "refuse", error="internal_error"))
    house.forgive("users.list: internal_error")
    assert "[Approve]" in view_text(await cast.adam.opens_home())
    text = view_text(await cast.tomas.opens_home())
    assert "[Approve]" not in text, "a rule keeps people of one group apart, and nobody knows who is in it"
    assert "needs people with the approver role" in text
    assert "ask an admin of this workspace" in text


@house_with(has_vendors=False)
async def test_without_accounts_an_admin_is_led_to_the_first_one(cast: Cast) -> None:
    home = await cast.adam.opens_home()
    assert "No account is connected yet" in view_text(home)
    assert "[See the flows]" not in view_text(home)
    await cast.adam.opens(home, "Connect an account…")


@house_with(has_staging=True, editors="")
async def test_with_several_accounts_all_that_belongs_to_one_of_them_says_so(
    house: Playhouse, cast: Cast
) -> None:
    await add_staging(cast)
    await cast.adam.types("/callboard roles grant @maya editor --in-account staging")
    await cast.adam.types(PUBLISH)
    line = "*Tour* is live"
    await told(
        house,
        Notice("n", TEAM, Topic.PUBLISHING, house.clock.now(), line, line, account="appcues:environment"),
    )
    text = view_text(await cast.maya.opens_home())
    assert "In *staging (Appcues 17435, US)* you are *editor*" in text
    assert f"*Publish the flow “{WELCOME}”* · appcues (Appcues 17434, US)" in text
    changes = text.partition("Changed in the last week")[2].partition("Accounts and health")[0]
    assert "appcues (Appcues 17434, US)" in changes
    assert text.count("slots used") == 2


async def test_of_two_presses_at_the_same_instant_the_tab_shows_both(house: Playhouse, cast: Cast) -> None:
    house.forgive("hash_conflict")
    await card_of_a_request(cast)
    await copies_wait(house, 1)
    home = await cast.maya.opens_home()
    buttons = [
        block["accessory"]["action_id"]
        for block in home["blocks"]
        if "accessory" in block and "withdraw" in block["accessory"]["action_id"]
    ]
    await asyncio.gather(*(cast.maya.board.press(home, name) for name in buttons[:2]))
    await house.settle()
    final = await cast.maya.board.home()
    assert final is not None
    assert view_text(final).count("Withdrawn · asked") == 2


async def questions(house: Playhouse, person: Person) -> int:
    """How many statements the gathering for one person takes; those of others at the same time are not counted."""
    home, now, seen = house.program.services.home, house.clock.now(), []

    def read(work: UnitOfWork) -> int:
        event.listen(work._session.connection(), "before_cursor_execute", lambda *given: seen.append(given))
        home._read(work, person, now)
        return len(seen)

    count: int = await house.look(read)
    return count


async def test_drawing_asks_the_database_as_often_for_hundreds_of_requests_as_for_one(
    house: Playhouse, cast: Cast
) -> None:
    await card_of_a_request(cast)
    person = await house.program.services.people.person(TEAM, "U0TOMAS", afresh=False)
    few = await questions(house, person)
    await copies_wait(house, 200)
    assert await questions(house, person) == few
    assert "Waiting for you (201)" in view_text(await cast.tomas.opens_home())


async def test_drawing_again_within_seconds_asks_nobody_else_for_lists(
    house: Playhouse, cast: Cast, vendors: Vendors
) -> None:
    await cast.tomas.opens_home()
    entries = house.stand_in.stage.journal.entries
    calls, before = len(await vendors.calls()), len(list(entries()))
    await cast.tomas.opens_home()
    assert len(await vendors.calls()) == calls
    asked = [each.method for each in list(entries())[before:] if each.direction == "from_bot"]
    assert asked == ["users.info", "views.publish"]
