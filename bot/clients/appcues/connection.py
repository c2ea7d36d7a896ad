"""Opens the transport to the Appcues Public API v2 (reference: Appcues 0)."""

import asyncio

from bot.clients.transport import Transport, Upstream
from bot.clock import Clock, Sleep
from bot.redaction import Redactor

REQUESTS_PER_SECOND = 60
"""The account-wide limit (section 0.3)."""


def appcues_upstream(base_url: str, api_key: str, api_secret: str) -> Upstream:
    """Appcues at that address (`https://api.appcues.com` or `https://api.eu.appcues.com`), by HTTP Basic."""
    return Upstream(
        service="Appcues",
        base_url=base_url,
        credentials="APPCUES_ACCOUNT_ID, APPCUES_API_KEY, APPCUES_API_SECRET and APPCUES_REGION",
        basic=(api_key, api_secret),
        requests_per_second=REQUESTS_PER_SECOND,
    )


def open_appcues(
    base_url: str,
    api_key: str,
    api_secret: str,
    *,
    redactor: Redactor,
    clock: Clock | None = None,
    sleep: Sleep = asyncio.sleep,
) -> Transport:
    """The transport for every Appcues client; close it at the end."""
    return Transport(
        appcues_upstream(base_url, api_key, api_secret), redactor=redactor, clock=clock, sleep=sleep
    )
