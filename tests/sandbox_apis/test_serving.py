"""How the stand-ins are served: answers leave at once, and the last of them before the end."""

import asyncio
import socket

import httpx
import pytest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sandbox.slack.serving import serving


async def test_no_answer_waits_for_the_caller_to_acknowledge_its_beginning() -> None:
    delays: list[bool] = []

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        transport: asyncio.Transport = send.__self__.transport  # type: ignore[attr-defined]  # uvicorn's cycle
        connection: socket.socket = transport.get_extra_info("socket")
        delays.append(not connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        await Response()(scope, receive, send)

    async with serving(application) as url, httpx.AsyncClient(verify=False) as client:
        await client.get(url)
    assert delays == [False]


async def test_an_answer_under_way_is_finished_before_the_server_stops() -> None:
    has_begun, may_end = asyncio.Event(), asyncio.Event()

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        has_begun.set()
        await may_end.wait()
        await Response(b"whole")(scope, receive, send)

    async with httpx.AsyncClient(verify=False) as client:
        async with serving(application) as url:
            asking = asyncio.create_task(client.get(url))
            await has_begun.wait()
            asyncio.get_running_loop().call_soon(may_end.set)
        assert (await asking).content == b"whole"


async def test_a_stopped_server_takes_no_more_connections() -> None:
    async with httpx.AsyncClient(verify=False) as client:
        async with serving(Response(b"x")) as url:
            await client.get(url)
        with pytest.raises(httpx.ConnectError):
            await client.get(url)
