"""Nothing that a bot or a person can send becomes markup, script or an address that runs something."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page, expect

from sandbox.slack.driver import Board
from tests.browser.plain_bot import plain
from tests.browser.seat import Seat
from tests.browser.theatre import Theatre, running_theatre
from tests.slack_stand_in.payloads import INPUTS, VALID_IN_MESSAGES, field, input_element, modal, option

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]
MARKUP = (
    "\"'><img src=x id=pwned onerror=pwned()><script id=pwned>pwned()</script><svg id=pwned onload=pwned()>"
)
ADDRESSES = (
    "javascript:pwned()",
    " JaVaScRiPt:pwned()",
    "java\nscript:pwned()",
    "data:text/html,<script>pwned()</script>",
    "vbscript:pwned()",
    f"https://example.com/{MARKUP}",
)
KEPT = {"type", "style", "level", "status", "width", "align", "icon", "include", "trigger_actions_on"}
LINKS = " ".join(
    f"<{address}|{MARKUP}> [{MARKUP}]({address}) ![{MARKUP}]({address})" for address in ADDRESSES
)

LOOK = """() => {
  const found = [];
  const runs = /^\\s*(javascript|data|vbscript):/i;
  for (const node of document.querySelectorAll('*')) {
    if (node.id === 'pwned') found.push(node.outerHTML);
    if (node.localName === 'script' && !/\\/static\\/js\\/main.js$/.test(node.src)) found.push(node.outerHTML);
    if (['iframe', 'object', 'embed', 'base', 'link-x'].includes(node.localName)) found.push(node.outerHTML);
    for (const { name, value } of node.attributes) {
      if (/^on/i.test(name) || name === 'srcdoc') found.push(`${name}=${value}`);
      if (/^(href|src|action|formaction|xlink:href|poster|data)$/i.test(name) && runs.test(value.replace(/\\s/g, '')))
        found.push(`${name}=${value}`);
    }
  }
  return [...found, ...window.violations];
}"""
WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => {
  if (event.violatedDirective !== 'img-src') window.violations.push(event.violatedDirective + ' ' + event.blockedURI);
});
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def theatre() -> AsyncIterator[Theatre]:
    """A friendly stand-in: it lets through what a strict one refuses, so that the page has to stand it."""
    async with running_theatre("--friendly") as theatre:
        yield theatre


def poisoned(value: Any, key: str = "", turn: int = 0) -> Any:
    """The same payload with something hostile in every text and every address."""
    if isinstance(value, list):
        return [poisoned(each, key, turn + place) for place, each in enumerate(value)]
    if isinstance(value, dict):
        return {name: poisoned(each, name, turn + place) for place, (name, each) in enumerate(value.items())}
    if not isinstance(value, str) or key in KEPT:
        return value
    if "url" in key:
        return ADDRESSES[turn % len(ADDRESSES)]
    return f"{value} {MARKUP}"


async def seat_of(browser: Browser, theatre: Theatre, channel: str = "random") -> tuple[Seat, list[str]]:
    """A seat, and what was alarming in its page."""
    seat = await Seat.take(browser, theatre.url, "U0MAYA", channel)
    alarms: list[str] = []
    seat.page.on("dialog", lambda dialog: alarms.append(dialog.message))
    seat.page.on("pageerror", lambda error: alarms.append(str(error)))
    await seat.page.add_init_script(WATCH)
    await seat.page.reload()
    return seat, alarms


async def nothing_runs(page: Page) -> None:
    assert await page.evaluate(LOOK) == []


async def test_no_text_or_address_in_a_message_becomes_more_than_text(
    browser: Browser, theatre: Theatre
) -> None:
    seat, alarms = await seat_of(browser, theatre)
    for place, block in enumerate(VALID_IN_MESSAGES):
        blocks = [poisoned(block, turn=place)]
        await theatre.client.chat_postMessage(channel="C0RANDOM", text=MARKUP, blocks=blocks, username=None)
    old = {
        "color": MARKUP,
        "text": MARKUP,
        "title": MARKUP,
        "title_link": ADDRESSES[0],
        "image_url": ADDRESSES[1],
    }
    old |= {"author_name": MARKUP, "author_link": ADDRESSES[2], "footer": MARKUP, "thumb_url": ADDRESSES[3]}
    fields = [{"title": MARKUP, "value": LINKS}]
    attachments = [{**old, "fallback": MARKUP, "fields": fields}]
    await theatre.client.chat_postMessage(channel="C0RANDOM", text="old", attachments=attachments)
    await theatre.client.chat_postMessage(
        channel="C0RANDOM", markdown_text=f"# {MARKUP}\n{LINKS}\n```{MARKUP}\n{LINKS}```"
    )
    await theatre.client.chat_postMessage(channel="C0RANDOM", text=f"{LINKS} last of all")
    await seat.sees("last of all")
    await expect(seat.page.locator("[data-ts]")).to_have_count(len(VALID_IN_MESSAGES) + 3)
    await nothing_runs(seat.page)
    assert alarms == []


async def test_no_form_becomes_more_than_a_form(browser: Browser, theatre: Theatre) -> None:
    seat, alarms = await seat_of(browser, theatre)
    fields = [
        field(input_element(kind), block_id=kind, hint=plain("Hint"), label=plain(kind)) for kind in INPUTS
    ]
    theatre.bot.view = poisoned(modal(*fields, submit=plain("Save"), close=plain("Cancel")))
    try:
        await seat.say("/form")
        dialog = seat.page.get_by_role("dialog")
        await expect(dialog).to_be_visible()
        await expect(dialog.get_by_text("plain_text_input").first).to_be_visible()
        await dialog.get_by_role("combobox").first.click()
        await expect(seat.page.get_by_role("option").first).to_contain_text("pwned")
        await nothing_runs(seat.page)
        await seat.page.keyboard.press("Escape")
        await seat.page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)
    finally:
        theatre.bot.view = None
    assert alarms == []


async def test_no_name_becomes_more_than_a_name(browser: Browser, theatre: Theatre) -> None:
    seat, alarms = await seat_of(browser, theatre, "stats")
    board = Board(theatre.url, "U0OLIVIA")
    await board.change_channel("launches", "rename", name=MARKUP)
    await board.change_channel("stats", "topic", topic=MARKUP)
    await board.change_person("greta", real_name=MARKUP, title=MARKUP)
    await board.as_("greta").type("#stats", f"{MARKUP} {LINKS}")
    file = await board.as_("greta").upload(f"{MARKUP.replace('/', '')}.html", b"<script>pwned()</script>")
    picture = await board.as_("greta").upload("picture.png", b"<svg onload='pwned()'>")
    await board.as_("greta").type("#stats", "files", files=[file, picture])
    home = {"type": "home", "blocks": [poisoned(each) for each in VALID_IN_MESSAGES[:8]]}
    await theatre.client.views_publish(user_id="U0MAYA", view=home)
    await seat.sees("files")
    await seat.page.get_by_role("button", name="Under the hood").click()
    await seat.say(f"/{MARKUP}")
    await seat.sees("is not a valid command")
    await nothing_runs(seat.page)
    await seat.page.keyboard.press("Control+k")
    await expect(seat.page.get_by_role("option").first).to_be_visible()
    await nothing_runs(seat.page)
    await seat.page.keyboard.press("Escape")
    await seat.page.goto(f"{theatre.url}/?user=U0MAYA&channel={MARKUP}&thread={MARKUP}")
    await seat.page.get_by_role("button", name="Callboard Home").click()
    await nothing_runs(seat.page)
    await board.aclose()
    assert alarms == []


async def test_an_uploaded_page_is_handed_out_as_a_file_and_never_shown(
    browser: Browser, theatre: Theatre
) -> None:
    seat, alarms = await seat_of(browser, theatre, "approvals")
    evil = FilePayload(name="evil.html", mimeType="text/html", buffer=b"<script>alert(1)</script>")
    async with seat.page.expect_file_chooser() as opening:
        await seat.page.get_by_role("button", name="Attach files").click()
    await (await opening.value).set_files([evil])
    await expect(seat.page.get_by_role("button", name="Remove evil.html")).to_be_visible()
    await seat.say("look")
    link = seat.article("look").get_by_role("link", name="evil.html")
    async with seat.page.expect_download():
        await link.click()
    answer = await seat.page.request.get(
        f"{theatre.url}{await link.get_attribute('href')}", headers={"referer": f"{theatre.url}/"}
    )
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert alarms == []


async def test_options_that_a_bot_offers_are_only_words(browser: Browser, theatre: Theatre) -> None:
    seat, alarms = await seat_of(browser, theatre)
    offered = option(MARKUP, MARKUP)
    menu = {"type": "overflow", "action_id": "more", "options": [{**offered, "url": ADDRESSES[0]}]}
    await theatre.client.chat_postMessage(
        channel="C0RANDOM", text="a menu", blocks=[{"type": "actions", "elements": [menu]}]
    )
    await seat.page.get_by_role("button", name="More actions").last.click()
    async with seat.page.expect_response("**/board/press*"):
        await seat.page.get_by_role("menuitem").click()
    await nothing_runs(seat.page)
    assert len(seat.page.context.pages) == 1
    assert alarms == []
