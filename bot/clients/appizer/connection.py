"""Opens the transport to the Appizer App Management API v1 (reference: Appizer 0)."""

import asyncio

from bot.clients.transport import Transport, Upstream
from bot.clock import Clock, Sleep
from bot.redaction import Redactor


def appizer_upstream(base_url: str, api_key: str) -> Upstream:
    """Appizer at that address (`https://api.appizer.com`), by the organisation's key."""
    return Upstream(
        service="Appizer",
        base_url=base_url,
        credentials="APPIZER_API_KEY",
        headers={"X-API-Key": api_key},
    )


def open_appizer(
    base_url: str,
    api_key: str,
    *,
    redactor: Redactor,
    clock: Clock | None = None,
    sleep: Sleep = asyncio.sleep,
) -> Transport:
    """The transport for every Appizer client; close it at the end."""
    return Transport(appizer_upstream(base_url, api_key), redactor=redactor, clock=clock, sleep=sleep)
