"""One call of Slack's Web API: its answer read, its errors ours."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import SlackError, SlackOutcomeUnknown
from bot.outbox.slack_answers import meaning_of_status


async def body_of(method: str, call: Awaitable[AsyncSlackResponse], seconds: float) -> Mapping[str, Any]:
    """The body of a good answer that comes within so many seconds. Raises SlackError for anything else."""
    try:
        async with asyncio.timeout(seconds):
            response = await call
    except SlackApiError as error:
        raise _meaning(method, error) from error
    except Exception as error:  # noqa: BLE001 - whatever it was, the call may have had its effect
        # A broken connection, a timeout, or a body that the SDK trips over: its kind tells the reader
        # of the log enough, and its text may hold the address that was called.
        raise SlackOutcomeUnknown(method, type(error).__name__) from None
    return response.data if isinstance(response.data, dict) else {}


def _meaning(method: str, error: SlackApiError) -> SlackError:
    response = error.response
    if not isinstance(response, AsyncSlackResponse):  # the SDK puts the bare HTTP response there
        return SlackOutcomeUnknown(method, "the answer is not JSON")
    code = response.data.get("error") if isinstance(response.data, dict) else None
    return meaning_of_status(method, response.status_code, response.headers, code)
