"""A channel of five thousand messages is typed in and scrolled through as if it had fifty.

What counts is the processor time of the page's own thread for script, style and layout: a busy machine makes
frames late, but this no larger.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from statistics import median
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession, expect

from sandbox.slack.app import SlackOptions, SlackStandIn, build_slack
from sandbox.slack.contents import Content
from sandbox.slack.posting import Placement
from sandbox.slack.serving import serving
from tests.browser.plain_bot import button, mrkdwn
from tests.browser.seat import Seat

pytestmark = pytest.mark.asyncio(loop_scope="session")

MESSAGES = 5_000
FRAME = 1000 / 60
COSTS = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
NEXT_FRAME = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def fill(stand_in: SlackStandIn, count: int) -> None:
    """Puts so many messages of people and cards of the bot into #random."""
    channel, posting = stand_in.workspace.channels["C0RANDOM"], stand_in.stage.posting
    card: list[dict[str, Any]] = [
        {"type": "section", "text": mrkdwn("*A job* has finished: 1,204 rows, <@U0MAYA> asked for it")},
        {"type": "actions", "elements": [button("show", "Show"), button("again", "Again")]},
    ]
    for number in range(count):
        if number % 5:
            said = Content(text=f"Message {number} with *some* text and a <https://example.com|link>")
            posting.post_as_person(channel, "U0TOMAS", said, Placement())
        else:
            posting.post_as_bot(channel, Content(text=f"Card {number}", blocks=card), Placement())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stand_in() -> AsyncIterator[SlackStandIn]:
    stand_in = build_slack(SlackOptions())
    async with serving(stand_in.asgi) as url:
        stand_in.url = url
        fill(stand_in, MESSAGES)
        yield stand_in
        await stand_in.aclose()


class Stopwatch:
    """Milliseconds that the page's thread works for each step, until its next frame is there."""

    def __init__(self, seat: Seat, devtools: CDPSession) -> None:
        self._seat = seat
        self._devtools = devtools

    async def _spent(self) -> float:
        metrics = (await self._devtools.send("Performance.getMetrics"))["metrics"]
        return 1000 * sum(float(each["value"]) for each in metrics if each["name"] in COSTS)

    async def times(self, step: Callable[[], Awaitable[None]], count: int) -> list[float]:
        found = []
        for _ in range(count):
            before = await self._spent()
            await step()
            await self._seat.page.evaluate(NEXT_FRAME)
            found.append(await self._spent() - before)
        return sorted(found)


async def stopwatch(seat: Seat) -> Stopwatch:
    devtools = await seat.page.context.new_cdp_session(seat.page)
    await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    return Stopwatch(seat, devtools)


async def test_typing_costs_no_more_than_in_an_empty_channel(
    browser: Browser, stand_in: SlackStandIn
) -> None:
    medians = []
    for channel in ("stats", "random"):
        seat = await Seat.take(browser, stand_in.url, "U0MAYA", channel)
        await seat.composer.click()
        press = partial(seat.page.keyboard.type, "a")
        times = await (await stopwatch(seat)).times(press, 25)
        medians.append(median(times))
    empty, full = medians
    assert full < FRAME / 2
    assert full < 3 * empty + 1


async def test_scrolling_to_the_very_first_message_stays_within_frames_and_keeps_the_page_small(
    browser: Browser, stand_in: SlackStandIn
) -> None:
    seat = await Seat.take(browser, stand_in.url, "U0MAYA", "random")
    rows = seat.page.locator("[data-ts]")
    await expect(rows.last).to_contain_text(f"Message {MESSAGES - 1} ")
    await rows.last.hover()
    watch = await stopwatch(seat)
    times = await watch.times(lambda: seat.page.mouse.wheel(0, -900), 40)
    assert times[len(times) * 9 // 10] < 2 * FRAME
    assert median(times) < FRAME / 2
    timeline = seat.page.get_by_role("log")
    for _ in range(120):
        if await seat.page.get_by_text("Message 1 with").count():
            break
        await timeline.evaluate("(node) => { node.scrollTop = 0; }")
        await seat.page.evaluate(NEXT_FRAME)
    await expect(seat.page.get_by_text("Message 1 with")).to_be_visible()
    assert await rows.count() <= 300
    await seat.page.get_by_role("button", name="Latest messages").click()
    await expect(rows.last).to_contain_text(f"Message {MESSAGES - 1} ")
    assert await rows.count() <= 300


async def test_a_flood_of_messages_reaches_the_page_and_leaves_it_usable(
    browser: Browser, stand_in: SlackStandIn
) -> None:
    seat = await Seat.take(browser, stand_in.url, "U0MAYA", "random")
    await seat.composer.click()
    fill(stand_in, 1_000)
    await seat.page.keyboard.type("still here")
    await expect(seat.composer).to_have_value("still here")
    rows = seat.page.locator("[data-ts]")
    await expect(rows.last).to_contain_text("Message 999 with")
    await expect(rows.last).to_be_in_viewport()
    assert await rows.count() <= 300
