"""Whether a change may be made at a time: too far ahead, frozen, or too late."""

from datetime import datetime, timedelta

from bot.domain.change_requests import ChangeRequest
from bot.domain.freezes import frozen_until
from bot.domain.policy import Ruling
from bot.domain.zones import zone_named
from bot.errors import BadInput, NotAllowed

LATE = timedelta(minutes=15)
"""How late a change may be begun; after that it has to be asked for anew."""


def why_not_then(ruling: Ruling, at: datetime, asked_at: datetime, zone: str) -> NotAllowed | None:
    """Why the policy lets nothing happen at that time; None when it does."""
    rule = ruling.rule
    if at - asked_at > rule.ahead:
        return NotAllowed(
            f"That is too far ahead: by the rule “{rule.name}” a change may be asked for at most"
            f" {length_words(rule.ahead)} before its time.",
            rule=f"{rule.name}: schedule ahead",
        )
    if frozen := frozen_at(ruling, at):
        name, end = frozen
        return NotAllowed(
            f"By the rule “{name}” nothing goes out then: it is frozen until {clock_words(end, zone)}.",
            "Choose a time after that.",
            rule=f"{name}: freeze",
        )
    return None


def frozen_at(ruling: Ruling, at: datetime) -> tuple[str, datetime] | None:
    """Which rule freezes longest at that time, and until when; None where none does."""
    ends = ((rule.name, frozen_until(rule.freezes or (), at)) for rule in ruling.freezing)
    frozen = [(name, end) for name, end in ends if end is not None]
    return max(frozen, key=lambda each: each[1], default=None)


def why_missed(request: ChangeRequest, now: datetime) -> str:
    """Why it is too late to begin with a request, as a sentence; empty when it is not."""
    if request.not_before is None or now - request.not_before <= LATE:
        return ""
    late = length_words(now - request.not_before)
    return (
        f"It was due at {clock_words(request.not_before, request.zone)}, and could only have been begun {late} late."
        f" More than {length_words(LATE)} late nothing is begun."
    )


def require_order(start: datetime | None, end: datetime | None, now: datetime) -> None:
    """Raises BadInput for times that are over, and for an end that comes before the start."""
    if start is not None and start <= now:
        raise BadInput("That time is over already.", "Leave it out to do it now.", field="at")
    if end is not None and end <= (start or now):
        raise BadInput("The end has to come after the start.", field="until")


def clock_words(at: datetime, zone: str) -> str:
    """A moment in a zone and in UTC: `2026-11-30 09:00 (Europe/Paris), 08:00 UTC`."""
    here, there = at.astimezone(zone_named(zone)), at.astimezone(zone_named("UTC"))
    utc = there.strftime("%H:%M" if here.date() == there.date() else "%Y-%m-%d %H:%M")
    return f"{here:%Y-%m-%d %H:%M} ({zone}), {utc} UTC" if zone != "UTC" else f"{here:%Y-%m-%d %H:%M} UTC"


def length_words(length: timedelta) -> str:
    """A length of time in words: `2 days`, `8 hours`, `15 minutes`; what is less than the unit is left out."""
    minutes = max(1, int(length.total_seconds()) // 60)
    for unit, size in (("day", 24 * 60), ("hour", 60), ("minute", 1)):
        if minutes >= size and (unit == "minute" or minutes % size == 0 or minutes >= 2 * size):
            number = minutes // size
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "no time"
