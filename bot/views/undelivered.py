"""What admins are told when messages cannot be posted."""

from slackblocks import SectionBlock

from bot.views.rendering import code, mrkdwn, render
from bot.views.reply import Reply

_ADVICE = {
    "is_archived": "The channel is archived. Unarchive it, or name another one in CALLBOARD_APPROVALS_CHANNEL.",
    "not_in_channel": "I am not in the channel. Invite me there: `/invite @Callboard`.",
    "channel_not_found": "I cannot see the channel. If it is private, invite me: `/invite @Callboard`.",
}


def not_delivered(channel: str, reason: str, waiting: int) -> Reply:
    """Which channel, why, and what to do."""
    kept = f" {waiting} messages are kept until it is mended." if waiting > 1 else ""
    advice = _ADVICE.get(reason, "If it stays, tell whoever runs Callboard.")
    text = f"I could not post in <#{channel}> ({code(reason, 80)}). {advice}{kept}"
    return Reply(text, render(SectionBlock(mrkdwn(text))))
