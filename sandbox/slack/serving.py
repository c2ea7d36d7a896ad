"""Runs an ASGI application, on 127.0.0.1 unless told, in the loop of whoever asks."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

STOP_SECONDS = 2


class CannotListen(Exception):
    """Another program listens on that port, or the machine has no such address; the text is for the person."""


def listening_socket(port: int = 0, host: str = "127.0.0.1") -> socket.socket:
    """A socket that listens on this machine alone, unless told; port 0 takes any free one.

    Raises:
        CannotListen: another program has the port, or the machine has no such address.
    """
    # Without the protocol's name asyncio leaves Nagle's algorithm on, and most answers wait 40 ms for an ACK.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            sentence = f"Port {port} is taken by another program; set PORT to a free one."
        else:
            sentence = f"Nothing can listen on {host} port {port}: {error.strerror}."
        raise CannotListen(sentence) from error
    return listening


class _PromptServer(uvicorn.Server):
    """Stops with its last answer: uvicorn's own way takes a tenth of a second, and every test has a server."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes no more connections, ends the idle ones, and gives the busy ones `STOP_SECONDS`."""
        for listener in (*self.servers, *(sockets or ())):
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        busy = set(self.server_state.tasks)
        if busy:
            _, late = await asyncio.wait(busy, timeout=STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*busy, return_exceptions=True)
        await asyncio.sleep(0)  # for the connections to notice that they are closed


@asynccontextmanager
async def serving(app: ASGIApp, listening: socket.socket | None = None) -> AsyncIterator[str]:
    """Serve `app` while the block runs; gives its address, such as `http://127.0.0.1:40123`."""
    own = listening or listening_socket()
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        date_header=False,
        ws="websockets-sansio",
    )
    config.load()
    server = _PromptServer(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[own])
    try:
        host, port = own.getsockname()
        yield f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 - it was asked for
    finally:
        await server.shutdown(sockets=[own])
