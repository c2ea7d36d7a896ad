"""Forms in a real browser: errors in place, files picked and dropped, a type-ahead select, shortcuts."""

import pytest
from playwright.async_api import Browser, FilePayload, Locator, expect

from tests.browser.seat import Seat
from tests.browser.theatre import Theatre

pytestmark = pytest.mark.asyncio(loop_scope="session")

CSV = FilePayload(name="people.csv", mimeType="text/csv", buffer=b"id,name\n1,Maya")


async def open_form(seat: Seat, title: str) -> Locator:
    await seat.say(f"/form {title}")
    dialog = seat.page.get_by_role("dialog", name=title)
    await expect(dialog.get_by_role("textbox", name="Name")).to_be_focused()
    return dialog


async def drop(target: Locator, name: str, content: str) -> None:
    """Lets a file fall on an element, as a person does with one from the desktop."""
    make = """(_, [name, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], name, { type: 'text/csv' }));
      return transfer;
    }"""
    transfer = await target.page.evaluate_handle(f"(given) => ({make})(null, given)", [name, content])
    for kind in ("dragenter", "dragover", "drop"):
        await target.dispatch_event(kind, {"dataTransfer": transfer})


async def test_a_form_shows_errors_in_place_and_sends_a_picked_file(
    browser: Browser, theatre: Theatre
) -> None:
    seat = await Seat.take(browser, theatre.url, "U0MAYA", "random")
    dialog = await open_form(seat, "Picked")
    name, save = dialog.get_by_role("textbox", name="Name"), dialog.get_by_role("button", name="Save")
    await save.click()
    await expect(dialog.get_by_text("Please complete this required field.")).to_be_visible()
    await name.fill("taken")
    await dialog.get_by_label("List").set_input_files([CSV])
    await expect(dialog.get_by_text("people.csv")).to_be_visible()
    await save.click()
    await expect(dialog.get_by_text("That name is taken.")).to_be_visible()
    await expect(name).to_have_accessible_description("That name is taken.")
    await expect(name).to_be_focused()
    await name.fill("Spring")
    await name.press("Enter")
    await expect(dialog).to_have_count(0)
    await seat.sees("Saved Spring for no flow with people.csv: id,name 1,Maya.")


async def test_a_file_can_be_dropped_and_what_does_not_fit_is_said_at_once(
    browser: Browser, theatre: Theatre
) -> None:
    seat = await Seat.take(browser, theatre.url, "U0MAYA", "random")
    dialog = await open_form(seat, "Dropped")
    zone = dialog.get_by_text("Choose files or drop them here")
    await drop(zone, "picture.png", "not a list")
    await expect(dialog.get_by_text("picture.png is not one of the accepted kinds: csv.")).to_be_visible()
    await drop(zone, "dropped.csv", "id\n7")
    await expect(dialog.get_by_text("dropped.csv")).to_be_visible()
    await drop(zone, "wrong.csv", "id\n8")
    await dialog.get_by_role("button", name="Remove wrong.csv").click()
    await dialog.get_by_role("textbox", name="Name").fill("Summer")
    await dialog.get_by_role("button", name="Save").click()
    await seat.sees("Saved Summer for no flow with dropped.csv: id 7.")


async def test_a_type_ahead_select_asks_the_bot_for_what_is_typed_and_is_used_by_keys_alone(
    browser: Browser, theatre: Theatre
) -> None:
    seat = await Seat.take(browser, theatre.url, "U0TOMAS", "random")
    dialog = await open_form(seat, "Typed")
    await seat.page.keyboard.type("Autumn")
    await seat.page.keyboard.press("Tab")
    flow = dialog.get_by_role("combobox", name="Flow")
    await expect(flow).to_be_focused()
    await seat.page.keyboard.type("t")
    choices = dialog.get_by_role("option")
    await expect(choices).to_have_text(["Welcome tour", "Checkout survey", "Seat map tips"])
    await seat.page.keyboard.type("ou")
    await expect(choices).to_have_text(["Welcome tour"])
    await seat.page.keyboard.press("Enter")
    await expect(flow).to_have_value("Welcome tour")
    await dialog.get_by_role("button", name="Save").click()
    await seat.sees("Saved Autumn for Welcome tour with no list.")


async def test_files_go_into_a_channel_by_picking_and_by_dropping(browser: Browser, theatre: Theatre) -> None:
    seat = await Seat.take(browser, theatre.url, "U0MAYA", "stats")
    async with seat.page.expect_file_chooser() as opening:
        await seat.page.get_by_role("button", name="Attach files").click()
    await (await opening.value).set_files([CSV])
    await drop(seat.composer, "more.csv", "id\n2")
    await expect(seat.page.get_by_role("list", name="Attached files").get_by_role("listitem")).to_have_count(
        2
    )
    await seat.say("Both lists")
    sent = seat.article("Both lists")
    await expect(sent.get_by_role("link")).to_have_text(["people.csvCSV · 14 B", "more.csvCSV · 4 B"])
    async with seat.page.expect_download() as saving:
        await sent.get_by_role("link", name="people.csv").click()
    assert (await (await saving.value).path()).read_bytes() == CSV["buffer"]
    await expect(seat.page.get_by_role("list", name="Attached files").get_by_role("listitem")).to_have_count(
        0
    )
    assert {"file people.csv", "file more.csv"} <= set(theatre.bot.heard)


async def test_shortcuts_are_used_at_the_composer_and_at_a_message(
    browser: Browser, theatre: Theatre
) -> None:
    seat = await Seat.take(browser, theatre.url, "U0MAYA", "launches")
    await seat.page.get_by_role("button", name="Shortcuts", exact=True).click()
    await seat.page.get_by_role("menuitem", name="Begin a form").click()
    dialog = seat.page.get_by_role("dialog", name="A form")
    await expect(dialog).to_be_visible()
    await dialog.get_by_role("button", name="Close").click()
    await seat.composer.click()
    await seat.page.keyboard.type("/begin")
    await seat.page.get_by_role("option", name="Begin a form").click()
    await expect(dialog).to_be_visible()
    await expect(seat.composer).to_have_value("")
    await dialog.get_by_role("button", name="Cancel").click()
    await seat.say("The lights go up at eight")
    message = seat.article("The lights go up")
    await message.hover()
    await message.get_by_role("button", name="Shortcuts for this message").click()
    await seat.page.get_by_role("menuitem", name="Remember this").click()
    await message.get_by_role("button", name="1 reply").click()
    await seat.sees("Remembered: The lights go up at eight")
