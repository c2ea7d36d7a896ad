"""The enforcement mode: whether the SDK must prove who it is (reference: Appcues 10)."""

from bot.clients.appcues.nouns import AccountNoun


class Enforcement(AccountNoun):
    """The switch of one account; no call tells how it stands.

    On without a key, or without signatures in the product, it cuts off every end user.
    """

    async def enable(self) -> None:
        """From now on calls without a valid signature are rejected; 204. Repeating is safe."""
        await self._switch("enable")

    async def disable(self) -> None:
        """From now on calls without a signature are let in; 204. Repeating is safe."""
        await self._switch("disable")

    async def _switch(self, verb: str) -> None:
        await self._transport.request(
            "POST",
            self._path("enforcement_mode", verb),
            repeatable=True,
            settled_by="No read tells the mode. Ask again: doing it twice is harmless.",
        )
