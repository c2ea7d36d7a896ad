"""A plain Bolt app over HTTP works against the stand-in unchanged."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.driver import Board
from tests.slack_stand_in.conftest import StartBolt

ASK = {
    "type": "actions",
    "elements": [
        {
            "type": "button",
            "action_id": "approve",
            "text": {"type": "plain_text", "text": "Approve"},
            "value": "7",
        },
        {"type": "button", "action_id": "edit", "text": {"type": "plain_text", "text": "Edit"}},
    ],
}
FORM = {
    "type": "modal",
    "callback_id": "edit",
    "title": {"type": "plain_text", "text": "Edit"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": {"type": "plain_text", "text": "Name"},
            "element": {"type": "plain_text_input", "action_id": "value", "initial_value": "old"},
        }
    ],
}


def equip(app: AsyncApp) -> None:
    """A little of everything a bot does."""

    @app.command("/ask")
    async def ask(ack: AsyncAck, respond: AsyncRespond, command: dict[str, Any]) -> None:
        await ack()
        await respond(text=f"asked: {command['text']}", blocks=[ASK])

    @app.action("approve")
    async def approve(
        ack: AsyncAck, respond: AsyncRespond, client: AsyncWebClient, body: dict[str, Any]
    ) -> None:
        await ack()
        posted = await client.chat_postMessage(channel="C0APPROVALS", text="waiting")
        await client.chat_update(
            channel="C0APPROVALS", ts=posted["ts"], text=f"approved by <@{body['user']['id']}>"
        )
        await respond(text="Thank you.", replace_original=True)

    @app.action("edit")
    async def edit(ack: AsyncAck, client: AsyncWebClient, body: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.view("edit")
    async def save(ack: AsyncAck, client: AsyncWebClient, view: dict[str, Any], body: dict[str, Any]) -> None:
        name = view["state"]["values"]["name"]["value"]["value"]
        if name == "taken":
            await ack(response_action="errors", errors={"name": "That name is taken."})
            return
        await ack()
        await client.chat_postEphemeral(channel="C0LAUNCHES", user=body["user"]["id"], text=f"saved {name}")


async def test_a_slash_command_is_answered_privately(
    bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    equip(bolt)
    await start_bolt(bolt)
    assert await board.type("#launches", "/ask for @tomas & co") == {"result": "acknowledged"}
    answer = await board.wait_for("[Approve] [Edit]", "#launches")
    assert answer.is_ephemeral
    assert answer.text == "asked: for <@U0TOMAS|tomas> &amp; co"
    assert await board.messages("#launches", "U0TOMAS") == []


async def test_a_button_posts_updates_and_replaces(
    bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    equip(bolt)
    await start_bolt(bolt)
    await board.type("#launches", "/ask")
    card = await board.wait_for("Approve", "#launches")
    assert await board.press(card, "Approve") == {"result": "acknowledged"}
    posted = await board.wait_for("approved by @maya", "#approvals")
    assert not posted.is_ephemeral
    assert posted.pings == ["U0MAYA"]
    await board.wait_for("Thank you.", "#launches")
    assert [each.plain for each in await board.messages("#launches")] == ["Thank you."]


async def test_a_modal_opens_refuses_and_closes(bolt: AsyncApp, start_bolt: StartBolt, board: Board) -> None:
    equip(bolt)
    await start_bolt(bolt)
    await board.type("#launches", "/ask")
    await board.press(await board.wait_for("Edit", "#launches"), "Edit")
    modal = await board.wait_for_modal("Name")
    assert modal["state"]["values"] == {"name": {"value": {"type": "plain_text_input", "value": "old"}}}
    await board.fill("Name", "taken")
    refused = await board.submit()
    assert (refused["result"], refused["errors"]) == ("errors", {"name": "That name is taken."})
    await board.fill("Name", "Spring launch")
    assert (await board.submit())["result"] == "closed"
    assert await board.modal() is None
    note = await board.wait_for("saved Spring launch")
    assert note.is_ephemeral
