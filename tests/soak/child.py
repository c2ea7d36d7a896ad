"""One life of a worker: the real program or the naive sender, at the hurried time, until somebody ends it."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.lifecycle import run_process
from bot.log_setup import set_up_logging
from bot.outbox.slack_gateway import SlackGateway
from bot.redaction import Redactor
from bot.settings import load_settings
from bot.wiring.ground import Time
from bot.wiring.starting import Part, start
from storage.database import Database
from tests.soak.hurry import Hurry
from tests.soak.naive import NaiveSender


@dataclass(frozen=True)
class Terms:
    """What a worker is started with."""

    is_naive: bool
    database_url: str
    slack_url: str
    bot_token: str
    encryption_key: str
    zero: float
    speed: float
    log: str

    @property
    def hurry(self) -> Hurry:
        """The time that everybody goes by."""
        return Hurry(self.zero, self.speed)


def live(terms: Terms, say_ready: Callable[[], None]) -> None:
    """Work until the process is ended."""
    with Path(terms.log).open("a", buffering=1) as log:
        sys.stderr = log
        set_up_logging("INFO", "json", Redactor(()), log)
        run_process(_naive(terms, say_ready) if terms.is_naive else _program(terms, say_ready))


async def _program(terms: Terms, say_ready: Callable[[], None]) -> None:
    settings = load_settings(
        None,
        slack_bot_token=terms.bot_token,
        slack_signing_secret="not-used-by-a-worker",
        slack_api_url=f"{terms.slack_url}/api/",
        database_url=terms.database_url,
        callboard_encryption_keys=terms.encryption_key,
        callboard_admins="U0ADAM",
    )
    hurry = terms.hurry
    async with contextlib.AsyncExitStack() as stack:
        await start(settings, Part.WORKER, stack, Time(hurry, hurry.sleep, hurry.sleep))
        say_ready()
        await asyncio.Event().wait()


async def _naive(terms: Terms, say_ready: Callable[[], None]) -> None:
    database = Database.open(terms.database_url)
    if database.dialect == "sqlite":
        await database.transact(lambda work: work.outbox.release_of_dead_processes(str(os.getpid())))
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            token=terms.bot_token, base_url=f"{terms.slack_url}/api/", session=session, retry_handlers=[]
        )
        sender = NaiveSender(database, SlackGateway(client), terms.hurry, owner=str(os.getpid()))
        say_ready()
        await sender.run(terms.hurry)
