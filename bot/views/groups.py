"""Cards of groups, with what can be done with them."""

from collections.abc import Sequence

from slackblocks import Button

from bot.domain.profiles import Profile
from bot.views.profiles import ProfileShown
from bot.views.rendering import button

PATH = "appcues groups"


def shown(profile: Profile, zone: str, *, page: int = 1, may_change: bool = False) -> ProfileShown:
    """How a group's profile is shown."""
    buttons = _buttons(profile) if may_change else ()
    note = "who is in the group cannot be read: the API does not tell"
    return ProfileShown("group", PATH, profile, zone, page, buttons, note)


def _buttons(profile: Profile) -> Sequence[Button]:
    group = {"group": profile.id}
    return [
        button("Change…", "form", f"{PATH} update", 0, group),
        button("Add users…", "form", f"{PATH} add-users", 1, group),
    ]
