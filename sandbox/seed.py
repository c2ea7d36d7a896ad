"""What all make-believe data is drawn from: seeded ids, secrets and moments, as the vendors write them."""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal
from uuid import UUID

Size = Literal["small", "large"]

_LETTERS_AND_DIGITS = string.ascii_letters + string.digits
_FIREBASE_ALPHABET = "-" + string.digits + string.ascii_uppercase + "_" + string.ascii_lowercase
_MILLISECOND = timedelta(milliseconds=1)


def iso_milliseconds(moment: datetime) -> str:
    """`2021-04-05T16:21:09.000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def epoch_milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // _MILLISECOND


def from_iso(text: str) -> datetime:
    """The moment that `iso_milliseconds` wrote."""
    return datetime.fromisoformat(text)


def from_epoch_milliseconds(milliseconds: int) -> datetime:
    """The moment that `epoch_milliseconds` wrote."""
    return datetime(1970, 1, 1, tzinfo=UTC) + milliseconds * _MILLISECOND


def moved_forward(previous: datetime, now: datetime) -> datetime:
    """Now, but at least a millisecond after the previous change: a standing clock must not hide an edit."""
    return max(now, previous + _MILLISECOND)


def new_uuid(random: Random) -> str:
    """A version 4 UUID."""
    return str(UUID(int=random.getrandbits(128), version=4))


def new_hex(random: Random, digits: int) -> str:
    """Lowercase hexadecimal digits."""
    return f"{random.getrandbits(4 * digits):0{digits}x}"


def new_token(random: Random, length: int) -> str:
    """Letters and digits, as in SDK keys and Firebase user ids."""
    return "".join(random.choices(_LETTERS_AND_DIGITS, k=length))


def new_firebase_id(random: Random) -> str:
    """Twenty characters that begin with a hyphen, as in segment ids."""
    return "-" + "".join(random.choices(_FIREBASE_ALPHABET, k=19))


def moments(random: Random, now: datetime, days: Sequence[float]) -> list[datetime]:
    """One moment for each number of days ago, each up to half a day earlier, in whole milliseconds."""
    noise = [random.randrange(12 * 3600 * 1000) for _ in days]
    return [
        now.replace(microsecond=0) - timedelta(days=ago, milliseconds=part)
        for ago, part in zip(days, noise, strict=True)
    ]


@dataclass(frozen=True)
class Seeding:
    """How a server is filled: what size, from which seed, as seen from which moment."""

    size: Size
    seed: int
    now: datetime

    def random(self, noun: str) -> Random:
        """A stream of its own for each noun, so that one can grow without moving the others."""
        return Random(f"{self.seed}/{noun}")
