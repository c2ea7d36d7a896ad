"""Runs an ASGI application, on 127.0.0.1 unless told, in the loop of whoever asks."""

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
        host, port = own.getsockname()
        yield f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 - it was asked for
    finally:
        await server.shutdown(sockets=[own])
