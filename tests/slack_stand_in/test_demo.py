"""The demo: one line with the address, everything ended with it, and a bot that dies is noticed."""

import asyncio
import contextlib
import os
import signal
from pathlib import Path

from sandbox.slack.driver import Board
from tests.slack_stand_in.test_command_line import first_line, program


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def address(line: str) -> str:
    beginning, end = "Callboard is on stage: ", "  (Ctrl-C ends it)"
    assert line.startswith(beginning)
    assert line.endswith(end)
    return line.removeprefix(beginning).removesuffix(end)


async def test_the_demo_answers_and_ends_with_everything_it_started() -> None:
    async with program(**os.environ, PORT="0", SLACK_APP_TOKEN="xapp-of-somebody") as demo:
        board = Board(address(await first_line(demo)), "U0MAYA")
        try:
            assert (await board.type("#launches", "/callboard help"))["result"] == "acknowledged"
            await board.wait_for(lambda message: message.user == "U0CALLBOT", "#launches", timeout=15)
        finally:
            await board.aclose()
        (bot,) = children(demo.pid)
        demo.send_signal(signal.SIGINT)
        out, err = await asyncio.wait_for(demo.communicate(), 30)
        assert (demo.returncode, out, err) == (0, b"", b"")
        assert not is_alive(bot)


async def test_a_bot_that_dies_ends_the_demo_with_a_sentence() -> None:
    async with program(**os.environ, PORT="0") as demo:
        await first_line(demo)
        (bot,) = children(demo.pid)
        os.kill(bot, signal.SIGKILL)
        _out, err = await asyncio.wait_for(demo.communicate(), 30)
        assert demo.returncode == 1
        assert "The bot has ended with status -9." in err.decode()
