"""How far the outbox is behind, in a few lines."""

from datetime import timedelta

from slackblocks import SectionBlock

from bot.domain.outbox_health import ChannelHealth, OutboxHealth
from bot.views.rendering import code, mrkdwn, render, safe
from bot.views.reply import Reply
from bot.views.times import age

MOST_CHANNELS = 10
LATE = timedelta(minutes=1)
"""A message that waits longer is late: at Slack's pace that is a queue of sixty, or trouble."""


def outbox_health(health: OutboxHealth) -> Reply:
    """What waits and what is kept, then the channels that need a look."""
    lines = [_summary(health), *map(_channel, health.channels[:MOST_CHANNELS])]
    if len(health.channels) > MOST_CHANNELS:
        lines.append(f"and {len(health.channels) - MOST_CHANNELS} more channels")
    text = "\n".join(lines)
    return Reply(text, render(SectionBlock(mrkdwn(text))))


def _summary(health: OutboxHealth) -> str:
    if not (health.waiting or health.parked or health.dead):
        return ":white_check_mark: *Messages:* all are posted."
    sign = ":warning:" if health.parked or health.dead or health.lag > LATE else ":white_check_mark:"
    parts = [f"{health.waiting} waiting"]
    if health.waiting:
        parts.append(f"the oldest for {_words(health.lag)}")
    if health.parked:
        parts.append(f"{health.parked} kept until their channel is mended")
    if health.dead:
        parts.append(f"{health.dead} given up")
    return f"{sign} *Messages:* {', '.join(parts)}."


def _channel(channel: ChannelHealth) -> str:
    place = f"<@{channel.channel}>" if channel.channel.startswith(("U", "W")) else f"<#{channel.channel}>"
    parts = []
    if channel.waiting:
        parts.append(f"{channel.waiting} waiting, the oldest for {_words(channel.lag)}")
    if channel.parked:
        parts.append(f"{channel.parked} kept")
    if channel.dead_since:
        parts.append(f"cannot be posted in since {age(channel.dead_since)} ({code(channel.dead_reason, 80)})")
    elif channel.last_error:
        parts.append(safe(channel.last_error, 200))
    return f"• {place}: {'; '.join(parts)}"


def _words(lag: timedelta) -> str:
    seconds = int(lag.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
