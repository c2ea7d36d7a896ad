"""The suite reads a printed command as curl does: both send the same request."""

import asyncio
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from starlette.requests import Request as Received
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.slack.serving import serving
from tests.contract.curl import Request, request_of, words_of
from tests.contract.examples import Example, all_examples

COMMANDS = [example for example in all_examples() if example.sort == "commands"]
_HOST = re.compile(r"https://api\.app(cues|izer)\.com")
# What a client says about itself and the connection.
_OF_THE_CLIENT = frozenset({"host", "user-agent", "content-length"})


class Recorder:
    """A server that keeps the latest request."""

    def __init__(self) -> None:
        self.latest = Request("", "", {}, b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = Received(scope, receive)
        headers = {name: value for name, value in received.headers.items() if name not in _OF_THE_CLIENT}
        self.latest = Request(received.method, str(received.url), headers, await received.body())
        await Response(status_code=204)(scope, receive, send)


@pytest.fixture
def curl() -> str:
    program = shutil.which("curl")
    if program is None:
        missing = "There is no curl on this machine."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return program


@pytest.mark.parametrize("example", COMMANDS, ids=str)
async def test_a_command_makes_the_request_that_curl_makes(
    example: Example, curl: str, tmp_path: Path
) -> None:
    write(example.files, tmp_path)
    recorder = Recorder()
    async with serving(recorder) as url:
        command = _HOST.sub(url, example.command)
        shell = await asyncio.create_subprocess_exec(
            "/bin/sh",
            "-c",
            command,
            cwd=tmp_path,
            env={"PATH": str(Path(curl).parent), "HOME": str(tmp_path), "no_proxy": "*"},
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await shell.communicate()
        assert shell.returncode == 0, said.decode()
    assert without_boundary(request_of(words_of(command), example.files)) == without_boundary(recorder.latest)


@pytest.mark.parametrize("example", [example for example in COMMANDS if example.typos], ids=str)
def test_a_command_with_a_slip_is_no_whole_request_as_printed(example: Example) -> None:
    with pytest.raises(ValueError, match=r"is not understood|ends before its last line"):
        request_of(words_of(example.printed), example.files)


def write(files: Mapping[str, str], folder: Path) -> None:
    """Puts the files of an upload where its command looks for them."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")


def without_boundary(request: Request) -> Request:
    """The request with a fixed boundary in place of the one that each client draws."""
    _, found, boundary = request.headers.get("content-type", "").partition("boundary=")
    if not found:
        return request
    content_type = request.headers["content-type"].replace(boundary, "BOUNDARY")
    body = request.body.replace(boundary.encode(), b"BOUNDARY")
    return Request(request.method, request.url, request.headers | {"content-type": content_type}, body)
