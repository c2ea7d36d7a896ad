"""What all nouns of an Appcues account share: the transport and the account's place in the path."""

from bot.clients.paths import path_of
from bot.clients.transport import Transport


class AccountNoun:
    """One noun of one account. Every method raises the ApiErrors of `Transport.request`."""

    def __init__(self, transport: Transport, account_id: str) -> None:
        self._transport = transport
        self._account_id = account_id

    def _path(self, *rest: str) -> str:
        return path_of("v2", "accounts", self._account_id, *rest)
