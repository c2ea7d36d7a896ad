"""Opens forms and shows Home tabs."""

from collections.abc import Mapping
from typing import Any

from bot.errors import BadInput, SlackRefused
from bot.outbox.slack_gateway import SlackGateway

_CLOSED = frozenset({"not_found", "view_not_found"})
_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired"})


class ViewsService:
    """What people see besides messages."""

    def __init__(self, slack: SlackGateway) -> None:
        self._slack = slack

    async def open(self, trigger_id: str, view: Mapping[str, Any]) -> str:
        """Opens a modal; its id. Raises BadInput when the person has to press again, SlackError otherwise."""
        try:
            opened = await self._slack.open_view(trigger_id, view)
        except SlackRefused as refusal:
            if refusal.code in _TOO_LATE:
                raise BadInput(
                    "The form could not open in the three seconds that Slack allows.", "Press again, please."
                ) from refusal
            raise
        return str(opened.get("id", ""))

    async def update(self, view_id: str, view: Mapping[str, Any]) -> bool:
        """Puts something else into an open modal; False when the person has closed it. Raises SlackError."""
        try:
            await self._slack.update_view(view, view_id=view_id)
        except SlackRefused as refusal:
            if refusal.code in _CLOSED:
                return False
            raise
        return True

    async def show_home(self, user_id: str, view: Mapping[str, Any], *, seen: str = "") -> bool:
        """Shows somebody's Home tab, in place of what was there. Raises SlackError.

        False when something else stands there than what had the hash `seen`, and so nothing was done.
        """
        try:
            await self._slack.publish_view(user_id, view, hash=seen)
        except SlackRefused as refusal:
            if refusal.code == "hash_conflict":
                return False
            raise
        return True
