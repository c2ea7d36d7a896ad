"""What happens in the workspace and matters to us."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.domain.audit import Who
from bot.inbox.delivery import Delivery
from bot.services.audiences import AudiencesService
from bot.services.channels import ChannelsService
from bot.services.followed_jobs import FollowedJobsService
from bot.services.installations import InstallationsService
from bot.services.people import PeopleService, member_from
from bot.services.replies import RepliesService, Return
from bot.services.subscriptions import SubscriptionsService
from bot.services.undelivered import UndeliveredService
from bot.views.welcome import how_to_talk
from commands.home import HomeTab

Handler = Callable[[Delivery, Mapping[str, Any]], Awaitable[None]]


class Events:
    """Handles the events that the manifest subscribes to."""

    def __init__(
        self,
        home: HomeTab,
        people: PeopleService,
        replies: RepliesService,
        undelivered: UndeliveredService,
        subscriptions: SubscriptionsService,
        installations: InstallationsService,
        channels: ChannelsService,
        audiences: AudiencesService,
        followed_jobs: FollowedJobsService,
    ) -> None:
        self._home = home
        self._people = people
        self._replies = replies
        self._undelivered = undelivered
        self._subscriptions = subscriptions
        self._installations = installations
        self._channels = channels
        self._audiences = audiences
        self._followed_jobs = followed_jobs
        self._handlers: dict[str, Handler] = {
            "app_home_opened": self._home_opened,
            "message": self._written_to,
            "app_mention": self._written_to,
            "user_change": self._person_changed,
            "channel_unarchive": self._channel_mended,
            "group_unarchive": self._channel_mended,
            "member_joined_channel": self._joined,
            "channel_shared": self._channel_shared,
            "channel_unshared": self._channel_unshared,
            "channel_deleted": self._channel_deleted,
            "group_deleted": self._channel_deleted,
            "app_uninstalled": self._uninstalled,
            "tokens_revoked": self._tokens_revoked,
        }

    async def happened(self, delivery: Delivery) -> None:
        """Handles one event; those that need nothing are let pass."""
        event = delivery.body.get("event") or {}
        handler = self._handlers.get(event.get("type", ""))
        if handler:
            await handler(delivery, event)

    async def _home_opened(self, delivery: Delivery, event: Mapping[str, Any]) -> None:
        if event.get("tab", "home") == "home":
            await self._home.opened(delivery.team_id, event["user"], event.get("view") or {})

    async def _written_to(self, delivery: Delivery, event: Mapping[str, Any]) -> None:
        """Somebody wrote to us instead of typing a command: say how it goes. Never answer a bot, or ourselves."""
        user = event.get("user")
        is_for_us = event.get("type") == "app_mention" or event.get("channel_type") == "im"
        if not user or not is_for_us or event.get("bot_id") or event.get("subtype"):
            return
        await self._replies.send(
            how_to_talk(), Return(team_id=delivery.team_id, user_id=user, key=delivery.key)
        )

    async def _person_changed(self, delivery: Delivery, event: Mapping[str, Any]) -> None:
        """Who is no full member any more gets nothing, not even what they have subscribed to."""
        user = event.get("user")
        if not isinstance(user, Mapping):
            return
        user_id = str(user.get("id", ""))
        self._people.forget(delivery.team_id, user_id)
        await self._audiences.has_changed(delivery.team_id, user_id)
        if not member_from(user, delivery.team_id).is_full_member:
            await self._subscriptions.forget_channel(
                delivery.team_id, user_id, Who("", "event"), "The person is no full member any more."
            )
            await self._followed_jobs.forget_place(delivery.team_id, user_id)

    async def _channel_mended(self, delivery: Delivery, event: Mapping[str, Any]) -> None:
        await self._undelivered.try_again(delivery.team_id, str(event.get("channel", "")))

    async def _joined(self, delivery: Delivery, event: Mapping[str, Any]) -> None:
        if event.get("user") == await self._installations.bot_user_of(delivery.team_id):
            await self._channel_mended(delivery, event)

    async def _channel_shared(self, delivery: Delivery, event: Mapping[str, Any]) -> None:
        """Perhaps only with another workspace of the same organisation: what Slack says of the channel counts."""
        team_id, channel_id = delivery.team_id, str(event.get("channel", ""))
        await self._audiences.has_changed(team_id, channel_id)
        if await self._channels.has_strangers(team_id, channel_id):
            who = Who("", "event")
            await self._subscriptions.leave_to_strangers(team_id, channel_id, who, delivery.key)

    async def _channel_unshared(self, delivery: Delivery, event: Mapping[str, Any]) -> None:
        """Perhaps not with all: who still reads it is asked again before anything is posted."""
        await self._audiences.has_changed(delivery.team_id, str(event.get("channel", "")))
        await self._channel_mended(delivery, event)

    async def _channel_deleted(self, delivery: Delivery, event: Mapping[str, Any]) -> None:
        """An archived channel may come back, a deleted one does not."""
        who = Who(str(event.get("actor_id", "")), "event")
        channel_id = str(event.get("channel", ""))
        await self._subscriptions.forget_channel(
            delivery.team_id, channel_id, who, "The channel was deleted."
        )

    async def _tokens_revoked(self, delivery: Delivery, event: Mapping[str, Any]) -> None:
        """Those of people do not matter: Callboard has none."""
        if (event.get("tokens") or {}).get("bot"):
            await self._uninstalled(delivery, event)

    async def _uninstalled(self, delivery: Delivery, _event: Mapping[str, Any]) -> None:
        await self._installations.was_removed(delivery.team_id)
