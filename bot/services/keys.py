"""SDK keys: finding, making, tagging and revoking them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clients.appcues.sdk_keys import SdkKeys
from bot.clock import Clock
from bot.domain.changes import NOT_READ_BACK, Done, NewSecret, Sight, Subject
from bot.domain.key_rotations import new_key_of
from bot.domain.listings import Listing
from bot.domain.sdk_keys import MOST_KEYS, SdkKey, beside_name, identity, known_fields
from bot.errors import BadInput, Candidate, NoSuchItem
from bot.services.changes import came_since
from bot.services.directory import Directory


@dataclass(frozen=True)
class RotationStep:
    """The rotation that a change is a step of."""

    rotation_id: str
    require: Callable[[], Awaitable[None]]
    """Raises PersonError where the step is not to be made, or not any more."""


class KeysService:
    """What people can do with SDK keys. Every method raises ApiError when Appcues fails."""

    def __init__(self, keys: SdkKeys, account_id: str, clock: Clock) -> None:
        self.client = keys
        self.account_id = account_id
        self._directory = Directory("SDK keys", keys.list, clock, beside_name)

    async def listing(self) -> Listing[SdkKey]:
        """All keys without their values, at most some seconds old."""
        return await self._directory.listing()

    async def afresh(self) -> tuple[SdkKey, ...]:
        """All keys without their values, read just now."""
        self.forget_list()
        return (await self.listing()).items

    async def offer(self, words: str) -> list[Candidate]:
        """What to offer while a tag is being typed."""
        return await self._directory.offer(words)

    def forget_list(self) -> None:
        """Drops the list, because it is known to be out of date."""
        self._directory.forget()

    async def creating(self, tag: str, reason: str, step: RotationStep | None = None) -> "CreatingKey":
        """The change that makes a key, perhaps as a step of a rotation."""
        return CreatingKey(self, tag.strip(), len(await self.client.list()), reason, step)

    async def find(self, words: str) -> SdkKey:
        """The key that is meant. Raises SeveralMatch, NoSuchItem."""
        return await self._directory.find(words)

    async def tagging(self, words: str, tag: str, reason: str) -> "TaggingKey":
        """The change that gives a key another tag."""
        return TaggingKey(self, await self._directory.find(words), tag.strip(), reason)

    async def revoking(
        self, words: str, confirm: str, reason: str, step: RotationStep | None = None
    ) -> "RevokingKey":
        """The change that revokes a key, perhaps as a step of a rotation.

        Raises BadInput for the last one, unless `confirm` is the account id.
        """
        self._directory.forget()
        key = await self._directory.find(words)
        others = [each.id for each in (await self.listing()).items if each.id != key.id]
        if not others and confirm.strip() != self.account_id:
            raise BadInput(
                f"“{key.name}” is the last SDK key of account {self.account_id}. If signatures are enforced, which "
                "the API does not tell, revoking it cuts off every end user.",
                "To do it all the same, type the account id as --confirm, or in the form.",
                field="confirm",
            )
        return RevokingKey(self, key, sorted(others), confirm.strip(), reason, step)


class CreatingKey:
    """The change of making a key, whose value its requester gets to see once."""

    repeatable = False

    def __init__(
        self, service: KeysService, tag: str, used: int, reason: str, step: RotationStep | None
    ) -> None:
        self._service = service
        self._tag = tag
        self._used = used
        self.reason = reason
        self._step = step

    @property
    def subject(self) -> Subject:
        """What it is about; known by its tag until it has an id, or by the rotation that needs one new key."""
        named = f"“{self._tag}”" if self._tag else "without a tag"
        return Subject(
            item_kind="keys",
            item_id=new_key_of(self._step.rotation_id) if self._step else f"new {self._tag}",
            item_name=self._tag or "the new SDK key",
            summary=f"Create the SDK key {named}",
            state_before=slots(self._used),
            effect_words=f"A new key that may sign for every end user; {slots(self._used + 1)} then.",
            done_words=NOT_READ_BACK,
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        rotation = self._step.rotation_id if self._step else ""
        return {"tag": self._tag, "reason": self.reason, "rotation": rotation}

    async def look(self, since: datetime | None) -> Sight:
        """Whether a key with that tag came into being since then.

        Raises BadInput when there is no slot for it, PersonError when its rotation does not want it.
        """
        if since is None and self._step:
            await self._step.require()
        keys = await self._service.client.list()
        if since is None and len(keys) >= MOST_KEYS:
            raise BadInput(
                f"All {MOST_KEYS} slots for SDK keys are used.", "Revoke one first: /appcues keys shows them."
            )
        if since is None:
            return Sight({}, in_effect=False)
        made = [
            each for each in keys if (each.tag or "") == self._tag and came_since(each.inserted_at, since)
        ]
        return Sight(known_fields(made[0]) if made else {}, in_effect=bool(made))

    async def apply(self) -> Done:
        """Creates it; the answer holds the value, once."""
        try:
            key = await self._service.client.create(self._tag or None)
        finally:
            self._service.forget_list()
        words = f"created, with the id {key.id}; {slots(self._used + 1)}"
        if key.key is None:
            return Done(NOT_READ_BACK, fields=known_fields(key))
        secret = NewSecret(f"SDK key “{key.name}”", key.key.reveal())
        return Done(words, secret=secret, fields=known_fields(key))


class TaggingKey:
    """The change of giving a key another tag."""

    repeatable = True

    def __init__(self, service: KeysService, key: SdkKey, tag: str, reason: str) -> None:
        self._service = service
        self._key = key
        self._tag = tag
        self.reason = reason

    @property
    def subject(self) -> Subject:
        """What it is about."""
        to = f"to “{self._tag}”" if self._tag else "to nothing"
        return Subject(
            item_kind="keys",
            item_id=self._key.id,
            item_name=self._key.name,
            summary=f"Change the tag of the SDK key “{self._key.name}” {to}",
            state_before=f"tagged “{self._key.tag}”" if self._key.tag else "without a tag",
            effect_words=f"{identity(self._key)} Only its tag changes; what is signed with it stays valid.",
            done_words=f"tagged “{self._tag}”" if self._tag else "without a tag",
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        return {"key": self._key.id, "tag": self._tag, "reason": self.reason}

    async def look(self, since: datetime | None) -> Sight:  # noqa: ARG002 - its tag tells by itself
        """Reads the key afresh."""
        now = await _read(self._service, self._key.id)
        if now is None:
            raise NoSuchItem(f"The SDK key “{self._key.name}” is gone.", "Look at /appcues keys.")
        return Sight({"tag": now.tag}, in_effect=(now.tag or "") == self._tag)

    async def apply(self) -> None:
        """Tags it. The answer holds the value, which goes nowhere."""
        try:
            await self._service.client.tag(self._key.id, self._tag or None)
        finally:
            self._service.forget_list()


class RevokingKey:
    """The change of revoking a key. Agreed to with the keys that stay: if those change, it is asked anew."""

    repeatable = True

    def __init__(
        self,
        service: KeysService,
        key: SdkKey,
        others: list[str],
        confirm: str,
        reason: str,
        step: RotationStep | None,
    ) -> None:
        self._service = service
        self._key = key
        self._others = others
        self._confirm = confirm
        self._step = step
        self.reason = reason

    @property
    def subject(self) -> Subject:
        """What it is about."""
        cut_off = "What is signed with it is no longer valid, at once and for good."
        rest = (
            f"{len(self._others)} other keys stay valid."
            if self._others
            else "No key is left then. Where signatures are enforced, every end user is cut off."
        )
        return Subject(
            item_kind="keys",
            item_id=self._key.id,
            item_name=self._key.name,
            summary=f"Revoke the SDK key “{self._key.name}”",
            state_before=slots(len(self._others) + 1),
            effect_words=f"{identity(self._key)} {cut_off} {rest}",
            done_words=f"revoked; {slots(len(self._others))}",
            is_removal=True,
        )

    @property
    def arguments(self) -> Mapping[str, Any]:
        """The arguments that make the same change again."""
        rotation = self._step.rotation_id if self._step else ""
        return {
            "key": self._key.id,
            "confirm": self._confirm,
            "reason": self.reason,
            "rotation": rotation,
        }

    async def look(self, since: datetime | None) -> Sight:
        """Reads the keys afresh. Raises PersonError when its rotation does not want it any more."""
        if since is None and self._step:
            await self._step.require()
        keys = await self._service.client.list()
        own = [{"id": each.id, "tag": each.tag} for each in keys if each.id == self._key.id]
        others = sorted(each.id for each in keys if each.id != self._key.id)
        return Sight({"key": own, "other keys": others}, in_effect=not own)

    async def apply(self) -> None:
        """Revokes it."""
        try:
            await self._service.client.delete(self._key.id)
        finally:
            self._service.forget_list()


def slots(used: int) -> str:
    """How many of the slots are used, in words."""
    return f"{used} of {MOST_KEYS} slots used"


async def _read(service: KeysService, key_id: str) -> SdkKey | None:
    return next((each for each in await service.client.list() if each.id == key_id), None)
