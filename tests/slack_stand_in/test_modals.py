"""Modals and the Home tab behave as in Slack: stack, hash, sizes, closing, what the client checks itself."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.app import SlackStandIn
from sandbox.slack.driver import Board
from sandbox.slack.seen import view_text
from tests.slack_stand_in.conftest import StartBolt
from tests.slack_stand_in.payloads import (
    actions,
    button,
    field,
    input_element,
    modal,
    option,
    plain,
    section,
)

Json = dict[str, Any]
SUBMIT = {"submit": plain("Save")}


async def open_modal(stand_in: SlackStandIn, client: AsyncWebClient, view: Json) -> Json:
    trigger_id = stand_in.stage.triggers.issue("U0MAYA")
    answer = await client.views_open(trigger_id=trigger_id, view=view)
    opened: Json = answer["view"]
    return opened


async def push(stand_in: SlackStandIn, client: AsyncWebClient, view: Json, below: Json) -> Json:
    trigger_id = stand_in.stage.triggers.issue("U0MAYA", below["id"])
    answer = await client.views_push(trigger_id=trigger_id, view=view)
    pushed: Json = answer["view"]
    return pushed


async def test_the_stack_holds_three(stand_in: SlackStandIn, client: AsyncWebClient, board: Board) -> None:
    first = await open_modal(stand_in, client, modal(section()))
    second = await push(stand_in, client, modal(section()), first)
    third = await push(stand_in, client, modal(section()), second)
    assert (third["root_view_id"], third["previous_view_id"]) == (first["id"], second["id"])
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await push(stand_in, client, modal(section()), third)
    assert [each["id"] for each in await board.views()] == [first["id"], second["id"], third["id"]]
    await board.close()
    assert [each["id"] for each in await board.views()] == [first["id"], second["id"]]
    await board.close(clear=True)
    assert await board.views() == []
    assert await board.as_("U0TOMAS").views() == []


async def test_an_update_with_an_old_hash_is_refused(
    stand_in: SlackStandIn, client: AsyncWebClient, board: Board
) -> None:
    view = await open_modal(stand_in, client, modal(section(), external_id="one"))
    fresh = await client.views_update(view_id=view["id"], view=modal(section()), hash=view["hash"])
    assert fresh["view"]["hash"] != view["hash"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=view["id"], view=modal(), hash=view["hash"])
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(external_id="one", view=modal())
    modal_now = await board.modal()
    assert modal_now is not None
    assert len(modal_now["blocks"]) == 1


async def test_a_view_may_not_be_too_large_or_invalid(stand_in: SlackStandIn, client: AsyncWebClient) -> None:
    rows = [section(text=plain("x" * 2999)) for _ in range(100)]
    with pytest.raises(SlackApiError, match="view_too_large"):
        await open_modal(stand_in, client, modal(*rows))
    with pytest.raises(SlackApiError) as caught:
        await open_modal(stand_in, client, modal(title=plain("x" * 25)))
    assert caught.value.response["error"] == "invalid_arguments"
    messages = caught.value.response["response_metadata"]["messages"]
    assert messages == ["[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"]


async def test_what_was_typed_stays_when_the_view_is_updated(
    stand_in: SlackStandIn, client: AsyncWebClient, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    submitted: list[Json] = []

    @bolt.view("form")
    async def take(ack: AsyncAck, view: Json) -> None:
        submitted.append(view["state"]["values"])
        await ack()

    await start_bolt(bolt)
    name = field(input_element("plain_text_input", max_length=100), block_id="name")
    view = await open_modal(stand_in, client, modal(name, callback_id="form", **SUBMIT))
    await board.fill("Label", "Spring")
    kind = field(input_element("static_select"), block_id="kind", label=plain("Kind"))
    await client.views_update(view_id=view["id"], view=modal(name, kind, callback_id="form", **SUBMIT))
    assert (await board.submit())["result"] == "closed"
    assert submitted[0]["name"]["value"]["value"] == "Spring"
    assert submitted[0]["kind"]["value"]["selected_option"]["value"] == "a"


async def test_the_client_itself_asks_for_what_is_missing(
    stand_in: SlackStandIn, client: AsyncWebClient, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    await start_bolt(bolt)
    number = {"is_decimal_allowed": False, "min_value": "1", "max_value": "5"}
    fields = [
        field({"type": "plain_text_input", "action_id": "a", "max_length": 3}, block_id="short"),
        field({"type": "number_input", "action_id": "a", **number}, block_id="number"),
        field({"type": "email_text_input", "action_id": "a"}, block_id="mail", optional=True),
        field({"type": "users_select", "action_id": "a"}, block_id="person"),
    ]
    await open_modal(stand_in, client, modal(*fields, callback_id="form", **SUBMIT))
    answer = await board.submit(short="four", number="9", mail="nobody")
    assert answer["errors"] == {
        "short": "Please enter no more than 3 characters.",
        "number": "Please enter a number of at most 5.",
        "mail": "Please enter a valid email address.",
        "person": "Please complete this required field.",
    }
    assert await board.journal("view_submission") == []


async def test_a_submission_can_push_update_and_clear(
    stand_in: SlackStandIn, client: AsyncWebClient, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    answers: list[Json] = [
        {
            "response_action": "update",
            "view": modal(section(text=plain("updated")), callback_id="form", **SUBMIT),
        },
        {
            "response_action": "push",
            "view": modal(section(text=plain("pushed")), callback_id="form", **SUBMIT),
        },
        {"response_action": "errors", "errors": {"nowhere": "No."}},
        {"response_action": "clear"},
    ]

    @bolt.view("form")
    async def take(ack: AsyncAck) -> None:
        await ack(**answers.pop(0))

    await start_bolt(bolt)
    await open_modal(stand_in, client, modal(section(), callback_id="form", **SUBMIT))
    results: list[tuple[str, str]] = []
    for _ in range(4):
        answer = await board.submit()
        top = view_text(answer["views"][-1]) if answer["views"] else ""
        results.append((answer["result"], top.split("\n")[-1]))
    assert results == [("updated", "updated"), ("pushed", "pushed"), ("timeout", "pushed"), ("closed", "")]


async def test_closing_is_told_to_who_asked_for_it(
    stand_in: SlackStandIn, client: AsyncWebClient, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    closed: list[bool] = []

    @bolt.view_closed("form")
    async def take(ack: AsyncAck, body: Json) -> None:
        closed.append(body["is_cleared"])
        await ack()

    await start_bolt(bolt)
    for clear in (False, True):
        await open_modal(stand_in, client, modal(section(), callback_id="form", notify_on_close=True))
        await board.close(clear=clear)
    await open_modal(stand_in, client, modal(section(), callback_id="form"))
    await board.close()
    assert closed == [False, True]


async def test_the_home_tab_is_published_per_person(
    client: AsyncWebClient, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    @bolt.event("app_home_opened")
    async def welcome(event: Json, client: AsyncWebClient) -> None:
        home = {"type": "home", "blocks": [section(text=plain(f"Hello {event['user']}")), actions(button())]}
        await client.views_publish(user_id=event["user"], view=home)

    @bolt.action("go")
    async def go(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await ack()
        home = {"type": "home", "blocks": [section(text=plain("Gone"))]}
        await client.views_publish(user_id=body["user"]["id"], view=home, hash=body["view"]["hash"])

    await start_bolt(bolt)
    await board.open_home()
    home = await board.wait_for_home("Hello U0MAYA")
    assert await board.as_("U0TOMAS").home() is None
    await board.press(home, "Go")
    assert (await board.wait_for_home("Gone"))["id"] == home["id"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_publish(user_id="U0MAYA", view={"type": "home", "blocks": []}, hash=home["hash"])


async def test_a_type_ahead_menu_asks_the_bot(
    stand_in: SlackStandIn, client: AsyncWebClient, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    @bolt.options("flow")
    async def offer(ack: AsyncAck, payload: Json) -> None:
        count = 101 if payload["value"] == "everything" else 2
        await ack(options=[option(str(number), f"{payload['value']} {number}") for number in range(count)])

    await start_bolt(bolt)
    menu = {"type": "external_select", "action_id": "flow", "min_query_length": 2}
    view = await open_modal(stand_in, client, modal(field(menu, label=plain("Flow")), **SUBMIT))
    assert await board.options(view, "Flow", "w") == []
    offered = await board.options(view, "Flow", "wel")
    assert [each["text"]["text"] for each in offered] == ["wel 0", "wel 1"]
    assert await board.options(view, "Flow", "everything") == []
    assert stand_in.stage.notices == [("U0MAYA", "No options could be loaded.")]


async def test_a_picked_file_comes_with_the_submission(
    stand_in: SlackStandIn, client: AsyncWebClient, bolt: AsyncApp, start_bolt: StartBolt, board: Board
) -> None:
    names: list[str] = []

    @bolt.view("form")
    async def take(ack: AsyncAck, view: Json) -> None:
        names.extend(each["name"] for each in view["state"]["values"]["csv"]["value"]["files"])
        await ack()

    await start_bolt(bolt)
    csv = field(input_element("file_input"), block_id="csv")
    await open_modal(stand_in, client, modal(csv, callback_id="form", **SUBMIT))
    picked = await board.upload("people.csv", b"id\n1\n")
    assert (await board.submit(csv=[picked]))["result"] == "closed"
    assert names == ["people.csv"]
