"""Opens forms and shows Home tabs."""

from collections.abc import Mapping
from typing import Any

from bot.errors import BadInput, SlackRefused
from bot.outbox.workspaces import Workspaces

_CLOSED = frozenset({"not_found", "view_not_found"})
_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired"})


class ViewsService:
    """What people see besides messages."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def open(self, team_id: str, trigger_id: str, view: Mapping[str, Any]) -> str:
        """Opens a modal; its id. Raises BadInput when the person has to press again, SlackError otherwise."""
        try:
            opened = await (await self._workspaces.slack(team_id)).open_view(trigger_id, view)
        except SlackRefused as refusal:
            if refusal.code in _TOO_LATE:
                raise BadInput(
                    "The form could not open in the three seconds that Slack allows.", "Press again, please."
                ) from refusal
            raise
        return str(opened.get("id", ""))

    async def update(self, team_id: str, view_id: str, view: Mapping[str, Any]) -> bool:
        """Puts something else into an open modal; False when the person has closed it. Raises SlackError."""
        try:
            await (await self._workspaces.slack(team_id)).update_view(view, view_id=view_id)
        except SlackRefused as refusal:
            if refusal.code in _CLOSED:
                return False
            raise
        return True

    async def show_home(self, team_id: str, user_id: str, view: Mapping[str, Any], *, seen: str = "") -> bool:
        """Shows somebody's Home tab, in place of what was there. Raises SlackError.

        False when something else stands there than what had the hash `seen`, and so nothing was done.
        """
        try:
            slack = await self._workspaces.slack(team_id)
            await slack.publish_view(user_id, view, hash=seen)
        except SlackRefused as refusal:
            if refusal.code == "hash_conflict":
                return False
            raise
        return True
