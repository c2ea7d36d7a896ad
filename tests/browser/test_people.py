"""Several people at one board, each in a tab of their own, live."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Route, expect
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.app import SlackOptions, build_slack
from sandbox.slack.driver import Board
from sandbox.slack.serving import serving
from tests.browser.seat import Seat
from tests.browser.theatre import Theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_two_people_talk_in_two_tabs_and_see_each_other(browser: Browser, theatre: Theatre) -> None:
    maya = await Seat.take(browser, theatre.url, "U0MAYA", "launches")
    tomas = await Seat.take(browser, theatre.url, "U0TOMAS", "stats")
    await maya.say("Is anybody there, @tomas?")
    entry = tomas.page.get_by_role("navigation").get_by_role("button", name="launches 1 unread")
    await entry.click()
    message = tomas.article("Is anybody there, @Tomás Ferreira?")
    await expect(message).to_be_visible()
    await expect(tomas.page.get_by_role("button", name=re.compile("unread"))).to_have_count(0)
    await message.hover()
    await message.get_by_role("button", name="Reply in thread").click()
    reply = tomas.page.get_by_role("textbox", name="Reply…")
    await expect(reply).to_be_focused()
    await tomas.page.keyboard.type("I am")
    await tomas.page.keyboard.press("Enter")
    await maya.article("Is anybody there").get_by_role("button", name="1 reply").click()
    await maya.sees("I am")
    await maya.page.get_by_role("button", name=re.compile("^Acting as Maya")).click()
    here = maya.page.get_by_role("menuitemradio")
    await expect(here.filter(has_text="Tomás Ferreira")).to_contain_text("here now")
    await expect(here.filter(has_text="Greta Novak")).not_to_contain_text("here now")
    await here.filter(has_text="Greta Novak").click()
    await expect(maya.page.get_by_role("button", name=re.compile("^Acting as Greta"))).to_be_visible()


async def test_what_is_private_stays_with_the_person_it_is_for(browser: Browser, theatre: Theatre) -> None:
    maya = await Seat.take(browser, theatre.url, "U0MAYA", "random")
    tomas = await Seat.take(browser, theatre.url, "U0TOMAS", "random")
    await maya.say("/whisper")
    note = maya.article("Only between us.")
    await expect(note).to_contain_text("Only visible to you")
    await maya.say("And now aloud")
    await tomas.sees("And now aloud")
    await expect(tomas.page.get_by_text("Only between us.")).to_have_count(0)
    await theatre.client.chat_postMessage(channel="U0MAYA", text="A word in private")
    apps = maya.page.get_by_role("navigation").get_by_role("button", name="Callboard 1 unread")
    await apps.click()
    await maya.sees("A word in private")
    await expect(tomas.page.get_by_role("button", name="Callboard 1 unread")).to_have_count(0)


async def test_no_message_is_missed_or_doubled_while_a_page_opens(browser: Browser, theatre: Theatre) -> None:
    seat = await Seat.take(browser, theatre.url, "U0MAYA", "approvals")

    async def post(text: str) -> None:
        await theatre.client.chat_postMessage(channel="C0APPROVALS", text=text)

    async def before_the_events(route: Route) -> None:
        await post("before the events")
        await route.continue_()

    async def behind_the_answer(route: Route) -> None:
        answer = await route.fetch()
        await post("behind the answer")
        await route.fulfill(response=answer)

    await seat.page.route("**/board/events*", before_the_events, times=1)
    await seat.page.route("**/board/messages*", behind_the_answer, times=1)
    await seat.page.reload()
    for text in ("before the events", "behind the answer"):
        await expect(seat.page.get_by_role("article").filter(has_text=text)).to_have_count(1)


async def test_after_a_lost_connection_the_page_is_as_if_it_had_never_been_lost(browser: Browser) -> None:
    stand_in = build_slack(SlackOptions())
    async with serving(stand_in.asgi) as url:
        client = AsyncWebClient(token=SlackOptions.bot_token, base_url=f"{url}/api/")
        seat = await Seat.take(browser, url, "U0MAYA", "approvals")
        texts = ("to be changed", "to be deleted")
        sent = [await client.chat_postMessage(channel="C0APPROVALS", text=text) for text in texts]
        await seat.sees("to be deleted")
        stand_in.stage.broadcasts.hang_up()
        await client.chat_update(channel="C0APPROVALS", ts=sent[0]["ts"], text="changed meanwhile")
        await client.chat_delete(channel="C0APPROVALS", ts=sent[1]["ts"])
        await client.chat_postMessage(channel="C0APPROVALS", text="came meanwhile")
        await seat.sees("Reconnecting…")
        await seat.sees("came meanwhile")
        await seat.sees("changed meanwhile")
        deleted = seat.page.get_by_role("article").filter(has_text="to be deleted")
        await expect(deleted).to_have_count(0)
        await seat.page.close()
        await stand_in.aclose()


async def test_channels_come_and_go_for_those_who_may_see_them(browser: Browser, theatre: Theatre) -> None:
    maya = await Seat.take(browser, theatre.url, "U0MAYA", "random")
    tomas = await Seat.take(browser, theatre.url, "U0TOMAS", "random")
    board = Board(theatre.url, "U0OLIVIA")
    await board.change_channel("understudies", "create", is_private=True)
    await board.change_channel("understudies", "invite", member="maya")
    await maya.go("understudies")
    await maya.say("Just us")
    await board.change_channel("launches", "rename", name="premieres")
    await expect(tomas.page.get_by_role("button", name="premieres", exact=True)).to_be_visible()
    await expect(tomas.page.get_by_role("button", name="understudies")).to_have_count(0)
    await board.change_channel("understudies", "remove", member="maya")
    await expect(maya.page.get_by_role("button", name="understudies")).to_have_count(0)
    await expect(maya.page.get_by_text("Just us")).to_have_count(0)
    await board.change_channel("premieres", "rename", name="launches")
    await board.aclose()


async def whisper(seat: Seat, text: str) -> None:
    """Has the app answer in private; without the Escape of `say`, which would close the pane."""
    await seat.composer.fill(f"/whisper {text}")
    await seat.composer.press("Enter")


async def test_the_pane_under_the_hood_shows_what_went_by(browser: Browser, theatre: Theatre) -> None:
    seat = await Seat.take(browser, theatre.url, "U0MAYA", "random")
    await seat.page.get_by_role("button", name="Under the hood").click()
    pane = seat.page.get_by_role("complementary", name="Under the hood")
    await whisper(seat, "Mind the trapdoor")
    await expect(pane.get_by_text("slash_command /whisper").first).to_be_visible()
    await pane.get_by_role("searchbox").fill("Mind the trapdoor")
    entry = pane.get_by_role("listitem").filter(has_text="response_url")
    await entry.get_by_text("from bot").click()
    await expect(entry).to_contain_text('text: "Mind the trapdoor"')


async def test_the_pane_under_the_hood_shows_what_it_loaded_before_its_event_once(
    browser: Browser, theatre: Theatre
) -> None:
    seat = await Seat.take(browser, theatre.url, "U0MAYA", "random")

    async def overtake(route: Route) -> None:
        answer = await route.fetch()
        *_, last = entries = await answer.json()
        coming = [{**last, "n": last["n"] + step, "path": "overtaken"} for step in (1, 2)]
        await route.fulfill(json=[*entries, *coming])

    await whisper(seat, "From the wings")
    await seat.sees("From the wings")
    await seat.page.route("**/board/journal*", overtake)
    await seat.page.get_by_role("button", name="Under the hood").click()
    pane = seat.page.get_by_role("complementary", name="Under the hood")
    shown = pane.get_by_role("listitem")
    await expect(shown.nth(3)).to_be_visible()
    count = await shown.count()
    await whisper(seat, "Behind the curtain")
    await seat.sees("Behind the curtain")
    await whisper(seat, "Before the curtain")
    await expect(pane.get_by_text("Before the curtain").last).to_be_visible()
    await expect(shown).to_have_count(count + 2)


async def test_the_board_is_used_by_keys_alone_and_at_the_width_of_a_phone(
    browser: Browser, theatre: Theatre
) -> None:
    seat = await Seat.take(browser, theatre.url, "U0MAYA", "random")
    keyboard = seat.page.keyboard
    await keyboard.press("Control+k")
    await keyboard.type("stat")
    await keyboard.press("Enter")
    await expect(seat.page.get_by_role("textbox", name="Message #stats")).to_be_focused()
    await keyboard.press("Alt+ArrowDown")
    await expect(seat.page.get_by_role("textbox", name="Message #random")).to_be_focused()
    await seat.page.set_viewport_size({"width": 360, "height": 740})
    await expect(seat.page.get_by_role("navigation", name="Channels and apps")).to_be_hidden()
    await seat.page.get_by_role("button", name="Open the channel list").click()
    await seat.page.get_by_role("button", name="stats").click()
    await expect(seat.page.get_by_role("textbox", name="Message #stats")).to_be_visible()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await seat.page.evaluate(overflow) == 0


async def test_each_reads_moments_in_the_zone_of_their_own_profile(
    browser: Browser, theatre: Theatre
) -> None:
    late = 1795822200  # 2026-11-27 23:30 in Lisbon, half past midnight in Stockholm
    text = f"The curtain falls <!date^{late}^{{date_num}} {{time}}|late>"
    sent = await theatre.client.chat_postMessage(channel="C0STATS", text=text)
    tomas = await Seat.take(browser, theatre.url, "U0TOMAS", "stats")
    await tomas.sees("The curtain falls 2026-11-27 11:30 PM")
    maya = await Seat.take(browser, theatre.url, "U0MAYA", "stats")
    await maya.sees("The curtain falls 2026-11-28 12:30 AM")
    now = datetime.fromtimestamp(float(sent["ts"]), ZoneInfo("Europe/Stockholm"))
    beside = maya.article("The curtain falls").locator(".message-time")
    await expect(beside).to_have_text(f"{now:%I:%M %p}".lstrip("0"))
