"""Moments as people read them: in their own zone where Slack can do it, else as a sortable text."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def moment(when: datetime | None) -> str:
    """A moment in mrkdwn; Slack shows it in the zone of whoever looks."""
    if when is None:
        return "never"
    fallback = when.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(when.timestamp())}^{{date_short_pretty}} at {{time}}|{fallback}>"


def age(when: datetime) -> str:
    """How long ago, in mrkdwn, kept up to date by Slack."""
    fallback = when.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(when.timestamp())}^{{ago}}|{fallback}>"


def plain_moment(when: datetime | None, zone: str = "UTC") -> str:
    """A moment as plain text that sorts as it reads, in the given zone: `2026-11-03 14:05`."""
    if when is None:
        return "never"
    try:
        here = local(when, zone)
    except OverflowError:  # the last day that there is, seen from where the next one has begun
        here = when.astimezone(UTC)
    return here.replace(tzinfo=None).isoformat(" ", "minutes")


def day_and_time(when: datetime, zone: str) -> str:
    """A moment as plain text, with its day of the week, in the given zone: `Mon 30 Nov, 09:00`."""
    here = local(when, zone)
    return f"{here:%a} {here.day} {here:%b, %H:%M}"


def local(when: datetime, zone: str) -> datetime:
    """The moment in that zone; in UTC where the zone is not known."""
    return when.astimezone(_zone(zone))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # the last for a folder, or a very long name
        return ZoneInfo("UTC")
