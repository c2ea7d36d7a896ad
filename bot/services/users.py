"""End users: their profiles and events."""

from bot.clients.appcues.end_users import EndUsers
from bot.clock import Clock


class UsersService:
    """What people can do with end users. Every method raises ApiError when Appcues fails."""

    def __init__(self, users: EndUsers, clock: Clock) -> None:
        self._users = users
        self._clock = clock
