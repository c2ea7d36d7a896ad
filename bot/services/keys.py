"""SDK keys and the enforcement of signatures."""

from bot.clients.appcues.enforcement import Enforcement
from bot.clients.appcues.sdk_keys import SdkKeys
from bot.clock import Clock


class KeysService:
    """What people can do with SDK keys. Every method raises ApiError when Appcues fails."""

    def __init__(self, keys: SdkKeys, enforcement: Enforcement, clock: Clock) -> None:
        self._keys = keys
        self._enforcement = enforcement
        self._clock = clock
