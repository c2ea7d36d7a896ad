"""What people are told when messages cannot be posted."""

from slackblocks import SectionBlock

from bot.views.rendering import code, mrkdwn, render
from bot.views.reply import Reply

_ADVICE = {
    "is_archived": "The channel is archived. Unarchive it, or name another one in CALLBOARD_APPROVALS_CHANNEL.",
    "not_in_channel": "I am not in the channel. Invite me there: `/invite @Callboard`.",
    "channel_not_found": "I cannot see the channel. If it is private, invite me: `/invite @Callboard`.",
    "shared_with_outsiders": (
        "The channel is shared with people outside this workspace, who would read all of it: until it is not, I post"
        " and edit nothing there. Name another channel, or end the sharing."
    ),
    "restricted_action": "I may not post there: somebody restricted who may. Ask whoever set that up.",
}


def not_delivered(channel: str, reason: str, waiting: int, dropped: int) -> Reply:
    """Where, why, what becomes of the messages, and what to do."""
    place = f"<@{channel}>" if channel.startswith(("U", "W")) else f"<#{channel}>"
    if dropped:
        messages = "1 message" if dropped == 1 else f"{dropped} messages"
        text = f"I have given up {messages} for {place}: too old by now ({code(reason, 80)})."
    else:
        kept = f" {waiting} messages are kept until it is mended." if waiting > 1 else ""
        text = f"I could not post in {place} ({code(reason, 80)}). {_advice(reason)}{kept}"
    return Reply(text, render(SectionBlock(mrkdwn(text))))


def _advice(reason: str) -> str:
    word = "restricted_action" if reason.startswith("restricted_action") else reason
    return _ADVICE.get(word, "If it stays, tell whoever runs Callboard.")
