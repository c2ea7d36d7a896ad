"""Runs an ASGI application on 127.0.0.1, in the loop of whoever asks."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

STOP_SECONDS = 2


class PortTaken(Exception):
    """Another program listens on that port."""

    def __init__(self, port: int) -> None:
        super().__init__(f"Port {port} is taken by another program; set PORT to a free one.")


def listening_socket(port: int = 0) -> socket.socket:
    """A socket that listens on 127.0.0.1; port 0 takes any free one.

    Raises:
        PortTaken: another program has the port.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except OSError as error:
        listening.close()
        raise PortTaken(port) from error
    return listening


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
        timeout_graceful_shutdown=STOP_SECONDS,
        ws="websockets-sansio",
    )
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[own])
    try:
        yield f"http://127.0.0.1:{own.getsockname()[1]}"
    finally:
        await server.shutdown(sockets=[own])
