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


def before_adding(group: Profile) -> str:
    """What to know before users are added to a group."""
    note = "It happens at once. Whoever is in the group already stays in it, and who that is cannot be read."
    if group.is_known:
        return note
    return f"Nothing is known of a group of this id yet: check it, since this may make a new one. {note}"


def _buttons(profile: Profile) -> Sequence[Button]:
    group = {"group": profile.id}
    return [
        button("Change…", "form", f"{PATH} update", 0, group),
        button("Add users…", "form", f"{PATH} add-users", 1, group),
    ]
