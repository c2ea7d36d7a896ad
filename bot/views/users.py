"""Cards of end users, with what can be done with them."""

from collections.abc import Sequence

from slackblocks import Button

from bot.domain.profiles import Profile
from bot.views.profiles import ProfileShown
from bot.views.rendering import button

PATH = "appcues users"


def shown(profile: Profile, zone: str, *, page: int = 1, may_change: bool = False) -> ProfileShown:
    """How a user's profile is shown."""
    return ProfileShown("user", PATH, profile, zone, page, _buttons(profile, may_change=may_change))


def _buttons(profile: Profile, *, may_change: bool) -> Sequence[Button]:
    user = {"user": profile.id}
    looking = [button("Events", "run", f"{PATH} events", 0, user)]
    if not may_change:
        return looking
    return [
        *looking,
        button("Change…", "form", f"{PATH} update", 1, user),
        button("Track an event…", "form", f"{PATH} track", 2, user),
        button("Delete…", "form", f"{PATH} delete", 3, user, style="danger"),
    ]
