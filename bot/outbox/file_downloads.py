"""Reads a file out of Slack: from its own hosts alone, exactly as many bytes as it announced, piece by piece."""

import ipaddress
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from bot.errors import SlackOutcomeUnknown, SlackRefused
from bot.outbox.slack_answers import OK, meaning_of_status

CHUNK_BYTES = 256 * 1024
MOST_HOPS = 3
METHOD = "file download"

FILE_HOSTS = frozenset(
    {"files.slack.com", "files-origin.slack.com", "slack-files.com", "files.slack-gov.com"}
)
_API_HOSTS = frozenset({"slack.com", "slack-gov.com"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def trusted(text: str, *, api_url: str, after: URL | None = None) -> URL:
    """The address, if it is https at a file host of Slack, or at the origin of another Web API.

    The second is how a stand-in is reached, and only if it was configured. What is returned is what is asked
    afterwards, so that nobody reads it differently. `after` is where a redirection came from.

    Raises:
        SlackRefused: it is another address; nothing is sent there.
    """
    try:
        url, api = URL(text) if after is None else after.join(URL(text)), URL(api_url)
        at_slack = url.scheme == "https" and url.host in FILE_HOSTS and url.port == 443  # noqa: PLR2004 - the port of https
        at_stand_in = api.host not in _API_HOSTS and _origin(url) == _origin(api)
        is_trusted = (
            (at_slack or at_stand_in) and url.user is None and url.password is None and text.isascii()
        )
    except ValueError:
        is_trusted = False
    if not is_trusted:
        raise SlackRefused("untrusted_file_url", METHOD)
    return url


async def download(
    url: str, size: int, *, token: str, api_url: str, proxy: str | None = None, patience: float
) -> AsyncGenerator[bytes, None]:
    """The bytes of a file, up to 256 KB at a time; never more than `size`, and an error if there are fewer.

    `patience` is how long Slack may be silent, in seconds; how long the whole takes depends on who reads.

    Raises:
        SlackRefused: an address that is not trusted, a page instead of the file (`missing_scope`), or a size that
            differs (`file_size_differs`); the bytes so far are worth nothing.
        SlackRateLimited: nothing was read.
        SlackOutcomeUnknown: it broke off.
    """
    seen = 0
    try:
        async with _answer(url, token, api_url, proxy, patience) as response:
            _check_answer(response, size)
            async for chunk in response.content.iter_chunked(CHUNK_BYTES):
                seen += len(chunk)
                if seen > size:
                    break
                yield chunk
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise SlackOutcomeUnknown(METHOD, type(error).__name__) from None
    if seen != size:
        raise SlackRefused("file_size_differs", METHOD)


@asynccontextmanager
async def _answer(
    url: str, token: str, api_url: str, proxy: str | None, patience: float
) -> AsyncIterator[aiohttp.ClientResponse]:
    """The answer that is no redirection; each address on the way is checked before the token goes there."""
    resolver = None if proxy else PublicResolver(except_for=URL(api_url).host or "")
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=resolver),
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=patience, sock_read=patience),
        headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"},
        read_bufsize=CHUNK_BYTES,
        auto_decompress=False,
    ) as session:
        address = trusted(url, api_url=api_url)
        for _ in range(MOST_HOPS + 1):
            async with session.get(address, allow_redirects=False, proxy=proxy) as response:
                if response.status not in _REDIRECTS:
                    yield response
                    return
                address = trusted(response.headers.get("Location", ""), api_url=api_url, after=address)
    raise SlackRefused("too_many_redirects", METHOD)


def _check_answer(response: aiohttp.ClientResponse, size: int) -> None:
    if response.status != OK:
        raise meaning_of_status(METHOD, response.status, response.headers, None)
    if response.content_type == "text/html":
        raise SlackRefused("missing_scope", METHOD)  # Slack asks to sign in, with status 200
    if response.content_length is not None and response.content_length != size:
        raise SlackRefused("file_size_differs", METHOD)


class PublicResolver(AbstractResolver):
    """Looks up names, and takes no address of a private network: what is found is what is connected to."""

    def __init__(self, *, except_for: str = "", inner: AbstractResolver | None = None) -> None:
        self._except_for = except_for
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The public addresses of a host. Raises OSError when there is none."""
        found = await self._inner.resolve(host, port, family)
        if host == self._except_for:
            return found
        public = [each for each in found if ipaddress.ip_address(each["host"].partition("%")[0]).is_global]
        if not public:
            raise OSError(None, "no public address")
        return public

    async def close(self) -> None:
        """Lets go of the resolver behind."""
        await self._inner.close()


def _origin(url: URL) -> tuple[str, str | None, int | None]:
    return url.scheme, url.host, url.port
