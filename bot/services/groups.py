"""Groups of end users: their profiles and who belongs to them."""

from bot.clients.appcues.groups import Groups


class GroupsService:
    """What people can do with groups. Every method raises ApiError when Appcues fails."""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
