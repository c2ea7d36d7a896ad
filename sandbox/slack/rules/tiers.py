"""The one table of Slack's rate limits: how many calls a minute each method of the Web API takes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

POSTS_PER_SECOND = 1.0
"""Messages into one channel."""
POSTS_AT_ONCE = 3
"""Slack speaks of “short bursts” without a figure: this is our guess."""
SPECIAL = 300
"""“Several hundred a minute”: the figure of methods that have a limit of their own."""

_TIERS = {
    20: (
        "conversations.archive conversations.create conversations.list conversations.rename "
        "conversations.setTopic conversations.unarchive emoji.list usergroups.create "
        "usergroups.disable usergroups.enable usergroups.list usergroups.update usergroups.users.list "
        "usergroups.users.update users.list"
    ),
    50: (
        "apps.connections.open apps.uninstall auth.revoke bots.info chat.delete chat.update conversations.history "
        "conversations.info conversations.invite conversations.join conversations.kick conversations.leave "
        "conversations.open conversations.replies files.delete team.info users.conversations users.lookupByEmail"
    ),
    100: (
        "api.test chat.postEphemeral conversations.members files.completeUploadExternal "
        "files.getUploadURLExternal files.info oauth.v2.access users.info views.open views.publish views.push "
        "views.update"
    ),
    SPECIAL: "auth.test blocks.validate chat.getPermalink chat.postMessage",
}
CALLS_PER_MINUTE: Final[Mapping[str, int]] = MappingProxyType(
    {method: figure for figure, methods in _TIERS.items() for method in methods.split()}
)
"""Tier 2 has 20, tier 3 has 50, tier 4 has 100; “or more”, so these are the least a bot may count on."""
