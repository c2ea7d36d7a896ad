"""OAuth: what an app asks for, what a person grants, and the codes that are exchanged for tokens."""

import hmac
import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from sandbox.slack.clock import StandInClock
from sandbox.slack.options import SlackOptions
from sandbox.slack.refusals import SlackRefusal

CODE_SECONDS = 600.0
_HOST = re.compile(r"[\w.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?", re.ASCII)  # it goes into a header
_SCOPE = re.compile(r"[a-z][a-z_.-]*(?::[a-z_.-]+)*")


@dataclass(frozen=True)
class Wish:
    """What the address of the consent page asks for; `redirect_uri` is empty when it names none."""

    scopes: tuple[str, ...]
    user_scopes: tuple[str, ...]
    redirect_uri: str
    address: str
    state: str

    def answer(self, **parameters: str) -> str:
        """Where the browser goes with the answer; the state comes back as it was."""
        query = urlencode(parameters | ({"state": self.state} if self.state else {}))
        return f"{self.address}{'&' if urlsplit(self.address).query else '?'}{query}"


@dataclass
class Grant:
    """What one person granted; its code is good for one exchange, within ten minutes."""

    wish: Wish
    user_id: str
    expires_at: float
    is_used: bool = False


class Consents:
    """The wishes that wait for a person, and the grants that wait for the app."""

    def __init__(self, options: SlackOptions, clock: StandInClock) -> None:
        self._options = options
        self._clock = clock
        self._wishes: dict[str, Wish] = {}
        self._grants: dict[str, Grant] = {}

    def read(self, query: dict[str, str]) -> Wish:
        """The wish in the query of the consent page's address.

        Raises:
            SlackRefusal: invalid_client_id, invalid_scope or bad_redirect_uri.
        """
        if query.get("client_id") != self._options.client_id:
            raise SlackRefusal("invalid_client_id")
        scopes, user_scopes = _scopes(query.get("scope", "")), _scopes(query.get("user_scope", ""))
        if not scopes and not user_scopes:
            raise SlackRefusal("invalid_scope")
        redirect_uri = query.get("redirect_uri", "")
        return Wish(scopes, user_scopes, redirect_uri, self._address(redirect_uri), query.get("state", ""))

    def _address(self, redirect_uri: str) -> str:
        """The address itself, or the app's first one; it has to begin with one of the app's, if it has any."""
        known = self._options.redirect_urls
        address = redirect_uri or (known[0] if known else "")
        parts = urlsplit(address)
        is_known = not known or any(address == each or address.startswith(f"{each}/") for each in known)
        is_web = parts.scheme in {"http", "https"} and bool(_HOST.fullmatch(parts.netloc))
        if not is_web or parts.fragment or not is_known:
            raise SlackRefusal("bad_redirect_uri")
        return address

    def ask(self, wish: Wish) -> str:
        """Keep a wish until the person has decided; answers its ticket."""
        ticket = secrets.token_urlsafe(16)
        self._wishes[ticket] = wish
        return ticket

    def decide(self, ticket: str, user_id: str, *, is_allowed: bool) -> str | None:
        """Where the browser goes on; None when nothing waits under that ticket."""
        wish = self._wishes.pop(ticket, None)
        if wish is None:
            return None
        if not is_allowed:
            return wish.answer(error="access_denied")
        code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._grants[code] = Grant(wish, user_id, self._clock.now() + CODE_SECONDS)
        return wish.answer(code=code)

    def check_client(self, client_id: str, client_secret: str) -> None:
        """Whether it is the app that asks.

        Raises:
            SlackRefusal: invalid_client_id or bad_client_secret.
        """
        if client_id != self._options.client_id:
            raise SlackRefusal("invalid_client_id")
        if not hmac.compare_digest(client_secret.encode(), self._options.client_secret.encode()):
            raise SlackRefusal("bad_client_secret")

    def issued(self, code: str) -> bool:
        """Whether that code was given to somebody here."""
        return code in self._grants

    def exchange(self, client_id: str, client_secret: str, code: str, redirect_uri: str) -> Grant:
        """What was granted under that code, given out once.

        Raises:
            SlackRefusal: invalid_client_id, bad_client_secret, invalid_code, code_already_used or bad_redirect_uri.
        """
        self.check_client(client_id, client_secret)
        grant = self._grants.get(code)
        if grant is None or self._clock.now() > grant.expires_at:
            raise SlackRefusal("invalid_code")
        if grant.is_used:
            raise SlackRefusal("code_already_used")
        if redirect_uri != grant.wish.redirect_uri:
            raise SlackRefusal("bad_redirect_uri")
        grant.is_used = True
        return grant


def _scopes(words: str) -> tuple[str, ...]:
    """Scopes with commas (or, as OAuth writes them, blanks) between.

    Raises:
        SlackRefusal: invalid_scope.
    """
    scopes = tuple(dict.fromkeys(filter(None, re.split(r"[,\s]+", words))))
    if not all(_SCOPE.fullmatch(each) for each in scopes):
        raise SlackRefusal("invalid_scope")
    return scopes
