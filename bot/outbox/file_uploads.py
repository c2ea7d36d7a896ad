"""Brings the bytes of a file to the address that Slack gave for them, piece by piece."""

import asyncio
import os
from collections.abc import AsyncIterator
from typing import IO

import aiohttp

from bot.errors import SlackOutcomeUnknown
from bot.outbox.slack_answers import OK, meaning_of_status

CHUNK_BYTES = 256 * 1024
METHOD = "file upload"


def size_of(content: IO[bytes]) -> int:
    """How many bytes there are in all."""
    return content.seek(0, os.SEEK_END)


async def send(
    session: aiohttp.ClientSession,
    url: str,
    content: IO[bytes],
    *,
    proxy: str | None = None,
    patience: float,
) -> None:
    """Sends all of it. `patience` is how long Slack may be silent, in seconds; nobody sees the file yet.

    Raises:
        SlackRefused, SlackRateLimited: Slack did not take it.
        SlackOutcomeUnknown: it broke off.
    """
    headers = {"Content-Length": str(size_of(content)), "Content-Type": "application/octet-stream"}
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=patience, sock_read=patience)
    try:
        async with session.post(
            url,
            data=_chunks(content),
            headers=headers,
            timeout=timeout,
            proxy=proxy,
            allow_redirects=False,
        ) as response:
            status, answered = response.status, dict(response.headers)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise SlackOutcomeUnknown(METHOD, type(error).__name__) from None
    if status != OK:
        raise meaning_of_status(METHOD, status, answered, None)


async def _chunks(content: IO[bytes]) -> AsyncIterator[bytes]:
    content.seek(0)
    while chunk := await asyncio.to_thread(content.read, CHUNK_BYTES):
        yield chunk
