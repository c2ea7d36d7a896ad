"""Socket Mode, end to end: the same program without an address of its own."""

import io
from contextlib import AsyncExitStack

import httpx

from bot.wiring.starting import Part, start
from sandbox.apis import ApiOptions, build_apis
from sandbox.slack.app import build_slack
from sandbox.slack.driver import Board
from sandbox.slack.serving import serving
from tests.scenarios.asking import PUBLISH
from tests.scenarios.playhouse import SLACK, Plan, settings_for


async def test_a_command_a_form_and_a_refused_click_by_socket_mode(
    database_url: str, log: io.StringIO
) -> None:
    async with AsyncExitStack() as stack:
        stand_in = build_slack(SLACK)
        stand_in.stage.public_url = await stack.enter_async_context(serving(stand_in.asgi))
        stack.push_async_callback(stand_in.aclose)
        vendors_url = await stack.enter_async_context(serving(build_apis(ApiOptions())))
        settings = settings_for(
            Plan(), database_url, stand_in.url, vendors_url, slack_app_token=SLACK.app_token, port="0"
        )
        await start(settings.model_copy(update={"slack_signing_secret": None}), Part.BOTH, stack)
        maya = Board(stand_in, "U0MAYA")
        stack.push_async_callback(maya.aclose)

        await maya.type("launches", "/appcues flows")
        await maya.wait_for("14 flows", "launches")
        await maya.type("launches", PUBLISH)
        card = await maya.wait_for("Waiting for approval", "approvals")
        await maya.press(card, "Approve")
        assert (await maya.wait_for("You asked for this yourself", "approvals")).is_ephemeral
        tomas = maya.as_("U0TOMAS")
        await tomas.press(card, "Reject")
        await tomas.wait_for_modal("eason")
        assert (await tomas.submit(reason="wrong week"))["result"] == "closed"
        await tomas.wait_for("Rejected", "approvals")
        await maya.open_home()
        await maya.wait_for_home("Hello")
        assert httpx.URL(stand_in.url).port
    assert "Traceback" not in log.getvalue()
    assert SLACK.app_token not in log.getvalue()
