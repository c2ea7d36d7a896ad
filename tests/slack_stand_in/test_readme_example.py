"""The plain Bolt app of sandbox/README.md works with the stand-in started alone, as the page says."""

import asyncio
import re
import sys
from pathlib import Path

import httpx

from sandbox.slack.driver import Board
from sandbox.slack.serving import listening_socket
from tests.slack_stand_in.test_command_line import first_line, program

README = Path(__file__).parent.parent.parent / "sandbox" / "README.md"


def example() -> str:
    """The only Python program of the page that starts something."""
    programs = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (found,) = (each for each in programs if "app.start(" in each)
    return str(found)


def free_port() -> str:
    with listening_socket() as taken:
        return str(taken.getsockname()[1])


async def answers(url: str) -> None:
    """Return as soon as somebody listens there."""
    async with httpx.AsyncClient() as http, asyncio.timeout(30):
        while True:
            try:
                await http.get(url)
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
            else:
                return


async def test_the_example_of_the_readme_runs_as_it_stands() -> None:
    text = example()
    arguments = re.search(r"# python -m sandbox (.+)", text)
    assert arguments is not None
    slack, bot = free_port(), free_port()  # the two ports of the page may be taken here

    def on_our_ports(words: str) -> str:
        return words.replace("8000", slack).replace("3000", bot)

    async with program(*on_our_ports(arguments[1]).split()) as stand_in:
        url = (await first_line(stand_in)).removeprefix("Slack is at ")
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-c", on_our_ports(text), stdout=asyncio.subprocess.DEVNULL
        )
        board = Board(url, "maya")
        try:
            await answers(f"http://127.0.0.1:{bot}/")
            await play(board)
        finally:
            await board.aclose()
            running.terminate()
            await running.wait()


async def play(board: Board) -> None:
    """A slash command, a button, a modal with an error, an upload, and the Home tab."""
    assert await board.type("#random", "/hello") == {"result": "acknowledged"}
    hello = await board.wait_for("Write a greeting", "#random", timeout=15)
    assert hello.is_ephemeral
    await board.press(hello, "Write a greeting")
    await board.wait_for_modal("For whom?", timeout=15)
    assert (await board.submit(name="maya"))["errors"] == {"name": "That is you."}
    assert (await board.submit(name="tomas"))["result"] == "closed"
    sent = await board.as_("tomas").wait_for("For tomas", "#random", timeout=15)
    assert [file["name"] for file in sent.raw["files"]] == ["greeting.txt"]
    await board.open_home()
    await board.wait_for_home("Type /hello in any channel", timeout=15)
    assert [each["notes"] for each in await board.journal() if each["notes"]] == []
