"""The enforcement of signatures: switched on and off; no read tells how it stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clients.appcues.enforcement import Enforcement
from bot.clients.appcues.sdk_keys import SdkKeys
from bot.domain.changes import Done, Sight, Subject
from bot.errors import BadInput
from bot.services.keys import slots


class EnforcementService:
    """What people can do with the enforcement mode. Every method raises ApiError when Appcues fails."""

    def __init__(self, enforcement: Enforcement, keys: SdkKeys, account_id: str) -> None:
        self.client = enforcement
        self.keys = keys
        self.account_id = account_id

    async def enabling(self, confirm: str, reason: str) -> "SwitchingEnforcement":
        """The change that switches it on. Raises BadInput without a key, unless `confirm` is the account id."""
        keys = await self.keys.list()
        if not keys and confirm.strip() != self.account_id:
            raise BadInput(
                f"Account {self.account_id} has no SDK key: enforcing signatures now would cut off every end user.",
                "Create a key and roll it out first. To do it all the same, type the account id as --confirm, "
                "or in the form.",
                field="confirm",
            )
        return SwitchingEnforcement(self, len(keys), on=True, confirm=confirm.strip(), reason=reason)

    async def disabling(self, reason: str) -> "SwitchingEnforcement":
        """The change that switches it off."""
        return SwitchingEnforcement(self, len(await self.keys.list()), on=False, confirm="", reason=reason)


class SwitchingEnforcement:
    """The change of the mode. Agreed to with the keys that there are: if those change, it is asked anew."""

    repeatable = True

    def __init__(
        self, service: EnforcementService, used: int, *, on: bool, confirm: str, reason: str
    ) -> None:
        self._service = service
        self._used = used
        self._on = on
        self._confirm = confirm
        self.reason = reason

    @property
    def subject(self) -> Subject:
        """What it is about."""
        verb = "Enable" if self._on else "Disable"
        effect = (
            "SDK calls without a valid signature are rejected, and those users see nothing of Appcues."
            if self._on
            else "SDK calls without a signature are let in."
        )
        return Subject(
            item_kind="enforcement",
            item_id=self._service.account_id,
            item_name=f"enforcement in account {self._service.account_id}",
            summary=f"{verb} enforcement of SDK signatures in account {self._service.account_id}",
            state_before=f"the API does not tell; {slots(self._used)}",
            effect_words=effect,
            done_words="on" if self._on else "off",
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        given = {"reason": self.reason}
        return {**given, "confirm": self._confirm} if self._on else given

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - no read tells the mode
        """Reads the keys; the mode itself cannot be read."""
        return Sight({"keys": sorted(key.id for key in await self._service.keys.list())}, in_effect=None)

    async def apply(self) -> Done:
        """Switches it; the empty answer proves it."""
        if self._on:
            await self._service.client.enable()
        else:
            await self._service.client.disable()
        return Done(self.subject.done_words)
