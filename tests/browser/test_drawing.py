"""What the bot posts, as people see and use it: tables, charts, menus, edits in place, the Home tab."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.browser.plain_bot import button, mrkdwn, option, plain
from tests.browser.seat import Seat
from tests.browser.theatre import Theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]
NAMES = (
    "Welcome tour",
    "Checkout survey",
    "Älteste",
    "Seat map tips",
    "zebra crossing",
    "Box office",
    "Donors",
)
SEEN = (9, 90, 900, 1200, 30, 5000, 2)


def text(words: str) -> Json:
    return {"type": "raw_text", "text": words}


def number(value: int) -> Json:
    return {"type": "raw_number", "value": value, "text": f"{value:,}"}


TABLE: Json = {
    "type": "data_table",
    "caption": "Flows",
    "page_size": 5,
    "rows": [[text("Name"), text("Seen")]]
    + [[text(name), number(count)] for name, count in zip(NAMES, SEEN, strict=True)],
}
CHART: Json = {
    "type": "data_visualization",
    "title": "Seen per day",
    "chart": {
        "type": "line",
        "series": [{"name": "Tour", "data": [{"label": "Mon", "value": 120}, {"label": "Tue", "value": -4}]}],
        "axis_config": {"categories": ["Mon", "Tue"], "x_label": "Day"},
    },
}
PIE: Json = {
    "type": "data_visualization",
    "title": "By state",
    "chart": {"type": "pie", "segments": [{"label": "Live", "value": 3}, {"label": "Draft", "value": 1}]},
}


async def test_a_data_table_sorts_filters_and_turns_pages(browser: Browser, theatre: Theatre) -> None:
    await theatre.client.chat_postMessage(channel="C0STATS", text="Flows", blocks=[TABLE])
    seat = await Seat.take(browser, theatre.url, "U0MAYA", "stats")
    whole = seat.article("Flows")
    table = whole.get_by_role("table", name="Flows")
    first_column = table.get_by_role("rowheader")
    await expect(first_column).to_have_text(list(NAMES[:5]))
    await table.get_by_role("button", name="Name").click()
    await expect(first_column).to_have_text(
        ["Älteste", "Box office", "Checkout survey", "Donors", "Seat map tips"]
    )
    await expect(table.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    seen = table.get_by_role("columnheader", name="Seen")
    await seen.get_by_role("button").click()
    await seat.page.keyboard.press("Enter")
    await expect(seen).to_have_attribute("aria-sort", "descending")
    await expect(table.get_by_role("cell")).to_have_text(["5,000", "1,200", "900", "90", "30"])
    await whole.get_by_role("button", name="Next page").click()
    await expect(whole.get_by_role("status")).to_have_text("6–7 of 7 rows")
    await whole.get_by_role("searchbox", name="Filter Flows").fill("to")
    await expect(first_column).to_have_text(["Welcome tour"])
    await expect(whole.get_by_role("status")).to_have_text("1 of 7 rows")
    await whole.get_by_role("searchbox", name="Filter Flows").fill("nothing like it")
    await expect(table).to_contain_text("No row contains “nothing like it”")


async def test_a_chart_says_in_words_and_in_a_table_what_it_shows(browser: Browser, theatre: Theatre) -> None:
    await theatre.client.chat_postMessage(channel="C0STATS", text="Charts", blocks=[CHART, PIE])
    seat = await Seat.take(browser, theatre.url, "U0MAYA", "stats")
    whole = seat.article("Seen per day")
    pictures = whole.get_by_role("img")
    await expect(pictures.first).to_have_accessible_name(
        "Seen per day Line chart. Tour: 120 at Mon, -4 at Tue, lowest -4, highest 120."
    )
    await expect(pictures.last).to_have_accessible_name(
        "By state Pie chart. Live: 3 (75 %), Draft: 1 (25 %)."
    )
    await whole.get_by_role("button", name="Show the numbers as a table").first.click()
    rows = whole.get_by_role("table", name="Seen per day: numbers").get_by_role("row")
    await expect(rows).to_have_text(["DayTour", "Mon120", "Tue-4"])


async def test_a_press_is_asked_about_first_and_a_menu_opens_by_keys(
    browser: Browser, theatre: Theatre
) -> None:
    ask = {"title": plain("Publish?"), "text": mrkdwn("It goes *live*."), "confirm": plain("Go")}
    menu = {"type": "overflow", "action_id": "more", "options": [option("Archive"), option("Copy")]}
    row = {"type": "actions", "elements": [button("publish", "Publish", confirm=ask), menu]}
    await theatre.client.chat_postMessage(channel="C0APPROVALS", text="One flow", blocks=[row])
    seat = await Seat.take(browser, theatre.url, "U0TOMAS", "approvals")
    dialog = seat.page.get_by_role("alertdialog", name="Publish?")
    await seat.press("Publish")
    await dialog.get_by_role("button", name="Cancel").click()
    await seat.press("Publish")
    async with seat.page.expect_response("**/board/press*"):
        await dialog.get_by_role("button", name="Go").click()
    await seat.page.get_by_role("button", name="More actions").last.press("Enter")
    await seat.page.keyboard.press("ArrowDown")
    async with seat.page.expect_response("**/board/press*"):
        await seat.page.keyboard.press("Enter")
    assert theatre.bot.heard[-2:] == ["publish", "more Copy"]


async def test_an_edit_changes_in_place_and_leaves_the_rest_as_the_person_has_it(
    browser: Browser, theatre: Theatre
) -> None:
    post: Json = {"channel": "C0LAUNCHES", "text": "Progress"}
    head = {"type": "section", "text": mrkdwn("Step 1 of 2")}
    sent = await theatre.client.chat_postMessage(**post, blocks=[head, TABLE])
    seat = await Seat.take(browser, theatre.url, "U0MAYA", "launches")
    whole = seat.article("Step 1 of 2")
    row = await whole.element_handle()
    table = whole.get_by_role("table", name="Flows")
    await table.get_by_role("button", name="Name").click()
    kept = await table.element_handle()
    head = {"type": "section", "text": mrkdwn("Step 2 of 2")}
    await theatre.client.chat_update(**post, ts=sent["ts"], blocks=[head, TABLE])
    await seat.sees("Step 2 of 2")
    assert await (await seat.article("Step 2 of 2").element_handle()).evaluate("(a, b) => a === b", row)
    after = seat.article("Step 2 of 2").get_by_role("table", name="Flows")
    assert await (await after.element_handle()).evaluate("(a, b) => a === b", kept)
    await expect(after.get_by_role("button", name="Name")).to_be_focused()


async def test_containers_fold_and_the_home_tab_is_live(browser: Browser, theatre: Theatre) -> None:
    inside = [{"type": "section", "text": mrkdwn("Behind the curtain")}]
    folded = {"is_collapsible": True, "default_collapsed": True}
    container = {"type": "container", "title": plain("Details"), "child_blocks": inside, **folded}
    await theatre.client.chat_postMessage(channel="C0LAUNCHES", text="Folded", blocks=[container])
    seat = await Seat.take(browser, theatre.url, "U0OLIVIA", "launches")
    await expect(seat.page.get_by_text("Behind the curtain")).to_be_hidden()
    await seat.press("Details")
    await seat.sees("Behind the curtain")
    await seat.page.get_by_role("button", name="Callboard Home").click()
    await seat.sees("Good evening, Olivia Marsh")
    async with seat.page.expect_response("**/board/press*"):
        await seat.press("Count a visit")
    assert theatre.bot.heard[-1] == "visit"
    home = {"type": "home", "blocks": [{"type": "header", "text": plain("One visit")}]}
    await theatre.client.views_publish(user_id="U0OLIVIA", view=home)
    await seat.sees("One visit")
