"""Slack's rate limits hold when they are asked for, and only then."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.app import SlackStandIn
from sandbox.slack.driver import Board
from sandbox.slack.rules.tiers import CALLS_PER_MINUTE, POSTS_AT_ONCE
from sandbox.slack.web_api.doorway import METHODS


def test_every_method_has_a_limit_and_every_limit_a_method() -> None:
    assert set(CALLS_PER_MINUTE) == set(METHODS)


async def test_nothing_is_limited_unless_asked_for(client: AsyncWebClient) -> None:
    for _ in range(2 * POSTS_AT_ONCE):
        assert (await client.chat_postMessage(channel="C0RANDOM", text="x"))["ok"]


async def test_one_channel_takes_one_message_a_second_after_a_short_burst(
    stand_in: SlackStandIn, client: AsyncWebClient, board: Board
) -> None:
    await board.limit_rates()

    async def post(channel: str) -> str:
        try:
            await client.chat_postMessage(channel=channel, text="x")
        except SlackApiError as error:
            answer = error.response
            return f"{answer.status_code} {answer['error']} {answer.headers['Retry-After']}"
        return "posted"

    assert [await post("C0RANDOM") for _ in range(POSTS_AT_ONCE + 1)] == [
        *["posted"] * POSTS_AT_ONCE,
        "429 ratelimited 1",
    ]
    assert await post("#random") == "429 ratelimited 1"
    assert await post("C0STATS") == "posted"
    stand_in.clock.advance(1.01)
    assert [await post("C0RANDOM"), await post("C0RANDOM")] == ["posted", "429 ratelimited 1"]
    assert len(await board.messages("#random")) == POSTS_AT_ONCE + 1
    await board.limit_rates(on=False)
    assert await post("C0RANDOM") == "posted"


async def test_a_method_of_tier_two_takes_twenty_calls_a_minute_and_others_go_on(
    stand_in: SlackStandIn, client: AsyncWebClient, board: Board
) -> None:
    await board.limit_rates()
    for _ in range(20):
        await client.conversations_list()
    with pytest.raises(SlackApiError, match="ratelimited") as caught:
        await client.conversations_list()
    wait = int(caught.value.response.headers["Retry-After"])
    assert wait == 3
    assert (await client.users_info(user="U0MAYA"))["ok"]
    stand_in.clock.advance(wait)
    assert (await client.conversations_list())["ok"]


async def test_a_wrong_token_is_told_so_and_does_not_count(stand_in: SlackStandIn, board: Board) -> None:
    await board.limit_rates()
    url = f"{stand_in.url}/api/conversations.list"
    async with aiohttp.ClientSession() as session:
        for _ in range(25):
            async with session.post(url, headers={"Authorization": "Bearer xoxb-wrong"}) as response:
                assert (await response.json())["error"] == "invalid_auth"
        async with session.post(url, headers={"Authorization": "Bearer xoxb-callboard-demo"}) as response:
            assert (await response.json())["ok"] is True
